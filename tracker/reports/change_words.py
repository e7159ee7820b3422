"""What the chapter on changes says, computed once so that every format prints the same."""

from dataclasses import dataclass

from tracker.domain.swedish.words import month_year
from tracker.domain.terms import ChangeKind
from tracker.reports.content import ChangeLine, ReportContent

#: The kinds of change, in the order in which a board wants to know.
KINDS = {
    ChangeKind.STATUS: "Ny status",
    ChangeKind.STOPPED: "Stoppade",
    ChangeKind.YEAR: "Nytt år",
    ChangeKind.LATE: "Försenade",
    ChangeKind.SILENT: "Inte besvarade",
    ChangeKind.KEY_FIGURE: "Nyckeltal som vänt",
    ChangeKind.ADDED: "Nya i planen",
    ChangeKind.REMOVED: "Inte längre i planen",
}


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one kind under their heading."""

    heading: str
    lines: tuple[ChangeLine, ...]


def change_groups(content: ReportContent) -> tuple[ChangeGroup, ...]:
    """The changes by kind; a kind without any is left out."""
    lines = content.changes.lines if content.changes else ()
    groups = (
        ChangeGroup(heading, tuple(line for line in lines if line.kind is kind))
        for kind, heading in KINDS.items()
    )
    return tuple(group for group in groups if group.lines)


def changes_lead(content: ReportContent) -> str:
    """With what the report is compared, or that nothing has changed; "" when that is not known."""
    changes = content.changes
    if changes is None or changes.since is None:
        return ""
    if not changes.lines:
        return f"Inget har ändrats sedan uppföljningen per {month_year(changes.since)}."
    return f"Jämfört med uppföljningen per {month_year(changes.since)}."


def change_name(line: ChangeLine) -> str:
    """What the change is about: the row's number and short text, with the board of several, or the key figure."""
    name = f"{line.number}. {line.text}" if line.number else line.text
    return f"{name.removesuffix('.')} ({line.board})" if line.board else name
