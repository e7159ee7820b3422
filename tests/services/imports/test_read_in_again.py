"""What was read in and what was exported is no change when it comes again, through several follow-ups."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.services.follow_ups.test_correct_report import closed, correct, corrected, correction
from tests.services.imports.test_files import looked_at, sent, table, taken
from tracker.models import FollowUp, Plan, ReportVersion, db
from tracker.reports.content import from_json
from tracker.services.imports.preview import Preview, RowState
from tracker.services.reports.produce_report import produce

JUNE = "Uppföljning per;2022-06-30"
AUGUST = "Uppföljning per;2022-08-31"
FORMATS = ("docx", "xlsx", "csv", "json")


def three_times(last: str) -> Plan:
    """A plan of one activity, followed up three times: the year moved between the first two."""
    plan = taken(sent(table("1;Ordna kurser;Pågår;2022;Vi bygger upp.")))
    taken(sent(table("1;Ordna kurser;Pågår;2023;Vi bygger upp.", head=JUNE), plan.id))
    return taken(sent(table(last, head=AUGUST), plan.id))


def differences(preview: Preview) -> list[tuple[str, str, str]]:
    return [(one.heading, one.old, one.new) for row in preview.rows for one in row.changes]


@pytest.mark.parametrize("horizon", ["2024", "2023", "Ständigt pågående"])
def test_our_own_report_is_no_change_after_years_that_moved(app: Flask, horizon: str) -> None:
    with app.app_context():
        plan = three_times(f"1;Ordna kurser;Pågår;{horizon};Vi bygger upp.")
        for format in FORMATS:
            exported = produce(plan.slug, format=format)
            assert differences(looked_at(sent(exported.data, plan.id, exported.filename))) == [], format


def test_an_earlier_year_beside_something_that_goes_on_for_good_comes_along_to_a_new_plan(app: Flask) -> None:
    with app.app_context():
        plan = three_times("1;Ordna kurser;Pågår;Ständigt pågående;Vi bygger upp.")
        exported = produce(plan.slug, format="json")
        copy = taken(sent(exported.data, None, exported.filename))
        printed = from_json(frozen_text(copy)).rows[0]
        assert (printed.ongoing, printed.year_steps) == (True, (2023,))


def frozen_text(plan: Plan) -> str:
    query = select(ReportVersion.content).join(ReportVersion.follow_up).where(FollowUp.plan_id == plan.id)
    return db.session.scalars(query).one()


def test_a_file_without_earlier_years_takes_none_back(app: Flask) -> None:
    with app.app_context():
        plan = taken(sent(table("1;Ordna kurser;Pågår;2022;Vi bygger upp.")))
        file = table("1;Ordna kurser;Pågår;2023;Vi bygger upp.", head=JUNE)
        taken(sent(file, plan.id))
        again = looked_at(sent(file, plan.id))
        assert [row.state for row in again.rows] == [RowState.UNCHANGED]


def test_a_follow_up_that_ran_here_is_no_change_in_any_format(app: Flask) -> None:
    """What the report prints beside answered, silent, corrected and standing rows is no text of theirs."""
    with app.app_context():
        follow_up = closed("12", "22")
        correct(follow_up, correction(rows=(corrected("12", "Färdig", "Tre jobbspår har startat."),)))
        plan_id = follow_up.plan_id
        for format in FORMATS:
            for version in (1, 2):
                exported = produce("26-punktsplan", version=version, format=format)
                preview = looked_at(sent(exported.data, plan_id, exported.filename))
                assert preview.frozen and preview.unreadable == (), format
                assert [row.why for row in preview.rows if row.why] == [], format
                if version == 2:
                    assert differences(preview) == [], format
