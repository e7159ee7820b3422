"""What the page that compares two closed follow-ups of a plan shows, and which two are meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for

from tracker.domain.swedish.words import long_date, month_year
from tracker.models import Plan
from tracker.queries.plans.plan_page import Occasion
from tracker.reports import change_words, words
from tracker.reports.comparing import compared
from tracker.reports.content import ReportContent
from tracker.reports.html import breakable
from tracker.services.refusal import Refusal
from tracker.web.plans.frozen import contents
from tracker.web.plans.words import per

HEADING = "Vad som har ändrats"
_SAME = "Du har valt samma uppföljning två gånger. Välj två olika för att se vad som har ändrats."
_NONE_CLOSED = "Ingen uppföljning är avslutad än. När två är det visas här vad som har ändrats mellan dem."
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Pair:
    """The two follow-ups that are compared, the older one first; None where there is none."""

    before: Occasion | None
    now: Occasion | None

    @property
    def same(self) -> bool:
        """Whether one follow-up was chosen twice."""
        return self.now is not None and self.before is self.now

    @property
    def key(self) -> tuple[date | None, date | None]:
        """What tells this page from those of other pairs."""
        return self._day(self.before), self._day(self.now)

    @staticmethod
    def _day(occasion: Occasion | None) -> date | None:
        return occasion.follow_up.as_of if occasion else None


@dataclass(frozen=True)
class Shortcut:
    """A comparison that is often asked for."""

    text: str
    href: str
    chosen: bool


def chosen_pair(found: Sequence[Occasion], start: str, end: str) -> Pair:
    """The pair that the address asks for, of all follow-ups, newest first; without an answer the last two closed.

    In whichever order they are given. Raises Refusal for what is no day, or no closed follow-up.
    """
    closed = [each for each in found if each.version_id]
    now = closed_as_of(closed, end) or next(iter(closed), None)
    before = closed_as_of(closed, start)
    if now is None:
        return Pair(None, None)
    if before is None:
        return Pair(next(iter(closed[closed.index(now) + 1 :]), None), now)
    older, newer = sorted((before, now), key=lambda each: each.follow_up.as_of)
    return Pair(older, newer)


def closed_as_of(closed: Sequence[Occasion], text: str) -> Occasion | None:
    """The closed follow-up of the day written YYYY-MM-DD; None for no text.

    Raises Refusal, 400 for what is no day and 404 for a day without a closed follow-up.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Refusal("Datumen i adressen ska skrivas som 2022-03-31.", 400)
    found = next((each for each in closed if each.follow_up.as_of == day), None)
    if found is None:
        raise Refusal(f"Planen har ingen avslutad uppföljning per {long_date(day)}.", 404)
    return found


def changes_page(plan: Plan, found: Sequence[Occasion], pair: Pair, today: date) -> dict[str, Any]:
    """What has changed between the two, with the choice of others."""
    closed = [each for each in found if each.version_id]
    asked = [each for each in (pair.now, pair.before) if each is not None]
    texts = [] if pair.same else contents(asked)
    now, before = texts[0] if texts else None, texts[1] if len(texts) > 1 else None
    return {
        "plan_slug": plan.slug,
        "heading": HEADING,
        "title_note": _title_note(pair),
        "above": (now.plan_title if now else plan.title, url_for("plans.plan", plan_slug=plan.slug)),
        "sheet": "report",
        "choices": choices(closed),
        "start": pair.before.follow_up.as_of.isoformat() if pair.before else "",
        "end": pair.now.follow_up.as_of.isoformat() if pair.now else "",
        "shortcuts": _shortcuts(plan, closed, pair, today),
        "meeting_note": _meeting_note(closed, today),
        "reports": [] if pair.same else [_report(plan, each) for each in reversed(asked)],
        "problem": _SAME if pair.same else "" if now else _NONE_CLOSED,
        "compared": compared_words(pair.before, pair.now),
        **(comparison(now, before) if now else {"content": None}),
    }


def comparison(now: ReportContent, before: ReportContent | None) -> dict[str, Any]:
    """What templates/report/_changes.html reads."""
    return {
        "content": replace(now, changes=compared(now, before)),
        "words": words,
        "change_words": change_words,
        "breakable": breakable,
    }


def choices(closed: Sequence[Occasion]) -> list[tuple[str, str]]:
    """The closed follow-ups for a select, newest first: the day, and the words."""
    return [
        (
            each.follow_up.as_of.isoformat(),
            f"{long_date(each.follow_up.as_of)}, version {each.version_number}",
        )
        for each in closed
    ]


def compared_words(before: Occasion | None, now: Occasion | None) -> str:
    """ "Version 1 av uppföljningen per augusti 2022 jämförs med version 2 av den per mars 2022."; "" for no pair."""
    if before is None or now is None or before is now:
        return ""
    return f"{_named(now)} jämförs med {_version(before)} av den {per(before.follow_up.as_of)}."


def _named(occasion: Occasion) -> str:
    return f"{_version(occasion).capitalize()} av uppföljningen {per(occasion.follow_up.as_of)}"


def _version(occasion: Occasion) -> str:
    return f"version {occasion.version_number}"


def _title_note(pair: Pair) -> str | None:
    if pair.before is None or pair.now is None or pair.same:
        return None
    return f"{month_year(pair.before.follow_up.as_of)} till {month_year(pair.now.follow_up.as_of)}"


def _shortcuts(plan: Plan, closed: Sequence[Occasion], pair: Pair, today: date) -> list[Shortcut]:
    """Since the follow-up before, and since the newest one that the board has met about."""
    if len(closed) < 2:
        return []
    pairs = [("Sedan förra uppföljningen", closed[1])]
    met = _met(closed, today)
    if met is not None and met.follow_up.meeting_on and met is not closed[0]:
        pairs.append((f"Sedan förra mötet, {long_date(met.follow_up.meeting_on)}", met))
    return [
        Shortcut(
            text,
            url_for(
                "plans.changes",
                plan_slug=plan.slug,
                fran=each.follow_up.as_of.isoformat(),
                till=closed[0].follow_up.as_of.isoformat(),
            ),
            pair.before is each and pair.now is closed[0],
        )
        for text, each in pairs
    ]


def _met(closed: Sequence[Occasion], today: date) -> Occasion | None:
    """The newest closed follow-up whose meeting has been: before today, since one of today may be still to come."""
    return next((each for each in closed if (day := each.follow_up.meeting_on) and day < today), None)


def _meeting_note(closed: Sequence[Occasion], today: date) -> str:
    """What is said when nothing has been closed since the last meeting."""
    met = _met(closed, today)
    if met is None or met.follow_up.meeting_on is None or met is not closed[0]:
        return ""
    return f"Ingen uppföljning har avslutats sedan förra mötet, {long_date(met.follow_up.meeting_on)}."


def _report(plan: Plan, occasion: Occasion) -> tuple[str, str]:
    as_of = occasion.follow_up.as_of
    return f"Rapporten {per(as_of)}", url_for("reports.page", plan_slug=plan.slug, as_of=as_of.isoformat())
