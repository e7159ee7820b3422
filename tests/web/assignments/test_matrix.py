"""The matrix as a page: what stands in each cell, who sees what, what the filters leave, and what it costs."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.assigning import NOW, answer_all, close, follow_up_of, labels_of, many_assignments
from tests.boras import plan as the_assignments
from tests.html_checker import vnu_errors
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import counted_queries
from tracker.domain.counting import State, roll_up
from tracker.domain.terms import CouncilDecisionKind, Visibility
from tracker.models import Activity, CouncilDecision, FulfilmentProposal, Responsibility, db
from tracker.queries.assignments.shares import share_rows
from tracker.services.revision import touch

pytestmark = pytest.mark.every_plan

OFFICE = "samordnare@boras.example.org"
BOARDS_OWN = "controller.arbetsliv@boras.example.org"
PLAN = "/uppdrag?plan=kf-uppdrag-2022"


def text(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def cells(client: PageClient) -> list[list[str]]:
    """Row by row what the boards' columns and the last one say, the uppdrag's own text left out."""
    return [[text(td) for td in row.cssselect("td")] for row in client.page.select(".matrix tbody tr")]


def numbers(client: PageClient) -> list[str]:
    """The numbers of the uppdrag that are shown."""
    return [link.get("href").rsplit("/", 1)[1] for link in client.page.select(".matrix tbody th a")]


def closed_plan(
    app: Flask, uppdrag: int = 3, boards: int = 3, words: tuple[int | None, ...] = (0, 1, 3, None)
) -> None:
    """A plan whose first follow-up is closed; the shares answer with the words in turn."""
    with app.app_context():
        plan = many_assignments(uppdrag, boards)
        follow_up = follow_up_of(plan)
        answer_all(plan, follow_up, words)
        close(plan, follow_up)


def running(app: Flask, word: int = 2) -> None:
    """A second follow-up, in which every share has answered alike."""
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        follow_up = follow_up_of(plan, date(2022, 8, 31))
        answer_all(plan, follow_up, [word])


def reader(app: Flask, who: str) -> PageClient:
    """A browser in which the person is signed in, or nobody."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    if who:
        sign_in(client, who)
        # The greeting is shown once.
        client.get("/kakor")
    return client


def change(app: Flask, number: str, **values: object) -> None:
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        found = db.session.scalars(
            select(Activity).where(Activity.plan_id == plan.id, Activity.number == number)
        ).one()
        for name, value in values.items():
            setattr(found, name, value)
        touch(plan)
        db.session.commit()


def test_the_seeded_uppdrag_is_shown_board_by_board(client: PageClient) -> None:
    client.get("/uppdrag")
    assert client.page.h1 == "Uppdrag 2021, nämnd för nämnd"
    assert client.page.text(".page-heading__above") == "Kommunfullmäktige"
    assert client.page.texts(".page-heading__meta li")[:2] == [
        "Läget per december 2021", "Ett uppdrag, två nämnder",
    ]  # fmt: skip
    assert cells(client) == [["Ej genomfört", "redovisas inte här leder", "Ej genomfört"]]
    assert "Inget svarsdatum" in client.page.text(".matrix tbody th")
    assert client.page.text('.site-nav [aria-current="page"]') == "Uppdrag"
    client.get("/planer/kf-uppdrag-2021")
    assert "/uppdrag?plan=kf-uppdrag-2021" in client.page.links()


def test_every_cell_has_its_boards_word_and_the_last_one_the_roll_up(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    client.get("/uppdrag")
    assert cells(client) == [
        ["Genomfört leder", "Delvis genomfört", "Avviker", "Avviker"],
        ["Inte besvarat leder", "Genomfört", "Delvis genomfört", "Inte besvarat"],
        ["Avviker leder", "Inte besvarat", "Genomfört", "Avviker"],
    ]
    with app.app_context():
        vocabulary = {label.label: label.meaning for label in labels_of(the_assignments())}
    for row in cells(client):
        states = [State(vocabulary.get(word.removesuffix(" leder"))) for word in row[:-1]]
        assert roll_up(states) == State(vocabulary.get(row[-1]))


def test_a_board_that_has_not_got_an_uppdrag_has_a_dash(app: Flask, client: PageClient) -> None:
    closed_plan(app, words=(0,))
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        share = db.session.get(Responsibility, share_rows(plan.id, "2")[1].id)
        assert share is not None
        share.activity_id = db.session.scalar(
            select(Activity.id).where(Activity.plan_id == the_assignments().id)
        )
        touch(plan)
        db.session.commit()
    client.get(PLAN)
    assert "Streck: nämnden har inte fått uppdraget." in client.page.text("main")
    [dash] = client.page.select(".matrix tbody td:not([data-label])")
    assert text(dash) == "–"


def test_late_is_said_in_words_and_done_is_not_late(app: Flask, client: PageClient) -> None:
    closed_plan(app, words=(0, 0, 0, 1, 1, 1, 4, 4, 4))
    client.get(PLAN)
    assert ["försenat" in row for row in client.page.texts(".matrix tbody th")] == [False, True, False]
    assert "Målområde 1. Svar senast 31 december 2022" in client.page.texts(".matrix tbody th")[0]


def test_what_the_council_has_declared_fulfilled_says_so_and_is_not_late(
    app: Flask, client: PageClient
) -> None:
    closed_plan(app, words=(1, None))
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        activity = db.session.scalars(select(Activity.id).where(Activity.plan_id == plan.id)).first()
        db.session.add(
            CouncilDecision(
                activity_id=activity, kind=CouncilDecisionKind.FULFILLED, decided_on=date(2023, 2, 24),
                paragraph="§ 45", by_title="Samordnare", recorded_at=NOW, nonce="a",
            )
        )  # fmt: skip
        db.session.commit()
    change(app, "1", fulfilled=True)
    client.get(PLAN)
    first = client.page.select(".matrix tbody tr")[0]
    assert text(first.cssselect(".matrix__end")[0]) == (
        "Genomfört Förklarades fullgjort av kommunfullmäktige den 24 februari 2023, § 45"
    )
    assert "försenat" not in text(first)
    for only in ("forsenade", "svar-saknas"):
        client.get(f"{PLAN}&visa={only}")
        assert "1" not in numbers(client)


# Who sees what (rule 5)


def test_others_see_the_closed_follow_up_and_how_many_have_answered(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    client.get(PLAN)
    before = cells(client)
    running(app)
    for who in ("", "ledamot.arbetsliv@boras.example.org", "coordinator"):
        client = reader(app, who)
        client.get(PLAN)
        assert cells(client) == before
        assert "Läget per april 2022" in client.page.text("main")
        # Färdig is not asked again: of nine shares three.
        assert "Uppföljningen per augusti 2022 pågår: 6 av 6 har svarat." in client.page.text("main")


def test_the_council_office_sees_the_running_one_and_may_look_at_the_other(
    app: Flask, client: PageClient
) -> None:
    closed_plan(app)
    client.get(PLAN)
    before = cells(client)
    running(app)
    sign_in(client, OFFICE)
    client.get(PLAN)
    assert "Läget per augusti 2022" in client.page.text("main")
    assert "Du ser svaren så långt." in client.page.text("main")
    # What was Genomfört is not asked again: an answer that comes all the same counts.
    assert {word.removesuffix(" leder") for row in cells(client) for word in row} == {"Ej genomfört"}
    [link] = [a for a in client.page.select("main a") if text(a) == "Visa det som andra ser"]
    client.get(link.get("href"))
    assert cells(client) == before
    assert "Visa svaren så långt" in client.page.text("main")


def test_a_boards_coordinator_sees_the_running_answers_of_that_board_alone(
    app: Flask, client: PageClient
) -> None:
    closed_plan(app)
    client.get(PLAN)
    before = cells(client)
    running(app)
    sign_in(client, BOARDS_OWN)
    client.get(PLAN)
    now = cells(client)
    assert [row[0] for row in now] == ["Ej genomfört leder"] * 3
    assert [row[1:] for row in now] == [row[1:] for row in before]
    assert "Arbetslivsnämnden: du ser svaren så långt." in client.page.text("main")
    assert [h for h in client.page.texts(".matrix thead th") if "svar så långt" in h] == [
        "Arbetslivsnämnden svar så långt"
    ]


def test_before_any_follow_up_nothing_is_known_but_news(app: Flask, client: PageClient) -> None:
    with app.app_context():
        plan = many_assignments(1, 2)
        follow_up = follow_up_of(plan)
        answer_all(plan, follow_up, [3])
    client.get(PLAN)
    # Nobody has been asked yet: that is no silence.
    assert cells(client) == [["Inget svar än leder", "Inget svar än", "Inget svar än"]]
    assert "Ingen uppföljning är avslutad än" in client.page.text("main")


def test_an_internal_plan_is_hidden_from_others(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    with app.app_context():
        the_assignments("kf-uppdrag-2022").visibility = Visibility.INTERNAL
        db.session.commit()
    for address in (PLAN, PLAN.replace("/uppdrag", "/uppdrag.xlsx")):
        assert client.get(address).status_code == 404
    client.get("/uppdrag")
    assert client.page.h1 == "Uppdrag 2021, nämnd för nämnd"
    assert reader(app, "coordinator").get(PLAN).status_code == 404
    client = reader(app, OFFICE)
    client.get("/uppdrag")
    assert client.page.h1 == "Uppdrag 2022, nämnd för nämnd"


def test_without_any_plan_of_uppdrag_the_page_says_so(app: Flask, client: PageClient) -> None:
    with app.app_context():
        the_assignments().visibility = Visibility.INTERNAL
        db.session.commit()
    client.get("/uppdrag")
    assert "Det finns inga uppdrag att visa än." in client.page.text("main")
    assert client.get("/uppdrag.xlsx").status_code == 404


def test_nobody_is_shown_another_municipalitys_uppdrag_unasked(app: Flask) -> None:
    client = reader(app, "controller@uppsala.example.org")
    client.get("/uppdrag")
    assert "Det finns inga uppdrag att visa än." in client.page.text("main")
    assert "/uppdrag?plan=kf-uppdrag-2021" in client.page.links()
    assert client.get("/uppdrag?plan=kf-uppdrag-2021").status_code == 200


# Filters


def test_filters_combine_and_keep_each_other(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=8)
    client.get(f"{PLAN}&status=avviker")
    deviating = numbers(client)
    client.get(f"{PLAN}&visa=utan-svarsdatum")
    dateless = numbers(client)
    assert dateless == ["4", "8"]
    client.get(f"{PLAN}&status=avviker&visa=utan-svarsdatum")
    assert numbers(client) == [number for number in deviating if number in dateless]
    chosen = client.page.texts('.filters [aria-current="true"]')
    assert chosen == ["kf-uppdrag-2022", "Avviker", "Utan svarsdatum", "Alla", "Alla"]
    [area] = [a for a in client.page.select(".filters a") if text(a) == "Målområde 4"]
    client.get(area.get("href"))
    assert set(numbers(client)) <= set(dateless)
    assert "Målområde 4." not in client.page.text("main")
    # Chosen again it is let go.
    [again] = [a for a in client.page.select(".filters a") if text(a) == "Utan svarsdatum"]
    assert "visa" not in again.get("href")


def test_after_a_choice_the_page_says_how_many_are_shown(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=8)
    client.get(f"{PLAN}&visa=utan-svarsdatum")
    assert client.page.text("#matrisen-om").startswith("Visar två av åtta uppdrag.")
    client.get(f"{PLAN}&visa=svar-inom-60-dagar")
    assert "Inga uppdrag passar." in client.page.text("main")
    [everything] = [a for a in client.page.select("main p a") if text(a) == "visa alla uppdrag"]
    client.get(everything.get("href"))
    assert len(numbers(client)) == 8


def test_a_boards_own_view_has_its_uppdrag_and_its_shares_first(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    client.get(f"{PLAN}&namnd=fritids-och-folkhalsonamnden")
    assert client.page.texts(".matrix thead th")[1] == "Fritids- och folkhälsonämnden"
    assert [row[0] for row in cells(client)] == ["Delvis genomfört", "Genomfört", "Inte besvarat"]
    client.get(PLAN)
    assert any(
        "namnd=fritids-och-folkhalsonamnden" in a.get("href") for a in client.page.select(".matrix thead a")
    )


def test_what_boards_propose_may_be_seen_alone(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        db.session.add(
            FulfilmentProposal(
                responsibility_id=share_rows(plan.id, "2")[0].id, motivation="Allt är gjort.", by_title="Chef",
                proposed_at=NOW, nonce="b",
            )
        )  # fmt: skip
        touch(plan)
        db.session.commit()
    client.get(f"{PLAN}&visa=foreslas-fullgjorda")
    assert numbers(client) == ["2"]
    assert not [link for link in client.page.links() if link.endswith("fullgjorda.docx")]
    sign_in(client, OFFICE)
    client.get(f"{PLAN}&visa=foreslas-fullgjorda")
    assert [link for link in client.page.links() if link.endswith("fullgjorda.docx")]


@pytest.mark.parametrize(
    "query",
    [
        "status=%00",
        "visa=%F0%9F%92%A9&visa=x",
        "namnd=' OR 1=1",
        "omrade=" + "a" * 5000,
        "svar=<script>",
        "status=avviker&status=fardig",
    ],
)
def test_what_means_nothing_is_left_out(client: PageClient, query: str) -> None:
    assert client.get(f"/uppdrag?{query}").status_code == 200
    assert "<script>" not in client.page.html.split("<main", 1)[1]
    assert client.get(f"/uppdrag.xlsx?{query}").status_code == 200


@pytest.mark.parametrize("plan", ["finns-inte", "%00", "26-punktsplan", "a" * 5000, "' OR 1=1"])
def test_a_plan_that_has_no_uppdrag_is_not_found(client: PageClient, plan: str) -> None:
    assert client.get(f"/uppdrag?plan={plan}").status_code == 404


def test_texts_are_shown_as_they_were_written(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    change(app, "1", short_text="<script>alert(1)</script> & å", focus_area="<b>Barn</b>")
    client.get(PLAN)
    assert "<script>alert(1)</script> & å" in client.page.text("main")
    assert "<b>Barn</b>" in client.page.text(".filters")


# What it costs


def test_the_number_of_questions_does_not_grow(app: Flask) -> None:
    asked = {}
    with app.app_context():
        for uppdrag, boards in ((3, 3), (24, 6)):
            plan = many_assignments(uppdrag, boards, f"plan-{uppdrag}")
            follow_up = follow_up_of(plan)
            answer_all(plan, follow_up, [0, 1, None])
            close(plan, follow_up)
            answer_all(plan, follow_up_of(plan, date(2022, 8, 31)), [1])
    for who in ("", OFFICE, BOARDS_OWN):
        client = reader(app, who)
        for slug in ("plan-3", "plan-24"):
            client.get(f"/uppdrag?plan={slug}")  # reads the frozen text once a process
            app.extensions.pop("kept_parts")
            with counted_queries(app) as sent:
                client.get(f"/uppdrag?plan={slug}")
            asked[who, slug] = len(sent)
        assert asked[who, "plan-3"] == asked[who, "plan-24"] <= 12, asked


def test_an_unchanged_page_is_not_sent_again(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    tag = client.get(PLAN).headers["ETag"]
    assert client.get(PLAN, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"{PLAN}&status=avviker", headers={"If-None-Match": tag}).status_code == 200
    change(app, "1", short_text="Något annat")
    answer = client.get(PLAN, headers={"If-None-Match": tag})
    assert (answer.status_code, "Något annat" in answer.text) == (200, True)
    tag = answer.headers["ETag"]
    with app.app_context():
        # Another plan to choose changes the page, although this plan has not changed.
        many_assignments(1, 1, "kf-uppdrag-2023")
    assert client.get(PLAN, headers={"If-None-Match": tag}).status_code == 200


def test_a_running_answer_is_not_kept_for_others(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    running(app)
    office = reader(app, OFFICE)
    office.get(PLAN)
    assert "Läget per augusti 2022" in office.page.text("main")
    client.get(PLAN)
    assert "Läget per april 2022" in client.page.text("main")


def test_the_pages_are_valid(app: Flask, client: PageClient, tmp_path: Path) -> None:
    closed_plan(app)
    running(app)
    office = reader(app, OFFICE)
    saved = []
    for number, address in enumerate(
        (PLAN, f"{PLAN}&status=stoppad", "/planer/kf-uppdrag-2022/aktiviteter/1")
    ):
        office.get(address)
        saved.append(tmp_path / f"{number}.html")
        saved[-1].write_text(office.page.html, encoding="utf-8")
    assert vnu_errors(saved) == []


def test_a_cell_costs_few_bytes(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=6, boards=6)
    page = client.get(PLAN).text
    cell = re.findall(r"<td .*?</td>", page)
    assert len(cell) == 6 * 7
    assert sum(map(len, cell)) / len(cell) < 300
