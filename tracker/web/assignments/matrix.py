"""Uppdrag × boards of a plan, as one reader may see them: what the page, Excel and open data are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.assignments import Assignment, Said, Share, counted_as, word_for
from tracker.domain.counting import State
from tracker.domain.terms import Meaning, Role
from tracker.models import Plan, User
from tracker.queries.assignments.said import news_of_shares, running_answers
from tracker.queries.assignments.shares import (
    BoardRow,
    DecidedRow,
    ShareRow,
    boards_of,
    decided_rows,
    share_rows,
    vocabulary_of,
)
from tracker.queries.council.decisions import decisions_of, words_of
from tracker.queries.council.proposals import standing_proposals
from tracker.queries.plans.plan_page import Occasion, occasions
from tracker.reports.content import Row
from tracker.web.assignments.words import NOBODY, NOT_YET, UNANSWERED
from tracker.web.frame.access import may_coordinate
from tracker.web.plans.frozen import contents


@dataclass(frozen=True)
class Audience:
    """What a reader sees beyond what everybody sees (rule 5): the running answers, of all boards or of the own ones."""

    coordinates: bool = False
    #: The ids of boards that the reader coordinates.
    boards: frozenset[int] = frozenset()


#: Whoever is no coordinator, and every program.
EVERYBODY = Audience()


def audience_of(user: User | None, plan: Plan) -> Audience:
    """What the person sees of the plan's uppdrag."""
    if user is None or user.organisation_id != plan.organisation_id:
        return EVERYBODY
    if may_coordinate(user, plan):
        return Audience(coordinates=True)
    return Audience(
        boards=frozenset(
            m.board_id for m in user.memberships if m.role is Role.COORDINATOR and m.board_id is not None
        )
    )


@dataclass(frozen=True)
class Line:
    """An uppdrag of the matrix with what it counts as; a state of None: no board tells of it here."""

    activity_id: int
    assignment: Assignment
    state: State | None
    #: The plan's word for the state, or what is said instead of one.
    word: str


@dataclass(frozen=True)
class Matrix:
    """All uppdrag of a plan. `as_of` is the follow-up that is shown, None before the first one is closed."""

    lines: tuple[Line, ...]
    boards: tuple[BoardRow, ...]
    vocabulary: tuple[tuple[Meaning, str, str], ...]
    as_of: date | None
    version: int | None
    #: The follow-up that is open.
    running: Occasion | None
    #: Whether the answers of the open follow-up are shown, of all boards or of those with the slugs.
    shows_running: bool
    running_boards: frozenset[str]
    #: What the plan's kind calls its focus areas.
    focus_heading: str


def read_matrix(
    plan: Plan, audience: Audience, *, closed_only: bool = False, number: str | None = None
) -> Matrix:
    """The matrix as the reader may see it; `closed_only` shows the last closed follow-up although one is open.

    With `number` it has that uppdrag alone.
    """
    known = occasions([plan.id])
    closed = next((each for each in known if each.version_id), None)
    running = next((each for each in known if each.open), None)
    shares = share_rows(plan.id, number)
    boards = boards_of(shares)
    own = frozenset(board.slug for board in boards if board.id in audience.boards)
    whole = running is not None and audience.coordinates and not closed_only
    parts = running is not None and bool(own) and not closed_only
    said = {} if whole else _said(plan, shares, closed, number)
    if running is not None and (whole or parts):
        ids = None if whole else audience.boards
        answers = running_answers(plan.id, running.follow_up, ids)
    else:
        answers = {}
    shown = running if whole else closed
    vocabulary = vocabulary_of(plan.kind.vocabulary_id)
    reading = _Reading(plan, shares, vocabulary, number)
    return Matrix(
        lines=tuple(reading.lines(said, answers, whole, own if parts else frozenset())),
        boards=tuple(boards),
        vocabulary=tuple(vocabulary),
        as_of=shown.follow_up.as_of if shown else None,
        version=closed.version_number if closed and not whole else None,
        running=running,
        shows_running=whole,
        running_boards=own if parts else frozenset(),
        focus_heading=str(plan.kind.words.get("focus_heading") or "Målområde"),
    )


def _said(
    plan: Plan, shares: Sequence[ShareRow], closed: Occasion | None, number: str | None
) -> dict[int, Said | None]:
    """By share what the closed follow-up says, None for what is not answered in it; news of the shares it lacks."""
    found: dict[int, Said | None] = {}
    if closed is not None:
        [content] = contents([closed])
        found = {
            row.responsibility_id: said_in(row) for row in content.rows if row.responsibility_id is not None
        }
    if any(share.id not in found for share in shares if not share.not_collected):
        return {**news_of_shares(plan.id, number), **found}
    return found


def said_in(row: Row) -> Said | None:
    """What a row of a frozen report says; None when it is not answered."""
    if row.label is None:
        return None
    return Said(
        row.label,
        State(row.meaning, row.target_year, row.ongoing),
        row.comment,
        row.cause,
        row.remaining_work,
        row.field_values,
        row.said_by,
        row.said_on,
    )


class _Reading:
    """Puts the questions' answers together as lines."""

    def __init__(
        self,
        plan: Plan,
        shares: Sequence[ShareRow],
        vocabulary: Sequence[tuple[Meaning, str, str]],
        number: str | None,
    ) -> None:
        self._plan = plan
        self._shares = shares
        self._number = number
        self._words = [(meaning, label) for meaning, label, _ in vocabulary]
        self._decided = decisions_of(plan.id)
        self._proposed = {
            proposal.responsibility.activity_id for proposal in standing_proposals(plan.id).values()
        }

    def lines(
        self, said: dict[int, Said | None], answers: dict[int, Said], whole: bool, own: frozenset[str]
    ) -> list[Line]:
        asked = said.keys()
        shares: dict[int, list[Share]] = {}
        closed: dict[int, list[Share]] = {}
        for row in self._shares:
            slug = row.board.slug
            public = Share(
                slug, row.lead, not row.not_collected, row.owner, said.get(row.id), asked=row.id in asked
            )
            running = Share(slug, row.lead, not row.not_collected, row.owner, answers.get(row.id))
            closed.setdefault(row.activity_id, []).append(running if whole else public)
            shares.setdefault(row.activity_id, []).append(running if whole or slug in own else public)
        return [
            self._line(row, tuple(shares.get(row.id, ())), tuple(closed.get(row.id, ())))
            for row in decided_rows(self._plan.id, self._number)
        ]

    def _line(self, row: DecidedRow, shares: tuple[Share, ...], closed: tuple[Share, ...]) -> Line:
        """What an uppdrag counts as is never made of answers that only some may see."""
        decision = self._decided.get(row.id)
        assignment = Assignment(
            number=row.number,
            short_text=row.short_text,
            full_text=row.full_text,
            focus_area=row.focus_area or "",
            source=row.source,
            decided_on=row.decided_on,
            decided_paragraph=row.decided_paragraph,
            diarienummer=row.diarienummer,
            asked_by=row.asked_by,
            answered_with=row.answered_with,
            answered_on=row.answered_on,
            answer_by=row.answer_by,
            council=words_of(decision, self._plan) if decision else "",
            fulfilled=row.fulfilled,
            proposed=row.id in self._proposed,
            shares=shares,
        )
        counted = Assignment(row.number, "", fulfilled=row.fulfilled, shares=closed)
        state = counted_as(counted)
        word = word_for(state, counted.collected, self._words) or UNANSWERED if state else _no_word(closed)
        return Line(row.id, assignment, state, word)


def _no_word(shares: Sequence[Share]) -> str:
    """What is said of an uppdrag that nobody has told of."""
    return NOT_YET if any(share.collected for share in shares) else NOBODY
