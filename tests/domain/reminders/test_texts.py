"""What a coordinator writes in the mails: fields that are filled in, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.reminders.texts import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    SHAPES,
    MailText,
    TextKind,
    filled,
    paragraphs,
    text_faults,
)

VALUES = {"plan": "26-punktsplanen", "antal svar": "två svar"}


@pytest.mark.parametrize("kind", TextKind)
def test_the_usual_texts_are_whole_and_without_fault(kind: TextKind) -> None:
    shape = SHAPES[kind]
    assert text_faults(kind, shape.default) == []
    for part in (shape.default.subject, shape.default.text):
        said = filled(part, shape.fields)
        assert ("{" not in said and said[0].isupper()) or said[0].isdigit()
    assert filled(shape.default.text, shape.fields).endswith(".")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{antal svar} till {plan}", "Två svar till 26-punktsplanen"),
        ("Nu är det {antal svar}.", "Nu är det två svar."),
        ("Hej! {antal svar} saknas.", "Hej! Två svar saknas."),
        ("Hej:\n{antal svar}", "Hej:\nTvå svar"),
        ("Obs: {antal svar}", "Obs: två svar"),
        ("{ PLAN }", "26-punktsplanen"),
        ("{okänt} {", "{okänt} {"),
    ],
)
def test_fields_are_filled_in_and_begin_sentences_with_a_capital(template: str, said: str) -> None:
    assert filled(template, VALUES) == said


def test_what_is_filled_in_is_never_read_as_a_field() -> None:
    assert filled("{plan}", {"plan": "{antal svar}", "antal svar": "två"}) == "{antal svar}"


@given(st.text(max_size=300))
def test_no_text_stops_a_mail(text: str) -> None:
    assert isinstance(filled(text, VALUES), str)
    for paragraph in paragraphs(text):
        assert paragraph.strip() == paragraph != ""


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        (MailText("", "Text."), "subject", "ämnesraden"),
        (MailText("\u200b\ufeff", "Text."), "subject", "ämnesraden"),
        (MailText("Ämne", " \n "), "text", "först i mejlet"),
        (MailText("Ämne {namn}", "Text."), "subject", "{namn} går inte att fylla i"),
        (MailText("Ämne", "Hej {förnamn} {efternamn}"), "text", "{förnamn} och {efternamn}"),
        (MailText("Ämne", "Hej {plan"), "text", "klammer"),
        (MailText("Ämne", "Hej plan}"), "text", "klammer"),
        (MailText("Två\nrader", "Text."), "subject", "inte syns"),
        (MailText("Ämne", "Text\x00"), "text", "inte syns"),
        (MailText("x" * (LONGEST_SUBJECT + 1), "Text."), "subject", "Korta den"),
        (MailText("Ämne", "x" * (LONGEST_TEXT + 1)), "text", "Korta den"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_field_named(text: MailText, field: str, words: str) -> None:
    [fault] = text_faults(TextKind.REMINDER, text)
    assert fault.field == field
    assert words in fault.message


def test_blank_lines_divide_paragraphs_and_single_breaks_are_kept() -> None:
    assert paragraphs("Ett\ntvå\n\n \n tre \n") == ("Ett\ntvå", "tre")
