"""The restore guard: a database that knows of fewer mails than have left sends nothing until a person has looked."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, update

from tests import reminding
from tests.conftest import make_app, make_settings
from tests.mail_server import MailServer
from tests.postgresql import Server
from tests.reminding import ASKED, OPENING, address, mail_to, outbox, states, swedish
from tracker.domain.terms import MessageState
from tracker.models import MessageItem, OutboxCount, db
from tracker.queries.reminders.heartbeat import heartbeat, outbox_count
from tracker.services.reminders.sending import mark
from tracker.services.reminders.sending.deliver import _claim
from tracker.services.reminders.sending.outbox import mark_all_as_sent, pass_over, release, send_again
from tracker.services.reminders.tick import tick
from tracker.services.reminders.writing.enqueue import enqueue

EVERYBODY = len(ASKED)
MINUTE = timedelta(minutes=1)


class Backup:
    """A copy of the whole database, taken and put back as an administrator would."""

    def __init__(self, request: pytest.FixtureRequest, database_url: str, folder: Path) -> None:
        self._url, self._folder = database_url, folder
        self._server: Server | None = None
        if database_url.startswith("postgresql"):
            self._server = request.getfixturevalue("postgresql")

    def take(self) -> None:
        db.session.remove()
        db.engine.dispose()
        if self._server is None:
            shutil.copyfile(self._url.removeprefix("sqlite:///"), self._folder / "backup.db")
        else:
            self._server.create("backup", template=self._url.rsplit("/", 1)[1])

    def put_back(self) -> None:
        db.session.remove()
        db.engine.dispose()
        if self._server is None:
            for file in Path(self._url.removeprefix("sqlite:///")).parent.glob("tracker.db*"):
                file.unlink()
            shutil.copyfile(self._folder / "backup.db", self._url.removeprefix("sqlite:///"))
        else:
            name = self._url.rsplit("/", 1)[1]
            self._server.drop(name)
            self._server.create(name, template="backup")
            self._server.drop("backup")


@pytest.fixture
def backup(
    request: pytest.FixtureRequest, mailing_app: Flask, database_url: str, tmp_path: Path
) -> Iterator[Backup]:
    """Takes and restores backups of the service's database; inside the app."""
    yield Backup(request, database_url, tmp_path)


def test_a_restored_backup_mails_nobody_again_until_a_person_says_go(
    backup: Backup, smtp: MailServer
) -> None:
    tick(OPENING - MINUTE)
    reminding.open_follow_up()
    backup.take()
    assert tick(OPENING).ended[MessageState.SENT] == EVERYBODY
    backup.put_back()
    for minute in (1, 2):
        done = tick(OPENING + minute * MINUTE)
        assert "äldre än utskicken: 6 mejl har gått" in str(done.held)
        assert (done.written, sum(done.ended.values())) == (0, 0)
    assert len(smtp.deliveries) == EVERYBODY
    pass_over(OPENING + 3 * MINUTE)
    assert tick(OPENING + 4 * MINUTE).written == 0
    assert len(smtp.deliveries) == EVERYBODY, "passed over: nobody hears it twice"
    tick(swedish("2022-09-02T07:00"))
    assert len(smtp.deliveries) == 2 * EVERYBODY, "the next step goes on its day"


def test_mails_that_waited_when_the_backup_was_taken_are_uncertain_and_shown(
    backup: Backup, smtp: MailServer
) -> None:
    tick(OPENING - MINUTE)
    reminding.open_follow_up()
    enqueue(OPENING)
    backup.take()
    tick(OPENING)
    backup.put_back()
    tick(OPENING + MINUTE)
    assert states() == [MessageState.UNCERTAIN] * EVERYBODY
    assert all("säkerhetskopia" in str(mail.reason) for mail in outbox())
    release()
    tick(OPENING + 2 * MINUTE)
    assert len([r for r in smtp.recipients() if r != address("controller")]) == EVERYBODY, "none goes again"
    assert (
        mark_all_as_sent([mail.id for mail in outbox()], by_title=None, now=OPENING + 3 * MINUTE) == EVERYBODY
    )


def test_released_what_is_due_goes_as_mails_of_their_own(backup: Backup, smtp: MailServer) -> None:
    tick(OPENING - MINUTE)
    reminding.open_follow_up()
    backup.take()
    tick(OPENING)
    before = {delivery.message["Message-ID"] for delivery in smtp.deliveries}
    backup.put_back()
    tick(OPENING + MINUTE)
    release()
    assert tick(OPENING + 2 * MINUTE).ended[MessageState.SENT] == EVERYBODY
    again = {delivery.message["Message-ID"] for delivery in smtp.deliveries} - before
    assert len(again) == EVERYBODY, "no mail program takes them for the ones that were sent"


def test_in_ordinary_days_the_mark_and_the_database_agree(mailing_app: Flask, tmp_path: Path) -> None:
    reminding.open_follow_up()
    for minute in range(3):
        assert tick(OPENING + minute * MINUTE).held is None
    known = outbox_count()
    assert known is not None and known.handed == EVERYBODY
    kept = json.loads((tmp_path / "outbox-mark.json").read_text())
    assert kept == {known.installation: EVERYBODY}
    assert ((tmp_path / "outbox-mark.json").stat().st_mode & 0o077) == 0


def test_another_database_beside_the_same_mark_is_another_installation(
    mailing_app: Flask, tmp_path: Path, smtp: MailServer
) -> None:
    (tmp_path / "outbox-mark.json").write_text(json.dumps({"somebody else's": 4711}))
    reminding.open_follow_up()
    assert tick(OPENING).held is None
    assert len(smtp.deliveries) == EVERYBODY


def test_a_mark_that_is_lost_or_broken_stops_nothing(
    mailing_app: Flask, tmp_path: Path, smtp: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    reminding.open_follow_up()
    (tmp_path / "outbox-mark.json").write_text("[not a mark")
    assert tick(OPENING).held is None
    assert len(smtp.deliveries) == EVERYBODY
    assert "outbox-mark.json cannot be read" in caplog.text


def test_a_mail_whose_count_cannot_be_kept_does_not_leave(
    mailing_app: Flask, smtp: MailServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handed: int) -> None:
        raise OSError(28, "No space left on device")

    reminding.open_follow_up()
    with monkeypatch.context() as patched:
        patched.setattr(mark, "keep", full)
        tick(OPENING)
    assert smtp.deliveries == []
    assert set(states()) == {MessageState.PENDING}
    assert "cannot be kept: [Errno 28] No space left" in caplog.text
    tick(OPENING + 5 * MINUTE)
    assert states() == [MessageState.SENT] * EVERYBODY


def test_passing_over_notes_every_step_and_withdraws_what_waits(mailing_app: Flask) -> None:
    reminding.open_follow_up()
    tick(OPENING + timedelta(days=1, hours=-23))
    enqueue(OPENING)
    tick(OPENING - timedelta(days=2))
    beat = heartbeat()
    assert beat is not None and beat.held
    assert pass_over(swedish("2022-09-02T07:00")) == EVERYBODY
    told = {(item.responsibility_id, item.step.code) for item in db.session.query(MessageItem)}
    assert len({row for row, _ in told}) == 8
    assert {step for _, step in told} == {"OPENED", "WEEK_BEFORE"}
    assert enqueue(swedish("2022-09-02T08:00")) == 0


def test_two_services_over_one_database_count_together(
    mailing_app: Flask, database_url: str, tmp_path: Path, smtp: MailServer
) -> None:
    other = make_app(make_settings(database_url, tmp_path / "other", MAIL_URL=smtp.url))
    reminding.open_follow_up()
    tick(OPENING)
    with other.app_context():
        assert tick(OPENING + MINUTE).held is None
        tick(swedish("2022-09-02T07:00"))
        db.session.remove()
        db.engine.dispose()
    assert tick(swedish("2022-09-02T07:01")).held is None, "this one has handed over fewer itself"


def test_a_backup_on_a_new_machine_is_held_too(backup: Backup, smtp: MailServer, tmp_path: Path) -> None:
    """There is no count beside it; that it is old shows in the last tick it knows of."""
    reminding.open_follow_up()
    tick(OPENING)
    (tmp_path / "outbox-mark.json").unlink()
    week_before = swedish("2022-09-02T07:00")
    assert "Databasen kan vara en säkerhetskopia." in str(tick(week_before).held)
    release()
    assert tick(week_before + MINUTE).ended[MessageState.SENT] == EVERYBODY
    assert (tmp_path / "outbox-mark.json").exists()


def test_a_service_whose_folder_is_emptied_at_each_restart_goes_on(
    backup: Backup, smtp: MailServer, tmp_path: Path
) -> None:
    reminding.open_follow_up()
    tick(OPENING)
    (tmp_path / "outbox-mark.json").unlink()
    assert tick(OPENING + 4 * MINUTE).held is None


def test_a_backup_on_a_new_machine_is_held_although_nothing_is_due_at_that_moment(
    backup: Backup, smtp: MailServer, tmp_path: Path
) -> None:
    """Its heart beats again from then on: the silence that gives it away is seen once."""
    reminding.open_follow_up()
    tick(OPENING)
    (tmp_path / "outbox-mark.json").unlink()
    saturday = swedish("2022-09-03T09:00")
    assert "säkerhetskopia" in str(tick(saturday).held)
    assert "säkerhetskopia" in str(tick(saturday + MINUTE).held)


def test_passed_over_what_waits_has_been_sent_too(backup: Backup, smtp: MailServer, tmp_path: Path) -> None:
    reminding.open_follow_up()
    for role in ASKED:
        smtp.refuse("RCPT", "450 4.2.0 try again", to=address(role))
    tick(OPENING)
    assert len(_claim(OPENING + 2 * MINUTE, Counter()) or []) == EVERYBODY, (
        "the backup is of a moment of sending"
    )
    backup.take()
    backup.put_back()
    (tmp_path / "outbox-mark.json").unlink(missing_ok=True)
    db.session.execute(update(OutboxCount).values(handed=10))
    db.session.commit()
    later = OPENING + timedelta(hours=2)
    assert tick(later).held is not None
    assert pass_over(later + MINUTE) == EVERYBODY
    tick(later + 2 * MINUTE)
    assert (states(), len(smtp.deliveries)) == ([MessageState.SENT] * EVERYBODY, 0)


def test_sent_again_after_a_backup_a_mail_is_the_very_same(backup: Backup, smtp: MailServer) -> None:
    tick(OPENING - MINUTE)
    reminding.open_follow_up()
    enqueue(OPENING)
    backup.take()
    tick(OPENING)
    first = {delivery.recipients[0]: delivery.raw for delivery in smtp.deliveries}
    backup.put_back()
    tick(OPENING + MINUTE)
    release()
    next_day = swedish("2022-08-30T08:00")
    assert send_again(mail_to("ekonomichef").id, now=next_day)
    tick(next_day + MINUTE)
    again = [one.raw for one in smtp.deliveries if one.recipients[0] == address("ekonomichef")]
    assert again == [first[address("ekonomichef")]] * 2


def test_a_mail_of_another_sender_between_two_looks_is_no_restored_database(
    mailing_app: Flask, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(OPENING - MINUTE)
    reminding.open_follow_up()
    read, other = mark._read, create_engine(db.engine.url)

    def read_after_another_mail(installation: str) -> int:
        with other.begin() as connection:
            connection.execute(update(OutboxCount).values(handed=OutboxCount.handed + 1))
        mark.keep(read(installation) + 1)
        return read(installation)

    # SQLite lets nobody write between the looks.
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setattr(mark, "_read", read_after_another_mail)
    assert tick(OPENING).held is None
    other.dispose()
