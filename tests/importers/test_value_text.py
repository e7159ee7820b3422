"""The key figures in the text of an årsredovisning: the real one of 2021, and next year's with half-filled cells."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.terms import Direction
from tracker.importers.imported import FileRefused, ImportedValues
from tracker.importers.values import read_values

DOCUMENT = Path(__file__).parents[1] / "documents" / "boras-arbetslivsnamnden-arsredovisning-2021.txt"
REAL = {
    "Andelen barn och unga som inte lever i hushåll med försörjningsstöd": ["99", "99", "98"],
    "Växla bidrag mot lön": ["78", "75", "53"],
    "Andel sjukfrånvaro av ordinarie arbetstid": ["3,5", "7,9", "5,5"],
    "Arbetad tid för timavlönade omräknat till årsarbeten": ["5,4", "4,5", "5,5"],
    "Andel anställda som nyttjar Borås Stads friskvårdsbidrag": ["53,5", "40,3", "56,5"],
    "Antal hushåll som får försörjningsstöd i mer än tio månader under kalenderåret": ["399", "407", "441"],
    "Antal hushåll med försörjningsstöd": ["708", "705", "700", "719"],
    "Mottagna flyktingar": ["326", "196", "150", "140"],
}


def read(text: str) -> ImportedValues:
    return read_values(text.encode(), "arsredovisning.txt")


def by_figure(found: ImportedValues) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for value in found.values:
        told.setdefault(value.figure, []).append(value.value)
    return told


def test_the_real_document_has_eight_key_figures_and_no_others() -> None:
    found = read(DOCUMENT.read_text(encoding="utf-8"))
    assert by_figure(found) == REAL
    assert found.format == "text" and not any(value.why for value in found.values)
    periods = [value.period for value in found.values if value.figure == "Mottagna flyktingar"]
    assert periods == ["Årsutfall 2019", "Årsutfall 2020", "Budget 2021", "Årsutfall 2021"]
    assert [value.measure for value in found.values][-2:] == ["Budget", "Utfall"]


def test_what_the_real_document_says_of_them() -> None:
    figures = {figure.name: figure for figure in read(DOCUMENT.read_text(encoding="utf-8")).figures}
    assert list(figures) == list(REAL)
    ill = figures["Andel sjukfrånvaro av ordinarie arbetstid"]
    assert (ill.heading, ill.focus_area) == (
        "Kommunfullmäktiges indikatorer",
        "Ekonomi och egen organisation",
    )
    assert (ill.direction, ill.unit, ill.unit_short) == (Direction.DOWN, "procent", "%")
    refugees = figures["Mottagna flyktingar"]
    assert (refugees.heading, refugees.focus_area) == (
        "Mått som följs upp av Kommunfullmäktige",
        "Flyktingmottagning",
    )
    assert [figure.direction for figure in figures.values()].count(Direction.NONE) == 3
    # 6.1.1 of the next one lies in no chapter that is told of.
    assert read(NEXT_YEAR).figures[-1].focus_area == ""


NEXT_YEAR = """
Delårsrapport 2022

3.3 Ekonomi och egen organisation

Kommunfullmäktiges indikatorer

Andel sjukfrånvaro av ordinarie arbetstid ska minska, %.

Utfall År 2021
5,5

Utfall Aug
6,1

Mål 2022

Andel anställda som nyttjar Borås Stads friskvårdsbidrag
ska öka, %

Utfall År 2021
56,5

Utfall Aug
–
Arbetslivsnämnden, Delårsrapport 2022 4(20)

Mål 2022
60

Andel anställda som nyttjar Borås Stads friskvårdsbidrag ska öka, %
Utfallet för augusti mäts först i oktober.

Tkr Bokslut 2021 Budget 2022 Avvikelse

Personal 18 000 19 000 1 000

6.1.1 Mått som följs upp av Kommunfullmäktige

Verksamhetsmått Årsutfall 2020 Årsutfall 2021 Budget 2022 Utfall Aug

Antal hushåll med
försörjningsstöd

705 719 - 731

Antal feriearbeten 1 219 1 258 1 500 1 501

Insatser för unga 16–24 12 13

Mottagna flyktingar 196 140 saknas 88

Det är ingen rad i tabellen 1 2 3 4.
"""


def test_next_years_edition_is_read_without_its_empty_cells() -> None:
    found = read(NEXT_YEAR)
    readable = [(v.figure, v.period, v.value, v.measure) for v in found.values if not v.why]
    ill, fit = (
        "Andel sjukfrånvaro av ordinarie arbetstid",
        "Andel anställda som nyttjar Borås Stads friskvårdsbidrag",
    )
    assert readable[:5] == [
        (ill, "Utfall År 2021", "5,5", "Utfall"),
        (ill, "Utfall Aug 2022", "6,1", "Utfall"),
        (fit, "Utfall År 2021", "56,5", "Utfall"),
        (fit, "Utfall Aug 2022", "–", "Utfall"),
        (fit, "Mål 2022", "60", "Mål"),
    ]
    assert by_figure(found)["Antal hushåll med försörjningsstöd"] == ["705", "719", "-", "731"]
    assert by_figure(found)["Antal feriearbeten"] == ["1 219", "1 258", "1 500", "1 501"]
    assert by_figure(found)["Mottagna flyktingar"] == ["196", "140", "saknas", "88"]
    (short,) = [value for value in found.values if value.why]
    assert short.figure == "Insatser för unga 16–24" and "färre värden än tabellen har kolumner" in short.why


def test_numbers_that_cannot_be_told_apart_are_asked_for() -> None:
    found = read("Verksamhetsmått Utfall 2020 Utfall 2021\n\nAntal 1 219 258\n\nKlara 12 13\n")
    # 1 219 and 258, or 1 and 219 258.
    (first, *rest) = found.values
    assert "går inte att skilja åt" in first.why and first.value == "1 219 258"
    assert [value.value for value in rest] == ["12", "13"]


@pytest.mark.parametrize(
    "text", ["Tkr Bokslut 2019 Budget 2021\n\nPersonal 1 2\n", "Hej.", "Nyckeltal\n\nUtfall"]
)
def test_a_text_without_key_figures_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read(text)


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


@given(st.lists(st.integers(0, 999), min_size=1, max_size=5), st.booleans())
def test_rows_of_small_numbers_come_back_whole(numbers: list[int], wrapped: bool) -> None:
    columns = " ".join(f"Utfall {2010 + n}" for n in range(len(numbers)))
    gap = "\n\n" if wrapped else " "
    found = read(f"Verksamhetsmått {columns}\n\nAntal\nhushåll{gap}{' '.join(map(str, numbers))}\n\n")
    assert by_figure(found) == {"Antal hushåll": [str(number) for number in numbers]}


@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=4))
def test_large_numbers_are_whole_or_asked_for(numbers: list[int]) -> None:
    columns = " ".join(f"Utfall {2010 + n}" for n in range(len(numbers)))
    found = read(f"Verksamhetsmått {columns}\n\nAntal hushåll {' '.join(map(spaced, numbers))}\n\n")
    values = [value.value for value in found.values if not value.why]
    assert values in ([], [spaced(number) for number in numbers])


def _mangled(text: str) -> Iterator[str]:
    yield text.replace("\n", "\r\n")
    yield re.sub(r"\n +\n", "\n\n", text)
    yield re.sub(r"^ (?=\S)", "\f", text, flags=re.MULTILINE)


def test_line_ends_and_page_breaks_do_not_matter() -> None:
    for text in _mangled(DOCUMENT.read_text(encoding="utf-8")):
        assert by_figure(read(text)) == REAL


@settings(max_examples=40)
@given(st.text("Utfall År2019\n %;.-BudgetMål", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(FileRefused):
        read(f"Verksamhetsmått Utfall 2019\n\n{text}")
