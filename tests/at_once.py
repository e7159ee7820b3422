"""Threads that do something at the same moment, for tests of what happens then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from tracker.models import db
from tracker.services.refusal import Refusal


def at_once(app: Flask, *actions: Callable[[], object]) -> list[object]:
    """Runs the actions in threads that start together; exceptions are results."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait()
            try:
                return type(action())
            except Refusal as refusal:
                return type(refusal)
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
