"""The coordinator's own texts of the tjänsteskrivelse: kept as they were written, whatever the report becomes."""

from dataclasses import asdict

from sqlalchemy import select

from tracker.domain.fault import Fault
from tracker.models import FollowUp, Tjansteskrivelse, db
from tracker.queries.plans.versions import newest_version
from tracker.reports.tjansteskrivelse import OwnTexts, usual_sender
from tracker.services.form_refusal import ChangedMeanwhile, long_text_faults, refuse, text_faults
from tracker.services.refusal import Refusal
from tracker.services.reports.formats import LETTER
from tracker.services.reports.kept_file import sealed_file
from tracker.services.reports.produce_report import intact_content
from tracker.services.reports.sealing.follow import follow
from tracker.services.reports.sealing.head import next_revision, seal_head
from tracker.services.reports.tjansteskrivelse import frozen_letter, letter_of, written


def write_tjansteskrivelse(follow_up_id: int, texts: OwnTexts, *, version: int) -> None:
    """Stores the texts; `version` is the counter that the form was filled from, 0 when nothing was stored.

    Raises FormRefused, and ChangedMeanwhile when somebody else has saved since. The same form twice counts once.
    What is frozen already is not touched: the next version has the new texts.
    """
    follow_up = _locked(follow_up_id)
    stored = written(follow_up)
    if stored is not None and stored.texts == texts:
        db.session.rollback()
        return
    if (stored.version if stored else 0) != version:
        raise ChangedMeanwhile
    refuse(faults_of(texts))
    row = db.session.get(Tjansteskrivelse, follow_up.id)
    if row is None:
        row = Tjansteskrivelse(follow_up_id=follow_up.id)
        db.session.add(row)
    for name, text in asdict(texts).items():
        setattr(row, name, text)
    db.session.commit()


def freeze_tjansteskrivelse(follow_up_id: int) -> None:
    """Freezes the texts with the newest version of a closed follow-up that was closed without. Twice is once.

    Raises Refusal (409) while the follow-up is open, when nothing is written, and when one is frozen already.
    """
    follow_up = _locked(follow_up_id)
    version = newest_version(follow_up.id)
    if version is None or not follow_up.frozen:
        raise Refusal(
            "Uppföljningen är öppen. Tjänsteskrivelsen fryses tillsammans med rapporten när du stänger."
        )
    if frozen_letter(version) is not None:
        raise Refusal(
            "Tjänsteskrivelsen är redan fryst. Det du har skrivit sedan dess följer med i nästa rättelse."
        )
    data = letter_of(follow_up, intact_content(version.content_sha256, version.content))
    if data is None:
        raise Refusal("Tjänsteskrivelsen är inte skriven än. Spara den först.")
    revision = next_revision(follow_up)
    db.session.add(sealed_file(version, LETTER, data))
    db.session.flush()
    seal_head(follow_up, revision)
    db.session.commit()
    follow()


def faults_of(texts: OwnTexts) -> list[Fault]:
    """What is wrong with the sender and the texts, in the form's order."""
    long = {name: text for name, text in asdict(texts).items() if name != "sender"}
    return [
        *text_faults("sender", texts.sender, 200),
        *(fault for name, text in long.items() for fault in long_text_faults(name, text)),
    ]


def starting_texts(follow_up: FollowUp) -> tuple[OwnTexts, FollowUp | None]:
    """What the form begins with before anything is saved: last time's texts and whose they are, or the usual ones."""
    query = (
        select(FollowUp)
        .join(Tjansteskrivelse, Tjansteskrivelse.follow_up_id == FollowUp.id)
        .where(FollowUp.plan_id == follow_up.plan_id, FollowUp.as_of < follow_up.as_of)
        .order_by(FollowUp.as_of.desc())
        .limit(1)
    )
    last = db.session.scalar(query)
    before = written(last) if last else None
    if before is not None:
        return before.texts, last
    usual = OwnTexts(
        proposal=f"{follow_up.plan.board.name} beslutar att lägga informationen till handlingarna.",
        preparation="Ärendet har beretts av förvaltningen.",
        economy="Ärendet bedöms inte få några ekonomiska konsekvenser.",
        children="Ärendet bedöms inte få några konsekvenser för barn.",
        equality="Ärendet bedöms inte få några konsekvenser för jämställdheten.",
        sender=usual_sender(follow_up.plan.board.name),
    )
    return usual, None


def _locked(follow_up_id: int) -> FollowUp:
    """The follow-up, held: whoever closes it, or writes beside us, waits."""
    db.session.expire_all()
    follow_up = db.session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up is None:
        raise Refusal("Uppföljningen finns inte.", 404)
    return follow_up
