"""The coordinator's pages where several boards answer for the same rows, and the fields of a kind there."""

import pytest
from flask import Flask

from tests.boras import OFFICE, OWNER, board, person
from tests.boras import plan as plan_of
from tests.owners_pages import errors
from tests.page_check import PageClient
from tests.shared_plans import NOW, QUESTIONS, TWO, follow_up_of, question_plan, said_of, share_of, stored
from tests.signing_in import sign_in
from tracker.domain.terms import WayIn
from tracker.models import FollowUp, ReportVersion, RowReady, StatusUpdate, db
from tracker.queries.plans.versions import newest_version
from tracker.reports.content import from_json
from tracker.services.follow_ups.close_follow_up import close_follow_up

pytestmark = pytest.mark.every_plan

BOARDS = ("arbetslivsnamnden", "forskolenamnden")
COCKPIT = f"/samordning/{QUESTIONS}/uppfoljningar/2022-08-31"


def answered_by_both() -> None:
    """The first of two questions is answered by two boards."""
    plan = question_plan(TWO)
    follow_up = follow_up_of(plan)
    assert plan.kind.vocabulary is not None
    for slug in BOARDS:
        share = share_of(plan, "1", slug)
        db.session.add(
            StatusUpdate(
                responsibility=share, follow_up=follow_up, as_of=follow_up.as_of, label=plan.kind.vocabulary.labels[0],
                field_values={"svar": f"Svar från {slug}."}, author=share.owner, author_title="Chef",
                way_in=WayIn.WEB, created_at=NOW,
            )
        )  # fmt: skip
    db.session.commit()


@pytest.fixture
def office(app: Flask, client: PageClient) -> PageClient:
    """Signed in as coordinator of a plan with two questions to two boards."""
    stored(app, answered_by_both)
    sign_in(client, OFFICE)
    client.get(COCKPIT)
    return client


def test_the_cockpit_counts_shares_and_names_their_boards(office: PageClient) -> None:
    text = office.page.text("main")
    assert "2 av 4 har svarat" in text
    for words in ("Arbetslivsnämnden", "Förskolenämnden", "Fråga"):
        assert words in office.page.text("#rapporten")
    assert "Status nu" not in text and "aktivitet" not in office.page.text("#rapporten")
    assert "2 Förskolenämnden" in office.page.text("#innan")


def test_a_mark_is_of_one_boards_share(app: Flask, office: PageClient) -> None:
    [form] = [
        form
        for form in office.page.select('#rapporten form[action$="/klar"]')
        if form.cssselect("input[name=number][value='1']")
        and form.cssselect("input[name=namnd][value=forskolenamnden]")
    ]
    fields = {field.get("name"): field.get("value") for field in form.cssselect("input")}
    assert office.post(f"{COCKPIT}/klar", data=fields).status_code == 303
    with app.app_context():
        [mark] = db.session.query(RowReady).all()
        assert mark.responsibility_id == share_of(plan_of(QUESTIONS), "1", "forskolenamnden").id


def test_the_language_of_one_boards_answer_is_edited_beside_its_own(app: Flask, office: PageClient) -> None:
    page = f"{COCKPIT}/sprak/1/forskolenamnden"
    assert office.page.select(f'a[href="{page}"]')
    office.get(page)
    fields = office.page.fields("main form[method=post]")
    assert fields["own_svar"] == "Svar från forskolenamnden."
    assert office.post(page, data={**fields, "own_svar": ""}).status_code == 400
    assert list(errors(office)) == ["own_svar"]
    answer = office.post(page, data={**fields, "own_svar": "Språkgranskat."}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Fråga 1, Förskolenämnden är språkgranskad." in office.page.text("main")
    with app.app_context():
        plan = plan_of(QUESTIONS)
        assert [one.field_values["svar"] for one in said_of(plan, "1", "forskolenamnden")] == [
            "Svar från forskolenamnden.", "Språkgranskat.",
        ]  # fmt: skip
        assert len(said_of(plan, "1", "arbetslivsnamnden")) == 1


def test_a_correction_puts_one_boards_answer_right(app: Flask, office: PageClient) -> None:
    with app.app_context():
        close_follow_up(follow_up_of(plan_of(QUESTIONS)).id, by=None, now=NOW)
        content = from_json(newest().content)
    index = next(i for i, row in enumerate(content.rows) if (row.number, row.board_slug) == ("1", BOARDS[1]))
    office.get(f"{COCKPIT}/ratta?rad={index}")
    fields = office.page.fields("form.part")
    name = f"rad-{index}-own_svar"
    assert fields[name] == "Svar från forskolenamnden."
    sent = {**fields, "rad": str(index), "reason": "Fel svar.", name: "Det rätta svaret."}
    sent.pop("visa", None)
    assert office.post(f"{COCKPIT}/ratta", data=sent, follow_redirects=True).status_code == 200
    with app.app_context():
        corrected = from_json(newest().content)
        assert corrected.rows[index].field_values["svar"] == "Det rätta svaret."
        assert corrected.corrected == ("fråga 1, Förskolenämnden (Svar)",)
        others = [row.field_values for i, row in enumerate(corrected.rows) if i != index]
        assert others == [row.field_values for i, row in enumerate(content.rows) if i != index]
        assert said_of(plan_of(QUESTIONS), "1", BOARDS[1])[-1].field_values == {"svar": "Det rätta svaret."}


def newest() -> ReportVersion:
    follow_up = db.session.query(FollowUp).filter_by(plan_id=plan_of(QUESTIONS).id).one()
    version = newest_version(follow_up.id)
    assert version is not None
    return version


def test_the_boards_that_answer_are_chosen_once(app: Flask, office: PageClient) -> None:
    page = f"/samordning/{QUESTIONS}/namnder"
    office.get(f"/samordning/{QUESTIONS}")
    assert office.page.select(f'a[href="{page}"]')
    office.get(page)
    fields = office.page.fields("main form[method=post]")
    with app.app_context():
        culture, owner = board("kulturnamnden").id, person(OWNER).id
    nobody = {name: "" if name.startswith("board_") else value for name, value in fields.items()}
    assert office.post(page, data=nobody).status_code == 400
    assert "Välj minst en nämnd som svarar." in office.page.text(".govuk-error-summary")
    sent = {**fields, f"board_{culture}": str(owner)}
    assert office.post(page, data=sent, follow_redirects=True).status_code == 200
    with app.app_context():
        assert share_of(plan_of(QUESTIONS), "2", "kulturnamnden").owner == person(OWNER)
    # The same page, opened before: both choices are shown.
    other = {**fields, f"board_{culture}": "0"}
    assert office.post(page, data=other).status_code == 409
