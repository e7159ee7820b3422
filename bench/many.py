"""Fills a database with other plans, to see whether a page's cost grows with what it does not show."""

import sys

from sqlalchemy import insert, select

from tracker import create_app
from tracker.clock import utc_now
from tracker.models import Activity, Plan, Responsibility, StatusUpdate, User, db

_PLANS, _ROWS = 10_000, 26


def fill() -> None:
    """Adds 10 000 plans of 26 activities each, every one with an update."""
    model = db.session.scalars(select(Plan).where(Plan.slug == "26-punktsplan")).one()
    assert model.kind.vocabulary is not None
    owner = db.session.scalars(select(User.id).order_by(User.id)).first()
    label = model.kind.vocabulary.labels[1].id
    columns = ("organisation_id", "kind_id", "board_id", "title", "short_title", "report_title", "goal")
    shared = {name: getattr(model, name) for name in columns}
    ids = range(100_000, 100_000 + _PLANS)
    db.session.execute(
        insert(Plan), [{"id": id, "slug": f"plan-{id}", "visibility": "INTERNAL", **shared} for id in ids]
    )
    rows = [
        (1_000_000 + number, 100_000 + number // _ROWS, number % _ROWS + 1)
        for number in range(_PLANS * _ROWS)
    ]
    for start in range(0, len(rows), 20_000):
        part = rows[start : start + 20_000]
        db.session.execute(
            insert(Activity),
            [
                {
                    "id": id,
                    "plan_id": plan,
                    "number": str(n),
                    "sort_key": f"{n:08}",
                    "short_text": f"Aktivitet {n}",
                }
                for id, plan, n in part
            ],
        )
        db.session.execute(
            insert(Responsibility),
            [
                {"id": id, "activity_id": id, "board_id": model.board_id, "owner_id": owner}
                for id, _, _ in part
            ],
        )
        db.session.execute(
            insert(StatusUpdate),
            [
                {
                    "responsibility_id": id, "as_of": model.decided_on, "label_id": label, "ongoing": True,
                    "comment": "Pågår.", "way_in": "IMPORT", "created_at": utc_now(),
                }
                for id, _, _ in part
            ],
        )  # fmt: skip
    db.session.commit()
    print(f"  {len(rows)} activities added", file=sys.stderr)


if __name__ == "__main__":
    with create_app().app_context():
        fill()
