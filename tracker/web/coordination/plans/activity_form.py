"""The form of an activity: number and texts, and what only some kinds of plan have."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField

from tracker.domain.plan_fields import on_activity
from tracker.models import Activity, Plan
from tracker.services.plans.activity_facts import ActivityFacts, generates_numbers, has_focus
from tracker.services.plans.assignment_facts import Decided
from tracker.services.plans.shares import Shares, boards_for_shares
from tracker.web.coordination.fields import (
    LARGEST_ID,
    ChoiceField,
    DayField,
    LineField,
    TextField,
    VersionedForm,
    choices,
)
from tracker.web.coordination.row_words import row_words
from tracker.web.own_fields import fill, form_with, own_values


class ActivityForm(VersionedForm):
    """What every kind has. `form_for` makes the one of a plan."""

    number = LineField("Nummer", description="Till exempel 27, eller 1c för en del av aktivitet 1.")
    parent_id = ChoiceField(
        "Del av",
        numbers=True,
        description="En aktivitet med delar rapporteras genom dem och räknas som den sämsta av dem.",
    )
    short_text = TextField("Kort beskrivning", description="Står i tabellen och i mejlen.")
    answer_by = DayField(
        "Ska vara besvarat senast",
        description="Bara för ett uppdrag med ett eget datum. Den som ansvarar påminns när det är nära.",
    )
    full_text = TextField("Hela texten", description="Som den är beslutad. En tom rad ger ett nytt stycke.")

    plan: Plan

    def offer(self, activities: Iterable[Activity], edited: Activity | None = None) -> None:
        """Fills in what it can be a part of: top-level activities, not itself, not withdrawn ones."""
        above = [
            (row.id, f"{row.number} {row.short_text}".strip()[:80])
            for row in activities
            if row.parent_id is None and row is not edited and (not row.withdrawn or _is_parent(row, edited))
        ]
        self.parent_id.choices = choices(above, f"Ingen, {row_words(self.plan).a} för sig")
        if self.plan.kind.shares_by_row:
            boards = [(board.id, board.name) for board in boards_for_shares(self.plan.organisation_id)]
            self["boards"].choices = self["elsewhere"].choices = choices(boards)
            self["lead"].choices = choices(boards, "Ingen vald")

    @property
    def facts(self) -> ActivityFacts:
        """What was typed."""
        kind = self.plan.kind
        own = on_activity(kind.own_fields)
        return ActivityFacts(
            self.number.data,
            self.short_text.data,
            self.full_text.data,
            self.parent_id.data,
            self.answer_by.data,
            focus_area=self["focus_area"].data if has_focus(kind) else None,
            decided=self._decided() if kind.assignments else None,
            shares=self._shares() if kind.shares_by_row else None,
            own=own_values(self, own) if own else None,
        )

    def _decided(self) -> Decided:
        return Decided(**{name: self[name].data for name in _DECIDED})

    def _shares(self) -> Shares:
        return Shares(_ids(self["boards"]), _ids(self["elsewhere"]), self["lead"].data)


#: The fields of an uppdrag, named as in Decided.
_DECIDED: dict[str, Field] = {
    "source": LineField(
        "Källa", description="Till exempel Mål och budget 2021, eller beslutet som gav uppdraget."
    ),
    "decided_on": DayField("Beslutat"),
    "decided_paragraph": LineField("Paragraf", description="Till exempel § 123."),
    "diarienummer": LineField("Diarienummer"),
    "asked_by": LineField(
        "Vem som frågade",
        description="Ett parti eller utskott, aldrig en person. Till exempel Centerpartiet (C).",
    ),
    "answered_with": LineField(
        "Besvarat med", description="Dokumentet som besvarade uppdraget, till exempel en tjänsteskrivelse."
    ),
    "answered_on": DayField("Besvarat den"),
}


def form_for(plan: Plan) -> type[ActivityForm]:
    """The form of the plan's kind; a kind with nothing of its own has the plain one."""
    kind, more = plan.kind, dict[str, Any](plan=plan)
    if has_focus(kind):
        more["focus_area"] = LineField(kind.words.get("focus_heading") or "Målområde")
    if kind.assignments:
        more.update(_DECIDED)
    if kind.assignments or kind.shared:
        more["answer_by"] = DayField(
            "Ska vara besvarat senast", description="Den som ansvarar påminns när det är nära."
        )
    if kind.shares_by_row:
        more.update(_share_fields(plan))
    if generates_numbers(kind):
        words = row_words(plan)
        more["number"] = LineField(
            "Nummer", description=f"Lämna tomt, så får {words.the_one} nästa lediga nummer."
        )
    base = cast("type[ActivityForm]", type("ActivityForm", (ActivityForm,), more))
    return form_with(base, on_activity(kind.own_fields))


def _share_fields(plan: Plan) -> dict[str, Field]:
    words = row_words(plan)
    found: dict[str, Field] = {
        "boards": _BoardsField(
            "Nämnder som redovisar här", description=f"Varje nämnd svarar för sin del av {words.the_one}."
        ),
        "elsewhere": _BoardsField(
            "Nämnder vars del inte redovisas här",
            description="De frågas inte, och deras del räknas inte. "
            "En nämnd som har svarat och tas bort ovanför hamnar här, så att svaren finns kvar.",
        ),
        "lead": ChoiceField("Nämnd som leder", numbers=True),
    }
    if plan.kind.assignments:
        found["lead"] = ChoiceField(
            "Nämnd som leder", numbers=True, description="Behövs bara när flera nämnder har uppdraget."
        )
    return found


class _BoardsField(SelectMultipleField):
    """Boards as checkboxes; the data are the ids as text, as a browser sends them."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuses what is not in the list, in Swedish."""
        if set(self.data or ()) - {str(choice[0]) for choice in self.iter_choices()}:
            raise ValueError("Välj bland nämnderna i listan.")


def _ids(field: SelectMultipleField) -> frozenset[int]:
    """What was chosen; what is no id is one that no board has."""
    typed = (str(one) for one in field.data or ())
    return frozenset(
        int(one) if one.isascii() and one.isdigit() and int(one[:12]) <= LARGEST_ID else 0 for one in typed
    )


def _is_parent(row: Activity, edited: Activity | None) -> bool:
    return edited is not None and edited.parent_id == row.id


def stored_form(plan: Plan, activity: Activity, rows: Iterable[Activity]) -> ActivityForm:
    """The form filled from what is stored."""
    form = form_for(plan)(formdata=None, obj=activity)
    form.offer(rows, activity)
    if plan.kind.shares_by_row:
        there = activity.responsibilities
        form["boards"].data = [str(row.board_id) for row in there if not row.not_collected]
        form["elsewhere"].data = [str(row.board_id) for row in there if row.not_collected]
        form["lead"].data = next((row.board_id for row in there if row.lead), None)
    fill(form, on_activity(plan.kind.own_fields), activity.field_values)
    return form


def used_before(rows: Sequence[Activity]) -> dict[str, list[str]]:
    """What the plan's other rows say in the lines that repeat, for the form to offer."""
    return {
        name: sorted({value for row in rows if (value := getattr(row, name))})
        for name in ("focus_area", "source", "asked_by")
    }
