"""The board's page of a plan: order, words, filters, changes, news, and what must not be shown."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import (
    PLAN,
    change_activity,
    close_open,
    counted_queries,
    open_next,
    tell,
    the_plan,
)  # fmt: skip
from tracker.domain.terms import Visibility
from tracker.models import Activity, Board, Plan, PlanKeyFigure, PlanKind, Responsibility, db
from tracker.services.revision import touch

HOSTILE = "<script>alert(1)</script> {{7*7}} \u202eomvänt\u202c 🎉 <b>fet</b>"
COUNTS = (
    "Av de 26 aktiviteterna bedöms 18 som färdiga, två pågår enligt plan och bedöms bli färdiga 2022, "
    "en avviker från plan, fyra är ständigt pågående och en är stoppad."
)


def table_numbers(client: PageClient) -> list[str]:
    return client.page.texts("#alla .rows__number")


def test_the_sections_come_in_the_order_a_politician_reads(client: PageClient) -> None:
    client.get(PLAN)
    assert client.page.texts("main h2") == [
        "Når vi målet?", "Läget", "Ändrat sedan förra uppföljningen", "Det här avviker, och varför", "Alla aktiviteter",
    ]  # fmt: skip
    assert client.page.texts(".page-heading__meta li") == [
        "Senast avslutade uppföljning: mars 2022", "Rapport 20 april 2022", "AMN-2022-00099", "Tidigare uppföljningar",
    ]  # fmt: skip
    assert client.page.text(".answer-line") == "Inte än. 4,3 procent 2021, målet är högst 4."


def test_the_goal_has_a_drawing_a_source_and_its_values(client: PageClient) -> None:
    client.get(PLAN)
    assert len(client.page.select("#malet svg[role=img]")) == 2
    assert "Källa: Uppföljning av 26-punktsplan per mars 2022" in client.page.text("#malet figcaption")
    cells = client.page.texts("#malet details tbody td")
    assert cells == ["5 %", "4,7 %", "4,3 %", "högst 4 %"]


def test_the_state_is_counted_in_words_and_numbers(client: PageClient) -> None:
    client.get(PLAN)
    assert client.page.text("#laget .lead") == COUNTS
    assert len(client.page.select("#laget .bar__cell")) == 26
    rows = client.page.select("#laget .groups__row")
    found = [
        (row.cssselect(".groups__count")[0].text, "".join(row.cssselect("a")[0].itertext())) for row in rows
    ]
    assert found == [
        ("18", "Färdig"), ("2", "Påbörjad, färdig 2022"), ("1", "Avviker från plan"),
        ("4", "Påbörjad, ständigt pågående"), ("1", "Stoppad"),
    ]  # fmt: skip
    assert "Aktiviteten kommer inte att genomföras" in client.page.text("#laget .legend")


def test_changes_say_what_the_report_gives_and_what_is_not_known(client: PageClient) -> None:
    client.get(PLAN)
    first, second = client.page.texts("#andrat .changes__row")
    assert first.startswith("1a") and "Bedöms bli färdig ett år senare." in first
    assert "tidigare 2022" in first and "nu 2023" in first and "osäkert år" in first
    assert "Andelen invånare med ekonomiskt bistånd minskade mellan 2020 och 2021." in second
    assert "4,7 %" in second and "4,3 %" in second
    assert "finns inte i tjänsten" in client.page.text("#andrat")


def test_deviating_comes_before_stopped_with_the_reason(client: PageClient) -> None:
    client.get(PLAN)
    assert client.page.texts("#avviker .item__number") == ["1a", "19"]
    assert client.page.texts("#avviker .tag") == ["Avviker från plan", "Stoppad"]
    assert "implementeringen har försenats från leverantören" in client.page.text("#avviker")


def test_the_table_is_the_real_report_in_its_order(client: PageClient) -> None:
    client.get(PLAN)
    numbers = table_numbers(client)
    assert len(numbers) == 27
    assert numbers[:4] == ["1a", "1b", "2", "3"]
    assert client.page.texts("#alla thead th") == [
        "Nr", "Förkortad beskrivning av aktivitet", "Status", "Bedöms bli färdig",
    ]  # fmt: skip
    assert client.page.text("#alla caption").startswith("27 rader. Aktivitet 1 har två delar")
    links = [link for link in client.page.links() if "rapport" in link]
    # The PDF is made when somebody asks for it.
    assert [client.get(link, follow_redirects=True).status_code for link in links] == [200] * 6


@pytest.mark.parametrize(
    ("query", "numbers", "caption"),
    [
        ("status=stoppad", ["19"], "Visar en av 27 rader."),
        ("status=paborjad&ar=2022", ["1b", "8", "10"], "Visar tre av 27 rader."),
        ("ar=standigt", ["12", "22", "23", "25"], "Visar fyra av 27 rader."),
        ("status=andrade", ["1a"], "Visar en av 27 rader."),
        ("sok=studieplan+VUXENUTBILDNING", ["1a"], "Visar en av 27 rader."),
        ("sok=%C3%96KA+FINANSIERINGEN", ["21"], "Visar en av 27 rader."),
        ("sok=o%CC%88ka+finansieringen", ["21"], "Visar en av 27 rader."),
    ],
)
def test_filters_narrow_the_table(client: PageClient, query: str, numbers: list[str], caption: str) -> None:
    client.get(f"{PLAN}?{query}")
    assert table_numbers(client) == numbers
    assert client.page.text("#alla caption").startswith(caption)


@pytest.mark.parametrize("query", ["status=stoppad&ar=2022", "sok=finns+inte+alls"])
def test_an_empty_result_says_what_to_do(client: PageClient, query: str) -> None:
    client.get(f"{PLAN}?{query}")
    assert table_numbers(client) == []
    assert "Inga rader passar. Ta bort något av valen" in client.page.text("#alla")
    client.get(client.page.one("#alla .section__content > p a").get("href"))
    assert len(table_numbers(client)) == 27


@pytest.mark.parametrize(
    "query",
    [
        "status=DROP",
        "ar=99999999999999999999",
        "ar=%D9%A2%D9%A0%D9%A2%D9%A2",
        "ar=-1",
        "sok=%00",
        "status=&ar=&sok=",
    ],
)
def test_filters_that_mean_nothing_show_everything(client: PageClient, query: str) -> None:
    assert client.get(f"{PLAN}?{query}").status_code == 200
    assert len(table_numbers(client)) == 27


@pytest.mark.parametrize("search", ["<script>", "{{7*7}}", "%", "_", "'", "🎉" * 300, "\u202e", "a" * 5000])
def test_hostile_searches_are_answered_calmly(client: PageClient, search: str) -> None:
    assert client.get(PLAN, query_string={"sok": search}).status_code == 200
    assert "49" not in client.page.text("#alla p")


def test_chosen_filters_are_marked_and_kept_by_the_search(client: PageClient) -> None:
    client.get(f"{PLAN}?status=paborjad&ar=2022")
    assert client.page.texts(".filters [aria-current]") == ["Påbörjad", "2022"]
    assert client.page.fields("form[role=search]") == {"status": "paborjad", "ar": "2022", "sok": ""}


def test_every_group_leads_to_rows(client: PageClient) -> None:
    client.get(PLAN)
    for link in [a.get("href") for a in client.page.select("#laget .groups__word a")]:
        client.get(link)
        assert table_numbers(client), link


def test_an_open_follow_up_shows_how_many_have_answered_and_nothing_more(
    app: Flask, client: PageClient
) -> None:
    open_next(app)
    tell(app, "8", "Avviker från plan", "Hemligt svar tills det är stängt.", year=2029)
    client.get(PLAN)
    assert client.page.text("#nasta .lead") == "1 av 8 har svarat inför uppföljningen per augusti 2022."
    assert "Svaren visas här när uppföljningen är avslutad." in client.page.text("#nasta")
    for path in (
        PLAN,
        f"{PLAN}/aktiviteter/8",
        f"{PLAN}/uppfoljningar",
        f"{PLAN}/uppfoljningar/2022-08-31",
        "/planer",
    ):
        assert client.get(path).status_code == 200
        assert "Hemligt" not in client.page.html
        assert "2029" not in client.page.html
    sign_in(client, "board_member")
    client.get(f"{PLAN}/aktiviteter/8")
    assert "Hemligt" not in client.page.html


def test_a_closed_follow_up_is_compared_with_the_one_before(app: Flask, client: PageClient) -> None:
    open_next(app)
    tell(app, "8", "Avviker från plan", "Systemet är försenat.", year=2024)
    tell(app, "10", "Färdig", "Allt är infört.")
    close_open(app)
    client.get(PLAN)
    assert client.page.texts(".page-heading__meta li")[0] == "Senast avslutade uppföljning: augusti 2022"
    changes = client.page.text("#andrat")
    assert "Jämfört med mars 2022." in changes
    assert "Avviker nu från plan." in changes
    assert "Bedöms bli färdig två år senare." in changes
    assert "Har blivit färdig." in changes
    assert "finns inte i tjänsten" not in changes
    assert client.page.texts("#avviker .item__number") == ["8", "19"]
    assert client.page.text("#avviker .unanswered") == (
        "Fem aktiviteter är inte besvarade: 1 (1a och 1b), 12, 22, 23 och 25. De är sex rader i tabellen."
    )
    # Stoppad was not asked again: its status stands, with its date.
    stopped = next(row for row in client.page.texts("#alla tbody tr") if row.startswith("19"))
    assert "per mars 2022" in stopped


def test_many_slips_get_a_heading_of_their_own(app: Flask, client: PageClient) -> None:
    for as_of, year in ((date(2022, 8, 31), 2029), (date(2023, 2, 28), 2030)):
        open_next(app, as_of)
        for number in ("1a", "1b", "8", "10", "12", "22"):
            tell(app, number, "Påbörjad", "Försenat.", year=year)
        close_open(app)
    client.get(PLAN)
    assert client.page.texts("#andrat h3") == ["Blir färdiga senare"]
    assert len(client.page.select("#andrat h3 + .changes .changes__row")) == 6


def test_news_between_follow_ups_is_shown_to_all(app: Flask, client: PageClient) -> None:
    client.get(PLAN)
    assert not client.page.select("#nytt")
    tell(app, "10", "Färdig", f"Blev klart i maj. {HOSTILE}", between=True)
    client.get(PLAN)
    assert client.page.texts("#nytt .item__number") == ["10"]
    assert "Områdeschef, arbetsmarknad" in client.page.text("#nytt")
    assert "<b>fet</b>" in client.page.text("#nytt")
    row = next(row for row in client.page.texts("#alla tbody tr") if row.startswith("10"))
    assert "Påbörjad" in row


def test_later_edits_do_not_change_what_was_frozen(app: Flask, client: PageClient) -> None:
    change_activity(app, "2", short_text="Något helt annat.", full_text="Något helt annat.")
    change_activity(app, "3", withdrawn=True)
    client.get(PLAN)
    assert "Något helt annat" not in client.page.html
    assert len(table_numbers(client)) == 27


def test_hostile_texts_are_shown_as_text(app: Flask, client: PageClient) -> None:
    open_next(app)
    change_activity(app, "8", short_text=HOSTILE, full_text=HOSTILE * 30)
    tell(app, "8", "Avviker från plan", f"{HOSTILE}\n\n{HOSTILE * 40}", year=2029)
    close_open(app)
    for path in (PLAN, f"{PLAN}/aktiviteter/8", f"{PLAN}/uppfoljningar/2022-08-31"):
        assert client.get(path).status_code == 200
        assert "<script>alert(1)</script> {{7*7}}" in client.page.text("main")
        assert "🎉" in client.page.text("main")
        assert not client.page.select("main script, main b")


def test_a_long_reason_is_folded_but_whole(app: Flask, client: PageClient) -> None:
    open_next(app)
    tell(app, "8", "Avviker från plan", f"Kort första stycke.\n\n{'Lång mening här. ' * 120}Slut.", year=2029)
    close_open(app)
    client.get(PLAN)
    assert "Visa hela texten" in client.page.text("#avviker")
    assert client.page.text("#avviker details").endswith("Slut.")


def test_a_plan_never_followed_up_shows_its_rows_and_says_so(app: Flask, client: PageClient) -> None:
    new_plan(app, "ny-plan", rows=3)
    with counted_queries(app) as sent:
        assert client.get("/planer/ny-plan").status_code == 200
    assert len(sent) <= 5
    assert "Ingen uppföljning är avslutad än." in client.page.text("main")
    assert table_numbers(client) == ["1", "2", "3"]
    assert client.page.text(".answer-line") == "Inte än. 4,3 procent 2021, målet är högst 4."
    assert not client.page.select("#alla .tag")
    assert client.get("/planer/ny-plan/aktiviteter/1").status_code == 200
    assert "Har ingen status än" in client.page.text("main")
    assert client.get("/planer/ny-plan/uppfoljningar").status_code == 200
    client.get("/planer")
    assert "Ingen uppföljning är avslutad än." in client.page.text("main")


def new_plan(
    app: Flask, slug: str, *, rows: int, visibility: Visibility = Visibility.PUBLISHED, goal: bool = True
) -> None:
    with app.app_context():
        old = the_plan()
        plan = Plan(
            organisation_id=old.organisation_id, slug=slug, kind=db.session.scalars(select(PlanKind)).first(),
            board=db.session.get(Board, old.board_id), title=f"Planen {slug}", short_title=slug, report_title=slug,
            goal="Bli bättre.", visibility=visibility,
        )  # fmt: skip
        db.session.add(plan)
        for number in range(1, rows + 1):
            activity = Activity(
                plan=plan, number=str(number), sort_key=f"{number:08}", short_text=f"Rad {number}"
            )
            db.session.add(Responsibility(activity=activity, board=plan.board))
        db.session.flush()
        if goal:
            figure = db.session.scalars(select(PlanKeyFigure).where(PlanKeyFigure.is_goal)).first()
            assert figure is not None
            db.session.add(
                PlanKeyFigure(plan_id=plan.id, key_figure_id=figure.key_figure_id, position=0, is_goal=True)
            )
        touch(plan)
        db.session.commit()


def test_an_internal_plan_is_for_the_organisation_only(app: Flask, client: PageClient) -> None:
    new_plan(app, "intern", rows=1, visibility=Visibility.INTERNAL)
    for path in ("/planer/intern", "/planer/intern/aktiviteter/1", "/planer/intern/uppfoljningar"):
        assert client.get(path).headers["Location"].startswith("/logga-in")
    client.get("/planer")
    assert "Planen intern" not in client.page.html
    sign_in(client, "elsewhere")
    assert client.get("/planer/intern").status_code == 404
    client.get("/planer")
    assert "Planen intern" not in client.page.html


def test_an_internal_plan_is_listed_for_its_own_people(app: Flask, client: PageClient) -> None:
    new_plan(app, "intern", rows=1, visibility=Visibility.INTERNAL)
    sign_in(client, "board_member")
    client.get("/planer")
    assert "Planen intern" in client.page.text("main")
    assert client.get("/planer/intern").status_code == 200


def test_the_list_says_how_plans_stand(app: Flask, client: PageClient) -> None:
    open_next(app)
    client.get("/planer")
    assert "Arbetsmarknadsnämnden" in client.page.texts("main h2")
    text = client.page.text("main")
    assert COUNTS in text
    assert "Senast avslutade uppföljning: mars 2022" in text
    assert "0 av 8 har svarat inför uppföljningen per augusti 2022." in text


def test_a_long_list_comes_in_pages_with_few_queries(app: Flask, client: PageClient) -> None:
    client.get("/planer")
    seeded = len(client.page.select(".listed"))
    for number in range(52):
        new_plan(app, f"plan-{number}", rows=0, goal=False)
    with counted_queries(app) as sent:
        client.get("/planer")
    assert len(sent) <= 12
    assert len(client.page.select(".listed")) == 50
    client.get("/planer?sida=2")
    assert len(client.page.select(".listed")) == 52 + seeded - 50
    for page in ("0", "-1", "999999999999999999999", "x", "٢"):
        assert client.get("/planer", query_string={"sida": page}).status_code == 200


def test_follow_ups_are_listed_and_opened_unchanged(app: Flask, client: PageClient) -> None:
    open_next(app)
    client.get(f"{PLAN}/uppfoljningar")
    assert client.page.texts("main h2") == ["Augusti 2022", "Mars 2022"]
    assert "Pågår. 0 av 8 har svarat." in client.page.text("main")
    assert "Rapport 20 april 2022. AMN-2022-00099. Version 1." in client.page.text("main")
    client.get(f"{PLAN}/uppfoljningar/2022-08-31")
    assert client.page.h1 == "Uppföljning per augusti 2022"
    assert "0 av 8 har svarat." in client.page.text("main")
    tell(app, "8", "Färdig", "Klart.")
    close_open(app)
    client.get(f"{PLAN}/uppfoljningar/2022-03-31")
    assert "Det här är en tidigare uppföljning" in client.page.text("main")
    assert "Visa den senaste, augusti 2022" in client.page.text("main")
    assert client.page.text("#laget .lead") == COUNTS
    assert not client.page.select("#nasta")
    client.get(f"{PLAN}/uppfoljningar/2022-03-31?status=stoppad")
    assert table_numbers(client) == ["19"]
    assert all("/uppfoljningar/2022-03-31" in a.get("href") for a in client.page.select(".filters a"))
    client.get(f"{PLAN}/uppfoljningar/2022-08-31")
    assert "Det här är en tidigare" not in client.page.text("main")


@pytest.mark.parametrize(
    "path",
    [
        "/planer/finns-inte", "/planer/26-PUNKTSPLAN", "/planer/9223372036854775808", "/planer/%00",
        "/planer/" + "a" * 500,
        f"{PLAN}/uppfoljningar/2022-02-31", f"{PLAN}/uppfoljningar/2022-04-01", f"{PLAN}/uppfoljningar/igår",
        f"{PLAN}/uppfoljningar/9999-12-31", f"{PLAN}/uppfoljningar/20220331",
        f"{PLAN}/uppfoljningar/٢٠٢٢-٠٣-٣١", f"{PLAN}/uppfoljningar/2022-03-31%00",
        f"{PLAN}/aktiviteter/99", f"{PLAN}/aktiviteter/9223372036854775808", f"{PLAN}/aktiviteter/-1",
        f"{PLAN}/aktiviteter/٢", f"{PLAN}/aktiviteter/%00", f"{PLAN}/aktiviteter/2%00",
        f"{PLAN}/aktiviteter/" + "9" * 3000,
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_swedish_404(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.page.h1 == "Sidan finns inte"
