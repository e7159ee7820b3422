"""Two follow-ups side by side, as plain values."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.sample import figure, report
from tracker.domain.terms import ChangeKind, Meaning
from tracker.reports.comparing import compared, with_changes
from tracker.reports.content import ReportContent, Row, from_json, to_json
from tracker.reports.html import report_html
from tracker.reports.words import chapters

LABELS = {
    Meaning.COMPLETED: "Färdig", Meaning.STARTED: "Påbörjad", Meaning.DEVIATES: "Avviker från plan",
    Meaning.STOPPED: "Stoppad", None: None,
}  # fmt: skip


def plan(*rows: Row, as_of: date = date(2022, 8, 31)) -> ReportContent:
    return replace(report(), rows=rows, as_of=as_of, key_figures=(), changes=None)


def row(number: str, meaning: Meaning | None, year: int | None = None) -> Row:
    return replace(
        report().rows[1], number=number, meaning=meaning, label=LABELS[meaning], target_year=year,
        short_text=f"Text {number}", previous_target_year=None, earlier_years=(),
    )  # fmt: skip


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from([str(number) for number in range(1, 30)]),
        st.sampled_from([Meaning.COMPLETED, Meaning.STARTED, Meaning.DEVIATES, Meaning.STOPPED, None]),
        st.none() | st.integers(2020, 2026),
    ),
    unique_by=lambda one: one.number,
    max_size=12,
).map(tuple)


#: The first example reads the seed's files: no time is set for it.
UNTIMED = settings(deadline=None)


@UNTIMED
@given(ROWS)
def test_nothing_has_changed_since_itself(rows: tuple[Row, ...]) -> None:
    content = plan(*rows)
    assert compared(content, content).lines == ()
    assert [one.changed_from for one in with_changes(content, content).rows] == [None] * len(rows)


@UNTIMED
@given(ROWS, ROWS)
def test_every_row_whose_status_is_another_is_told_and_marked(
    old: tuple[Row, ...], new: tuple[Row, ...]
) -> None:
    before, now = plan(*old, as_of=date(2022, 3, 31)), plan(*new)
    earlier = {one.number: one.meaning for one in old}
    other = {one.number for one in new if one.number in earlier and earlier[one.number] is not one.meaning}
    found = with_changes(now, before)
    told = (ChangeKind.STATUS, ChangeKind.STOPPED, ChangeKind.SILENT)
    assert found.changes is not None
    lines = [line for line in found.changes.lines if line.kind in told]
    assert {line.number for line in lines if line.old} == other
    # Who has not answered is told whether or not that is a change.
    silent = {line.number for line in lines if line.kind is ChangeKind.SILENT}
    assert silent == {one.number for one in new if one.meaning is None}
    # Silence takes no status back: what stood before is told beside it, and not struck through.
    assert {one.number for one in found.rows if one.changed_from} == other - silent


@UNTIMED
@given(ROWS, ROWS)
def test_what_came_one_way_went_the_other(old: tuple[Row, ...], new: tuple[Row, ...]) -> None:
    def of(kind: ChangeKind, now: ReportContent, before: ReportContent) -> set[str]:
        return {line.number for line in compared(now, before).lines if line.kind is kind}

    first, second = plan(*old), plan(*new)
    assert of(ChangeKind.ADDED, second, first) == of(ChangeKind.REMOVED, first, second)


def test_a_row_that_was_late_already_is_no_news() -> None:
    late = row("1", Meaning.STARTED, 2020)
    before = plan(late, row("2", Meaning.STARTED, 2021), as_of=date(2021, 8, 31))
    now = plan(late, row("2", Meaning.STARTED, 2021))
    assert [(line.kind, line.number) for line in compared(now, before).lines] == [(ChangeKind.LATE, "2")]


def test_a_key_figure_whose_trend_is_the_opposite_has_turned() -> None:
    before = replace(plan(), key_figures=(figure("5", "4.7", "4.3"),))
    now = replace(plan(), key_figures=(figure("4.3", "4.7", "5", "5.4"),))
    (line,) = compared(now, before).lines
    assert (line.kind, line.number, line.text) == (ChangeKind.KEY_FIGURE, "", "Andel")
    assert line.sentence == "Trenden har vänt från positiv till negativ."
    assert (line.old, line.new) == ("4,3\u00a0%", "5,4\u00a0%")


def test_without_an_earlier_follow_up_it_says_what_is_not_known() -> None:
    found = compared(report(), None)
    assert [(line.number, line.old, line.new) for line in found.lines] == [("1a", "2022", "2023")]
    assert found.since is None
    assert "finns inte i tjänsten" in found.note


def test_what_was_frozen_before_there_were_changes_has_no_chapter_on_them() -> None:
    stored = json.loads(to_json(report()))
    del stored["changes"]
    for one in stored["rows"]:
        del one["changed_from"], one["changed_from_meaning"]
    older = from_json(json.dumps(stored))
    assert "andrat" in [chapter.anchor for chapter in chapters(report())]
    assert [chapter.heading for chapter in chapters(older)][:2] == [
        "1 Sammanfattning",
        "2 Sammanställning av aktiviteter och status",
    ]
    assert 'id="andrat"' not in report_html(older)


def test_the_rows_of_several_boards_are_compared_each_with_its_own() -> None:
    rows = (row("2", Meaning.COMPLETED), row("2", None), row("3", Meaning.STARTED))
    before, now = plan(*rows, as_of=date(2022, 3, 31)), plan(*rows)
    assert [line.kind for line in compared(now, before).lines] == [ChangeKind.SILENT]
    answered = plan(rows[0], row("2", Meaning.STOPPED), rows[2])
    found = with_changes(answered, before)
    assert [(one.number, one.changed_from) for one in found.rows] == [
        ("2", None),
        ("2", "Inte besvarad"),
        ("3", None),
    ]
