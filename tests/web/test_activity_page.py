"""The page of an activity: name and status, text as decided, history, facts, nyckeltal and neighbours."""

from flask import Flask

from tests.page_check import PageClient
from tests.web.following_up import PLAN, change_activity, close_open, open_next, tell


def facts(client: PageClient) -> dict[str, str]:
    rows = client.page.select(".facts__row")
    return {
        " ".join("".join(row.cssselect("dt")[0].itertext()).split()): " ".join(
            " ".join("".join(dd.itertext()).split()) for dd in row.cssselect("dd")
        )
        for row in rows
    }


def test_the_head_says_what_where_and_since_when(client: PageClient) -> None:
    client.get(f"{PLAN}/aktiviteter/1a")
    assert client.page.h1.startswith("Alla elever i vuxenutbildning har en individuell studieplan")
    assert client.page.text(".page-heading__above") == "Aktivitet 1a"
    state = client.page.text(".page-heading__state")
    assert state.startswith("Avviker från plan")
    assert (
        "tidigare 2022" in state and "nu 2023" in state and "osäkert år" in state and "per mars 2022" in state
    )
    assert "Alla elever på komvux har en individuell studieplan (ISP)" in client.page.text(".decided")
    assert "Aktiviteten som nämnden beslutade den 27 september 2019." in client.page.text("main")


def test_the_history_goes_from_the_newest_to_the_decision(client: PageClient) -> None:
    client.get(f"{PLAN}/aktiviteter/1a")
    assert client.page.texts(".timeline__date strong") == ["mars 2022", "Tidigare", "27 september 2019"]
    newest, earlier, decision = client.page.texts(".timeline__body")
    assert "Ur rapporten 20 april 2022." in newest
    assert "implementeringen har försenats" in newest
    assert earlier == (
        "Bedömdes bli färdig 2022. Året står i rapporten från mars 2022, den tidigare texten finns inte i tjänsten."
    )
    assert decision == "Arbetsmarknadsnämnden beslutade planen."


def test_the_facts_say_who_and_how_it_counts(client: PageClient) -> None:
    client.get(f"{PLAN}/aktiviteter/1a")
    found = facts(client)
    assert found["Ansvarig"] == "Rektor, vuxenutbildningen"
    assert found["Hör ihop med"] == "1b Utveckla validering mot betyg Påbörjad"
    assert found["Räknas som"] == "Aktivitet 1 avviker, eftersom 1a gör det."
    assert found["Nämnd"] == "Arbetsmarknadsnämnden"
    assert found["Diarienummer"] == "AMN-2022-00099"


def test_without_nyckeltal_the_plans_own_is_shown(client: PageClient) -> None:
    client.get(f"{PLAN}/aktiviteter/1a")
    text = client.page.text("main")
    assert (
        "Inga nyckeltal är kopplade till aktivitet 1a. Planen följs med andelen invånare med ekonomiskt bistånd."
        in text
    )
    assert client.page.texts(".values tbody td") == ["5 %", "4,7 %", "4,3 %", "högst 4 %"]
    client.get(f"{PLAN}/aktiviteter/6")
    assert client.page.texts(".values tbody td") == ["37 %", "69 %"]
    assert "Inga nyckeltal" not in client.page.text("main")


def test_neighbours_follow_the_table(client: PageClient) -> None:
    for number, around in {
        "1a": ["1b"], "1b": ["1a", "2"], "1": ["1a"], "2": ["1b", "3"], "9": ["8", "10"], "26": ["25"],
    }.items():  # fmt: skip
        client.get(f"{PLAN}/aktiviteter/{number}")
        assert [a.get("href").rsplit("/", 1)[1] for a in client.page.select(".neighbours a")] == around


def test_an_activity_with_parts_says_what_it_counts_as(client: PageClient) -> None:
    client.get(f"{PLAN}/aktiviteter/1")
    assert client.page.h1 == "Aktivitet 1"
    assert "Aktivitet 1 avviker, eftersom 1a gör det." in client.page.text("main")
    assert client.page.texts(".parts .tag") == ["Avviker från plan", "Påbörjad"]


def test_the_letter_of_a_number_may_be_large(client: PageClient) -> None:
    assert client.get(f"{PLAN}/aktiviteter/1A").status_code == 200
    assert client.page.text(".page-heading__above") == "Aktivitet 1a"


def test_history_shows_which_role_answered_when_and_folds_the_older(app: Flask, client: PageClient) -> None:
    tell(app, "8", "Påbörjad", "Nytt i somras.", year=2023, between=True)
    open_next(app)
    tell(app, "8", "Avviker från plan", "Systemet är försenat.", year=2024)
    close_open(app)
    client.get(f"{PLAN}/aktiviteter/8")
    bodies = client.page.texts(".timeline__body")
    dates = client.page.texts(".timeline__date strong")
    august = bodies[dates.index("augusti 2022")]
    assert "Rektor, vuxenutbildningen svarade 5 september 2100." in august
    assert "Systemet är försenat." in august
    news = bodies[dates.index("5 september 2100")]
    assert "Nytt i somras." in news
    march = client.page.select(".timeline__item")[dates.index("mars 2022")]
    assert march.cssselect("details") and "Ur rapporten" in "".join(march.itertext())
    assert client.page.select("#per-2022-03-31")


def test_an_activity_without_an_answer_says_so(app: Flask, client: PageClient) -> None:
    open_next(app)
    close_open(app)
    client.get(f"{PLAN}/aktiviteter/8")
    assert client.page.text(".page-heading__state").startswith("Inte besvarad")
    assert "Inget svar kom in till den här uppföljningen." in client.page.text(".timeline")


def test_a_settled_status_stands_with_its_date(app: Flask, client: PageClient) -> None:
    open_next(app)
    close_open(app)
    client.get(f"{PLAN}/aktiviteter/19")
    assert client.page.text(".page-heading__state") == "Stoppad per mars 2022"
    assert "Statusen per mars 2022 står kvar." in client.page.text(".timeline")


def test_a_withdrawn_activity_is_read_from_the_last_report_that_has_it(
    app: Flask, client: PageClient
) -> None:
    change_activity(app, "2", withdrawn=True)
    assert client.get(f"{PLAN}/aktiviteter/2").status_code == 200
    assert "finns inte längre" not in client.page.text("main")
    open_next(app)
    close_open(app)
    assert client.get(f"{PLAN}/aktiviteter/2").status_code == 200
    assert "Aktiviteten finns inte längre i planen. Så här stod den per mars 2022." in client.page.text(
        "main"
    )
    client.get(PLAN)
    assert "Finns inte längre i planen." in client.page.text("#andrat")


def test_texts_stay_as_they_were_frozen(app: Flask, client: PageClient) -> None:
    change_activity(app, "2", short_text="Något annat.", full_text="Något annat.")
    client.get(f"{PLAN}/aktiviteter/2")
    assert "Något annat" not in client.page.html
