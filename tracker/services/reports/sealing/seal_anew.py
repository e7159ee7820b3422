"""Seals frozen reports with the key of now: after TRACKER_SECRET_KEY was changed, or for those older than seals."""

from tracker.clock import utc_now
from tracker.models import ReportFile, ReportVersion, db
from tracker.services.reports.sealing.anchor import Anchor, Entry, locked_anchor, read_anchor, write_anchor
from tracker.services.reports.sealing.head import Head, head_of, seal_head
from tracker.services.reports.sealing.seal import file_seal, is_ours, version_seal
from tracker.services.reports.sealing.take_over import (
    TakenOver,
    decision_in_words,
    heads,
    seal_in_words,
    version_in_words,
    why_not,
)


def seal_anew() -> TakenOver:
    """Gives new seals to what bears none, or those of another key; one transaction.

    A follow-up is refused whose hashes, or whose seals of this key, do not fit, and one of which the anchor knows
    something else. Where there is no anchor it is made, of what then holds.
    """
    anchor = read_anchor()
    taken: list[str] = []
    refused: list[str] = []
    sealed = []
    for id_, name, head in heads(frozenset(anchor.reports if anchor else ())):
        entry = anchor.reports.get(id_) if anchor else None
        if head is None:
            refused.append(f"{name}: it cannot be read")
        elif not _wanted(head):
            sealed.append(id_)
        elif reason := why_not(head) or (_unlike(head, entry) if anchor and not anchor.broken else None):
            refused.append(reason)
        else:
            taken += _seal(head)
            sealed.append(id_)
    db.session.commit()
    _anchor(sealed, anything=bool(taken))
    return TakenOver(tuple(taken), tuple(refused))


def _wanted(head: Head) -> bool:
    seals = [version.seal for version in head.versions]
    seals += [file.seal for version in head.versions for file in _later(version)]
    return not all(is_ours(seal) for seal in [*seals, head.follow_up.frozen_seal]) and bool(head.versions)


def _unlike(head: Head, entry: Entry | None) -> str | None:
    """Why the anchor speaks against it: what no seal of this key holds must be what it knows."""
    if entry is None:
        return f"{head.name}: the anchor does not know it"
    for version, digest in zip(head.versions, head.chain(), strict=True):
        if not is_ours(version.seal) and digest not in entry.chain[version.number - 1 : version.number]:
            return f"{head.name} version {version.number}: it is not the one that the anchor knows"
    if entry.revision > head.follow_up.frozen_revision or entry.versions > len(head.versions):
        return f"{head.name}: the anchor knows of something later"
    if not is_ours(head.follow_up.frozen_seal) and not head.known_as(entry):
        return f"{head.name}: it is not as the anchor knows it"
    return None


def _seal(head: Head) -> list[str]:
    """Seals every version, its later files and the follow-up; tells each that bore another seal.

    The seal of each version rests on that of the one before: a new one there is a new one here.
    """
    told = []
    new: str | None = None
    for version in head.versions:
        if not is_ours(version.seal):
            told.append(version_in_words(head, version))
        if version.manifest is None:
            version.manifest = {file.format: file.sha256 for file in version.files if file.seal is None}
        new = version.seal = version_seal(version, new)
        for file in _later(version):
            if not is_ours(file.seal):
                where = f"{head.name} version {version.number} {file.format}"
                told.append(f"{where}, {seal_in_words(file.seal)}, SHA-256 {file.sha256}")
                file.seal = file_seal(version, file)
    if not is_ours(head.follow_up.frozen_seal):
        told.append(f"{head.name}, {decision_in_words(head)}, {seal_in_words(head.follow_up.frozen_seal)}")
    db.session.flush()
    seal_head(head.follow_up, head.follow_up.frozen_revision + 1)
    return told


def _later(version: ReportVersion) -> list[ReportFile]:
    """The files that were made after the freeze."""
    return [file for file in version.files if file.format not in (version.manifest or {})]


def _anchor(ids: list[int], *, anything: bool) -> None:
    """Lets the anchor know of what holds now; what it knew of the rest stays, so that a loss is still told."""
    with locked_anchor():
        anchor = read_anchor()
        # Where there is none and nothing was told, making one would hide what was taken away.
        if (anchor is None and not anything) or (anchor is not None and anchor.broken):
            return
        anchor = anchor or Anchor(utc_now().isoformat(timespec="seconds"), {})
        news = {}
        for id_ in ids:
            head, known = head_of(id_), anchor.reports.get(id_)
            if head.holds(known) and (known is None or known.revision < head.follow_up.frozen_revision):
                news[id_] = head.entry()
        write_anchor(anchor.with_reports(news))
    db.session.rollback()
