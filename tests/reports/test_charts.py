"""Diagrams: what stands in them, that a strict content policy lets them through, and that they are kept."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.reports.sample import figure, key_figures, target
from tracker.domain.measurement import month_of
from tracker.domain.terms import Direction, Gender, Measure
from tracker.reports import charts
from tracker.reports.content import KeyFigureContent, Point
from tracker.reports.figures import drawn_series, has_chart, trend_text, value_table
from tracker.reports.printed_values import printed_table

GOAL = "andel-invanare-med-ekonomiskt-bistand"
_PNG = b"\x89PNG\r\n\x1a\n"


def drawn(figure: KeyFigureContent, width: int = charts.PAGE_WIDTH) -> Any:
    svg = charts.svg(figure, width)
    assert svg is not None
    return ElementTree.fromstring(svg)


def texts(figure: KeyFigureContent, width: int = charts.PAGE_WIDTH) -> list[str]:
    return [
        "".join(text.itertext()) for text in drawn(figure, width).iter("{http://www.w3.org/2000/svg}text")
    ]


def box_of(text: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a drawn text, by the narrowest font that pages use."""
    x, y = text.get("transform").removeprefix("translate(").removesuffix(")").split(",")
    lines = [line.text or "" for line in text] or ["".join(text.itertext())]
    width = 0.4 * 15 * max(map(len, lines))
    left = float(x) - (width / 2 if text.get("text-anchor") == "middle" else 0)
    return left, float(y) - 12, left + width, float(y) + 2 + 19 * (len(lines) - 1)


def test_values_stand_at_the_points_in_swedish_with_target_and_scale() -> None:
    found = texts(key_figures()[GOAL])
    for word in ("5\u00a0%", "4,7\u00a0%", "4,3\u00a0%", "Mål 2022: högst 4\u00a0%", "2019", "2020", "2021"):
        assert found.count(word) == 1, (word, found)
    assert "Skalan börjar inte på noll." in found


def test_the_last_point_alone_is_bold_and_filled() -> None:
    svg = charts.svg(key_figures()[GOAL])
    assert svg is not None
    assert svg.count('font-weight="700"') == 1
    assert 'font-weight="700" fill="#18242A">4,3\u00a0%' in svg
    assert svg.count('fill="#0B5563"') == 1


@pytest.mark.parametrize("slug", sorted(slug for slug in key_figures() if charts.svg(key_figures()[slug])))
@pytest.mark.parametrize("width", [charts.PAGE_WIDTH, charts.WORD_WIDTH])
def test_every_drawing_passes_the_content_policy_and_is_one_named_picture(slug: str, width: int) -> None:
    root = drawn(key_figures()[slug], width)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 2
    assert root.get("role") == "img"
    assert root.get("width") == str(width)
    assert root.get("height") is None
    assert {root.get("aria-labelledby"), root.get("aria-describedby")} == set(ids)
    for element in root.iter():
        assert element.tag.rsplit("}")[-1] in {
            "svg",
            "title",
            "desc",
            "g",
            "rect",
            "path",
            "line",
            "text",
            "tspan",
        }
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        if element is not root:
            assert element.get("role") is None
    assert "href" not in ElementTree.tostring(root, "unicode")


@pytest.mark.parametrize("slug", sorted(slug for slug in key_figures() if charts.svg(key_figures()[slug])))
@pytest.mark.parametrize("width", [charts.PAGE_WIDTH, charts.WORD_WIDTH])
def test_no_text_is_small_outside_or_over_another(slug: str, width: int) -> None:
    root = drawn(key_figures()[slug], width)
    found = list(root.iter("{http://www.w3.org/2000/svg}text"))
    high = float(root.get("viewBox").split()[3])
    boxes = [box_of(text) for text in found]
    for text, (left, top, right, bottom) in zip(found, boxes, strict=True):
        assert float(text.get("font-size").removesuffix("px")) >= 15
        assert left >= 0 and right <= width and top >= 0 and bottom <= high, "".join(text.itertext())
    for position, one in enumerate(boxes):
        for other in boxes[position + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def test_series_are_named_at_their_ends_and_differ_in_dash_and_shape() -> None:
    figure = key_figures()["kolada-u40806"]
    assert {"Borås 32\u00a0%", "Uppsala 7\u00a0%"} <= set(texts(figure, charts.WORD_WIDTH))
    lines = [path for path in drawn(figure).iter() if path.get("stroke-width") == "2.5"]
    assert [line.get("stroke-dasharray") for line in lines] == [None, "7,4"]
    dots = {path.get("d") for path in drawn(figure).iter() if path.get("stroke-width") == "2"}
    assert len(dots) == 2


@pytest.mark.parametrize("width", [charts.PAGE_WIDTH, 720])
def test_every_lines_highest_and_lowest_value_is_written(width: int) -> None:
    # Uppsala's 36 % lies close under 39 % of Borås.
    found = [text.removesuffix("\u00a0%") for text in texts(key_figures()["kolada-u40806"], width)]
    for number in ("12", "36", "5", "40", "52", "38"):
        assert number in found, (number, found)


def test_pages_give_the_drawing_the_colours_of_the_page() -> None:
    """Each colour that is drawn for paper has a rule that turns it into a token, also in the dark."""
    css = (Path(__file__).parents[2] / "tracker/static/css/charts.css").read_text(encoding="utf-8")
    for each in key_figures().values():
        for element in ElementTree.fromstring(charts.svg(each) or "<svg/>").iter():
            for name in ("fill", "stroke"):
                colour = element.get(name)
                assert colour in (None, "none") or f'.chart svg [{name}="{colour}"]' in css


@pytest.mark.parametrize("values", [(), ("5",), ("5", "4"), ("5", None, "4"), (None, None, None)])
def test_no_diagram_below_three_outcomes(values: tuple[str | None, ...]) -> None:
    few = figure(*values)
    assert charts.svg(few) is None
    assert charts.png(few) is None


def test_three_outcomes_of_one_period_are_no_line() -> None:
    points = tuple(
        Point("2021", date(2021, 1, 1), date(2021, 12, 31), Measure.OUTCOME, gender, Decimal(4))
        for gender in Gender
    )
    assert charts.svg(figure(points=points)) is None


def test_a_missing_value_breaks_the_line_and_is_no_zero() -> None:
    broken = figure("5", "4", None, "3", "2")
    lines = [path for path in drawn(broken).iter() if path.get("stroke-width") == "2.5"]
    assert len(lines) == 2
    assert "0\u00a0%" not in texts(broken)
    assert "2021: saknas" in charts.describe(broken)


def test_the_scale_begins_at_zero_when_the_values_are_far_apart() -> None:
    assert "Skalan börjar inte på noll." not in texts(figure("5", "40", "90"))
    assert "Skalan börjar inte på noll." in texts(figure("85", "88", "90"))


@pytest.mark.parametrize(
    "values", [("0", "0", "0"), ("7", "7", "7"), ("-12.5", "3", "7.25"), ("-3", "-2", "-1")]
)
def test_flat_and_negative_values_are_drawn(values: tuple[str, ...]) -> None:
    assert texts(figure(*values))


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (Direction.UP, "Mål 2022: minst 6\u00a0%"),
        (Direction.DOWN, "Mål 2022: högst 6\u00a0%"),
        (Direction.NONE, "Mål 2022: 6\u00a0%"),
    ],
)
def test_the_target_says_its_direction(direction: Direction, words: str) -> None:
    base = figure("5", "4", "3", direction=direction)
    aimed = figure(points=(*base.points, target("6")), direction=direction)
    assert words in texts(aimed)


def test_the_description_says_trend_values_target_and_scale() -> None:
    assert charts.describe(key_figures()[GOAL]) == (
        "Linjediagram. Andel invånare med ekonomiskt bistånd. Trend positiv. Från 5\u00a0% 2019 till 4,3\u00a0% 2021. "
        "2019: 5\u00a0%, 2020: 4,7\u00a0%, 2021: 4,3\u00a0%. Mål 2022: högst 4\u00a0%. Skalan börjar inte på noll."
    )
    assert charts.describe(figure()) == "Andel. Värden saknas."


def test_markup_in_a_name_stays_text() -> None:
    hostile = figure("5", "4", "3", name='</title><script>alert(1)</script>"{{7*7}}')
    svg = charts.svg(hostile)
    assert svg is not None
    assert "<script" not in svg
    assert "{{7*7}}" in svg


def test_the_picture_for_word_holds_its_words() -> None:
    small = charts.png(figure("5", "4", "3"))
    assert small is not None and small.startswith(_PNG)
    # The same lines with other words: were no font found, the pictures would be alike.
    relabelled = figure("5", "4", "3", labels="1919 1920 1921")
    assert charts.png(relabelled) != small


def test_drawings_are_kept_in_the_folder_and_read_from_it(tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    subject = figure("5", "4", "2.5")
    first = charts.svg(subject, store=charts.ChartStore(folder))
    (kept,) = folder.iterdir()
    assert kept.suffix == ".svg" and kept.read_text(encoding="utf-8") == first
    kept.write_text("<svg>from the folder</svg>", encoding="utf-8")
    assert charts.svg(subject, store=charts.ChartStore(folder)) == "<svg>from the folder</svg>"
    changed = charts.svg(figure("5", "4", "2.6"), store=charts.ChartStore(folder))
    assert changed is not None and "2,6" in changed
    assert len(list(folder.iterdir())) == 2


def test_what_is_in_memory_is_not_drawn_again() -> None:
    store = charts.ChartStore()
    assert store.get("a", lambda: b"drawn") == b"drawn"
    assert store.get("a", lambda: pytest.fail("drawn again")) == b"drawn"


def monthly(count: int, missing: tuple[int, ...] = ()) -> KeyFigureContent:
    """So many months in a wave, those of `missing` without a value."""
    values = (None if n in missing else Decimal(400 + 5 * abs(n % 24 - 12) + n) for n in range(count))
    periods = [month_of(date(2019 + n // 12, n % 12 + 1, 1)) for n in range(count)]
    points = tuple(
        Point(period.label, period.start, period.end, Measure.OUTCOME, Gender.TOTAL, value)
        for period, value in zip(periods, values, strict=True)
    )
    return figure(points=points, decimals=0, unit="familjer", unit_short="")


@pytest.mark.parametrize("width", [288, 720])
def test_of_many_months_the_ends_and_extremes_are_told_and_no_others(width: int) -> None:
    shown = monthly(40)
    known = [point.value for point in shown.outcomes]
    told = {str(value) for value in (known[0], known[-1], max(known[1:-1]), min(known[1:-1]))}
    written = [text for text in texts(shown, width) if text.isdecimal()]
    assert set(written) == told and len(written) == len(told)
    assert str(charts.svg(shown, width)).count('stroke-width="2" ') == len(told)


def test_missing_months_are_a_gap_and_a_month_between_two_of_them_keeps_its_dot() -> None:
    whole, gapped = monthly(40), monthly(40, missing=(20, 22))
    lines = [str(charts.svg(each, 288)).count('stroke-width="2.5"') for each in (whole, gapped)]
    assert lines == [1, 3]
    dots = [str(charts.svg(each, 288)).count('stroke-width="2" ') for each in (whole, gapped)]
    assert dots[1] == dots[0] + 1


def test_labels_of_many_months_never_cover_each_other_on_a_small_screen() -> None:
    labels = [text for text in drawn(monthly(60), 288).iter("{http://www.w3.org/2000/svg}text")]
    boxes = [box_of(label) for label in labels]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= 288
        for other in boxes[number + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def beside(count: int, own: str = "Uppsala") -> KeyFigureContent:
    """So many municipalities, the own one first and the country last, three years each, women and men apart."""
    names = ["Uppsala", *(f"Kommun {n}" for n in range(count - 2)), "Riket"]
    points = tuple(
        Point(
            str(year), date(year, 1, 1), date(year, 12, 31), Measure.OUTCOME, gender,
            Decimal(20 + n + (year + n) % 3 + 100 * (gender is Gender.MEN)), series=name,
        )
        for n, name in enumerate(names)
        for gender in Gender
        for year in (2019, 2020, 2021)
    )  # fmt: skip
    return figure(points=points, own_place=own)


@pytest.mark.parametrize("width", [288, 720])
@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_the_own_municipality_stands_out_among_others(count: int, width: int) -> None:
    shown = beside(count)
    found = list(drawn(shown, width).iter("{http://www.w3.org/2000/svg}text"))
    bold = ["".join(text.itertext()) for text in found if text.get("font-weight") == "700"]
    assert [text.replace("\u00a0", " ") for text in bold] == [
        "Uppsala 22 %" if width == 720 else "Uppsala22 %"
    ]
    accented = [path for path in drawn(shown, width).iter() if path.get("stroke-width") == "3"]
    assert [line.get("stroke") for line in accented] == ["#0B5563"]
    others = [path for path in drawn(shown, width).iter() if path.get("stroke-width") == "1.75"]
    assert len(others) == min(count, 8 if width == 720 else 5) - 1
    assert {line.get("stroke") for line in others} == {"#4A5960"}
    assert len({line.get("stroke-dasharray") for line in others}) == len(others)
    named = " ".join("".join(text.itertext()) for text in found)
    assert "Riket" in named, "the country is kept"
    assert ("till visas inte här." in named) == (count > len(others) + 1)
    boxes = [box_of(text) for text in found]
    assert all(top >= 0 and right <= width for _, top, right, _ in boxes)
    for position, one in enumerate(boxes):
        for other in boxes[position + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def test_of_women_and_men_the_table_tells_and_of_many_places_the_sentence_tells_the_own() -> None:
    shown = beside(4)
    assert not any("Kvinnor" in text or "120" in text for text in texts(shown, 720))
    assert len(value_table(shown).headings) == 13  # type: ignore[union-attr]
    assert trend_text(shown) == "Uppsala: från 20\u00a0% 2019 till 22\u00a0% 2021."
    assert len(drawn_series(beside(4, own=""))) == 12, "without an own one as before"
    assert has_chart(shown)


@pytest.mark.parametrize(("count", "columns"), [(2, 6), (3, 3), (12, 7)])
def test_on_paper_many_municipalities_stand_as_a_diagram_draws_them(count: int, columns: int) -> None:
    table = printed_table(beside(count))
    assert table is not None and len(table.headings) == columns + 1
    assert table.headings[1].startswith("Uppsala") and table.headings[-1].startswith("Riket")
