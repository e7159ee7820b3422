"""Lets all of a municipality's mail go to one address, so that somebody can see what would be sent."""

from datetime import datetime

from tracker.domain.fault import Fault
from tracker.models import TestMode, db
from tracker.services.form_refusal import refuse
from tracker.services.people.accounts import PersonRefused, normal_email


def start_test_mode(organisation_id: int, address: str, *, by_title: str | None, now: datetime) -> str:
    """Redirects everything to the address; returns it as it is stored. Raises FormRefused.

    What goes there counts as said only while test mode lasts: afterwards the people themselves are reminded.
    """
    try:
        normal = normal_email(address)
    except PersonRefused as refused:
        refuse([Fault("address", fault.code, fault.message) for fault in refused.faults])
        raise
    mode = db.session.get(TestMode, organisation_id, populate_existing=True)
    if mode is None:
        mode = TestMode(organisation_id=organisation_id, address=normal, since=now, by_title=by_title)
        db.session.add(mode)
    elif mode.address != normal:
        mode.address, mode.since, mode.by_title = normal, now, by_title
    db.session.commit()
    return normal


def end_test_mode(organisation_id: int) -> None:
    """Lets mail go to the people themselves again; when it does already, nothing happens."""
    mode = db.session.get(TestMode, organisation_id, populate_existing=True)
    if mode is not None:
        db.session.delete(mode)
    db.session.commit()
