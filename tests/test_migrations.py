"""The migrations make the tables that the models describe, on both databases, and there is one head."""

from datetime import timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select

from tests import reminding
from tests.reminding import ASKED, OPENING, states
from tracker.domain.terms import MessageState
from tracker.models import AnswerLink, MessageItem, db
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
