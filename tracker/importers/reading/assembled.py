"""The rows of the tables and what the sections tell about them, put together."""

from dataclasses import replace

from tracker.domain.numbering import same_number
from tracker.importers.imported import FileRefused, ImportedRow, Unreadable
from tracker.importers.reading.rows import Found
from tracker.importers.reading.sections import Section, joined
from tracker.importers.reading.years import read_horizon


def assemble(found: Found, sections: list[Section]) -> None:
    """Fills the rows from their sections; the table's status and year decide. A section without a row becomes one.

    Raises FileRefused when there are neither rows nor sections.
    """
    if not found.rows and not sections:
        raise FileRefused(
            "no-rows",
            "Ingen tabell med aktiviteter och inga avsnitt som ”Aktivitet 1” hittades. "
            "Kontrollera att tabellen har rubrikerna Nr, Aktivitet och Status.",
        )
    labelled = any(section.labelled for section in sections)
    places = {same_number(row.number): place for place, row in enumerate(found.rows)}
    met: set[str] = set()
    for section in sections:
        for position, number in enumerate(section.numbers):
            if same_number(number) in met:
                why = f"Avsnittet om {number} finns två gånger. Det första är läst."
                found.unreadable.append(
                    Unreadable(f"avsnittet {number}", section.headings[position][:300], why)
                )
                continue
            met.add(same_number(number))
            place = places.get(same_number(number))
            row = found.rows[place] if place is not None else ImportedRow(number, f"avsnittet {number}")
            filled = _filled(row, section, position, labelled)
            if place is None:
                _add(filled, section, found)
            else:
                found.rows[place] = filled


def _add(row: ImportedRow, section: Section, found: Found) -> None:
    why = read_horizon(section.target or "").why
    if why:
        found.unreadable.append(Unreadable(row.where, (section.target or "")[:300], why))
    found.rows.append(row)


def _filled(row: ImportedRow, section: Section, position: int, labelled: bool) -> ImportedRow:
    comment, cause, remaining = section.told(section.numbers[position])
    return replace(
        _with_year(row, section),
        full_text=row.full_text or _full(section, position, labelled),
        status=row.status or section.status,
        comment=row.comment or comment,
        cause=row.cause or cause,
        remaining_work=row.remaining_work or remaining,
    )


def _full(section: Section, position: int, labelled: bool) -> str | None:
    """What was decided. In a report of ours the heading is the short text, and the decided one has its own label."""
    if labelled:
        return joined(section.full) or None
    further = section.full if position == len(section.numbers) - 1 else []
    return joined([text for text in (section.headings[position], *further) if text]) or None


def _with_year(row: ImportedRow, section: Section) -> ImportedRow:
    """A section shared by rows speaks of the one whose year it has."""
    told = read_horizon(section.target or "")
    if row.target_year is None and not row.ongoing and row.status is None:
        return replace(
            row,
            target_year=told.year,
            ongoing=told.ongoing,
            earlier_years=told.earlier,
            year_uncertain=told.uncertain,
        )
    if told.year is None or told.year != row.target_year:
        return row
    return replace(
        row,
        earlier_years=row.earlier_years or told.earlier,
        year_uncertain=row.year_uncertain or told.uncertain,
    )
