"""What stands under the name of a key figure: the trend by the rule, and what somebody has written about it."""

from tracker.domain.trend import Trend
from tracker.reports.aim_words import aim_text
from tracker.reports.content import KeyFigureContent
from tracker.reports.figures import (
    series_of,
    series_trend,
    target_text,
    trend_sentence,
    trend_text,
    why_no_mean,
)


def figure_trend(figure: KeyFigureContent) -> str:
    """The trend by the rule, from where to where and the target; then what was written about it in this follow-up.

    That there are too few values to tell is left out beside somebody who can tell. Of a figure in a table under a
    heading it is said instead whether it goes where it is to go: from where to where stands in the table.
    """
    if figure.heading:
        computed = " ".join(
            part for part in (aim_text(figure), _trend_told(figure), why_no_mean(figure)) if part
        )
        return "\n\n".join(part for part in (computed, figure.trend) if part)
    goal = target_text(figure)
    parts = (
        "" if figure.trend and _too_few(figure) else trend_sentence(figure),
        trend_text(figure),
        why_no_mean(figure),
        f"{goal}." if goal else "",
    )
    computed = " ".join(part for part in parts if part)
    return "\n\n".join(part for part in (computed, figure.trend) if part)


def _trend_told(figure: KeyFigureContent) -> str:
    return "" if _too_few(figure) else trend_sentence(figure)


def _too_few(figure: KeyFigureContent) -> bool:
    return all(series_trend(figure, series) is Trend.TOO_FEW for series in series_of(figure))
