"""The forms of proposals, reviews and decisions about uppdrag."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Field, HiddenField

from tracker import clock
from tracker.domain.fulfilment import Parties
from tracker.domain.swedish.words import capitalised
from tracker.domain.terms import Opinion
from tracker.domain.text import text_problem
from tracker.models import CouncilDecision, FulfilmentProposal, Responsibility
from tracker.services.council.decide import Form, NewDecision
from tracker.services.council.propose import Proposal
from tracker.services.council.review import Review
from tracker.web.coordination.fields import (
    LARGEST_ID,
    ChoiceField,
    DayField,
    LineField,
    TextField,
    VersionedForm,
)
from tracker.web.frame.access import current_person

_MOST_DIGITS = len(str(LARGEST_ID))


class OnceForm(VersionedForm):
    """A form that counts once, however often it is sent."""

    nonce = HiddenField()

    @property
    def key(self) -> str:
        """Its nonce; one that is not ours gets another, and then counts as a new form."""
        sent = self.nonce.data or ""
        good = 8 <= len(sent) <= 64 and text_problem(sent, single_line=True) is None
        return sent if good else secrets.token_urlsafe(16)


class ProposalForm(OnceForm):
    """Why the uppdrag is fulfilled. `version` is the id of the proposal that the form shows, 0 for none."""

    motivation = TextField(
        "Motivering", description="Vad som är gjort och varför det räcker. Den följer med till beslutet."
    )
    answered_with = LineField(
        "Besvarades med",
        description="Handlingen som är svaret, till exempel Tjänsteskrivelse, Boråsmodellen.",
    )
    answered_on = DayField("Besvarat den", description="Handlingens dag.")

    def about(self, parties: Parties) -> "ProposalForm":
        """Without what only a board asks of its own förvaltning, in a plan of the council."""
        if not parties.one_board:
            del self.answered_with, self.answered_on
        return self

    @property
    def proposal(self) -> Proposal:
        """What the form says."""
        given = Proposal(self.motivation.data, self.seen_version)
        if "answered_with" not in self:
            return given
        return Proposal(given.motivation, given.seen, self.answered_with.data, self.answered_on.data)


def stored_proposal(
    share: Responsibility, standing: FulfilmentProposal | None, parties: Parties
) -> ProposalForm:
    """The form as it is opened: with the proposal that stands, and what is known to have answered the uppdrag."""
    data = {
        "nonce": secrets.token_urlsafe(16),
        "version": str(standing.id if standing else 0),
        "motivation": standing.motivation if standing else "",
        "answered_with": share.activity.answered_with,
        "answered_on": share.activity.answered_on,
    }
    return ProposalForm(formdata=None, data=data).about(parties)


class ReviewForm(VersionedForm):
    """What the council office thinks of a proposal."""

    opinion = ChoiceField("Samordnarens bedömning", needed="Välj om ni delar bedömningen.")
    comment = TextField(
        "Samordnarens kommentar",
        description="Står bredvid motiveringen. Den behövs när ni inte delar bedömningen.",
    )

    def offer(self) -> "ReviewForm":
        """Fills in what can be chosen."""
        self.opinion.choices = [
            (Opinion.AGREES.value, "Delar bedömningen"),
            (Opinion.DISAGREES.value, "Delar inte bedömningen"),
        ]
        return self

    @property
    def review(self) -> Review:
        """What the form says."""
        known = {opinion.value: opinion for opinion in Opinion}
        return Review(known.get(self.opinion.data or ""), self.comment.data, self.seen_version)


def stored_review(proposal: FulfilmentProposal) -> ReviewForm:
    """The form as it is opened."""
    data = {
        "version": str(proposal.version),
        "opinion": proposal.opinion.value if proposal.opinion else None,
        "comment": proposal.opinion_comment,
    }
    return ReviewForm(formdata=None, data=data).offer()


class ChosenField(Field):
    """The rows that are ticked, by their ids; what is no id counts as not ticked."""

    data: list[int]

    def process_data(self, value: Any) -> None:
        """What is ticked when the page is opened."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the ids, each once."""
        ids = {
            int(text)
            for text in valuelist
            if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) <= LARGEST_ID
        }
        self.data = sorted(ids)

    def _value(self) -> str:
        return ", ".join(map(str, self.data))


class DecisionForm(OnceForm):
    """A decision as the minutes have it. `version` is the id of the decision that the form shows, 0 for none."""

    chosen = ChosenField("Uppdrag")
    paragraph = LineField("Paragraf", description="Till exempel § 45.")
    decided_on = DayField("Beslutat den")
    diarienummer = LineField("Diarienummer")
    words = TextField("Beslutet i ord", description="Som det står i protokollet.")

    def decided_by(self, decider: str) -> "DecisionForm":
        """With the name of the one who decides."""
        self.words.label.text = f"{capitalised(decider)}s beslut i ord"
        return self

    @property
    def decision(self) -> NewDecision:
        """What the form says."""
        return NewDecision(self.decided_on.data, self.paragraph.data, self.diarienummer.data, self.words.data)

    @property
    def sent(self) -> Form:
        """Who sends it, and when."""
        return Form(self.key, current_person(), clock.utc_now(), clock.today())


def new_decision(
    decider: str, chosen: Sequence[int] = (), last: CouncilDecision | None = None, *, copied: bool = False
) -> DecisionForm:
    """The form as it is opened, after the decision `last`; `copied` fills in what that one says."""
    told: dict[str, str | date | None] = {}
    if last is not None and copied:
        told = {
            "paragraph": last.paragraph,
            "decided_on": last.decided_on,
            "diarienummer": last.diarienummer or "",
            "words": last.comment,
        }
    data = {
        "nonce": secrets.token_urlsafe(16),
        "version": str(last.id if last else 0),
        "chosen": chosen,
        **told,
    }
    return DecisionForm(formdata=None, data=data).decided_by(decider)
