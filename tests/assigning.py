"""Uppdrag of any number and boards of any number, for tests of the matrix and for its measurement."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import insert, select

from tests.boras import plan as the_assignments
from tracker.domain.numbering import sort_key
from tracker.domain.terms import BoardKind, FollowUpState, Visibility, WayIn
from tracker.models import (
    Activity,
    Board,
    FollowUp,
    Organisation,
    Plan,
    ReportVersion,
    Responsibility,
    StatusLabel,
    StatusUpdate,
    User,
    db,
)
from tracker.reports.content import to_json
from tracker.services.reports.assemble_report import live_content
from tracker.services.revision import touch

NOW = datetime(2100, 9, 5, 8, tzinfo=UTC)


def many_boards(count: int) -> list[int]:
    """The ids of so many boards of Borås, new ones beside those that are there."""
    place = db.session.scalars(select(Organisation).where(Organisation.slug == "boras")).one()
    found = [board.id for board in place.boards if board.kind is not BoardKind.COUNCIL]
    for number in range(len(found), count):
        name = f"{'ABCDEFGHIJKLMNOPQRSTUVXYZÅÄÖ'[number % 28]}:s stadsdelsnämnden {number}"
        board = Board(organisation=place, slug=f"namnd-{number}", name=name, kind=BoardKind.COMMITTEE)
        db.session.add(board)
        db.session.flush()
        found.append(board.id)
    return found[:count]


def many_assignments(uppdrag: int, boards: int, slug: str = "kf-uppdrag-2022") -> Plan:
    """A published plan of Borås of so many uppdrag, each given to all of so many boards, with an owner."""
    model = the_assignments()
    plan = Plan(
        slug=slug, title=f"Uppdrag {slug}", short_title=slug, report_title="Uppföljning av uppdrag",
        organisation_id=model.organisation_id, kind_id=model.kind_id, board_id=model.board_id,
        visibility=Visibility.PUBLISHED, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31),
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    owner = db.session.scalar(
        select(User.id).where(User.email == "verksamhetschef.arbetsliv@boras.example.org")
    )
    for number in range(1, uppdrag + 1):
        activity = Activity(
            plan_id=plan.id, number=str(number), sort_key=sort_key(str(number)),
            short_text=f"Pröva hur verksamheterna kan samarbeta om lokaler och fordon, del {number}",
            full_text=f"Nämnderna uppdras att pröva hur de kan samarbeta, del {number}.",
            focus_area=f"Målområde {number % 5}", answer_by=date(2022, 12, 31) if number % 4 else None,
        )  # fmt: skip
        db.session.add(activity)
    db.session.flush()
    ids = db.session.scalars(select(Activity.id).where(Activity.plan_id == plan.id).order_by(Activity.id))
    db.session.execute(
        insert(Responsibility),
        [
            {"activity_id": id, "board_id": board, "lead": not place, "owner_id": owner}
            for id in ids
            for place, board in enumerate(many_boards(boards))
        ],
    )
    db.session.commit()
    return plan


def follow_up_of(plan: Plan, as_of: date = date(2022, 4, 30)) -> FollowUp:
    """An open follow-up of the plan."""
    follow_up = FollowUp(
        plan=plan, as_of=as_of, answer_by=date(as_of.year, as_of.month, 20), state=FollowUpState.OPEN
    )
    db.session.add(follow_up)
    touch(plan)
    db.session.commit()
    return follow_up


def labels_of(plan: Plan) -> list[StatusLabel]:
    """The plan's words in their order."""
    assert plan.kind.vocabulary is not None
    return list(plan.kind.vocabulary.labels)


def answer_all(plan: Plan, follow_up: FollowUp, words: Sequence[int | None]) -> None:
    """Every share answers with the next of the words, by its place in the vocabulary; None does not answer."""
    labels = labels_of(plan)
    shares = db.session.scalars(
        select(Responsibility.id)
        .join(Activity, Responsibility.activity_id == Activity.id)
        .where(Activity.plan_id == plan.id)
        .order_by(Activity.sort_key, Responsibility.id)
    )
    rows = [
        {
            "responsibility_id": share, "follow_up_id": follow_up.id, "as_of": follow_up.as_of,
            "counts_from": follow_up.as_of, "label_id": labels[word].id, "comment": f"Kommentar {number}",
            "field_values": {"prognos": "Klart i höst"}, "author_title": "Verksamhetschef",
            "way_in": WayIn.WEB, "created_at": NOW,
        }
        for number, share in enumerate(shares)
        if (word := words[number % len(words)]) is not None
    ]  # fmt: skip
    db.session.execute(insert(StatusUpdate), rows)
    touch(plan)
    db.session.commit()


def close(plan: Plan, follow_up: FollowUp) -> None:
    """Closes the follow-up with its content alone: thousands of rows need no Word file to be read."""
    text = to_json(live_content(plan, follow_up, version=1))
    db.session.add(
        ReportVersion(
            follow_up_id=follow_up.id, number=1, content=text, frozen_at=NOW,
            content_sha256=sha256(text.encode()).hexdigest(),
        )
    )  # fmt: skip
    follow_up.state, follow_up.closed_at = FollowUpState.CLOSED, NOW
    touch(plan)
    db.session.commit()
