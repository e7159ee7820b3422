"""The real plan comes out of the database exactly as the real report has it."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tracker.domain.counting import Group
from tracker.domain.swedish.words import decimal_comma
from tracker.domain.terms import Meaning, Measure
from tracker.importers.seed_files import read_rows
from tracker.models import FollowUp, KeyFigure, Membership, Plan, StatusUpdate, User, db
from tracker.queries.key_figures.values import key_figure_by_slug
from tracker.queries.plans.by_name import plan_by_slug
from tracker.queries.plans.frozen import frozen_file, frozen_report
from tracker.queries.plans.standing import rows_of
from tracker.reports.content import ReportContent, from_json, frozen_content, to_json
from tracker.services.seed.organisations import store_organisations

DOCUMENTS = Path(__file__).parents[1] / "documents"
SEED = Path(__file__).parents[2] / "seed"
EXPECTED = json.loads((DOCUMENTS / "26-punktsplan-2022-03.json").read_text(encoding="utf-8"))


@pytest.fixture
def content(any_app: Flask) -> ReportContent:
    with any_app.app_context():
        plan = plan_by_slug("26-punktsplan")
        assert plan is not None
        frozen = frozen_report(plan.id)
        assert frozen is not None
        return frozen_content(frozen.sha256, frozen.text)


def test_the_rows_are_the_real_reports(any_app: Flask) -> None:
    with any_app.app_context():
        plan = plan_by_slug("26-punktsplan")
        assert plan is not None
        rows = [
            {
                "nr": row.activity.number,
                "short_description": row.activity.short_text,
                "status": row.current.label.short,
                "target_year": row.current.target_year,
                "ongoing": row.current.ongoing,
            }
            for row in rows_of(plan.id, None)
            if row.current is not None
        ]
    keys = ("nr", "short_description", "status", "target_year", "ongoing")
    assert rows == [{key: row[key] for key in keys} for row in EXPECTED["rows"]]


def test_the_summary_is_the_real_reports(content: ReportContent) -> None:
    def size(**wanted: object) -> int:
        return sum(
            group.count
            for group in content.groups
            if all(getattr(group, name) == value for name, value in wanted.items())
        )

    expected = EXPECTED["summary"]
    assert content.activity_count == expected["activities"]
    assert len(content.rows) == expected["rows"]
    assert size(meaning="COMPLETED") == expected["Färdig"]
    assert size(meaning="STARTED", year=2022) == expected["Påbörjad, bedöms bli färdig 2022"]
    assert size(meaning="DEVIATES") == expected["Avviker"]
    assert size(ongoing=True) == expected["Ständigt pågående"]
    assert size(meaning="STOPPED") == expected["Stoppad"]
    assert sum(group.count for group in content.groups) == expected["activities"]


def test_what_the_document_says_of_the_follow_up(content: ReportContent) -> None:
    assert content.diarienummer == EXPECTED["diarienummer"]
    assert str(content.report_on) == EXPECTED["report_date"]
    assert content.plan_title == EXPECTED["plan"]
    assert content.board == EXPECTED["board"]


def test_what_the_document_does_not_say_stays_empty(content: ReportContent) -> None:
    assert content.plan_diarienummer is None
    assert content.meeting_on is None


def test_the_slip_of_1a(content: ReportContent) -> None:
    row = content.row("1a")
    assert row is not None
    assert (row.previous_target_year, row.target_year, row.year_uncertain) == (2022, 2023, True)
    assert [row.number for row in content.rows if row.previous_target_year] == ["1a"]


def test_every_narrative_stands_in_the_document(content: ReportContent) -> None:
    source = (DOCUMENTS / "uppsala-26-punktsplan-uppfoljning-2022-03.txt").read_text(encoding="utf-8")
    flat = " ".join(source.replace("Sida 9 (13)", " ").split())
    for row in content.rows:
        assert row.comment, row.number
        for paragraph in row.comment.split("\n\n"):
            assert " ".join(paragraph.split()) in flat, f"{row.number}: {paragraph[:60]}"


def values(figure: KeyFigure | None) -> list[tuple[str, str]]:
    assert figure is not None
    return [
        (value.label, decimal_comma(value.value) if value.value is not None else "")
        for value in figure.values
        if value.measure is Measure.OUTCOME
    ]


def test_key_figures_hold_the_documents_values_and_no_others(any_app: Flask) -> None:
    with any_app.app_context():
        goal = key_figure_by_slug("andel-invanare-med-ekonomiskt-bistand")
        assert values(goal) == [("2019", "5"), ("2020", "4,7"), ("2021", "4,3")]
        assert values(key_figure_by_slug("antal-personer-till-arbete-eller-studier")) == []
        families = values(key_figure_by_slug("antal-hushall-med-tre-eller-fler-barn"))
        assert [value for _, value in families] == ["469", "380"]
        kolada = key_figure_by_slug("kolada-u40806")
        assert kolada is not None
        boras = [value.value for value in kolada.values if value.municipality_code == "1490"]
        assert [int(value) for value in boras if value is not None] == [40, 52, 52, 46, 38, 39, 32]


def test_owners_are_roles_at_example_org(any_app: Flask) -> None:
    with any_app.app_context():
        plan = plan_by_slug("26-punktsplan")
        assert plan is not None
        owners = {row.responsibility.owner_id for row in rows_of(plan.id, None)}
        assert len(owners) >= 8
        assert all(email.endswith(".example.org") for email in db.session.scalars(select(User.email)))


@pytest.mark.every_plan
def test_seeding_again_changes_nothing(any_app: Flask) -> None:
    def counts() -> list[int | None]:
        with any_app.app_context():
            tables = (Plan, FollowUp, StatusUpdate, User, KeyFigure)
            return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = counts()
    result = any_app.test_cli_runner().invoke(args=["seed"])
    assert result.exit_code == 0
    assert counts() == before


def test_the_frozen_files_are_kept_with_their_digest(any_app: Flask) -> None:
    from hashlib import sha256

    with any_app.app_context():
        plan = plan_by_slug("26-punktsplan")
        assert plan is not None
        frozen = frozen_report(plan.id)
        assert frozen is not None
        assert sha256(frozen.text.encode()).hexdigest() == frozen.sha256
        for format in ("docx", "html"):
            file = frozen_file(frozen.version_id, format)
            assert file is not None
            assert sha256(file.data).hexdigest() == file.sha256


def test_content_survives_json(content: ReportContent) -> None:
    assert from_json(to_json(content)) == content
    assert all(isinstance(group, Group) for group in content.groups)


@pytest.mark.every_plan
def test_the_councils_uppdrag_comes_out_as_arbetslivsnamnden_printed_it(any_app: Flask) -> None:
    with any_app.app_context():
        plan = plan_by_slug("kf-uppdrag-2021")
        assert plan is not None
        frozen = frozen_report(plan.id)
        assert frozen is not None
        content = frozen_content(frozen.sha256, frozen.text)
    (row,) = content.rows
    assert content.words.status_heading == "Status År 2021"
    assert (row.board, row.label, row.meaning) == ("Arbetslivsnämnden", "Ej genomfört", Meaning.NOT_STARTED)
    assert row.comment.startswith("Uppdraget har inte genomförts beroende på Corona under år 2021.")
    # Förskolenämnden leads, but its share is not collected here, so it is no silence either.
    assert [group.key for group in content.groups] == ["NOT_STARTED"]


def test_a_newer_release_brings_its_boards_and_people_to_a_place_that_is_there(any_app: Flask) -> None:
    rows = read_rows(SEED, "organisations")
    place = next(row for row in rows if row["slug"] == "uppsala")
    place["boards"].append({"slug": "ny-namnd", "name": "Nya nämnden", "kind": "COMMITTEE"})
    place["users"].append(
        {"email": "ny@uppsala.example.org", "title": "Ny", "manager": "controller@uppsala.example.org"}
    )
    place["memberships"].append(
        {"user": "ny@uppsala.example.org", "role": "COORDINATOR", "board": "ny-namnd"}
    )
    with any_app.app_context():
        relieved = db.session.scalars(select(User).where(User.email == "ledamot@uppsala.example.org")).one()
        db.session.execute(delete(Membership).where(Membership.user_id == relieved.id))
        store_organisations(rows)
        new = db.session.scalars(select(User).where(User.email == "ny@uppsala.example.org")).one()
        assert new.manager is not None and new.manager.email == "controller@uppsala.example.org"
        assert [membership.board.slug for membership in new.memberships if membership.board] == ["ny-namnd"]
        assert not db.session.scalars(select(Membership).where(Membership.user_id == relieved.id)).all()
