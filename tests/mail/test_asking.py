"""What a mail asks for, in words that fit one and many."""

from datetime import date

from tests.mail.letters import COUNCIL, HANDED_OVER, PLAN, TODAY, row, usual
from tracker.domain.reminders.texts import TextKind
from tracker.mail import asking
from tracker.mail.asking import MissingValue, TakenOver
from tracker.mail.letter import Section


def due(*days: date) -> Section:
    rows = [row(n, str(n), "Text", answer_by=day) for n, day in enumerate(days, 1)]
    return asking.assignments(COUNCIL, rows, usual(TextKind.ASSIGNMENT), TODAY, next_on=None)


def missing(*periods: str) -> Section:
    values = [MissingValue(f"Nyckeltal {one}", one, TODAY, "", "") for one in periods]
    return asking.values(PLAN, values, usual(TextKind.VALUE), TODAY, owner=True, next_on=date(2022, 9, 19))


def test_one_date_is_the_date_and_of_several_the_nearest_is_named() -> None:
    first, second = date(2022, 9, 30), date(2022, 10, 14)
    assert due(first).lead[0].endswith("ska vara klart. Det är fredag 30 september.")
    assert due(second, first).lead[0].endswith("ska vara klart. Det närmaste är fredag 30 september.")


def test_one_value_is_of_a_period_and_several_of_periods() -> None:
    assert missing("2021").lead[0].endswith("ett värde saknas för en period som är slut.")
    assert missing("2021", "T2 2022").lead[0].endswith("två värden saknas för perioder som är slut.")


def test_a_tertial_is_said_in_words() -> None:
    assert missing("T2 2022").rows[0].said.startswith("Värdet för andra tertialet 2022 saknas")


def test_the_one_who_took_over_is_told_from_whom_and_when() -> None:
    asked = [HANDED_OVER, row(3, "3", "Text", taken_over=TakenOver("Rektor", date(2021, 12, 30)))]
    rows = asking.reviews(PLAN, asked, usual(TextKind.REVIEW), TODAY, next_on=None).rows
    assert rows[0].note == "Rektor, sfi lämnade över aktiviteten till dig 1 september."
    assert rows[1].note == "Rektor lämnade över aktiviteten till dig 30 december 2021."


def test_each_kind_says_when_the_next_mail_about_it_comes() -> None:
    reviewed = [
        asking.reviews(PLAN, [row(3, "3", "Text")], usual(TextKind.REVIEW), TODAY, next_on=day).after
        for day in (date(2022, 10, 5), None)
    ]
    assert reviewed == [
        ("Nästa påminnelse kommer onsdag 5 oktober, om ingen har sett över det här då.",),
        ("Nästa påminnelse kommer om ungefär ett år, om ingen har sett över det här då.",),
    ]
    assert missing("2021").after == ("Nästa påminnelse kommer måndag 19 september, om värdet saknas då.",)
    assert due(date(2022, 9, 30)).after == ("Fler påminnelser om det här kommer inte av sig själva.",)
