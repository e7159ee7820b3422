"""What stands above every page of a coordinator when mail does not leave as it should."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.domain.calendar import local_time
from tracker.domain.swedish.words import long_date
from tracker.models import User
from tracker.queries.reminders.outbox import SILENT_AFTER, STUCK_AFTER, Sending, sending
from tracker.web.coordination.blueprint import blueprint
from tracker.web.frame.identity import signed_in_user


@dataclass(frozen=True)
class Warned:
    """A sentence, and whether it is an error rather than something that somebody has chosen."""

    text: str
    error: bool


@blueprint.context_processor
def _banner() -> dict[str, Any]:
    user = signed_in_user()
    return {"sending_warnings": warnings_for(user, clock.utc_now()) if user else []}


def warnings_for(user: User, now: datetime) -> list[Warned]:
    """What the person should know of sending, the worst first."""
    settings: Settings = current_app.config["SETTINGS"]
    found = sending(user.organisation_id, now)
    address = settings.mail_redirect or found.test_address
    chosen = []
    if address:
        chosen.append(Warned(f"Testläge: alla mejl går till {address}.", error=False))
    if found.paused_at:
        chosen.append(
            Warned(f"Alla mejl från kommunen är pausade sedan {_spoken(found.paused_at)}.", error=False)
        )
    still = _still(found, now)
    return [Warned(still, error=True), *chosen] if still else chosen


def _still(found: Sending, now: datetime) -> str | None:
    """Why nothing leaves, or None."""
    if found.held:
        return "Inga mejl skickas just nu, tills någon har tittat."
    if found.last_tick_at is None:
        return "Utskicken har aldrig startat. Den som sköter servern behöver starta dem."
    if now - found.last_tick_at > SILENT_AFTER:
        return f"Utskicken står stilla sedan {_spoken(found.last_tick_at)}. Säg till den som sköter servern."
    if found.refused_since and now - found.refused_since > STUCK_AFTER:
        since = _spoken(found.refused_since)
        return f"Mejlservern tar inte emot: det äldsta mejlet väntar sedan {since}."
    return None


def _spoken(moment: datetime) -> str:
    local = local_time(moment)
    return f"{long_date(local.date())} kl. {local:%H.%M}"
