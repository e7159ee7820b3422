"""What a plan page costs, and when the browser is told that nothing has changed."""

from datetime import date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import (
    PLAN,
    change_activity,
    change_user,
    close_open,
    counted_queries,
    open_next,
    tell,
    the_plan,
)  # fmt: skip
from tracker.domain.calendar import STOCKHOLM
from tracker.domain.terms import Role
from tracker.models import Activity, Membership, Organisation, Responsibility, User, db
from tracker.web.frame.kept import Bounded

PAGES = [
    PLAN,
    f"{PLAN}?status=stoppad",
    f"{PLAN}/aktiviteter/1a",
    f"{PLAN}/uppfoljningar",
    f"{PLAN}/uppfoljningar/2022-03-31",
]


def tag_of(client: PageClient, path: str = PLAN) -> str:
    return client.get(path).headers["ETag"]


def again(client: PageClient, tag: str, path: str = PLAN) -> int:
    return client.get(path, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("path", PAGES)
def test_an_unchanged_page_is_not_sent_again(client: PageClient, path: str) -> None:
    sign_in(client, "board_member")
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    second = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == answer.headers["ETag"]
    assert second.headers["Cache-Control"] == "private, no-cache"


def test_a_proxy_that_weakens_the_tag_is_understood(client: PageClient) -> None:
    assert again(client, f"W/{tag_of(client)}") == 304
    assert again(client, '"something-else"') == 200


def test_unchanged_is_answered_from_who_and_which_plan_alone(app: Flask, client: PageClient) -> None:
    sign_in(client, "board_member")
    tag = tag_of(client)
    with counted_queries(app) as sent:
        assert again(client, tag) == 304
    assert len(sent) == 2


def test_the_plan_page_costs_five_queries_at_most_and_kept_two(app: Flask, client: PageClient) -> None:
    sign_in(client, "board_member")
    open_next(app)
    tell(app, "8", "Färdig", "Klart.")
    close_open(app)
    tell(app, "10", "Färdig", "Klart.", between=True)
    open_next(app, date(2023, 2, 28))
    with counted_queries(app) as sent:
        client.get(PLAN)
    assert len(sent) <= 5, "\n\n".join(sent)
    with counted_queries(app) as sent:
        client.get(PLAN)
    assert len(sent) == 2


@pytest.mark.parametrize(
    "path",
    [f"{PLAN}/aktiviteter/1a", f"{PLAN}/uppfoljningar", "/planer", "/nyckeltal", "/nyckeltal/kolada-u40806"],
)
def test_other_pages_cost_twelve_queries_at_most(app: Flask, client: PageClient, path: str) -> None:
    sign_in(client, "board_member")
    open_next(app)
    with counted_queries(app) as sent:
        assert client.get(path).status_code == 200
    assert len(sent) <= 12, "\n\n".join(sent)


@pytest.mark.parametrize("path", [PLAN, f"{PLAN}/aktiviteter/1a"])
def test_more_rows_do_not_mean_more_queries(app: Flask, client: PageClient, path: str) -> None:
    counts = []
    for year in (2022, 2023):
        add_rows(app, first=year, count=20 if year == 2022 else 80)
        open_next(app, date(year, 8, 31))
        close_open(app)
        with counted_queries(app) as sent:
            assert client.get(path).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def add_rows(app: Flask, *, first: int, count: int) -> None:
    with app.app_context():
        plan = the_plan()
        for number in range(first * 1000, first * 1000 + count):
            activity = Activity(
                plan_id=plan.id, number=str(number), sort_key=f"{number:08}", short_text=f"Rad {number}."
            )
            db.session.add(Responsibility(activity=activity, board_id=plan.board_id))
        db.session.commit()


def test_the_tag_changes_with_the_revision(app: Flask, client: PageClient) -> None:
    tag = tag_of(client)
    change_activity(app, "2", short_text="Ändrad.")
    assert tag_of(client) != tag
    tag = tag_of(client)
    open_next(app)
    assert again(client, tag) == 200
    assert "0 av 8 har svarat" in client.page.text("main")
    tell(app, "8", "Färdig", "Klart.")
    client.get(PLAN)
    assert "1 av 8 har svarat" in client.page.text("main")


def test_the_tag_changes_with_the_person_the_role_and_the_session(app: Flask, client: PageClient) -> None:
    tags = [tag_of(client)]
    sign_in(client, "board_member")
    tags.append(tag_of(client))
    change_user(app, "ledamot@uppsala.example.org", session_version=7)
    sign_in(client, "board_member")
    tags.append(tag_of(client))
    with app.app_context():
        person = db.session.scalars(select(User).where(User.email == "ledamot@uppsala.example.org")).one()
        db.session.add(Membership(user=person, organisation_id=person.organisation_id, role=Role.COORDINATOR))
        db.session.commit()
    tags.append(tag_of(client))
    client.delete_cookie("session")
    sign_in(client, "coordinator")
    tags.append(tag_of(client))
    assert len(set(tags)) == len(tags)


def test_a_new_session_gets_a_page_whose_log_out_works(app: Flask, client: PageClient) -> None:
    sign_in(client, "board_member")
    tag = tag_of(client)
    client.delete_cookie("session")
    sign_in(client, "board_member")
    assert again(client, tag) == 200


def test_the_tag_changes_at_midnight_in_sweden(client: PageClient) -> None:
    evening = datetime(2026, 6, 1, 23, 30, tzinfo=STOCKHOLM)
    with time_machine.travel(evening, tick=False):
        tag = tag_of(client)
        assert again(client, tag) == 304
    with time_machine.travel(evening.replace(day=2, hour=0), tick=False):
        assert again(client, tag) == 200


def test_the_tag_changes_with_the_look(app: Flask, client: PageClient) -> None:
    tag = tag_of(client)
    with app.app_context():
        organisation = db.session.scalars(select(Organisation).where(Organisation.slug == "uppsala")).one()
        organisation.theme_version += 1
        db.session.commit()
    assert again(client, tag) == 200


def test_a_tag_of_one_page_says_nothing_of_another(client: PageClient) -> None:
    tag = tag_of(client)
    assert again(client, tag, f"{PLAN}?status=stoppad") == 200
    assert again(client, tag, f"{PLAN}/aktiviteter/999") == 404


def test_a_waiting_message_is_shown_once_and_never_kept(client: PageClient) -> None:
    sign_in(client, "board_member")
    tag = tag_of(client)
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "Sparat.")]
    answer = client.get(PLAN, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Sparat." in client.page.text(".notices")
    assert "ETag" not in answer.headers
    client.get(PLAN)
    assert "Sparat." not in client.page.text("main")


def test_the_kept_part_holds_nothing_of_the_person(app: Flask, client: PageClient) -> None:
    sign_in(client, "admin")
    client.get(PLAN)
    assert "Administration" in client.page.text("nav")
    client.delete_cookie("session")
    client.get(PLAN)
    assert "Administration" not in client.page.html
    assert "csrf" not in client.page.html


def test_only_who_coordinates_the_plan_is_led_to_it(client: PageClient) -> None:
    led = "/samordning/26-punktsplan"
    for who, shown in (("board_member", False), ("coordinator", True), ("elsewhere", False)):
        client.delete_cookie("session")
        sign_in(client, who)
        client.get(PLAN)
        assert (led in client.page.links()) is shown, who
    client.delete_cookie("session")
    client.get(PLAN)
    assert led not in client.page.links()


def test_searches_are_not_kept(app: Flask, client: PageClient) -> None:
    client.get(PLAN)
    for number in range(5):
        client.get(f"{PLAN}?sok=ord{number}")
    assert len(app.extensions["kept_parts"]) == 1


def test_the_store_is_bounded_and_forgets_what_was_used_longest_ago() -> None:
    store: Bounded[int] = Bounded(2)
    store.put("a", 1)
    store.put("b", 2)
    assert store.get("a") == 1
    store.put("c", 3)
    assert (store.get("a"), store.get("b"), store.get("c"), len(store)) == (1, None, 3, 2)


def test_large_things_make_room_for_as_much_as_they_take() -> None:
    store: Bounded[str] = Bounded(10, len)
    for key in "abcd":
        store.put(key, key * 3)
    assert [key for key in "abcd" if store.get(key)] == ["b", "c", "d"]
    store.put("b", "b")
    store.put("e", "eee")
    assert [key for key in "bcde" if store.get(key)] == ["b", "c", "d", "e"]
    store.put("f", "f" * 11)
    assert len(store) == 0
