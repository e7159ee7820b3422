"""The sentence of counts, right in singular and plural for any counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.counting import Group
from tracker.domain.swedish.sentence import boards_told, rows_note, sentence_of_counts
from tracker.domain.terms import Meaning


def group(meaning: Meaning | None, size: int, year: int | None = None, ongoing: bool = False) -> Group:
    return Group(meaning, year, ongoing, tuple(str(index) for index in range(size)))


def test_the_real_reports_sentence() -> None:
    groups = [
        group(Meaning.COMPLETED, 18),
        group(Meaning.STARTED, 2, 2022),
        group(Meaning.DEVIATES, 1),
        group(Meaning.STARTED, 4, ongoing=True),
        group(Meaning.STOPPED, 1),
    ]
    assert sentence_of_counts(groups) == (
        "Av de 26 aktiviteterna bedöms 18 som färdiga, två pågår enligt plan och bedöms bli färdiga 2022, "
        "en avviker från plan, fyra är ständigt pågående och en är stoppad."
    )


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([], "Planen har inga aktiviteter."),
        ([group(Meaning.COMPLETED, 1)], "Den enda aktiviteten bedöms som färdig."),
        ([group(None, 1)], "Den enda aktiviteten är inte besvarad."),
        ([group(Meaning.COMPLETED, 2)], "Båda aktiviteterna bedöms som färdiga."),
        ([group(Meaning.STARTED, 13, 2027)],
         "Alla 13 aktiviteterna pågår enligt plan och bedöms bli färdiga 2027."),
        ([group(Meaning.COMPLETED, 1), group(Meaning.STOPPED, 2)],
         "Av de tre aktiviteterna bedöms en som färdig och två är stoppade."),
        ([group(Meaning.STARTED, 1, 2024), group(Meaning.DEVIATES, 12), group(None, 3)],
         "Av de 16 aktiviteterna pågår en enligt plan och bedöms bli färdig 2024, tolv avviker från plan "
         "och tre är inte besvarade."),
        ([group(Meaning.STARTED, 1), group(Meaning.NOT_STARTED, 1)],
         "Av de två aktiviteterna pågår en enligt plan utan angivet år och en är inte påbörjad."),
        ([group(Meaning.STARTED, 1, ongoing=True), group(Meaning.STOPPED, 1)],
         "Av de två aktiviteterna är en ständigt pågående och en är stoppad."),
    ],
)  # fmt: skip
def test_singular_and_plural(groups: list[Group], sentence: str) -> None:
    assert sentence_of_counts(groups) == sentence


meanings = st.sampled_from([*Meaning, None])


@given(st.dictionaries(meanings, st.integers(1, 40), min_size=1))
def test_any_counts_give_one_whole_sentence(sizes: dict[Meaning | None, int]) -> None:
    sentence = sentence_of_counts([group(meaning, size) for meaning, size in sizes.items()])
    assert re.fullmatch(r"[A-ZÅÄÖ][^.]*\.", sentence)
    assert not re.search(r"\b([0-9]|1[0-2])\b", sentence), "0–12 are written in words"
    assert "en är stoppade" not in sentence
    assert sentence.count(" och ") >= (1 if len(sizes) > 1 else 0)


def test_rows_and_activities() -> None:
    assert rows_note(27, [("1", 2)]) == "27 rader. Aktivitet 1 har två delar och räknas som en aktivitet."
    assert rows_note(1, []) == "En rad."


@pytest.mark.parametrize(
    ("nothing", "silent", "told"),
    [
        ([], [], ""),
        (["Kulturnämnden"], [], "Kulturnämnden har inga insatser att redovisa."),
        (
            ["Kulturnämnden", "Miljönämnden"],
            ["Tekniska nämnden"],
            "Kulturnämnden och Miljönämnden har inga insatser att redovisa. Tekniska nämnden har inte svarat.",
        ),
    ],
)
def test_boards_without_rows_are_told_apart_from_silent_ones(
    nothing: list[str], silent: list[str], told: str
) -> None:
    assert boards_told(nothing, silent, "insatser") == told
