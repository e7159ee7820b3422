"""The figures of a report as they are printed: with one table under a heading, or each by itself."""

from dataclasses import dataclass, replace

from tracker.reports.content import ReportContent
from tracker.reports.figure_tables import FigureTable, figure_table
from tracker.reports.figures import SOURCE, sources
from tracker.reports.words import Captioned, figures


@dataclass(frozen=True)
class FigureGroup:
    """Figures under one heading, or a single one without."""

    heading: str
    figures: tuple[Captioned, ...]

    @property
    def table(self) -> FigureTable | None:
        """The values of all of them; None without any."""
        return figure_table(captioned.figure for captioned in self.figures)

    @property
    def source(self) -> str:
        """Where the values come from, each source once; "" when it is not known."""
        known = dict.fromkeys(source for one in self.figures for source in sources(one.figure))
        if not known:
            return ""
        return f"{SOURCE if len(known) == 1 else 'Källor'}: {'; '.join(known)}."


def figure_groups(content: ReportContent) -> tuple[FigureGroup, ...]:
    """The figures as they are printed: those under a heading with one table, each of the others by itself."""
    found: list[FigureGroup] = []
    for captioned in figures(content):
        heading = captioned.figure.heading
        if heading and found and found[-1].heading.casefold() == heading.casefold():
            found[-1] = replace(found[-1], figures=(*found[-1].figures, captioned))
        else:
            found.append(FigureGroup(heading, (captioned,)))
    return tuple(found)
