"""The two steps of an uppdrag on the pages: a board proposes, the office reviews, the decision is written in."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.assignments import add_assignment, declared, opened, proposed
from tests.boras import COORDINATOR, LABOUR, OFFICE, OWNER, SCHOOL, activity, plan
from tests.coordinating import send
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tests.web.following_up import counted_queries
from tracker.queries.council.decisions import all_decisions
from tracker.queries.council.proposals import standing_proposals

HERE = "/samordning/kf-uppdrag-2021"
LIST = f"{HERE}/fullgjorda"
PROPOSE = f"{HERE}/uppdrag/1/{LABOUR}/fullgjort"
REVIEW = f"{HERE}/uppdrag/1/{LABOUR}/bedomning"
REOPEN = f"{HERE}/uppdrag/1/ta-upp-igen"
PAGE = "/planer/kf-uppdrag-2021/aktiviteter/1"
DECISION = {"paragraph": "45", "decided_on": "2022-02-24", "diarienummer": "KS 2022-00101"}
MOMENT = datetime(2022, 9, 5, 8, 30, tzinfo=UTC)

pytestmark = pytest.mark.every_plan


@pytest.fixture(autouse=True)
def that_day():  # type: ignore[no-untyped-def]
    with time_machine.travel(MOMENT):
        yield


def as_(app: Flask, who: str) -> PageClient:
    """Somebody in a browser of her own."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    sign_in(client, who)
    return client


def test_from_the_boards_proposal_to_the_decision_and_back(app: Flask) -> None:
    client = as_(app, COORDINATOR[LABOUR])
    client.get("/samordning")
    assert "Kommunfullmäktiges uppdrag 2021" in client.page.text("#namndens")
    client.get("/samordning/namndens-uppdrag")
    assert PROPOSE in client.page.links()
    assert f"{HERE}/aktiviteter/1/{LABOUR}/ansvarig?fran=namnden" in client.page.links()
    client.get(PROPOSE)
    assert "Den senaste statusen är Ej genomfört." in client.page.text("main")
    assert send(client, PROPOSE, motivation="Introduktion erbjuds på alla familjecentraler.") == 303
    client.get("/samordning/namndens-uppdrag")
    assert "Nämnden föreslår att uppdraget förklaras fullgjort" in client.page.text("main")
    assert client.get(LIST).status_code == 403

    client = as_(app, OFFICE)
    client.get(LIST)
    said = client.page.text("#foreslagna")
    assert "Introduktion erbjuds på alla familjecentraler." in said and "Inte granskat än" in said
    assert "Förskolenämnden rapporterar inte sin del här." in said
    assert send(client, REVIEW, opinion="AGREES", comment="Stämmer med årsredovisningen.") == 303
    client.get(LIST)
    assert "Delar bedömningen Stämmer med årsredovisningen." in client.page.text("#foreslagna")
    assert send(client, f"{LIST}?valda=delade", **DECISION, words="Fullmäktige tackar.") == 303
    client.get(LIST)
    assert "Uppdrag 1 är förklarat fullgjort." in client.page.text(".notices")
    told = client.page.text("#beslutade")
    assert "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45, KS 2022-00101" in told
    assert "Fullmäktige tackar." in told
    client.get(PAGE)
    assert "Förklarades fullgjort av kommunfullmäktige den 24 februari 2022, § 45" in client.page.text("main")

    client.get(REOPEN)
    assert "Förklarades fullgjort av kommunfullmäktige" in client.page.text("main")
    assert send(client, REOPEN, paragraph="70", decided_on="2022-02-23") == 400
    assert "Ett nytt beslut är inte äldre" in client.page.text(".govuk-error-summary")
    assert send(client, REOPEN, paragraph="70", decided_on="2022-03-31") == 303
    client.get(PAGE)
    assert "Togs upp igen av kommunfullmäktige den 31 mars 2022, § 70" in client.page.text("main")


def test_a_form_that_lacks_something_says_it_at_the_field_and_keeps_the_rest(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, OFFICE)
    assert send(client, LIST, paragraph="paragrafen", diarienummer="KS 2022-00101") == 400
    summary = client.page.text(".govuk-error-summary")
    for words in (
        "Välj minst ett uppdrag",
        "Skriv paragrafen med sitt nummer",
        "Skriv vilken dag kommunfullmäktige",
    ):
        assert words in summary
    assert client.page.fields("main form[method=post]")["diarienummer"] == "KS 2022-00101"
    assert send(client, LIST, decided_on="i går", paragraph="45") == 400
    assert "Skriv dagen som år, månad och dag" in client.page.text(".govuk-error-summary")
    assert send(client, PROPOSE, motivation=" ") == 400
    assert "Skriv varför uppdraget är fullgjort" in client.page.text(".govuk-error-summary")
    with app.app_context():
        proposed()
    assert send(client, REVIEW) == 400
    assert "Välj om ni delar bedömningen" in client.page.text(".govuk-error-summary")
    assert send(client, REVIEW, opinion="DISAGREES") == 400
    assert "Skriv varför ni inte delar" in client.page.text(".govuk-error-summary")


def test_all_or_none_when_somebody_was_first(app: Flask, client: PageClient) -> None:
    with app.app_context():
        add_assignment("2")
        ids = [activity("1").id, activity("2").id]
    sign_in(client, OFFICE)
    client.get(LIST)
    fields = {**client.page.fields("main form[method=post]"), **DECISION, "chosen": [str(one) for one in ids]}
    with app.app_context():
        declared("2")
    assert client.post(LIST, data=fields).status_code == 409
    assert "Uppdrag 2 är redan förklarat fullgjort" in client.page.text(".govuk-error-summary")
    assert client.page.fields("main form[method=post]")["paragraph"] == "45"
    with app.app_context():
        assert not activity("1").fulfilled
    fields["chosen"] = [str(ids[0])]
    assert [client.post(LIST, data=fields).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        assert len(all_decisions(ids[0])) == 1


def test_a_second_one_who_proposes_is_shown_both_texts(app: Flask, client: PageClient) -> None:
    sign_in(client, COORDINATOR[LABOUR])
    client.get(PROPOSE)
    fields = {**client.page.fields("main form[method=post]"), "motivation": "Min text."}
    with app.app_context():
        first = proposed(text="Deras text.").id
    assert client.post(PROPOSE, data=fields).status_code == 409
    shown = client.page.text("main")
    assert "Deras text." in shown and "Min text." in shown
    again = client.page.fields("main form[novalidate]")
    assert client.post(PROPOSE, data=again).status_code == 303
    with app.app_context():
        standing = standing_proposals(plan().id)
        assert [one.motivation for one in standing.values()] == ["Min text."]
    client.get(PROPOSE)
    back = f"{PROPOSE}/ta-tillbaka"
    fields = client.page.fields(f"form[action='{back}']")
    assert (
        client.post(back, data={**fields, "proposal": str(first)}).status_code == 409
    )  # there is a newer one
    assert [client.post(back, data=fields).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        assert standing_proposals(plan().id) == {}


def test_the_office_does_not_review_what_has_changed(app: Flask, client: PageClient) -> None:
    with app.app_context():
        proposed()
    sign_in(client, OFFICE)
    client.get(REVIEW)
    fields = {**client.page.fields("main form[method=post]"), "opinion": "AGREES", "proposal": "999999"}
    assert client.post(REVIEW, data=fields).status_code == 404
    assert client.post(REVIEW, data={**fields, "proposal": "x"}).status_code == 404


def test_only_the_boards_own_coordinator_and_the_office_propose(app: Flask) -> None:
    for who in (COORDINATOR[SCHOOL], OWNER, "coordinator"):
        assert as_(app, who).get(PROPOSE).status_code == 403, who
    client = as_(app, COORDINATOR[SCHOOL])
    assert client.get(PROPOSE.replace(LABOUR, SCHOOL)).status_code == 303  # its share is not collected here
    assert client.get("/samordning/namndens-uppdrag").status_code == 200
    assert "kf-uppdrag-2021" not in client.page.html


def test_a_plan_without_uppdrag_leads_back(client: PageClient) -> None:
    sign_in(client, "coordinator")
    assert client.get("/samordning/26-punktsplan/fullgjorda").status_code == 303


def test_the_owner_is_told_who_closed_it_and_keeps_what_was_written(app: Flask, client: PageClient) -> None:
    with app.app_context():
        opened()
    sign_in(client, OWNER)
    own = "/mina-aktiviteter/kf-uppdrag-2021/1"
    client.get(own)
    fields = {**client.page.fields("main form[novalidate]"), "comment": "Detta hade jag skrivit."}
    with app.app_context():
        declared()
    assert client.post(own, data=fields).status_code == 409
    sentence = (
        "Kommunfullmäktige förklarade uppdraget fullgjort den 24 februari 2022, § 45, så det tar inte emot"
    )
    assert sentence in client.page.text("main")
    assert "Detta hade jag skrivit." in client.page.text("main")
    client.get(own)
    assert sentence in client.page.text("main")
    assert client.page.select("main form[novalidate]") == []


def test_the_word_list_is_downloaded_when_there_is_one(app: Flask, client: PageClient) -> None:
    sign_in(client, OFFICE)
    assert client.get(f"{LIST}.docx").status_code == 303
    with app.app_context():
        proposed()
    assert client.get(f"{LIST}.docx").status_code == 303  # not reviewed yet
    with client.get(f"{LIST}.docx?urval=alla") as file:
        assert file.data[:2] == b"PK"
        assert "fullgjorda-uppdrag-kf-uppdrag-2021-2022-09-05.docx" in file.headers["Content-Disposition"]


def test_the_pages_ask_the_same_number_of_questions_whatever_their_size(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, OFFICE)
    counts = []
    for number in ("2", "3"):
        with app.app_context():
            add_assignment(number)
            proposed(number)
        client.get(LIST)
        with counted_queries(app) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
    client = as_(app, COORDINATOR[LABOUR])
    for path in ("/samordning/namndens-uppdrag", "/samordning", PROPOSE):
        client.get(path)
    for path in ("/samordning/namndens-uppdrag", "/samordning", PROPOSE):
        with counted_queries(app) as asked:
            client.get(path)
        assert len(asked) <= 12, path


def test_a_board_decides_about_its_own(app: Flask, client: PageClient) -> None:
    sign_in(client, "controller.socialforvaltningen@uppsala.example.org")
    here = "/samordning/namnduppdrag-2020"
    propose = f"{here}/uppdrag/1/socialnamnden/fullgjort"
    client.get(propose)
    assert client.page.fields("main form[novalidate]")["answered_on"] == "2020-05-26"
    assert send(client, propose, motivation="Skrivelsen är svaret.", answered_on="") == 400
    assert "vilken dag uppdraget besvarades" in client.page.text(".govuk-error-summary")
    assert send(client, propose, motivation="Skrivelsen är svaret.") == 303
    client.get(f"{here}/fullgjorda")
    assert "Nämndens beslut om de uppdrag" in client.page.text("main")
    chosen = client.page.one("#chosen").get("value")
    words = "Socialnämnden lägger informationen till handlingarna."
    assert (
        send(
            client,
            f"{here}/fullgjorda",
            chosen=chosen,
            paragraph="§ 88",
            decided_on="2020-06-10",
            words=words,
        )
        == 303
    )
    client.get("/planer/namnduppdrag-2020/aktiviteter/1")
    told = client.page.text("main")
    for part in (
        "SCN-2020-00224",
        "Centerpartiet (C)",
        "Besvarades med Tjänsteskrivelse, Aktualiserad fråga om att närstudera Boråsmodellen, den 26 maj 2020",
        "Förklarades fullgjort av nämnden den 10 juni 2020, § 88",
    ):
        assert part in told
