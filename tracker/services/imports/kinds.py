"""Which kinds of plan a file is read with: that of the plan it goes into, or all whose headings tell them apart."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import FieldPlace
from tracker.importers.known_kinds import KnownField, KnownKind
from tracker.models import Plan, PlanKind, db


def known_kinds(plan: Plan | None) -> tuple[KnownKind, ...]:
    """The kinds that have columns, areas or boards of their own; the usual table is read without being told."""
    if plan is not None:
        return (_known(plan.kind),) if _has_own(plan.kind) else ()
    query = select(PlanKind).options(joinedload(PlanKind.vocabulary)).order_by(PlanKind.id)
    return tuple(_known(kind) for kind in db.session.scalars(query) if kind.fields)


def kind_of_new_plans(slug: str = "") -> PlanKind:
    """The kind whose columns the file has; of a usual report the first kind that is counted and has none of its own."""
    query = select(PlanKind).order_by(PlanKind.id)
    kinds = list(db.session.scalars(query))
    usual = next((kind for kind in kinds if kind.counted and not _has_own(kind)), kinds[0])
    return next((kind for kind in kinds if kind.slug == slug), usual)


def _has_own(kind: PlanKind) -> bool:
    words = kind.words
    return bool(kind.fields or kind.shared or words.get("comment_heading") or words.get("focus_heading"))


def _known(kind: PlanKind) -> KnownKind:
    def word(name: str) -> str:
        return str(kind.words.get(name, ""))

    return KnownKind(
        slug=kind.slug,
        number=word("number_heading"),
        text=word("text_heading"),
        status=word("status_heading"),
        target=word("target_heading"),
        comment=word("comment_heading"),
        focus=word("focus_heading"),
        counted=kind.counted,
        shared=kind.shared,
        answered=kind.vocabulary.labels[0].label if kind.vocabulary else "",
        fields=tuple(_field(field) for field in kind.own_fields),
    )


def _field(field: PlanField) -> KnownField:
    return KnownField(field.key, (field.heading, *field.synonyms), field.place is FieldPlace.ACTIVITY)
