"""What the board decided about the report of a closed follow-up: its words, § and day."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.fault import Fault
from tracker.domain.follow_up_dates import EARLIEST_YEAR
from tracker.domain.swedish.words import long_date
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, db
from tracker.queries.plans.versions import newest_number
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reports.sealing.follow import follow
from tracker.services.reports.sealing.head import next_revision, seal_head
from tracker.services.revision import touch

LONGEST_PARAGRAPH = 40


@dataclass(frozen=True)
class Decision:
    """The decision as the minutes have it; the § may not be known yet. `version` is the follow-up's counter."""

    text: str
    paragraph: str
    decided_on: date | None
    version: int


def decide(follow_up_id: int, decision: Decision, *, today: date) -> FollowUp:
    """Records the decision, or what it should have said; the frozen report is not touched.

    It is about the version that is the newest then; put right afterwards, without another day, it still is about
    that one. Raises FormRefused, Refusal (409) while the follow-up is open, and ChangedMeanwhile. The same form sent
    twice counts once.
    """
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte.", 404)
    if not follow_up.frozen:
        raise Refusal(
            "Uppföljningen är öppen. Stäng den först, så att nämndens beslut gäller en fryst rapport."
        )
    new = (decision.text, decision.paragraph.strip() or None, decision.decided_on)
    if new == (follow_up.decision, follow_up.decided_paragraph, follow_up.decided_on):
        db.session.rollback()
        return follow_up
    if follow_up.version != decision.version:
        raise ChangedMeanwhile
    refuse(faults_of(follow_up.as_of, decision, today))
    revision = next_revision(follow_up)
    if follow_up.decided_version is None or follow_up.decided_on != decision.decided_on:
        follow_up.decided_version = newest_number(follow_up.id)
    follow_up.decision, follow_up.decided_paragraph, follow_up.decided_on = new
    follow_up.state = FollowUpState.DECIDED
    seal_head(follow_up, revision)
    touch(follow_up.plan)
    db.session.commit()
    follow()
    return follow_up


def faults_of(as_of: date, decision: Decision, today: date) -> list[Fault]:
    """All that is wrong with the decision on the report as of that day, in the form's order."""
    found = long_text_faults("decision", decision.text)
    if not decision.text.strip():
        found = [Fault("decision", "no-decision", "Skriv vad nämnden beslutade, som det står i protokollet.")]
    found += text_faults("decided_paragraph", decision.paragraph, LONGEST_PARAGRAPH)
    day = decision.decided_on
    if day is None:
        found.append(Fault("decided_on", "no-day", "Skriv vilken dag nämnden beslutade."))
    elif day > today:
        found.append(
            Fault("decided_on", "not-yet", f"{long_date(day)} har inte varit än. Kontrollera dagen.")
        )
    elif day.year < EARLIEST_YEAR or day < as_of:
        sentence = f"Beslutet kan inte vara fattat före dagen som rapporten gäller, {long_date(as_of)}."
        found.append(Fault("decided_on", "too-early", sentence))
    return found
