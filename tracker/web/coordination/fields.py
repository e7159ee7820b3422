"""Form fields that speak Swedish, and what two editors of the same thing are shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from tracker.domain.fault import Fault
from tracker.domain.text import normalise_newlines

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: More than any row of ours, and less than what a database refuses to read.
LARGEST_ID = 2**31 - 1


class DayField(Field):
    """A day as browsers send it, 2022-09-09; empty is None, and what cannot be read is kept and shown again."""

    widget = TextInput()
    data: date | None

    def __init__(self, label: str, *, needed: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._needed = needed

    @property
    def day(self) -> date:
        """The day, of a field that may not be empty and has been found good."""
        assert self.data is not None
        return self.data

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was typed; raises ValueError with a Swedish sentence."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            if self._needed:
                raise ValueError(self._needed)
            return
        try:
            if not _DAY.fullmatch(typed):
                raise ValueError(typed)
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError("Skriv dagen som år, månad och dag, till exempel 2022-09-09.") from None


class ChoiceField(SelectField):
    """One of a list; anything else is refused in Swedish. With `numbers` the value is an id, and empty is None."""

    def __init__(
        self, label: str, *, numbers: bool = False, needed: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, coerce=_row_id if numbers else str, **kwargs)
        self._needed = needed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the chosen value; an unreadable one counts as none that is in the list."""
        if valuelist:
            try:
                self.data = self.coerce(valuelist[0])
            except ValueError:
                raise ValueError("Välj något i listan.") from None

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuses what is not in the list, and nothing chosen where something is needed."""
        if self.process_errors:
            # Said already, when the value was read.
            raise StopValidation
        if self._needed and not self.data:
            raise StopValidation(self._needed)
        if not any(choice[2] for choice in self.iter_choices()):
            raise StopValidation("Välj något i listan.")


def _row_id(value: Any) -> int | None:
    text = str(value if value is not None else "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST_ID:
        raise ValueError(text)
    return int(text[:12])


class LineField(StringField):
    """One line of text; never None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, filters=[lambda text: text or ""], **kwargs)


class TextField(TextAreaField):
    """Several lines of text, stored as typed but for the browser's line ends; never None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, filters=[lambda text: normalise_newlines(text or "")], **kwargs)


class VersionedForm(FlaskForm):
    """A form that knows which version of the row it was filled from."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version, or -1, which no row has."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def show_faults(form: FlaskForm, faults: Iterable[Fault]) -> None:
    """Puts each fault at its field, so that summary and field say the same."""
    for fault in faults:
        field = form[fault.field]
        field.errors = [*field.errors, fault.message]


def show_the_rest(form: FlaskForm, faults: Iterable[Fault]) -> None:
    """Beside fields that cannot be read, what the use case would refuse in the others: nobody corrects twice."""
    show_faults(form, [fault for fault in faults if not form[fault.field].errors])


@dataclass(frozen=True)
class Difference:
    """One field that two people have filled in differently."""

    label: str
    theirs: str
    mine: str


def differences(mine: FlaskForm, theirs: FlaskForm) -> list[Difference]:
    """The fields that differ, in the form's order; `theirs` is the same form filled from what is stored."""
    found = []
    for field in mine:
        if isinstance(field, HiddenField):
            continue
        pair = shown(theirs[field.short_name]), shown(field)
        if pair[0] != pair[1]:
            found.append(Difference(field.label.text, *pair))
    return found


def side_by_side(mine: VersionedForm, theirs: VersionedForm) -> list[Difference]:
    """What differs from what somebody has saved meanwhile; saved again, mine counts as written with theirs seen."""
    found = differences(mine, theirs)
    mine.version.raw_data = None
    mine.version.data = theirs.version.data
    return found


def shown(field: Field) -> str:
    """A field's value in words."""
    if isinstance(field, SelectMultipleField):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2])
    if isinstance(field, SelectField):
        return next((str(choice[1]) for choice in field.iter_choices() if choice[2]), "")
    if isinstance(field, BooleanField):
        return "Ja" if field.data else "Nej"
    return str(field._value())


def choices(rows: Iterable[tuple[int, str]], nobody: str | None = None) -> Sequence[tuple[str, str]]:
    """Rows as choices of a list; `nobody` is the words of the empty one."""
    listed = [(str(id_), text) for id_, text in rows]
    return [("", nobody), *listed] if nobody is not None else listed
