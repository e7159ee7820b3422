"""A process that forks senders on demand: each does one tick and ends, or is killed on the way.

Reads orders as JSON lines, one at a time, and answers each with lines: `ready PID` when a sender stands at its
gate, and `ended STATUS` when it is gone. It imports the service once, and so a sender is there in no time.
"""

import json
import os
import signal
import sys
import traceback
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.conftest import make_settings
from tracker import create_app
from tracker.models import db
from tracker.services.reminders.sending.deliver import deliver
from tracker.services.reminders.sending.hand_over import SmtpTransport
from tracker.services.reminders.writing.enqueue import enqueue

#: How long a sender waits for a server that does not answer, in seconds.
PATIENCE = 0.25


@cache
def service(database: str, folder: str, mail: str) -> Flask:
    """The service, made once before the senders are forked; it has no connection yet."""
    return create_app(make_settings(database, Path(folder), MAIL_URL=mail))


def one_tick(order: dict[str, Any], gate: int) -> None:
    """Writes what is due and sends what waits, at the order's moment."""
    app = service(order["database"], order["folder"], order["mail"])
    with app.app_context():
        if order["die_at"] is not None:
            die_at_statement(order["die_at"])
        tell(f"ready {os.getpid()}")
        os.read(gate, 1)
        work(order)


def work(order: dict[str, Any]) -> None:
    """The tick itself, without the clock guard."""
    moment = datetime.fromisoformat(order["moment"])
    transport = SmtpTransport(order["mail"], answer_within=PATIENCE, final_answer_within=PATIENCE)
    enqueue(moment)
    deliver(moment, transport=transport)


def warm_up(order: dict[str, Any]) -> None:
    """Does a tick in this very process, so that the senders begin with everything compiled."""
    app = service(order["database"], order["folder"], order["mail"])
    with app.app_context():
        work(order)
        db.session.remove()
        db.engine.dispose()
    tell("ended 0")


def die_at_statement(number: int) -> None:
    """Kills this process just before its n-th statement reaches the database."""
    seen = [0]

    def count(*_args: object) -> None:
        seen[0] += 1
        if seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)


def tell(line: str) -> None:
    """One line to the one who gives orders."""
    os.write(1, (line + "\n").encode())


def serve() -> None:
    """Takes orders until the input ends; each is done before the next is read."""
    gate_in, gate_out = os.pipe()
    while line := sys.stdin.readline():
        order = json.loads(line)
        if order["senders"] == 0:
            warm_up(order)
            continue
        service(order["database"], order["folder"], order["mail"])
        children = [_fork(order, gate_in) for _ in range(order["senders"])]
        if order["gate"]:
            sys.stdin.readline()  # somebody has taken hold of them meanwhile
        os.write(gate_out, b"x" * len(children))
        for child in children:
            _, status = os.waitpid(child, 0)
            tell(f"ended {os.waitstatus_to_exitcode(status)}")


def _fork(order: dict[str, Any], gate: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        one_tick(order, gate)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
