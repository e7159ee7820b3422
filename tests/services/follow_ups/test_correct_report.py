"""A rättelse: version 2 with a reason, version 1 as it was, and what later follow-ups start from; on both databases."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coordinating import DATES, NOW, answer, opened, person, plan, row
from tracker.domain.demands import Answer
from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import FollowUpState, Meaning, WayIn
from tracker.models import FollowUp, KeyFigure, KeyFigureValue, ReportVersion, StatusUpdate, db
from tracker.queries.plans.frozen import frozen_report
from tracker.reports.content import ReportContent, Row
from tracker.reports.words import reason_line
from tracker.services.follow_ups.close_follow_up import close_follow_up
from tracker.services.follow_ups.correct_report import Correction, correct_report, labels_of
from tracker.services.follow_ups.corrected_content import CorrectedRow
from tracker.services.follow_ups.decide import Decision, decide
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.plans.activity_facts import ActivityFacts
from tracker.services.plans.edit_activity import add_activity
from tracker.services.refusal import Refusal
from tracker.services.reports.produce_report import intact_content, produce
from tracker.services.reports.sealing.verify_frozen import verify_frozen

CORRECTED = datetime(2022, 10, 3, 9, tzinfo=UTC)


def closed(*answered: str) -> FollowUp:
    follow_up = opened()
    for number in answered:
        answer(follow_up, number)
    close_follow_up(follow_up.id, by=person("controller"), now=NOW + timedelta(days=14))
    return follow_up


def content(number: int | None = None) -> ReportContent:
    frozen = frozen_report(plan().id, None, number)
    assert frozen is not None
    return intact_content(frozen.sha256, frozen.text)


def line(number: str, version: int | None = None) -> Row:
    found = content(version).row(number)
    assert found is not None
    return found


def correction(reason: str = "Fel i aktivitet 12.", **changed: object) -> Correction:
    base = content()
    assert base.version is not None
    same = Correction(
        reason, base.report_on, base.meeting_on, base.diarienummer or "", base.introduction, base.summary,
        seen=base.version,
    )  # fmt: skip
    return replace(same, **changed)  # type: ignore[arg-type]


def corrected(
    number: str, word: str, comment: str, year: str = "", *, ongoing: bool = False, cause: str = ""
) -> CorrectedRow:
    base = content()
    index = next(index for index, row in enumerate(base.rows) if row.number == number)
    follow_up = db.session.scalars(select(FollowUp)).first()
    assert follow_up is not None
    label = next(key for key, label in labels_of(follow_up).items() if label.label == word)
    return CorrectedRow(index, label, Answer(year, ongoing, comment, cause))


def correct(follow_up: FollowUp, made: Correction, now: datetime = CORRECTED) -> ReportVersion:
    return correct_report(follow_up.id, made, by=person("controller"), now=now)


def test_version_2_says_what_was_corrected_and_why_and_version_1_stays(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        before = produce("26-punktsplan", version=1).data
        revision = plan().revision
        row_12 = corrected("12", "Påbörjad", "Tre jobbspår har startat.", "2024")
        version = correct(
            follow_up, correction("  Antalet var fel. ", rows=(row_12,), diarienummer="AMN-2022-7")
        )
        assert (version.number, version.reason) == (2, "Antalet var fel.")
        assert version.frozen_by_title == person("controller").title
        assert (content().version, content().reason, content().diarienummer) == (
            2,
            "Antalet var fel.",
            "AMN-2022-7",
        )
        assert (line("12").comment, line("12").target_year) == ("Tre jobbspår har startat.", 2024)
        assert line("12").corrected_on == date(2022, 10, 3)
        assert line("12", 1).comment == "Vi har börjat."
        assert produce("26-punktsplan", version=1).data == before
        assert produce("26-punktsplan").data != before
        assert (follow_up.state, follow_up.diarienummer) == (FollowUpState.CLOSED, "AMN-2022-7")
        assert plan().revision > revision
        assert verify_frozen().findings == ()


def test_counts_and_sentence_follow_the_rows(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        assert line("8").meaning is None
        correct(follow_up, correction(rows=(corrected("8", "Färdig", "Allt är infört."),)))
        counts = {(group.meaning, group.year): group.count for group in content().groups}
        before = {(group.meaning, group.year): group.count for group in content(1).groups}
        assert counts[Meaning.COMPLETED, None] == before[Meaning.COMPLETED, None] + 1
        assert counts[None, None] == before[None, None] - 1
        assert content().sentence != content(1).sentence
        assert (content().answered, content(1).answered) == (2, 1)


def test_what_has_changed_in_the_plan_since_is_no_part_of_it(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        standing = row("22")
        standing.activity.short_text = "En helt annan text"
        plan().short_title = "En annan plan"
        db.session.commit()
        correct(follow_up, correction(summary="En rättad sammanfattning."))
        assert replace(content(), version=1, reason="", corrected=(), summary=content(1).summary) == content(
            1
        )


def test_the_next_follow_up_starts_from_the_corrected_text(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12", "22")
        correct(follow_up, correction(rows=(corrected("12", "Påbörjad", "Rättad text.", "2025"),)))
        standing = row("12", open_follow_up(plan().id, Opening(_next(DATES))))
        assert standing.previous is not None
        assert (standing.previous.comment, standing.previous.target_year) == ("Rättad text.", 2025)
        assert (standing.previous.way_in, standing.current) == (WayIn.CORRECTION, None)


def test_what_was_said_later_counts_more_than_a_correction_made_after_it(any_app: Flask) -> None:
    """March 2022 is corrected in October, when August has been answered: December starts from August."""
    with any_app.app_context():
        follow_up = closed("12")
        march = db.session.scalars(select(FollowUp).order_by(FollowUp.as_of)).first()
        assert march is not None
        base = frozen_report(plan().id, march.as_of)
        assert base is not None
        old = intact_content(base.sha256, base.text)
        index = next(index for index, one in enumerate(old.rows) if one.number == "12")
        started = next(key for key, label in labels_of(march).items() if label.meaning is Meaning.STARTED)
        made = Correction(
            "Årtalet.", old.report_on, old.meeting_on, old.diarienummer or "", old.introduction, old.summary,
            seen=1, rows=(CorrectedRow(index, started, Answer("2029", False, "Rättat i mars.")),),
        )  # fmt: skip
        correct(march, made)
        standing = row("12", open_follow_up(plan().id, Opening(_next(DATES))))
        assert standing.previous is not None
        assert standing.previous.follow_up_id == follow_up.id
        assert standing.previous.comment == "Vi har börjat."


def test_a_row_that_is_corrected_to_done_is_not_asked_again(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        correct(follow_up, correction(rows=(corrected("12", "Färdig", "Jobbspåren är igång."),)))
        assert line("12").target_year is None
        assert not row("12", open_follow_up(plan().id, Opening(_next(DATES)))).asked


def test_the_owners_own_words_stay(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        own = db.session.scalars(select(StatusUpdate).where(StatusUpdate.follow_up_id == follow_up.id)).one()
        correct(follow_up, correction(rows=(corrected("12", "Påbörjad", "Rättad text.", "2025"),)))
        newest = db.session.scalars(select(StatusUpdate).order_by(StatusUpdate.id.desc())).first()
        assert newest is not None
        assert (newest.edits_id, own.comment) == (own.id, "Vi har börjat.")
        assert newest.counts_from == own.counts_from


def test_a_corrected_key_figure_value_is_a_correction_and_newer_periods_are_not(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        figure = db.session.scalars(
            select(KeyFigure).where(KeyFigure.slug == "andel-invanare-med-ekonomiskt-bistand")
        ).one()
        last = max(figure.values, key=lambda value: (value.period_end, value.municipality_code == "0380"))
        for year, value in ((last.period_end.year, "4.1"), (last.period_end.year + 1, "3.9")):
            db.session.add(
                KeyFigureValue(
                    key_figure=figure, municipality_code=last.municipality_code, label=str(year),
                    period_start=date(year, 1, 1), period_end=date(year, 12, 31), value=Decimal(value),
                    measure=last.measure, gender=last.gender, source=last.source, created_at=NOW,
                )
            )  # fmt: skip
        db.session.commit()
        with pytest.raises(FormRefused, match="Inget är ändrat"):
            correct(follow_up, correction())
        db.session.rollback()
        correct(follow_up, correction("Värdet för 2021 var fel.", key_figures=True))
        now, before = content().goal_figure, content(1).goal_figure
        assert now is not None and before is not None
        assert len(now.points) == len(before.points)
        assert [
            (old.label, new.value) for old, new in zip(before.points, now.points, strict=True) if old != new
        ] == [(last.label, Decimal("4.1"))]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": " \n "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"report_on": date(202, 1, 1)}, "report_on"),
        ({"meeting_on": date(2222, 1, 1)}, "meeting_on"),
        ({"summary": "a\x00"}, "summary"),
        ({"diarienummer": "x" * 61}, "diarienummer"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_named(
    any_app: Flask, changed: dict[str, object], field: str
) -> None:
    with any_app.app_context():
        follow_up = closed()
        with pytest.raises(FormRefused) as refused:
            correct(follow_up, correction(**changed))  # type: ignore[arg-type]
        assert refused.value.faults[0].field == field
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(ReportVersion)) == 2


def test_a_corrected_row_must_hold_what_its_status_demands(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        for bad, name in (
            (corrected("12", "Påbörjad", "", "2024"), "comment"),
            (corrected("12", "Påbörjad", "Bra.", "2019"), "target_year"),
            (corrected("12", "Påbörjad", "Bra.", "snart"), "target_year"),
        ):
            with pytest.raises(FormRefused) as refused:
                correct(follow_up, correction(rows=(bad,)))
            assert refused.value.faults[0].field == f"rad-{bad.index}-{name}"
            db.session.rollback()


def test_an_open_follow_up_is_not_corrected(any_app: Flask) -> None:
    with any_app.app_context():
        made = correction()
        with pytest.raises(Refusal, match="öppen"):
            correct(opened(), made)


def test_a_decided_follow_up_is_corrected_and_stays_decided(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        decided = Decision("Läggs till handlingarna.", "§ 41", date(2022, 9, 28), follow_up.version)
        decide(follow_up.id, decided, today=date(2022, 10, 1))
        correct(follow_up, correction(summary="Rättad."))
        assert (follow_up.state, follow_up.decision) == (FollowUpState.DECIDED, "Läggs till handlingarna.")


def test_the_same_form_twice_counts_once_and_another_one_is_told(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        made = correction(rows=(corrected("12", "Färdig", "Jobbspåren är igång."),))
        first = correct(follow_up, made).id
        assert correct(follow_up, made, CORRECTED + timedelta(minutes=1)).id == first
        with pytest.raises(ChangedMeanwhile):
            correct(follow_up, replace(made, summary="En annan."))
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(ReportVersion)) == 3


def test_ten_corrections_at_once(any_app: Flask) -> None:
    """One is made; who sent the same gets it, the others are told. Versions and updates are whole."""
    with any_app.app_context():
        follow_up = closed("12")
        follow_up_id = follow_up.id
        updates = db.session.scalar(select(func.count()).select_from(StatusUpdate)) or 0
        forms = [correction(rows=(corrected("12", "Färdig", f"Text {index // 2}."),)) for index in range(10)]
    start, outcomes = threading.Barrier(10), []

    def go(form: Correction) -> None:
        with any_app.app_context():
            start.wait()
            try:
                outcomes.append(correct_report(follow_up_id, form, by=None, now=CORRECTED).number)
            except ChangedMeanwhile:
                outcomes.append(0)

    threads = [threading.Thread(target=go, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [0] * 8 + [2] * 2
    with any_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StatusUpdate)) == updates + 1
        assert verify_frozen().findings == ()


def _next(dates: Dates) -> Dates:
    return Dates(date(2022, 12, 31), date(2022, 12, 20), date(2023, 1, 10), date(2023, 2, 1))


def test_what_has_changed_is_compared_anew(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        before = content().changes
        assert before is not None
        assert "12" not in [line.number for line in before.lines]
        correct(follow_up, correction(rows=(corrected("12", "Färdig", "Jobbspåren är igång."),)))
        now = content().changes
        assert now is not None
        assert "12" in [line.number for line in now.lines]
        assert line("12").changed_from == "Påbörjad"


def test_a_year_that_was_wrong_is_no_step_however_often_it_is_corrected(any_app: Flask) -> None:
    with any_app.app_context():
        march = db.session.scalars(select(FollowUp).order_by(FollowUp.as_of)).first()
        assert march is not None
        assert (line("1a").earlier_years, line("1a").target_year) == ((2022,), 2023)
        assert (line("1b").earlier_years, line("1b").target_year) == ((), 2022)
        for number, year, earlier in (("1b", "2024", ()), ("1b", "2023", ()), ("1a", "2025", (2022,))):
            made = correction(
                rows=(corrected(number, line(number).label or "", "Rättat.", year, cause="Så."),)
            )
            version = correct(march, made)
            assert (line(number).earlier_years, line(number).target_year) == (earlier, int(year))
            assert correct(march, made).number == version.number, "sent twice it counts once"


def test_it_says_what_is_different(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        base = content()
        slug = base.key_figures[0].slug
        rows = (corrected("12", "Påbörjad", "Tre jobbspår.", "2024"),)
        correct(follow_up, correction(rows=rows, summary="Kort.", comments={slug: "En rättad kommentar."}))
        assert content().corrected == (
            "sammanfattningen", "aktivitet 12 (år, text)", f"kommentaren till {base.key_figures[0].name}",
        )  # fmt: skip
        assert content().key_figures[0].trend == "En rättad kommentar."
        assert "Ändrat: sammanfattningen, aktivitet 12" in reason_line(content())
        refused = correction(comments={slug: "x" * 20_001})
        with pytest.raises(FormRefused):
            correct(follow_up, refused)


def test_a_row_is_corrected_after_its_activity_has_been_divided(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = closed("12")
        answering = row("12").responsibility.id
        add_activity(plan().id, ActivityFacts("12a", "En del", "", row("12").activity.id), now=CORRECTED)
        correct(follow_up, correction(rows=(corrected("12", "Påbörjad", "Rättat.", "2024"),)))
        update = db.session.scalars(select(StatusUpdate).order_by(StatusUpdate.id.desc())).first()
        assert update is not None and update.responsibility_id == answering
