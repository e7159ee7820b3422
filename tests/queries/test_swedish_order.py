"""Rule 11: lists from the database sort å, ä, ö last and without regard to case, on both databases."""

from flask import Flask
from sqlalchemy import select

from tracker.domain.swedish.words import sort_key
from tracker.models import User, db
from tracker.models.swedish_order import swedish

TITLES = ["Zonchef", "Ökenchef", "ordningschef", "Ädelchef", "Åkerichef", "Omsorgschef", "adjunkt"]


def test_names_sort_as_a_swede_would(any_app: Flask) -> None:
    with any_app.app_context():
        organisation_id = db.session.scalars(select(User.organisation_id)).first()
        users = [
            User(organisation_id=organisation_id, email=f"{n}@ordning.example.org", title=title)
            for n, title in enumerate(TITLES)
        ]
        db.session.add_all(users)
        db.session.flush()
        query = select(User.title).where(User.email.like("%@ordning.example.org"))
        found = list(db.session.scalars(query.order_by(swedish(User.title))))
    assert found == sorted(TITLES, key=sort_key)
    assert found[-3:] == ["Åkerichef", "Ädelchef", "Ökenchef"]
