"""Makes the anchor anew of what the database holds: after a restored backup, or in a new folder; a person decides."""

from collections import Counter

from tracker.clock import utc_now
from tracker.models import db
from tracker.services.reports.sealing.anchor import Anchor, Entry, locked_anchor, read_anchor, write_anchor
from tracker.services.reports.sealing.head import Head
from tracker.services.reports.sealing.seal import is_ours
from tracker.services.reports.sealing.take_over import (
    TakenOver,
    decision_in_words,
    heads,
    seal_in_words,
    why_not,
)


def anchor_anew() -> TakenOver:
    """Takes over every follow-up as it stands; tells those of which the anchor knew something else.

    One whose hashes, or whose seals of this key, do not fit is refused, and what was known of it stays.
    """
    taken: list[str] = []
    refused: list[str] = []
    reports: dict[int, Entry] = {}
    with locked_anchor():
        before = read_anchor()
        known = before.reports if before else {}
        for id_, name, head in heads(frozenset(known)):
            reason = why_not(head) if head is not None else f"{name}: it cannot be read"
            if head is None or reason:
                refused.append(reason or name)
                reports |= {id_: known[id_]} if id_ in known else {}
            elif head.versions:
                reports[id_] = head.entry()
                taken += [] if known.get(id_) == reports[id_] else [_in_words(head)]
        taken += [
            f"{entry.name}, which is not there any more"
            for id_, entry in sorted(known.items())
            if id_ not in reports
        ]
        since = before.since if before else ""
        write_anchor(Anchor(since or utc_now().isoformat(timespec="seconds"), reports))
    db.session.rollback()
    return TakenOver(tuple(taken), tuple(refused))


def _in_words(head: Head) -> str:
    count = len(head.versions)
    parts = [head.name, "1 version" if count == 1 else f"{count} versions"]
    others = Counter(seal_in_words(version.seal) for version in head.versions if not is_ours(version.seal))
    parts += [f"{number} {words}" for words, number in sorted(others.items())]
    return ", ".join([*parts, decision_in_words(head)])
