"""What can go wrong between us and Kolada, each in one sentence that says what to do."""


class KoladaFault(Exception):
    """Kolada gave no answer that can be taken. `why` is a short English code; the text is Swedish.

    `detail` is what differs from time to time: a status, the name of a field. `after`: in so many seconds Kolada
    wants to be asked again.
    """

    def __init__(self, why: str, detail: str = "", after: float | None = None) -> None:
        super().__init__(_SENTENCES[why].format(detail=detail))
        self.why = why
        self.detail = detail
        self.after = after

    @property
    def message(self) -> str:
        """The sentence for the person who asked."""
        return str(self)


_LATER = "Försök igen om en stund."
_TELL = "Säg till den som sköter tjänsten."
_FEWER = "Försök igen, eller välj färre nyckeltal, kommuner eller år."
_SENTENCES = {
    "unreachable": f"Kolada går inte att nå. {_LATER} Inget har sparats.",
    "busy": f"Kolada tar inte emot fler frågor just nu. {_LATER} Inget har sparats.",
    "failing": f"Kolada har ett fel hos sig (svar {{detail}}). {_LATER} Inget har sparats.",
    "cut": f"Anslutningen till Kolada bröts innan hela svaret hade kommit. {_LATER} Inget har sparats.",
    "slow": f"Kolada svarar för långsamt. {_FEWER} Inget har sparats.",
    "too-large": f"Kolada skickade mer än tjänsten tar emot på en gång. {_FEWER} Inget har sparats.",
    "endless": f"Kolada skickar sida efter sida utan slut. {_TELL} Inget har sparats.",
    "elsewhere": f"Kolada hänvisar till en annan adress, och dit går tjänsten inte. {_TELL} Inget har sparats.",
    "refused": f"Kolada tar inte emot frågan (svar {{detail}}). {_TELL} Inget har sparats.",
    "not-json": f"Kolada svarade med något som inte går att läsa. {_LATER} Inget har sparats.",
    "changed": f"Kolada svarar inte längre på det sätt som tjänsten kan läsa ({{detail}}). {_TELL} Inget har sparats.",
}
