"""Owners answer on a day in September 2022, in an open follow-up."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.owners import NOW
from tests.owners_pages import open_and_read
from tracker.models import FollowUp


@pytest.fixture(autouse=True)
def in_september(app: Flask) -> Iterator[None]:
    """It is the afternoon of 1 September; the clock stands."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def follow_up(app: Flask) -> FollowUp:
    """An open follow-up."""
    with app.app_context():
        return open_and_read()
