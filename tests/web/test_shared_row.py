"""The page of a row that several boards answer: how it counts and why, every board's share, and its facts."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.assigning import NOW, answer_all, close, follow_up_of, labels_of
from tests.boras import plan as the_assignments
from tests.page_check import PageClient
from tests.web.assignments.test_matrix import change, closed_plan, running
from tests.web.assignments.test_matrix import text as words_of
from tests.web.following_up import counted_queries
from tests.web.test_activity_page import facts
from tracker.domain.terms import CouncilDecisionKind, WayIn
from tracker.models import Activity, CouncilDecision, StatusUpdate, db
from tracker.queries.assignments.shares import share_rows
from tracker.services.revision import touch

pytestmark = pytest.mark.every_plan

ROW = "/planer/kf-uppdrag-2022/aktiviteter"
SEEDED = "/planer/kf-uppdrag-2021/aktiviteter/1"


def test_the_seeded_uppdrag_has_both_boards(client: PageClient) -> None:
    client.get(SEEDED)
    assert client.page.text(".page-heading__above") == "Uppdrag"
    assert client.page.text(".page-heading__state") == "Ej genomfört per december 2021"
    assert client.page.text(".decided-when") == (
        "Räknas som Ej genomfört, eftersom Arbetslivsnämnden svarar så. Förskolenämnden redovisar inte sin del här, "
        "och räknas inte med."
    )
    other, own = client.page.texts(".share")
    assert other == "Förskolenämnden leder Nämndens del redovisas inte här."
    assert own.startswith("Arbetslivsnämnden Ej genomfört")
    assert "Uppdraget har inte genomförts beroende på Corona under år 2021." in own
    assert own.endswith("Ansvarig: Verksamhetschef, arbetslivsförvaltningen")
    assert facts(client) == {
        "Svar senast": "Inget svarsdatum", "Målområde": "Vi tar gemensamt ansvar för barn och unga",
        "Leder": "Förskolenämnden", "Beslutar": "Kommunfullmäktige",
    }  # fmt: skip


def test_it_says_why_it_counts_as_it_does(app: Flask, client: PageClient) -> None:
    closed_plan(app, words=(0, 1, 3, None))
    expected = {
        "1": "Räknas som Avviker, eftersom Förskolenämnden svarar så.",
        "2": "Räknas som inte besvarat, eftersom Arbetslivsnämnden inte har svarat.",
    }
    for number, sentence in expected.items():
        client.get(f"{ROW}/{number}")
        assert client.page.text(".decided-when") == sentence
    assert "Försenat" in client.page.text(".page-heading__state")


def test_done_beside_not_begun_and_stopped_are_explained(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=3, words=(0, 2, 2, 0, 0, 0, 0, 4, 0))
    sentences = []
    for number in ("1", "2", "3"):
        client.get(f"{ROW}/{number}")
        sentences.append(client.page.text(".decided-when"))
    assert sentences == [
        "Räknas som Delvis genomfört, eftersom en del är gjord och en annan inte har börjat.",
        "Räknas som Genomfört, eftersom alla nämnder svarar så.",
        "Räknas som Genomfört, eftersom Arbetslivsnämnden och Förskolenämnden svarar så, "
        "och Fritids- och folkhälsonämnden har stoppat sin del.",
    ]


def test_every_share_has_its_texts_and_its_history(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=1, boards=2, words=(1, 2))
    with app.app_context():
        plan = the_assignments("kf-uppdrag-2022")
        second = follow_up_of(plan, date(2022, 8, 31))
        answer_all(plan, second, [3, 2])
        close(plan, second)
        share = share_rows(plan.id)[0].id
        db.session.execute(
            insert(StatusUpdate),
            [
                {
                    "responsibility_id": share, "label_id": labels_of(plan)[0].id, "as_of": NOW.date(),
                    "counts_from": NOW.date(), "comment": "Nu är det klart.", "way_in": WayIn.WEB, "created_at": NOW,
                    "author_title": "Verksamhetschef", "field_values": {},
                }
            ],
        )  # fmt: skip
        touch(plan)
        db.session.commit()
    client.get(f"{ROW}/1")
    first, other = client.page.select(".share")
    assert words_of(first.cssselect(".tag")[0]) == "Avviker"
    assert words_of(first.cssselect(".meta")[0]) == "Verksamhetschef svarade 5 september 2100."
    assert [words_of(each) for each in first.cssselect(".share > dl > div")] == [
        "KommentarKommentar 0", "PrognosKlart i höst",
    ]  # fmt: skip
    dates = [words_of(each) for each in first.cssselect(".timeline__date strong")]
    assert dates == ["5 september 2100", "april 2022"]
    assert "Nu är det klart." in words_of(first)
    assert "Nu är det klart." not in words_of(other)


def test_running_answers_are_not_shown(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    client.get(f"{ROW}/1")
    before = client.page.texts(".share")
    running(app)
    client.get(f"{ROW}/1")
    assert client.page.texts(".share") == before


def test_where_it_comes_from_and_what_the_council_decided(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    with app.app_context():
        old = db.session.scalars(select(Activity.id).where(Activity.plan_id == the_assignments().id)).one()
        plan = the_assignments("kf-uppdrag-2022")
        activity = db.session.scalars(select(Activity.id).where(Activity.plan_id == plan.id)).first()
        db.session.add(
            CouncilDecision(
                activity_id=activity, kind=CouncilDecisionKind.FULFILLED, decided_on=date(2023, 2, 24),
                paragraph="§ 45", comment="Enligt förslag.", by_title="Samordnare", recorded_at=NOW, nonce="a",
            )
        )  # fmt: skip
        db.session.commit()
    change(
        app, "1", fulfilled=True, source="Mål och budget 2022", decided_on=date(2021, 11, 24),
        decided_paragraph="§ 210", diarienummer="KS 2021-00123", asked_by="Centerpartiet (C)", carried_from_id=old,
    )  # fmt: skip
    client.get(f"{ROW}/1")
    found = facts(client)
    assert found["Beslut"] == "Mål och budget 2022"
    assert found["Beslutat"] == "24 november 2021, § 210"
    assert (found["Diarienummer"], found["På initiativ av"]) == ("KS 2021-00123", "Centerpartiet (C)")
    assert found["Överfört från"] == "KF-uppdrag 2021"
    assert SEEDED in client.page.links()
    assert "Räknas som Genomfört, eftersom uppdraget är förklarat fullgjort." in client.page.text("main")
    decision = client.page.texts("section[aria-labelledby=beslut] p")
    assert decision == [
        "Förklarades fullgjort av kommunfullmäktige den 24 februari 2023, § 45.", "Enligt förslag.",
    ]  # fmt: skip
    assert "Försenat" not in client.page.text(".page-heading__state")
    client.get(SEEDED)
    assert facts(client)["Överfört till"] == "kf-uppdrag-2022"


def test_a_withdrawn_one_is_read_from_the_last_report(app: Flask, client: PageClient) -> None:
    closed_plan(app)
    change(app, "2", withdrawn=True)
    assert client.get(f"{ROW}/2").status_code == 200
    assert client.get(f"{ROW}/99").status_code == 404


def test_the_number_of_questions_does_not_grow_with_the_boards(app: Flask, client: PageClient) -> None:
    closed_plan(app, uppdrag=2, boards=2)
    asked = []
    for address in (SEEDED, f"{ROW}/1"):
        client.get(address)
        app.extensions.pop("kept_parts")
        with counted_queries(app) as sent:
            client.get(address)
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 18


def test_an_uppdrag_of_one_board_keeps_its_page_and_has_its_facts(client: PageClient) -> None:
    client.get("/planer/namnduppdrag-2020/aktiviteter/1")
    found = facts(client)
    assert found["Beslut"] == "Socialnämndens beslut"
    assert found["På initiativ av"] == "Centerpartiet (C)"
    assert found["Diarienummer"] == "SCN-2020-00224"
    assert found["Svar på uppdraget"].endswith("den 26 maj 2020")
    assert client.page.texts(".timeline__date strong") == ["maj 2020"]
