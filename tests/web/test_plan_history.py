"""What pages and reports say of rows over several follow-ups: years, silence, what was added."""

import json
from datetime import UTC, date, datetime

from flask import Flask

from tests.page_check import PageClient
from tests.web.following_up import PLAN, close_open, counted_queries, open_next, tell, the_plan
from tracker.queries.plans.by_name import follow_up_as_of
from tracker.reports.content import ReportContent, from_json, to_json
from tracker.services.people.accounts import PersonValues, change_user, roles_of
from tracker.services.plans.activity_facts import ActivityFacts
from tracker.services.plans.edit_activity import add_activity
from tracker.services.reports.assemble_report import live_content

REPORT = f"{PLAN}/uppfoljningar/2023-02-28/rapport"


def followed_up_twice(app: Flask) -> None:
    for as_of, year in ((date(2022, 8, 31), 2027), (date(2023, 2, 28), 2029)):
        open_next(app, as_of)
        tell(app, "1a", "Avviker från plan", "Ännu senare.", year=year)
        close_open(app)


def row_of(client: PageClient, number: str) -> str:
    return next(row for row in client.page.texts("#alla tbody tr") if row.startswith(number))


def test_every_year_that_was_given_stays(app: Flask, client: PageClient) -> None:
    followed_up_twice(app)
    client.get(PLAN)
    steps = "tidigare 2022 tidigare 2023 tidigare 2027 nu 2029"
    assert steps in row_of(client, "1a") and steps in client.page.text("#avviker")
    client.get(f"{PLAN}/aktiviteter/1a")
    assert steps in client.page.text(".page-heading__state")
    client.get(REPORT)
    assert steps in client.page.text("#sammanstallning")
    assert "(tidigare 2022, 2023, 2027)" in client.page.text("#rapportering")


def test_the_years_cost_the_same_however_many_follow_ups(app: Flask) -> None:
    followed_up_twice(app)
    found = []
    for as_of in (date(2022, 8, 31), date(2023, 2, 28)):
        with app.app_context(), counted_queries(app) as sent:
            plan = the_plan()
            follow_up = follow_up_as_of(plan.id, as_of)
            assert follow_up is not None
            live_content(plan, follow_up)
        found.append(len(sent))
    assert found[0] == found[1]


def test_a_version_without_the_new_fields_is_still_read(app: Flask) -> None:
    with app.app_context():
        plan = the_plan()
        follow_up = follow_up_as_of(plan.id, date(2022, 3, 31))
        assert follow_up is not None
        stored = json.loads(to_json(live_content(plan, follow_up)))
    for row in stored["rows"]:
        for name in ("earlier_years", "last_label", "last_label_on", "added_on"):
            del row[name]
    content: ReportContent = from_json(json.dumps(stored))
    row = content.row("1a")
    assert row is not None and row.year_steps == (2022,)


def test_silence_does_not_hide_what_was_known(app: Flask, client: PageClient) -> None:
    open_next(app)
    tell(app, "8", "Färdig", "Klart.")
    close_open(app)
    client.get(PLAN)
    assert row_of(client, "1a").endswith("Inte besvarad senast Avviker från plan, mars 2022")
    assert "senast" not in row_of(client, "8")
    silent = "Har inte besvarats den här gången: 1a (Avviker från plan), 1b (Påbörjad), 10 (Påbörjad), 12 (Påbörjad)"
    assert silent in client.page.text("#andrat")
    client.get(f"{PLAN}/aktiviteter/1a")
    assert "senast Avviker från plan, mars 2022" in client.page.text(".page-heading__state")
    assert "Senast Avviker från plan, mars 2022." in client.page.text(".timeline")
    client.get(f"{PLAN}/uppfoljningar/2022-08-31/rapport")
    for part in ("#sammanstallning", "#rapportering"):
        assert "Inte besvarad senast Avviker från plan, mars 2022" in client.page.text(part)


def test_inte_besvarad_is_explained_and_leads_to_its_rows(app: Flask, client: PageClient) -> None:
    client.get(PLAN)
    assert "Inte besvarad" not in client.page.text("#laget .legend")
    open_next(app)
    close_open(app)
    client.get(PLAN)
    assert "Den ansvariga har inte svarat i den här uppföljningen." in client.page.text("#laget .legend")
    link = next(a for a in client.page.select("#laget .groups a") if a.text == "Inte besvarad")
    client.get(link.get("href"))
    numbers = client.page.texts("#alla .rows__number")
    assert numbers == ["1a", "1b", "8", "10", "12", "22", "23", "25"]
    client.get(f"{PLAN}?status=andrade")
    assert client.page.texts("#alla .rows__number") == numbers
    client.get(f"{PLAN}/uppfoljningar/2022-08-31/rapport")
    assert "Den ansvariga har inte svarat" in client.page.text(".report__legend")


def test_a_silent_part_of_a_deviating_activity_is_told_beside(app: Flask, client: PageClient) -> None:
    open_next(app)
    tell(app, "1a", "Avviker från plan", "Försenat.", year=2024)
    for number in ("8", "10", "12", "22", "23"):
        tell(app, number, "Färdig", "Klart.")
    close_open(app)
    client.get(PLAN)
    assert client.page.text("#avviker .unanswered") == (
        "En aktivitet är inte besvarad: 25. "
        "1b är inte besvarad, men aktivitet 1 räknas som Avviker från plan."
    )


def test_an_activity_that_was_added_later_says_so(app: Flask, client: PageClient) -> None:
    with app.app_context():
        now = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
        facts = ActivityFacts("27", "Sommarjobb åt alla.", "Alla som är 16 år erbjuds sommarjobb.")
        add_activity(the_plan().id, facts, now=now)
    client.get(f"{PLAN}/aktiviteter/27")
    assert client.page.texts(".timeline__body") == ["Tillagd 22 november 2026."]
    assert "27 september 2019" not in client.page.text("main")
    assert "AMN-2022-00099" not in client.page.text("aside")
    client.get(f"{PLAN}/aktiviteter/2")
    assert client.page.texts(".timeline__body")[-1] == "Arbetsmarknadsnämnden beslutade planen."
    assert "AMN-2022-00099" in client.page.text("aside")


def test_a_new_title_shows_at_once(app: Flask, client: PageClient) -> None:
    path = f"{PLAN}/aktiviteter/22"
    client.get(path)
    assert "Ekonomichef" in client.page.text("aside")
    with app.app_context():
        user = next(row.responsibilities[0].owner for row in the_plan().activities if row.number == "22")
        assert user is not None
        values = PersonValues(user.email, "Ekonomidirektör", user.manager_id, True, roles_of(user))
        change_user(user.id, values, version=user.version, now=datetime(2026, 1, 1, tzinfo=UTC))
    client.get(path)
    assert "Ekonomidirektör" in client.page.text("aside")
