"""What a coordinator asks, on both databases."""

from datetime import date

from flask import Flask
from sqlalchemy import event, select

from tests.coordinating import NOW, answer, opened, person, plan, row
from tests.reminding import mail_to
from tracker.domain.reminders.steps import WEEK_BEFORE
from tracker.domain.terms import MessageState, Role, WayIn
from tracker.models import Board, Membership, StatusUpdate, User, db
from tracker.queries.coordination.cockpit import (
    answer_rates,
    coordinated_boards,
    coordinated_plans,
    coordinators_in,
    coordinators_of,
    mails_in_doubt,
)
from tracker.queries.coordination.worth_a_look import Worth, findings
from tracker.queries.plans.standing import rows_of
from tracker.queries.reminders.said import LastReminder
from tracker.services.follow_ups.edit_language import Seen, Texts, edit_language
from tracker.services.reminders.tick import work


def test_rates_agree_with_the_rows(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        for number in ("12", "22", "25"):
            answer(follow_up, number)
        # News between follow-ups settles nothing (10), and an owner answers although 2 is not asked.
        standing = row("10", follow_up)
        done = row("2", follow_up).previous
        assert done is not None
        db.session.add(
            StatusUpdate(
                responsibility=standing.responsibility, as_of=date(2022, 8, 30), label=done.label, comment="Klart.",
                way_in=WayIn.WEB, created_at=NOW,
            )
        )  # fmt: skip
        db.session.commit()
        answer(follow_up, "2", "Fortfarande färdigt.")
        rows = rows_of(plan().id, follow_up)
        expected = sum(r.asked for r in rows), sum(r.asked and r.answered for r in rows)
        rate = answer_rates([follow_up.id])[follow_up.id]
        assert (rate.asked, rate.answered) == expected == (8, 3)


def test_my_plans_in_a_constant_number_of_questions(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        answer(follow_up, "12")
        user = person("controller")
        assert user.memberships
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        found = coordinated_plans(user)
        assert len(asked) <= 6
        assert [row.plan.slug for row in found] == ["26-punktsplan"]
        assert found[0].rate is not None
        assert (found[0].rate.answered, found[0].rate.asked) == (1, 8)
        assert found[0].newest_closed is not None
        assert found[0].newest_closed.as_of == date(2022, 3, 31)


def test_mails_in_doubt_are_counted_once_by_plan(any_app: Flask) -> None:
    with any_app.app_context():
        opened()
        work(NOW)
        assert mails_in_doubt([plan().id]) == {}
        # One mail about three activities is one mail.
        mail_to("rektor.vuxenutbildningen").state = MessageState.UNCERTAIN
        mail_to("ekonomichef").state = MessageState.FAILED
        db.session.commit()
        assert mails_in_doubt([plan().id]) == {plan().id: 2}
        assert mails_in_doubt([]) == {}


def test_boards_and_coordinators_stay_within_their_organisation(any_app: Flask) -> None:
    with any_app.app_context():
        assert [b.slug for b in coordinated_boards(person("controller"))] == ["arbetsmarknadsnamnden"]
        assert [b.slug for b in coordinated_boards(person("admin"))] == [
            "arbetsmarknadsnamnden",
            "kommunfullmaktige",
            "socialnamnden",
        ]
        assert coordinated_boards(person("ledamot")) == []
        elsewhere = db.session.scalars(select(User).where(User.email == "samordnare@boras.example.org")).one()
        assert {b.organisation_id for b in coordinated_boards(elsewhere)} == {elsewhere.organisation_id}
        council = db.session.scalars(
            select(Board).where(
                Board.slug == "kommunfullmaktige", Board.organisation_id == plan().organisation_id
            )
        ).one()
        assert [u.email.split("@")[0] for u in coordinators_of(council.id)] == ["admin"]
        assert [u.email.split("@")[0] for u in coordinators_of(plan().board_id)] == ["controller", "admin"]
        # Twice a coordinator is one person.
        db.session.add(
            Membership(
                user=person("controller"), organisation_id=plan().organisation_id, role=Role.COORDINATOR
            )
        )
        db.session.commit()
        assert [u.email.split("@")[0] for u in coordinators_in(plan().organisation_id)] == [
            "controller",
            "controller.socialforvaltningen",
            "admin",
        ]


def reminder(state: MessageState, user: User) -> LastReminder:
    return LastReminder(WEEK_BEFORE, date(2022, 9, 2), state, NOW, None, user.id, None, 1)


def test_what_is_worth_a_look(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        edited = answer(follow_up, "12")
        edit_language(
            follow_up.id, Texts("Ny.", "", ""), seen=Seen(edited.id, row("12", follow_up).responsibility.version),
            by=person("controller"), nonce="n" * 16, now=NOW,
        )  # fmt: skip
        answer(follow_up, "12", "Igen.")
        answer(follow_up, "25", nothing_new=True)
        nobody = row("22", follow_up).responsibility
        nobody.owner = nobody.deputy = None
        left = row("23", follow_up).responsibility
        assert left.owner is not None
        left.owner.active, left.deputy = False, None
        db.session.commit()
        owners = {number: row(number).responsibility.owner for number in ("8", "10")}
        assert owners["8"] is not None
        assert owners["10"] is not None
        mails = {
            row("8").responsibility.id: reminder(MessageState.FAILED, owners["8"]),
            row("10").responsibility.id: reminder(MessageState.UNCERTAIN, owners["10"]),
        }
        found = [(f.row.activity.number, f.why) for f in findings(rows_of(plan().id, follow_up), mails)]
        assert found == [
            ("1a", Worth.UNCERTAIN_YEAR),
            ("8", Worth.MAIL_FAILED),
            ("10", Worth.MAIL_UNCERTAIN),
            ("12", Worth.NEW_AFTER_EDIT),
            ("22", Worth.NO_OWNER),
            ("23", Worth.OWNER_LEFT),
            ("25", Worth.SAME_TEXT),
        ]


def test_a_mail_to_somebody_else_says_nothing(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        mails = {row("10").responsibility.id: reminder(MessageState.UNCERTAIN, person("ekonomichef"))}
        rows = [standing for standing in rows_of(plan().id, follow_up) if standing.activity.number == "10"]
        assert findings(rows, mails) == []


def test_a_year_after_the_whole_plan_is_worth_a_look(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up = opened()
        late = answer(follow_up, "12")
        assert plan().finish_by == 2022
        for year, worth in ((2022, []), (2023, [("12", Worth.YEAR_AFTER_PLAN)])):
            late.target_year = year
            db.session.commit()
            rows = [
                standing for standing in rows_of(plan().id, follow_up) if standing.activity.number == "12"
            ]
            assert [(f.row.activity.number, f.why) for f in findings(rows, {})] == worth
