"""Two follow-ups of a plan side by side: what the report, the pages and the preview say has changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tracker.domain.comparison import Change, Standing, news, printed_changes
from tracker.domain.terms import ChangeKind
from tracker.domain.trend import turned
from tracker.reports.content import ChangeLine, Changes, KeyFigureContent, ReportContent, Row
from tracker.reports.figures import Series, series_of, series_trend, value_text
from tracker.reports.words import UNANSWERED, figures

EARLIER_UNKNOWN = "Uppföljningen före den här finns inte i tjänsten."


def standings(content: ReportContent) -> list[Standing]:
    """The rows as the comparison takes them."""
    return [
        Standing(
            number=row.number,
            label=row.label or UNANSWERED,
            meaning=row.meaning,
            target_year=row.target_year,
            ongoing=row.ongoing,
            previous_year=row.previous_target_year,
            year_uncertain=row.year_uncertain,
            place=place,
            board=row.board,
        )
        for (_, place), row in zip(_keys(content), content.rows, strict=True)
    ]


def _keys(content: ReportContent) -> list[tuple[str, int]]:
    """The number of each row, and which it is among the rows of that number."""
    met = Counter[str]()
    found = []
    for row in content.rows:
        found.append((row.number, met[row.number]))
        met[row.number] += 1
    return found


def with_changes(content: ReportContent, before: ReportContent | None) -> ReportContent:
    """The content with what has changed since `before`, and each row with the status that it had then."""
    if before is None:
        return replace(content, changes=compared(content, None))
    earlier = dict(zip(_keys(before), before.rows, strict=True))
    rows = tuple(
        _marked(row, earlier.get(key)) for key, row in zip(_keys(content), content.rows, strict=True)
    )
    return replace(content, rows=rows, changes=compared(content, before))


def _marked(row: Row, old: Row | None) -> Row:
    """The row with the status that it had before, when that was another; silence takes no status back."""
    if old is None or old.meaning is row.meaning or row.meaning is None:
        return row
    return replace(row, changed_from=old.label or UNANSWERED, changed_from_meaning=old.meaning)


def compared(content: ReportContent, before: ReportContent | None) -> Changes:
    """What has changed; without an earlier follow-up, what the report itself prints as changed."""
    texts = {row.number: row.short_text for row in (*(before.rows if before else ()), *content.rows)}
    if before is None:
        found = printed_changes(standings(content), content.as_of)
        return Changes(None, tuple(_line(change, texts) for change in found), unknown_past(bool(found)))
    found = news(standings(before), before.as_of, standings(content), content.as_of)
    lines = [_line(change, texts) for change in found]
    return Changes(before.as_of, (*lines, *_turned(content, before)))


def unknown_past(any_change: bool) -> str:
    """What is said when the follow-up before is not known."""
    if any_change:
        return f"{EARLIER_UNKNOWN} Därför visas bara det som rapporten själv anger som ändrat."
    return f"{EARLIER_UNKNOWN} Därför går det inte att visa vad som har ändrats."


def _line(change: Change, texts: dict[str, str]) -> ChangeLine:
    return ChangeLine(
        kind=change.kind,
        number=change.number,
        text=texts.get(change.number, ""),
        sentence=change.sentence,
        old=change.old,
        new=change.new,
        struck=change.struck,
        uncertain=change.uncertain,
        board=change.board,
    )


def _turned(content: ReportContent, before: ReportContent) -> Iterator[ChangeLine]:
    """The key figures whose trend is the opposite of the one that the follow-up before told."""
    earlier = {captioned.figure.slug: captioned.figure for captioned in figures(before)}
    for captioned in figures(content):
        figure = captioned.figure
        if (old := earlier.get(figure.slug)) is not None:
            yield from _turned_series(figure, old)


def _turned_series(figure: KeyFigureContent, old: KeyFigureContent) -> Iterator[ChangeLine]:
    before = {series.name: series for series in series_of(old)}
    for series in series_of(figure):
        known = before.get(series.name)
        if known is None or not turned(series_trend(old, known), series_trend(figure, series)):
            continue
        name = f"{figure.name}, {series.name}" if series.name else figure.name
        yield ChangeLine(
            kind=ChangeKind.KEY_FIGURE,
            number="",
            text=name,
            sentence=f"Trenden har vänt från {series_trend(old, known)} till {series_trend(figure, series)}.",
            old=_newest(old, known),
            new=_newest(figure, series),
        )


def _newest(figure: KeyFigureContent, series: Series) -> str:
    return value_text(figure, series.known[-1].value)
