"""The processes that do the jobs that wait: a few, however often somebody asks."""

from typing import Any

import pytest
from flask import Flask

from tracker.web.frame import progress


class _Worker:
    """A process that has not ended until it is told to."""

    ended = False

    def poll(self) -> int | None:
        return 0 if self.ended else None


def test_a_button_that_is_pressed_again_and_again_starts_a_few_processes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[_Worker] = []

    def start(_settings: Any) -> _Worker:
        begun.append(_Worker())
        return begun[-1]

    monkeypatch.setattr(progress, "start_worker", start)
    with app.app_context():
        for _ in range(10):
            progress.begin_waiting_work()
        assert len(begun) == progress.MOST_WORKERS
        begun[0].ended = True
        progress.begin_waiting_work()
    assert len(begun) == progress.MOST_WORKERS + 1
