"""The municipality's own Word template, without its bytes."""

from tracker.models import ReportTemplate, db


def kept_template(organisation_id: int) -> ReportTemplate | None:
    """What is known of the template that was uploaded, or None."""
    return db.session.get(ReportTemplate, organisation_id)
