"""The columns of the table of key figure values as files print them, and the other names under which they come in."""

from enum import StrEnum

from tracker.domain.terms import Gender, Measure


class ValueColumn(StrEnum):
    """A column of the table of values, one value per line; the value is its heading in Excel and CSV."""

    FIGURE = "Nyckeltal"
    PERIOD = "Period"
    START = "Från"
    END = "Till"
    MEASURE = "Mått"
    GENDER = "Kön"
    PLACE = "Plats"
    VALUE = "Värde"
    UNIT = "Enhet"
    SOURCE = "Källa"


#: Other headings under which a column is met; compared without regard to case, spaces and hyphens.
VALUE_SYNONYMS: dict[ValueColumn, tuple[str, ...]] = {
    ValueColumn.FIGURE: ("indikator", "nyckeltalets namn", "kpi", "verksamhetsmått", "namn"),
    ValueColumn.PERIOD: ("månad", "tertial", "år", "datum", "tid", "year"),
    ValueColumn.START: ("från och med", "startdatum"),
    ValueColumn.END: ("till och med", "slutdatum"),
    ValueColumn.MEASURE: ("typ", "slag"),
    ValueColumn.GENDER: ("gender", "gäller"),
    ValueColumn.PLACE: ("kommun", "municipality", "område"),
    ValueColumn.VALUE: ("utfall", "resultat", "value"),
    ValueColumn.UNIT: ("mätt i",),
    ValueColumn.SOURCE: ("hämtat från",),
}

MEASURES = {
    Measure.OUTCOME: "Utfall",
    Measure.TARGET: "Mål",
    Measure.BUDGET: "Budget",
    Measure.FORECAST: "Prognos",
}
GENDERS = {Gender.TOTAL: "Totalt", Gender.WOMEN: "Kvinnor", Gender.MEN: "Män"}

#: Words in files, in small letters. T, K and M are Kolada's.
MEASURE_WORDS = {
    **{word.lower(): measure for measure, word in MEASURES.items()},
    "målvärde": Measure.TARGET,
    "": Measure.OUTCOME,
}
GENDER_WORDS = {
    **{word.lower(): gender for gender, word in GENDERS.items()},
    "": Gender.TOTAL,
    "alla": Gender.TOTAL,
    "t": Gender.TOTAL,
    "kvinna": Gender.WOMEN,
    "flickor": Gender.WOMEN,
    "k": Gender.WOMEN,
    "man": Gender.MEN,
    "pojkar": Gender.MEN,
    "m": Gender.MEN,
}
