"""An owner answers in the fields that the plan's kind has of its own, and for several boards' shares."""

from datetime import date

import pytest
from flask import Flask

from tests.boras import KF, OWNER
from tests.boras import plan as plan_of
from tests.owners_pages import MAIN_FORM, errors, typed
from tests.page_check import PageClient
from tests.shared_plans import (
    AS_OF,
    CONTROL,
    NOW,
    control_plan,
    follow_up_of,
    kf_plan,
    open_one,
    said_of,
    share_of,
    stored,
)
from tests.signing_in import sign_in
from tracker.domain.plan_fields import PlanField
from tracker.domain.terms import FieldType, FollowUpState, WayIn
from tracker.models import StatusUpdate, db

pytestmark = pytest.mark.every_plan

FORM = f"/mina-aktiviteter/{CONTROL}/1"


@pytest.fixture
def owner(app: Flask, client: PageClient) -> PageClient:
    """Signed in as owner of an intern kontrollplan that is followed up."""
    stored(app, control_plan)
    sign_in(client, OWNER)
    client.get(FORM)
    return client


def send(client: PageClient, **changes: str | None) -> int:
    fields = typed(client, **changes)
    return client.post(FORM, data=fields, follow_redirects=True).status_code


def test_the_fields_are_the_answer_and_no_status_is_asked_for(owner: PageClient) -> None:
    text = owner.page.text("main")
    assert "Analys 2022" in text and "Vad kontrollen visade." in text
    assert "Åtgärd (frivilligt)" in text
    for absent in ("Status nu", "Vad orden betyder", "Bedöms bli färdig", "Vad har hänt", "aktivitet"):
        assert absent not in text
    assert not owner.page.select("input[type=radio]")


def test_what_is_typed_is_stored_and_shown_as_the_board_will_see_it(app: Flask, owner: PageClient) -> None:
    assert send(owner, own_analys="Inga avvikelser.\nKontrollen gjordes i maj.", own_atgard="  ") == 200
    assert "Inga avvikelser." in owner.page.text("main")
    assert "Besvarad" not in owner.page.text(".quiet")
    with app.app_context():
        [update] = said_of(plan_of(CONTROL))
        assert update.field_values == {"analys": "Inga avvikelser.\nKontrollen gjordes i maj."}
        assert update.label.label == "Besvarad" and update.comment == ""


def test_a_demanded_field_that_is_empty_is_named_and_the_rest_stays(app: Flask, owner: PageClient) -> None:
    assert send(owner, own_analys=" ", own_atgard="Ny rutin.") == 400
    assert errors(owner) == {"own_analys": "Fyll i ”Analys 2022”. Svaret behöver det."}
    assert owner.page.fields(MAIN_FORM)["own_atgard"] == "Ny rutin."
    with app.app_context():
        assert said_of(plan_of(CONTROL)) == []


def test_nothing_new_repeats_the_fields(app: Flask, client: PageClient) -> None:
    with app.app_context():
        plan = control_plan()
        answered(plan.slug, {"analys": "Inga avvikelser.", "atgard": "Ingen."})
        close_and_open_next(plan.slug, AS_OF.replace(month=12))
    sign_in(client, OWNER)
    client.get(FORM)
    assert "Inga avvikelser." in client.page.text(".quiet")
    assert client.page.fields(MAIN_FORM)["own_analys"] == "Inga avvikelser."
    fields = client.page.fields(".quiet form")
    assert client.post(FORM, data={**fields, "do": "nothing-new"}, follow_redirects=True).status_code == 200
    with app.app_context():
        repeated = said_of(plan_of(CONTROL))[-1]
        assert repeated.nothing_new and repeated.field_values["analys"] == "Inga avvikelser."


def test_nothing_new_is_not_offered_where_a_demanded_field_was_empty(app: Flask, client: PageClient) -> None:
    with app.app_context():
        plan = control_plan()
        answered(plan.slug, {"atgard": "Ingen."})
        close_and_open_next(plan.slug)
    sign_in(client, OWNER)
    client.get(FORM)
    assert "Förra gången var ”Analys 2022” tomt. Fyll i det nu." in client.page.text(".quiet")
    assert not client.page.select(".quiet form")


def test_two_who_write_at_once_see_both_texts_and_nothing_is_lost(app: Flask, owner: PageClient) -> None:
    with app.app_context():
        answered(CONTROL, {"analys": "Skrivet i en annan flik."})
    assert send(owner, own_analys="Det här skrev jag.") == 409
    text = owner.page.text(".two-texts")
    assert "Skrivet i en annan flik." in text and "Det här skrev jag." in text
    fields = owner.page.fields("main form[method=post]")
    assert owner.post(FORM, data={**fields, "do": "save"}, follow_redirects=True).status_code == 200
    with app.app_context():
        assert said_of(plan_of(CONTROL))[-1].field_values == {"analys": "Det här skrev jag."}


def test_what_an_import_wrote_that_is_no_choice_can_be_kept(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        plan = control_plan()
        choices = {"type": "CHOICES", "place": "UPDATE", "choices": ["arbete", "bostad"]}
        days = {"key": "dag", "heading": "Dag", "type": "DATE", "place": "UPDATE"}
        plan.kind.fields = [{"key": "omraden", "heading": "Områden", **choices}, days]
        answered(plan.slug, {"omraden": "bostäder, arbete", "dag": "i maj"})
    sign_in(client, OWNER)
    client.get(FORM)
    checked = [box.get("value") for box in client.page.select("input[name=own_omraden][checked]")]
    assert checked == ["arbete", "bostäder"]
    assert client.page.one("#own_dag").get("type") == "text"
    fields = {**typed(client), "own_omraden": ["bostad", "bostäder"]}
    client.post(FORM, data=fields, follow_redirects=True)
    with app.app_context():
        values = said_of(plan_of(CONTROL))[-1].field_values
        assert values == {"omraden": "bostad, bostäder", "dag": "i maj"}
    client.get(FORM)
    assert client.post(FORM, data={**typed(client), "own_omraden": ["torg"]}).status_code == 400
    assert errors(client) == {"own_omraden": "Välj bland det som står i listan."}


def test_each_boards_share_of_a_number_is_reached_by_its_own_address(app: Flask, client: PageClient) -> None:
    stored(app, kf_plan)
    sign_in(client, OWNER)
    client.get("/mina-aktiviteter")
    links = [href for a in client.page.select(".item h4 a") if KF in (href := a.get("href") or "")]
    paths = [f"/mina-aktiviteter/{KF}/1/namnd/{board}" for board in ("forskolenamnden", "arbetslivsnamnden")]
    assert links == paths
    assert "Förskolenämnden" in client.page.text("main")
    for path in paths:
        client.get(path)
        assert client.page.one(MAIN_FORM).get("action") == path
        assert client.page.select(f'a[href="{path}/lamna-over"]')
    label = client.page.select("input[type=radio]")[0].get("value")
    sent = typed(
        client, status=label, comment="Vi har börjat.", target_year="2023", own_prognos="Klart i mars."
    )
    client.post(paths[1], data=sent, follow_redirects=True)
    assert "Arbetslivsnämnden" in client.page.text("main")
    # The receipt leads to the other board's share.
    assert client.page.select(f'a[href="{paths[0]}"]')
    with app.app_context():
        assert said_of(plan_of(KF))[-1].field_values == {"prognos": "Klart i mars."}
        assert said_of(plan_of(KF), of_board="forskolenamnden") == []
    assert client.get(f"/mina-aktiviteter/{KF}/1/namnd/kulturnamnden").status_code == 403


def test_todays_address_stays_for_one_share(app: Flask, client: PageClient) -> None:
    with app.app_context():
        kf_plan()
        share_of(plan_of(KF), of_board="forskolenamnden").owner = None
        db.session.commit()
    sign_in(client, OWNER)
    client.get("/mina-aktiviteter")
    assert client.page.select(f'a[href="/mina-aktiviteter/{KF}/1"]')
    assert client.get(f"/mina-aktiviteter/{KF}/1").status_code == 200
    assert "Var står uppdraget?" in client.page.text("main") or "uppdrag" in client.page.text("main")
    assert "Prognos (frivilligt)" in client.page.text("main")


def answered(slug: str, values: dict[str, str]) -> None:
    """Somebody else's answer in the open follow-up."""
    plan = plan_of(slug)
    share, follow_up = share_of(plan), follow_up_of(plan)
    assert plan.kind.vocabulary is not None
    share.version += 1
    db.session.add(
        StatusUpdate(
            responsibility=share, follow_up=follow_up, as_of=follow_up.as_of, label=plan.kind.vocabulary.labels[0],
            field_values=values, author=share.owner, author_title="Verksamhetschef", way_in=WayIn.WEB, created_at=NOW,
        )
    )  # fmt: skip
    db.session.commit()


def test_leaving_a_boards_share_names_the_board(app: Flask, client: PageClient) -> None:
    stored(app, kf_plan)
    sign_in(client, OWNER)
    page = f"/mina-aktiviteter/{KF}/1/namnd/forskolenamnden/inte-mitt"
    client.get(page)
    assert "mejl om uppdrag 1, Förskolenämnden." in client.page.text("main")
    client.post(page, data=client.page.fields("main form"))
    assert "ansvarig för uppdrag 1, Förskolenämnden." in client.page.text("main")


def close_and_open_next(slug: str, as_of: date = date(2023, 8, 31)) -> None:
    plan = plan_of(slug)
    follow_up_of(plan).state = FollowUpState.CLOSED
    db.session.commit()
    open_one(plan, as_of)


def test_every_type_of_field_is_drawn(app: Flask, client: PageClient) -> None:
    with app.app_context():
        plan = control_plan()
        plan.kind.fields = [
            {"key": f"f{place}", "heading": f"Fält {type_}", "type": type_, "place": "UPDATE", "choices": ["ja", "nej"],
             "demand": demand}
            for place, (type_, demand) in enumerate((t, d) for t in FieldType for d in ("ASKED", "DEMANDED"))
        ]  # fmt: skip
        db.session.commit()
        assert all(isinstance(one, PlanField) for one in plan.kind.own_fields)
    sign_in(client, OWNER)
    client.get(FORM)
    assert client.post(FORM, data=typed(client)).status_code == 400
    assert len(errors(client)) == len(FieldType)


def test_an_analysis_of_another_year_is_not_given_again_by_one_click(app: Flask, owner: PageClient) -> None:
    send(owner, own_analys="Inga avvikelser.")
    with app.app_context():
        close_and_open_next(CONTROL)
    owner.get(FORM)
    text = owner.page.text("main")
    assert "Svaret är från 2022. Skriv ”Analys 2023” när du svarar." in text
    assert "Inget nytt sedan sist" not in text
    assert owner.page.fields(MAIN_FORM)["own_analys"] == "Inga avvikelser."
