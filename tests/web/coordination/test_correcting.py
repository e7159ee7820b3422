"""Rättelse, decision and versions as pages: what the coordinator does, and what every reader is told."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.coordinating import AS_OF, COCKPIT, PLAN, as_coordinator, send, with_open_follow_up
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, db
from tracker.queries.plans.versions import versions_of
from tracker.services.follow_ups.close_follow_up import close_follow_up

CORRECT = f"{COCKPIT}/ratta"
PUBLIC = f"/planer/{PLAN}/uppfoljningar/{AS_OF}"


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    """After the meeting."""
    with time_machine.travel("2022-10-03T10:00:00+02:00"):
        yield


@pytest.fixture
def closed(app: Flask, client: PageClient) -> int:
    """A closed follow-up, where 12 is answered; the client is its coordinator."""
    follow_up_id = with_open_follow_up(app, "12")
    with app.app_context():
        close_follow_up(follow_up_id, by=None, now=datetime(2022, 9, 12, 9, tzinfo=UTC))
    as_coordinator(client)
    return follow_up_id


def index_of(client: PageClient, number: str) -> str:
    [box] = [
        label.get("for").removeprefix("valj-")
        for label in client.page.select(".row-choices label")
        if label.cssselect("strong")[0].text == number
    ]
    return str(box)


def test_rows_are_chosen_and_nothing_typed_is_lost(client: PageClient, closed: int) -> None:
    client.get(CORRECT)
    fields = client.page.fields("main form[method=post]")
    index = index_of(client, "12")
    chosen = {**fields, "reason": "Antalet var fel.", "summary": "Ny text.", "rad": index, "visa": "1"}
    assert client.post(CORRECT, data=chosen).status_code == 200
    again = client.page.fields("main form[method=post]")
    assert (again["reason"], again["summary"]) == ("Antalet var fel.", "Ny text.")
    assert again[f"rad-{index}-comment"] == "Vi har börjat."
    assert again["rad"] == index


def corrected(client: PageClient, reason: str, **changed: str) -> int:
    client.get(CORRECT)
    index = index_of(client, "12")
    client.get(f"{CORRECT}?rad={index}")
    fields = client.page.fields("main form[method=post]")
    for name, text in changed.items():
        fields[f"rad-{index}-{name}" if name in ("comment", "target_year") else name] = text
    if "target_year" in changed:
        fields.pop(f"rad-{index}-ongoing", None)
    fields.pop("visa", None)
    return client.post(CORRECT, data={**fields, "reason": reason}).status_code


def test_a_correction_from_the_page_is_told_to_every_reader(
    app: Flask, client: PageClient, closed: int
) -> None:
    word = client.get(f"{PUBLIC}/rapport.docx").data
    assert (
        corrected(
            client, "Antalet jobbspår var fel.", comment="Tre jobbspår har startat.", target_year="2024"
        )
        == 303
    )
    client.get(COCKPIT)
    said = client.page.text("#versioner")
    assert "Version 2, fryst 3 oktober 2022 kl. 10.00 av Controller, arbetsmarknadsförvaltningen." in said
    assert "Rättelse: Antalet jobbspår var fel." in said
    visitor = app.test_client()
    assert isinstance(visitor, PageClient)
    visitor.get(f"{PUBLIC}/rapport")
    assert "Tre jobbspår har startat." in visitor.page.text("main")
    assert "Antalet jobbspår var fel." in visitor.page.text("main")
    assert "nyare version" not in visitor.page.text("main")
    visitor.get(f"{PUBLIC}/rapport?version=1")
    old = visitor.page.text("main")
    assert "Det finns en nyare version av rapporten. Det här är version 1" in old
    assert "Version 2: Antalet jobbspår var fel." in old
    assert "Vi har börjat." in old
    assert visitor.get(f"{PUBLIC}/rapport.docx?version=1").data == word
    visitor.get(f"{PUBLIC}/versioner")
    assert visitor.page.texts("h2") == ["Version 2", "Version 1"]
    with app.app_context():
        versions = versions_of(closed)
    page = visitor.page.text("main")
    for file in (file for version in versions for file in version.files):
        assert file.sha256 in page
    assert all(
        visitor.get(link).status_code == 200
        for link in visitor.page.links()
        if "version=" in link and ".html" not in link
    )


@pytest.mark.parametrize(
    ("reason", "changed", "words"),
    [
        ("", {"summary": "Ny."}, "Skriv varför rapporten rättas."),
        ("Skäl.", {}, "Inget är ändrat"),
        ("Skäl.", {"comment": ""}, "Aktivitet 12: Skriv vad som har hänt"),
        ("Skäl.", {"target_year": "2020"}, "Aktivitet 12: Året 2020 har redan passerat."),
        ("Skäl.", {"report_on": "i går"}, "Skriv dagen som år, månad och dag"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_frozen(
    app: Flask, client: PageClient, closed: int, reason: str, changed: dict[str, str], words: str
) -> None:
    assert corrected(client, reason, **changed) == 400
    assert words in client.page.text(".govuk-error-summary")
    with app.app_context():
        assert len(versions_of(closed)) == 1


def test_two_who_correct_are_shown_both_texts(client: PageClient, closed: int) -> None:
    client.get(CORRECT)
    mine = {**client.page.fields("main form[method=post]"), "reason": "Mitt skäl.", "summary": "Min."}
    mine.pop("visa", None)
    assert corrected(client, "Deras skäl.", summary="Deras.") == 303
    assert client.post(CORRECT, data=mine).status_code == 409
    assert client.page.texts(".two-texts__text") == [
        "Sammanfattning, sparat nu Deras.", "Sammanfattning, din Min.",
    ]  # fmt: skip
    again = client.page.fields("main form[method=post]")
    again.pop("visa", None)
    assert client.post(CORRECT, data=again).status_code == 303
    client.get(COCKPIT)
    assert "Version 3" in client.page.text("#versioner")


def test_two_who_correct_the_same_row_and_comment_are_shown_both_texts(
    client: PageClient, closed: int
) -> None:
    comment = "kommentar-andel-invanare-med-ekonomiskt-bistand-text"
    client.get(f"{CORRECT}?rad=12")
    mine = {**client.page.fields("main form[method=post]"), "reason": "Mitt.", comment: "Min kommentar."}
    mine |= {"rad": "12", "rad-12-comment": "Min text."}
    mine.pop("visa", None)
    theirs = {"rad": "12", "rad-12-comment": "Deras text.", comment: "Deras kommentar."}
    client.get(f"{CORRECT}?rad=12")
    sent = {**client.page.fields("main form[method=post]"), "reason": "Deras.", **theirs}
    sent.pop("visa", None)
    assert client.post(CORRECT, data=sent).status_code == 303, client.page.text("main")
    assert client.post(CORRECT, data=mine).status_code == 409
    shown = " ".join(client.page.texts(".two-texts__text"))
    for text in ("Deras text.", "Min text.", "Deras kommentar.", "Min kommentar."):
        assert text in shown


def test_the_decision_is_shown_wherever_the_report_is(app: Flask, client: PageClient, closed: int) -> None:
    client.get(f"{COCKPIT}/beslut")
    assert client.page.fields("main form")["decided_on"] == "2022-09-28"
    assert send(client, f"{COCKPIT}/beslut", decided_paragraph="§ 41") == 303
    usual = "Arbetsmarknadsnämnden beslutar att lägga informationen till handlingarna."
    for page in (COCKPIT, f"/planer/{PLAN}", PUBLIC, f"{PUBLIC}/rapport"):
        client.get(page)
        assert usual in client.page.text("main"), page
        assert "28 september 2022, § 41" in client.page.text("main"), page
    client.get(f"/planer/{PLAN}/uppfoljningar")
    assert "Nämnden beslutade 28 september 2022, § 41." in client.page.text("main")
    with app.app_context():
        assert db.session.get_one(FollowUp, closed).state is FollowUpState.DECIDED


def test_two_who_record_the_decision_are_shown_both_texts(client: PageClient, closed: int) -> None:
    client.get(f"{COCKPIT}/beslut")
    mine = {**client.page.fields("main form"), "decision": "Nämnden återremitterar ärendet."}
    assert send(client, f"{COCKPIT}/beslut", decided_paragraph="§ 41") == 303
    assert client.post(f"{COCKPIT}/beslut", data=mine).status_code == 409
    assert any("Nämnden återremitterar ärendet." in text for text in client.page.texts(".two-texts__text"))


def test_an_open_follow_up_has_neither(app: Flask, client: PageClient) -> None:
    with_open_follow_up(app)
    as_coordinator(client)
    for tail in ("ratta", "beslut"):
        assert client.get(f"{COCKPIT}/{tail}").status_code == 303
    assert client.get(f"{PUBLIC}/versioner").status_code == 404
    assert client.get(f"{PUBLIC}/tjansteskrivelse.docx").status_code == 404


@pytest.mark.parametrize("tail", ["ratta", "beslut", "tjansteskrivelse"])
def test_only_coordinators_of_the_plan(app: Flask, client: PageClient, closed: int, tail: str) -> None:
    member = app.test_client()
    assert isinstance(member, PageClient)
    assert member.get(f"{COCKPIT}/{tail}").status_code == 302
    sign_in(member, "board_member")
    assert member.get(f"{COCKPIT}/{tail}").status_code == 403
