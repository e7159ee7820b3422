"""Kolada, fetched on many days, is one source."""

import pytest

from tracker.reports.fetched_sources import together


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ([], []),
        (["Kolada"], ["Kolada"]),
        (["Kolada, hämtat 2 maj 2026"] * 2, ["Kolada, hämtat 2 maj 2026"]),
        (
            ["Kolada", "Rapporten", "Kolada, hämtat 26 november 2025", "Kolada, hämtat 2 maj 2026"],
            ["Kolada, senast hämtat 2 maj 2026", "Rapporten"],
        ),
        (
            ["Kolada, U40806", "Kolada, hämtat 2 december 2026", "Kolada, hämtat 3 maj 2026"],
            ["Kolada, U40806, senast hämtat 2 december 2026"],
        ),
        (["Kolada, uttag i maj", "Kolada"], ["Kolada, uttag i maj", "Kolada"]),
    ],
)
def test_kolada_is_told_once_with_its_newest_day(sources: list[str], told: list[str]) -> None:
    assert together(sources) == told
