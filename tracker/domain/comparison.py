"""What changed between two follow-ups of a plan, in the words that a board reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.swedish.words import capitalised, counted, joined
from tracker.domain.terms import SETTLED, ChangeKind, Meaning

_ONGOING = "ständigt pågående"

_STATUS_KINDS = {Meaning.STOPPED: ChangeKind.STOPPED, None: ChangeKind.SILENT}
_BECAME = {
    Meaning.COMPLETED: "Har blivit färdig.",
    Meaning.DEVIATES: "Avviker nu från plan.",
    Meaning.STOPPED: "Har stoppats.",
    Meaning.NOT_STARTED: "Är inte längre påbörjad.",
    None: "Har inte besvarats den här gången.",
}


@dataclass(frozen=True)
class Standing:
    """How one row stood in a follow-up; meaning None is inte besvarad.

    `previous_year` is the earlier year that the follow-up itself printed, if it did. `place` tells apart the rows of
    an activity that several boards answer for, from 0 in their order.
    """

    number: str
    label: str
    meaning: Meaning | None
    target_year: int | None = None
    ongoing: bool = False
    previous_year: int | None = None
    year_uncertain: bool = False
    place: int = 0
    #: The board that answers, where several do.
    board: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What finds the row in another follow-up."""
        return self.number, self.place

    @property
    def open(self) -> bool:
        """Whether the row is still to be finished."""
        return self.meaning not in SETTLED

    @property
    def horizon(self) -> str:
        """The year, ständigt pågående, or nothing."""
        return _ONGOING if self.ongoing else str(self.target_year or "")


@dataclass(frozen=True)
class Change:
    """One thing that changed: a sentence, and what stood before and stands now ("" when there is nothing to show).

    `late` tells slips and passed years from the rest; `struck` that the old text no longer holds, as a year that
    has moved, and is shown struck through.
    """

    number: str
    sentence: str
    old: str = ""
    new: str = ""
    late: bool = False
    struck: bool = False
    uncertain: bool = False
    kind: ChangeKind = ChangeKind.STATUS
    board: str = ""


def changes(before: Iterable[Standing], now: Sequence[Standing], as_of: date) -> list[Change]:
    """What is different now, in the order of the rows; rows that are gone come last."""
    earlier = {standing.key: standing for standing in before}
    found: list[Change] = []
    for standing in now:
        old = earlier.pop(standing.key, None)
        found += _by(standing, _new(standing) if old is None else _differences(old, standing))
        found += _by(standing, _passed(standing, as_of))
    gone = "Finns inte längre i planen."
    return found + [
        Change(old.number, gone, kind=ChangeKind.REMOVED, board=old.board) for old in earlier.values()
    ]


def _by(standing: Standing, found: Iterable[Change]) -> list[Change]:
    """The changes with the board that they are about."""
    return [replace(change, board=standing.board) for change in found]


def news(
    before: Iterable[Standing], before_as_of: date, now: Sequence[Standing], as_of: date
) -> list[Change]:
    """What a reader of the earlier follow-up does not know yet; nothing when it is the same one.

    `changes`, without the rows that were late then already, and with those that are silent once more: who has not
    answered is told each time, also when it is no change.
    """
    earlier = list(before)
    late = {row.number for row in earlier if _passed(row, before_as_of)}
    found = changes(earlier, now, as_of)
    fresh = [change for change in found if change.kind is not ChangeKind.LATE or change.number not in late]
    if as_of == before_as_of:
        return fresh
    order = {row.number: place for place, row in enumerate(now)}
    return sorted(
        fresh + _silent_still(earlier, now), key=lambda change: order.get(change.number, len(order))
    )


def _silent_still(before: Sequence[Standing], now: Sequence[Standing]) -> list[Change]:
    """The rows that are not answered and did not have a status before either."""
    earlier = {row.key: row for row in before}
    found = []
    for row in now:
        old = earlier.get(row.key)
        if row.meaning is None and (old is None or old.meaning is None):
            sentence = "Har inte besvarats den här gången heller." if old else _BECAME[None]
            found.append(Change(row.number, sentence, kind=ChangeKind.SILENT, board=row.board))
    return found


def fallen_silent(found: Iterable[Change], unanswered: str) -> str:
    """Which rows had a status last time and no answer now: "Har inte besvarats den här gången: 12 (Påbörjad) …".

    `unanswered` is the word for it; "" when there are none.
    """
    rows = [f"{change.number} ({change.old})" for change in found if change.new == unanswered]
    return f"Har inte besvarats den här gången: {joined(rows)}." if rows else ""


def printed_changes(now: Sequence[Standing], as_of: date) -> list[Change]:
    """What the follow-up itself gives as changed, when the one before it is not known."""
    found: list[Change] = []
    for standing in now:
        if standing.previous_year is not None:
            found += _by(standing, _moved_year(standing, str(standing.previous_year)))
        found += _by(standing, _passed(standing, as_of))
    return found


def _new(standing: Standing) -> list[Change]:
    return [Change(standing.number, "Är ny i planen.", kind=ChangeKind.ADDED)]


def _differences(old: Standing, now: Standing) -> list[Change]:
    found = []
    if old.meaning is not now.meaning:
        kind = _STATUS_KINDS.get(now.meaning, ChangeKind.STATUS)
        found.append(Change(now.number, _status_sentence(old, now), old.label, now.label, kind=kind))
    return found + _year_since(old, now)


def _year_since(old: Standing, now: Standing) -> list[Change]:
    """The year that has come, gone or moved; what is settled or not answered has none."""
    if not now.open or now.meaning is None:
        return []
    if old.meaning is None:
        # Silence hides no slip: the follow-up itself knows the year that was given before it.
        return _moved_year(now, str(now.previous_year)) if now.previous_year is not None else []
    if old.open and old.horizon:
        return _moved_year(now, old.horizon)
    return _new_year(now)


def _new_year(now: Standing) -> list[Change]:
    if not now.horizon:
        return []
    sentence = "Är nu ständigt pågående." if now.ongoing else f"Bedöms nu bli färdig {now.horizon}."
    return [Change(now.number, sentence, new=now.horizon, uncertain=now.year_uncertain, kind=ChangeKind.YEAR)]


def _status_sentence(old: Standing, now: Standing) -> str:
    if old.meaning is None and now.meaning is not None:
        return f"Har besvarats: {now.label}."
    if now.meaning is not Meaning.STARTED:
        return _BECAME[now.meaning]
    return {
        Meaning.NOT_STARTED: "Har påbörjats.",
        Meaning.DEVIATES: "Följer planen igen.",
        Meaning.COMPLETED: "Är inte längre färdig.",
        Meaning.STOPPED: "Har tagits upp igen.",
    }.get(old.meaning or Meaning.NOT_STARTED, "Har påbörjats.")


def _moved_year(now: Standing, old: str) -> list[Change]:
    new = now.horizon
    if old == new:
        return []
    later = new == _ONGOING or (old.isdigit() and new.isdigit() and int(new) > int(old))
    return [
        Change(
            now.number, _year_sentence(old, new), old, new or "inget år",
            late=later, struck=True, uncertain=now.year_uncertain, kind=ChangeKind.YEAR,
        )
    ]  # fmt: skip


def _year_sentence(old: str, new: str) -> str:
    if not new:
        return "Har inte längre något år."
    if new == _ONGOING:
        return "Är nu ständigt pågående."
    if old == _ONGOING:
        return f"Bedöms nu bli färdig {new}."
    years = int(new) - int(old)
    return f"Bedöms bli färdig {counted(abs(years), 'år', 'år', neuter=True)} {'senare' if years > 0 else 'tidigare'}."


def _passed(now: Standing, as_of: date) -> list[Change]:
    """The year has gone by and the row is still open: late, whether or not anything else changed."""
    if not now.open or now.target_year is None or now.target_year >= as_of.year:
        return []
    sentence = f"Skulle ha blivit färdig {now.target_year}."
    return [Change(now.number, sentence, late=True, kind=ChangeKind.LATE)]


def definite(name: str) -> str:
    """A key figure's name inside a sentence: "Andel invånare" becomes "Andelen invånare"."""
    for plain, inflected in (("andel ", "andelen "), ("antal ", "antalet ")):
        if name.casefold().startswith(plain):
            return capitalised(inflected + name[len(plain) :])
    return name
