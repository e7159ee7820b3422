"""Uppdrag som föreslås förklaras fullgjorda, as plain data for the meeting: the words of the Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.swedish.words import capitalised, joined, long_date

KIND = "Förslag till beslut"
TITLE = "Uppdrag som föreslås förklaras fullgjorda"
PROPOSAL = "Förslag till beslut"
DISAGREED = "Samordnaren delar inte bedömningen"
NOT_REVIEWED = "Inte granskade av samordnaren"
HEADINGS = ("Uppdrag", "Motivering", "Samordnarens bedömning")
MISSING = "Inte angivet"


@dataclass(frozen=True)
class ListedProposal:
    """What one board proposes, and what the council office thinks of it; `opinion` is a word of its own or ""."""

    board: str
    motivation: str
    opinion: str
    comment: str


@dataclass(frozen=True)
class ListedUppdrag:
    """An uppdrag with its wording, where it comes from, and its boards."""

    #: "" where the plan's tables show no numbers.
    number: str
    text: str
    source: str
    decided_on: date | None
    paragraph: str
    diarienummer: str
    asked_by: str
    answered: str
    proposals: tuple[ListedProposal, ...]
    #: The boards that do not propose it, and those that do not report here.
    not_proposed: tuple[str, ...]
    not_collected: tuple[str, ...]

    @property
    def origin(self) -> tuple[str, ...]:
        """Where it comes from, a line each: source with day and §, dnr, who asked, what answered it."""
        # The source often tells the day itself.
        day = long_date(self.decided_on) if self.decided_on else ""
        said = day if day and day not in self.source else ""
        decided = ", ".join(part for part in (self.source, said, self.paragraph) if part)
        return tuple(
            line
            for line in (
                decided,
                f"Diarienummer {self.diarienummer}" if self.diarienummer else "",
                f"På initiativ av {self.asked_by}" if self.asked_by else "",
                self.answered,
            )
            if line
        )

    @property
    def silent(self) -> tuple[str, ...]:
        """What is said of the boards that propose nothing, a sentence each."""
        has_not = "har inte föreslagit att uppdraget förklaras fullgjort"
        here = "rapporterar inte sin del här"
        return tuple(
            f"{joined(list(boards))} {words}."
            for boards, words in ((self.not_proposed, has_not), (self.not_collected, here))
            if boards
        )


@dataclass(frozen=True)
class FulfilmentList:
    """The whole list, by what the council office thinks."""

    organisation: str
    board: str
    plan_title: str
    decider: str
    diarienummer: str
    handler_title: str
    day: date
    agreed: tuple[ListedUppdrag, ...]
    disagreed: tuple[ListedUppdrag, ...]
    not_reviewed: tuple[ListedUppdrag, ...]

    @property
    def head_facts(self) -> tuple[tuple[str, str], ...]:
        """Day, dnr and role in the title block."""
        return (
            ("Datum", self.day.isoformat()),
            ("Diarienummer", self.diarienummer or MISSING),
            ("Handläggare", self.handler_title or MISSING),
        )

    @property
    def proposal(self) -> str:
        """The sentence that the minutes can have as it is."""
        which = "följande uppdrag fullgjorda" if len(self.agreed) != 1 else "följande uppdrag fullgjort"
        if not self.agreed:
            return f"Inget uppdrag föreslås med samordnarens stöd per den {long_date(self.day)}."
        return f"{capitalised(self.decider)} beslutar att förklara {which}:"

    @property
    def sections(self) -> Sequence[tuple[str, str, tuple[ListedUppdrag, ...]]]:
        """The parts after the proposal that have anything: heading, what it is, and the uppdrag."""
        parts = (
            (
                DISAGREED,
                "De här uppdragen föreslår nämnderna också, men samordnaren anser inte att de är fullgjorda.",
                self.disagreed,
            ),
            (
                NOT_REVIEWED,
                "De här förslagen har kommit in men samordnaren har inte tagit ställning till dem.",
                self.not_reviewed,
            ),
        )
        return [part for part in parts if part[2]]
