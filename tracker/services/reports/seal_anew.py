"""Seals frozen reports with the key of now, after TRACKER_SECRET_KEY was changed on purpose."""

from tracker.models import FollowUp, ReportFile, ReportVersion, db
from tracker.services.reports.freeze import digest
from tracker.services.reports.seal import file_seal, sealed_with_another_key, version_seal
from tracker.services.reports.verify_frozen import frozen_follow_ups, versions_in_order


def seal_anew() -> int:
    """Gives new seals to what was sealed with another key, or before there were seals; how many versions got one.

    Their hashes are all that can be judged: a version whose hashes do not fit, or whose seal of this key is
    broken, is left as it is, with all that come after it. One transaction.
    """
    count = sum(_of_follow_up(follow_up) for follow_up in frozen_follow_ups())
    db.session.commit()
    return count


def _of_follow_up(follow_up: FollowUp) -> int:
    """The seal of each version rests on that of the one before: a new one there is a new one here."""
    count, old, new = 0, None, None
    for version in versions_in_order(follow_up):
        foreign = version.seal is None or sealed_with_another_key(version.seal)
        if not _whole(version) or (not foreign and version.seal != version_seal(version, old)):
            return count
        old, before = version.seal, version.seal
        if version.manifest is None:
            version.manifest = {file.format: file.sha256 for file in sorted(version.files, key=_by_format)}
        new = version.seal = version_seal(version, new)
        for file in version.files:
            if file.format not in version.manifest and (
                file.seal is None or sealed_with_another_key(file.seal)
            ):
                file.seal = file_seal(version, file)
        count += new != before
    return count


def _whole(version: ReportVersion) -> bool:
    return digest(version.content.encode()) == version.content_sha256 and all(
        digest(file.data) == file.sha256 for file in version.files
    )


def _by_format(file: ReportFile) -> str:
    return file.format
