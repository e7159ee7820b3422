"""Which key figures, municipalities and years are asked for; sent, Kolada is asked and the answer can be looked at."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import clock
from tracker.domain.measurement import FIRST_YEAR
from tracker.services.imports.waiting import ImportRefused
from tracker.services.kolada.asking import MOST_KPIS, Wanted, kpis_in, places_in
from tracker.services.kolada.bring_in import fetch_for_preview
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LineField
from tracker.web.frame.access import coordinators, current_person

_LATEST_YEAR = 2100
#: Which field a refusal is about; any other is about the whole.
_FIELDS = {"bad-kpi": "kpis", "no-kpi": "kpis", "no-place": "places"}


class ChoosingForm(FlaskForm):
    """What to ask for."""

    kpis = LineField("Nyckeltal", description="Koladas nummer, som U40806. Flera med mellanslag emellan.")
    places = LineField(
        "Kommuner",
        description="Namn eller koder med komma emellan. Riket är hela landet. En grupp av kommuner skrivs med sin "
        "kod, som G35869.",
    )
    from_year = LineField("Från och med år", description="Lämna tomt för alla år som finns.")
    to_year = LineField("Till och med år", description="Lämna tomt för att få nya år när de kommer.")


@blueprint.route("/kolada/hamta", methods=["GET", "POST"])
@coordinators
def kolada_choose() -> ResponseReturnValue:
    """The form; sent, Kolada's answer leads to its preview. What goes wrong is said, and what was typed stays."""
    form, status = ChoosingForm(), 400
    if not form.is_submitted():
        form.kpis.data = " ".join(request.args.getlist("kpi")[:MOST_KPIS])[:200]
        form.places.data = f"{current_person().organisation.name}, Riket"
    elif form.validate_on_submit() and (wanted := _wanted(form)) is not None:
        person = current_person()
        try:
            file = fetch_for_preview(wanted, person.organisation_id, by=person, now=clock.utc_now())
        except ImportRefused as refused:
            _show(form, refused)
            status = refused.status
        else:
            return redirect(url_for("coordination.kolada_preview", fetched_id=file.id), 303)
    page = render_template("coordination/kolada/choose.html", form=form)
    return page, status if form.errors or form.form_errors else 200


def _wanted(form: ChoosingForm) -> Wanted | None:
    """What was typed, or None when a field cannot be read and says so."""
    kpis: list[str] = []
    try:
        kpis = kpis_in(form.kpis.data)
    except ImportRefused as refused:
        _show(form, refused)
    places = [place for place in places_in(form.places.data) if place]
    if not kpis and not form.kpis.errors:
        form.kpis.errors = ["Skriv minst ett nyckeltal, eller sök efter det först."]
    if not places:
        form.places.errors = ["Skriv minst en kommun, eller Riket."]
    years = _year(form.from_year), _year(form.to_year)
    if years[0] and years[1] and years[0] > years[1]:
        form.to_year.errors = ["Sista året ska vara samma som det första eller ett senare."]
    return None if form.errors else Wanted(tuple(kpis), tuple(places), *years)


def _year(field: LineField) -> int | None:
    typed = field.data.strip()
    if not typed:
        return None
    four = typed.isascii() and typed.isdecimal() and len(typed) == 4
    if not (four and FIRST_YEAR <= int(typed) <= _LATEST_YEAR):
        field.errors = ["Skriv ett år med fyra siffror, till exempel 2015."]
        return None
    return int(typed)


def _show(form: ChoosingForm, refused: ImportRefused) -> None:
    if refused.why in _FIELDS:
        form[_FIELDS[refused.why]].errors = [refused.message]
    else:
        form.form_errors.append(refused.message)
