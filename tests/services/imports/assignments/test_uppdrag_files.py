"""Uppdrag out of files: read, asked about, compared and written, on both databases."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.boras import activity, plan, share
from tests.uppdrag import board_id, standing
from tracker.domain.follow_up_dates import Dates
from tracker.domain.terms import ImportState, WayIn
from tracker.models import Activity, FollowUp, ImportFile, StatusUpdate, db
from tracker.services.follow_ups.open_follow_up import Opening, open_follow_up
from tracker.services.form_refusal import ChangedMeanwhile
from tracker.services.imports.assignments.files import (
    confirm_uppdrag,
    say,
    unsaved_uppdrag,
    upload_uppdrag,
    uppdrag_preview,
)
from tracker.services.imports.assignments.known import Said
from tracker.services.imports.assignments.preview import UppdragPreview, UppdragRow
from tracker.services.imports.preview import RowState
from tracker.services.imports.waiting import ImportRefused

pytestmark = pytest.mark.every_plan

REAL = Path(__file__).parents[3] / "documents" / "boras-arbetslivsnamnden-arsredovisning-2021.txt"
NOW = datetime(2022, 9, 1, 9, tzinfo=UTC)
TEXT = (
    "Förskolenämnden uppdras att tillsammans med Arbetslivsnämnden se till att samhällsintroduktion erbjuds på alla "
    "familjecentraler."
)


def as_csv(*rows: list[str]) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def looked_at(data: bytes, name: str = "u.csv", as_of: date | None = None, **said: object) -> UppdragPreview:
    file = unsaved_uppdrag(data, name, plan(), Said(**said), as_of=as_of, by=None, now=NOW)  # type: ignore[arg-type]
    return uppdrag_preview(file)


def only(preview: UppdragPreview) -> UppdragRow:
    [row] = preview.rows
    return row


def written(data: bytes, name: str = "u.csv", as_of: date | None = None, **said: object) -> ImportFile:
    file = upload_uppdrag(data, name, plan(), by=None, now=NOW)
    say(file.id, Said(**said), as_of=as_of, version=file.version)  # type: ignore[arg-type]
    return confirm_uppdrag(file.id, uppdrag_preview(file).digest, by=None, now=NOW)


def test_the_real_document_is_what_is_held_already(app: Flask) -> None:
    with app.app_context():
        board = board_id("arbetslivsnamnden")
        row = only(looked_at(REAL.read_bytes(), REAL.name, date(2021, 12, 31), reporting=board))
        assert (row.number, row.state, row.text) == ("1", RowState.UNCHANGED, TEXT)


def test_the_real_document_proposes_its_boards_in_another_plan(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.delete(share("1", "forskolenamnden"))
        activity("1").short_text = activity("1").full_text = "Något annat."
        db.session.commit()
        file = written(
            REAL.read_bytes(), REAL.name, date(2022, 8, 31), reporting=board_id("arbetslivsnamnden")
        )
        assert (file.state, file.outcome) == (ImportState.CONFIRMED, "1 rad lästes in: 1 ny.")
        # The first one leads, and its own report is not here.
        assert standing("2") == {"forskolenamnden": "elsewhere", "arbetslivsnamnden": "answers"}
        assert activity("2").focus_area == "Vi tar gemensamt ansvar för barn och unga"
        said = db.session.scalars(
            select(StatusUpdate).where(StatusUpdate.responsibility_id == share("2", "arbetslivsnamnden").id)
        ).one()
        assert (said.label.label, said.way_in) == ("Ej genomfört", WayIn.IMPORT)
        assert said.comment.startswith("Uppdraget har inte genomförts beroende på Corona under år 2021.")
        assert said.comment.endswith("efter Corona pandemin.")


HEAD = [
    "Nr",
    "Uppdrag",
    "Nämnder",
    "Källa",
    "Beslutsdatum",
    "§",
    "Dnr",
    "Svar senast",
    "Målområde",
    "Initiativ",
]


def test_every_fact_is_written(any_app: Flask) -> None:
    line: list[object] = [
        7, "Öppna bibliotek.", "Kulturnämnden och Fritids- och folkhälsonämnden (leder)", "Mål och budget 2022",
        datetime(2021, 11, 25), 251, "KS 1", date(2022, 12, 31), "Kultur", "Budgetutskottet",
    ]  # fmt: skip
    with any_app.app_context():
        written(as_xlsx(["Uppdrag 2022"], list(HEAD), line), "u.xlsx")
        made = activity("7")
        assert standing("7") == {"kulturnamnden": "answers", "fritids-och-folkhalsonamnden": "leads"}
        assert (made.source, made.decided_on, made.decided_paragraph) == (
            "Mål och budget 2022",
            date(2021, 11, 25),
            "§ 251",
        )
        assert (made.diarienummer, made.answer_by, made.asked_by) == (
            "KS 1",
            date(2022, 12, 31),
            "Budgetutskottet",
        )
        assert (made.focus_area, made.full_text, made.added_on) == ("Kultur", "Öppna bibliotek.", NOW.date())
        assert only(looked_at(as_xlsx(list(HEAD), line), "u.xlsx")).state is RowState.UNCHANGED
        # An empty cell takes nothing back; another one is a change.
        line[3:5], line[9] = [None, None], "Socialutskottet"
        row = only(looked_at(as_xlsx(list(HEAD), line), "u.xlsx"))
        assert [(change.heading, change.old, change.new) for change in row.changes] == [
            ("Vem som frågade", "Budgetutskottet", "Socialutskottet")
        ]


def test_a_row_or_a_column_for_each_board_is_the_same_uppdrag(any_app: Flask) -> None:
    by_row = as_csv(
        ["Uppdrag", "Nämnd", "Leder", "Status", "Kommentar", "Prognos"],
        ["Öppna bibliotek", "Kommunstyrelsen", "", "Delvis genomfört", "Plan finns.", "Klart 2023."],
        ["", "Kulturnämnden", "leder", "Genomfört", "Klart.", ""],
        ["Spara", "Kulturnämnden", "", "", "", ""],
    )
    by_column = as_csv(
        ["Uppdrag", "Kulturnämnden", "Kommunstyrelsen", "Arbetslivsnämnden"],
        ["Öppna bibliotek", "Genomfört (leder)", "Delvis genomfört", "–"],
        ["Spara", "x", "", ""],
    )
    with any_app.app_context():
        day = date(2022, 8, 31)
        assert [row.boards for row in looked_at(by_column, as_of=day).rows] == [
            ("Kulturnämnden (leder)", "Kommunstyrelsen"), ("Kulturnämnden",),
        ]  # fmt: skip
        written(by_row, as_of=day)
        assert standing("2") == {"kommunstyrelsen": "answers", "kulturnamnden": "leads"}
        said = db.session.scalars(
            select(StatusUpdate).where(StatusUpdate.responsibility_id == share("2", "kommunstyrelsen").id)
        ).one()
        assert (said.comment, said.field_values) == ("Plan finns.", {"prognos": "Klart 2023."})
        assert activity("3").responsibilities[0].lead
        assert db.session.scalars(select(FollowUp).where(FollowUp.as_of == day)).one().frozen
        for same in (by_row, by_column):
            assert {row.state for row in looked_at(same, as_of=day).rows} == {RowState.UNCHANGED}


def test_what_nobody_knows_stops_the_row_until_it_is_answered_once(any_app: Flask) -> None:
    data = as_csv(
        ["Uppdrag", "Nämnd", "Status", "Svar senast"],
        ["Ett", "Äldrenämnden", "", ""],
        ["Två", "Äldrenämnden, Kulturnämnden", "", ""],
        ["Tre", "Kulturnämnden", "Grön", ""],
        ["Fyra", "Kulturnämnden", "", "hösten 2022"],
        ["Fem", "Kulturnämnden", "", "31 december 2022"],
    )
    with any_app.app_context():
        before = looked_at(data)
        assert [row.state for row in before.rows] == [RowState.REFUSED] * 4 + [RowState.NEW]
        asked = before.questions
        assert (list(asked.boards), list(asked.words), list(asked.days)) == (
            ["Äldrenämnden"],
            ["grön"],
            ["hösten 2022"],
        )
        file = upload_uppdrag(data, "u.csv", plan(), by=None, now=NOW)
        said = Said(
            boards={"Äldrenämnden": board_id("vard-och-aldrenamnden")},
            words={"grön": "Genomfört"},
            days={"hösten 2022": "2022-11-30"},
        )
        say(file.id, said, as_of=date(2022, 8, 31), version=file.version)
        after = uppdrag_preview(file)
        assert {row.state for row in after.rows} == {RowState.NEW}
        assert after.rows[1].boards == ("Vård- och äldrenämnden (leder)", "Kulturnämnden")
        confirm_uppdrag(file.id, after.digest, by=None, now=NOW)
        assert (activity("5").answer_by, activity("6").answer_by) == (date(2022, 11, 30), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["Nr", "Uppdrag"], ["1 2", "Ett"]], "kan inte vara ett nummer"),
        ([["Nr", "Uppdrag"], ["9", ""]], "ingen text"),
        ([["Nr", "Uppdrag"], ["9", "Ett"]], "ingen nämnd"),
        (
            [["Uppdrag", "Nämnd", "Status"], ["Ett", "Kulturnämnden, Kommunstyrelsen", "Genomfört"]],
            "flera nämnder",
        ),
        (
            [["Nr", "Uppdrag", "Nämnd"], ["9", "Ett", "Kulturnämnden"], ["9", "Två", "Kommunstyrelsen"]],
            "lydelsen",
        ),
        (
            [["Uppdrag", "Nämnd", "Källa"], ["Ett", "Kulturnämnden", "A"], ["Ett", "Kommunstyrelsen", "B"]],
            "källan",
        ),
        ([["Uppdrag", "Nämnd", "Källa"], ["Ett", "Kulturnämnden", "x" * 301]], "Källa: "),
        ([["Uppdrag", "Nämnd"], ["Ett", "Kulturnämnden," * 200]], "för lång"),
        ([["Uppdrag", "Nämnd"], ["Ett", "Kommunfullmäktige"]], "finns inte bland nämnderna"),
        ([["Uppdrag", "Nämnd", "Svar senast"], ["Ett", "Kulturnämnden", "2022-02-30"]], "ingen dag"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(app: Flask, rows: list[list[str]], why: str) -> None:
    with app.app_context():
        preview = looked_at(as_csv(*rows))
        assert preview.count(RowState.REFUSED) == preview.total == 1
        assert why in only(preview).why


def test_a_heading_that_nobody_knows_can_be_chosen(app: Flask) -> None:
    data = as_csv(["Vad", "Vem"], ["Ordna kurser.", "Kulturnämnden"])
    with app.app_context():
        assert [one.key for one in looked_at(data).headings] == ["", ""]
        row = only(looked_at(data, columns={"vad": "TEXT", "vem": "BOARDS"}))
        assert (row.state, row.boards) == (RowState.NEW, ("Kulturnämnden",))


@pytest.mark.parametrize("junk", [b"", b"\0\1\2", b"%PDF-1.4 nothing", b"PK\3\4nothing", b"bara en rad"])
def test_a_file_that_holds_no_uppdrag_is_refused(app: Flask, junk: bytes) -> None:
    with app.app_context(), pytest.raises(ImportRefused):
        looked_at(junk, "u.txt")


def test_half_filled_text_of_next_year_goes_in(app: Flask) -> None:
    text = f"""3.2 Företagandet växer

3.2.1 Kommunfullmäktige

Uppdrag Status År 2022 Kommentar

{TEXT}

 Genomfört

Kulturnämnden uppdras att
öppna bibliotek.

Delvis genomfört Arbetet har börjat.

Det fortsätter nästa år.
Uppdrag Status År 2022 Kommentar

Kommunstyrelsen uppdras att spara.

4 Ekonomi
Kulturnämnden uppdras att detta inte hör hit.
"""
    with app.app_context():
        preview = looked_at(text.encode(), "å.txt", date(2022, 8, 31), reporting=board_id("kulturnamnden"))
        assert preview.year == 2022
        assert [(row.text[:20], [one.label for one in row.answers]) for row in preview.rows] == [
            (TEXT[:20], ["Genomfört"]),
            ("Kulturnämnden uppdra", ["Delvis genomfört"]),
            ("Kommunstyrelsen uppd", []),
        ]
        assert preview.rows[1].answers[0].comment == "Arbetet har börjat.\n\nDet fortsätter nästa år."


def test_an_owner_s_answer_is_written_over_only_when_chosen(any_app: Flask) -> None:
    with any_app.app_context():
        days = Dates(date(2022, 8, 31), date(2022, 8, 22), date(2022, 9, 9), date(2022, 9, 28))
        follow_up = open_follow_up(plan().id, Opening(days))
        row = share("1", "arbetslivsnamnden")
        label = next(one for one in plan().kind.vocabulary.labels if one.label == "Delvis genomfört")  # type: ignore[union-attr]
        answer = StatusUpdate(
            responsibility=row, follow_up=follow_up, as_of=follow_up.as_of, label=label, comment="Vårt eget.",
            way_in=WayIn.WEB, created_at=NOW,
        )  # fmt: skip
        db.session.add(answer)
        db.session.commit()
        data = as_csv(["Uppdrag", "Nämnd", "Status"], [TEXT, "Arbetslivsnämnden", "Genomfört"])
        for over, count in ((False, 1), (True, 2)):
            file = upload_uppdrag(data, "u.csv", plan(), by=None, now=NOW)
            say(file.id, Said(), as_of=follow_up.as_of, version=file.version)
            preview = uppdrag_preview(file)
            assert only(preview).answered_here
            confirm_uppdrag(file.id, preview.digest, over_answers=over, by=None, now=NOW)
            said = select(func.count()).where(StatusUpdate.follow_up_id == follow_up.id)
            assert db.session.scalar(said) == count


def test_written_once_and_only_as_it_was_seen(any_app: Flask) -> None:
    data = as_csv(["Uppdrag", "Nämnd"], ["Ett", "Kulturnämnden"])
    with any_app.app_context():
        file = upload_uppdrag(data, "u.csv", plan(), by=None, now=NOW)
        with pytest.raises(ChangedMeanwhile):
            confirm_uppdrag(file.id, "another", by=None, now=NOW)
        seen = uppdrag_preview(file).digest
        for _ in range(2):
            confirm_uppdrag(file.id, seen, by=None, now=NOW)
        assert db.session.scalar(select(func.count()).where(Activity.plan_id == plan().id)) == 2


def test_a_frozen_follow_up_is_compared_only(app: Flask) -> None:
    data = as_csv(["Uppdrag", "Nämnd", "Status"], [TEXT, "Arbetslivsnämnden", "Genomfört"])
    with app.app_context(), pytest.raises(ImportRefused, match="fryst"):
        written(data, as_of=date(2021, 12, 31))
