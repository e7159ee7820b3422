"""Two at the same form, one form sent twice, a follow-up that closes or opens meanwhile: nothing typed is lost."""

from flask import Flask

from tests.owners import (
    DEPUTY,
    NOW,
    OWNER,
    open_follow_up,
    updates,
)
from tests.owners_pages import FORM, RECEIPT, report_on, typed
from tests.page_check import PageClient
from tests.signing_in import sign_in
from tracker.models import FollowUp
from tracker.services.follow_ups.close_follow_up import close_follow_up


def test_a_second_editor_sees_both_texts_and_can_keep_theirs(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    mine = typed(client, comment="Min text <b>.", target_year="2024", remaining_work="Resten.")
    with app.app_context():
        report_on("8", DEPUTY, "Ersättarens text.")
    assert client.post(FORM, data=mine).status_code == 409
    theirs, own = client.page.texts(".two-texts__text")
    assert "Rektor, sfi, 1 september 2022 kl. 14.05" in theirs
    assert "Ersättarens text." in theirs
    assert "Min text <b>." in own
    assert "Resten." in own
    assert "2024" in own
    with app.app_context():
        assert updates()[-1].comment == "Ersättarens text."
    assert RECEIPT in client.page.links()
    client.get(RECEIPT)
    assert "Ersättarens text." in client.page.text(".quiet")
    assert "Av rektor, sfi" in client.page.text(".page-heading")


def test_a_second_editor_can_save_the_own_text_instead(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    mine = typed(client, comment="Min text.\n\nTvå stycken.", target_year="", ongoing="y")
    with app.app_context():
        report_on("8", DEPUTY, "Ersättarens text.")
    client.post(FORM, data=mine)
    both = client.page.fields("main form")
    assert client.post(FORM, data=both | {"do": "save"}).location == RECEIPT
    with app.app_context():
        theirs, own = updates()[-2:]
        assert theirs.comment == "Ersättarens text."
        assert (own.comment, own.ongoing, own.target_year) == ("Min text.\n\nTvå stycken.", True, None)


def test_a_second_editor_can_go_on_editing(app: Flask, client: PageClient, follow_up: FollowUp) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    mine = typed(client, comment="Min text.", target_year="2024")
    with app.app_context():
        report_on("8", DEPUTY, "Ersättarens text.")
    client.post(FORM, data=mine)
    assert client.post(FORM, data=client.page.fields("main form") | {"do": "edit"}).status_code == 200
    assert typed(client)["comment"] == "Min text."
    assert client.post(FORM, data=typed(client, comment="Bådas text.")).location == RECEIPT
    with app.app_context():
        assert [update.comment for update in updates()[-2:]] == ["Ersättarens text.", "Bådas text."]


def test_nothing_new_after_somebody_answered_shows_the_answer(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    click = client.page.fields(".quiet form") | {"do": "nothing-new"}
    with app.app_context():
        report_on("8", DEPUTY, "Ersättarens text.")
    assert client.post(FORM, data=click).status_code == 409
    assert "Rektor, sfi hann rapportera medan du hade sidan öppen." in client.page.text("[role=alert]")
    assert "Ersättarens text." in client.page.text(".quiet")
    with app.app_context():
        assert updates()[-1].comment == "Ersättarens text."


def test_the_same_form_twice_gives_one_answer_and_the_receipt(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    data = typed(client, comment="En gång.")
    assert [client.post(FORM, data=data).location for _ in range(2)] == [RECEIPT, RECEIPT]
    with app.app_context():
        assert [update.comment for update in updates()].count("En gång.") == 1


def test_a_follow_up_that_closed_meanwhile_keeps_the_text(
    app: Flask, client: PageClient, follow_up: FollowUp
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    data = typed(client, comment="Hann inte.")
    with app.app_context():
        close_follow_up(follow_up.id, by=None, now=NOW)
    assert client.post(FORM, data=data).status_code == 409
    assert "Uppföljningen per augusti 2022 stängdes innan du sparade" in client.page.text("[role=alert]")
    assert typed(client)["comment"] == "Hann inte."
    assert client.post(FORM, data=typed(client)).location == RECEIPT
    with app.app_context():
        assert (updates()[-1].comment, updates()[-1].follow_up_id) == ("Hann inte.", None)


def test_a_follow_up_that_opened_meanwhile_takes_the_text_as_an_answer(
    app: Flask, client: PageClient
) -> None:
    sign_in(client, OWNER)
    client.get(FORM)
    data = typed(client, comment="Nytt.")
    with app.app_context():
        open_follow_up()
    assert client.post(FORM, data=data).status_code == 409
    assert "öppnade innan du sparade" in client.page.text("[role=alert]")
    assert client.post(FORM, data=typed(client)).location == RECEIPT
    with app.app_context():
        assert updates()[-1].follow_up_id is not None
