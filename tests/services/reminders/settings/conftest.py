"""Decisions are tried inside the app, on each database; mail goes to files."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def context(any_app: Flask) -> Iterator[None]:
    """Inside the app, on each database."""
    with any_app.app_context():
        yield
