"""The migrations make the tables that the models describe, on both databases, and there is one head."""

from datetime import date, timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select, text

from tests import reminding
from tests.reminding import ASKED, OPENING, states, swedish
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, MessageItem, db
from tracker.services.reminders.settings.ask_now import ask_now
from tracker.services.reminders.tick import work


def test_models_and_migrations_agree(any_app: Flask) -> None:
    result = any_app.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output


def test_there_is_one_head() -> None:
    script = ScriptDirectory(str(Path(__file__).parents[1] / "migrations"))
    assert len(script.get_heads()) == 1


def test_what_was_said_is_known_after_an_upgrade_and_said_no_more(any_app: Flask) -> None:
    runner = any_app.test_cli_runner()
    with any_app.app_context():
        reminding.open_follow_up()
        work(OPENING)
        before = told()
        db.session.remove()
        db.engine.dispose()
    assert before
    for command in ("downgrade", "upgrade"):
        revision = ["0001"] if command == "downgrade" else []
        result = runner.invoke(args=["db", command, *revision])
        assert result.exit_code == 0, result.output
    with any_app.app_context():
        assert told() == before
        assert states() == [MessageState.SENT] * len(ASKED)
        assert work(OPENING + timedelta(minutes=1)).written == 0
        assert work(OPENING + timedelta(days=4)).written == len(ASKED), "the next step is said on its day"


def test_what_an_older_release_cannot_hold_is_left_out_of_a_downgrade(any_app: Flask) -> None:
    with any_app.app_context():
        follow_up_id = reminding.open_follow_up()
        ask_now(follow_up_id, today=date(2022, 8, 30))
        work(swedish("2022-08-30T07:00"))
        assert told()
        db.session.remove()
        db.engine.dispose()
    result = any_app.test_cli_runner().invoke(args=["db", "downgrade", "0001"])
    assert result.exit_code == 0, result.output
    with any_app.app_context():
        assert set(db.session.scalars(text("SELECT step FROM message_item"))) == {"OPENED"}


def told() -> list[tuple[object, ...]]:
    """What each mail was about, with its link."""
    query = (
        select(
            MessageItem.kind,
            MessageItem.identity,
            MessageItem.plan_id,
            MessageItem.user_id,
            MessageItem.step,
            MessageItem.step_on,
            MessageItem.counted_from,
            MessageItem.series,
            MessageItem.message_id,
            MessageItem.created_at,
            AnswerLink.token_hash,
        )
        .join(AnswerLink, AnswerLink.item_id == MessageItem.id)
        .order_by(MessageItem.id)
    )
    return [tuple(row) for row in db.session.execute(query)]
