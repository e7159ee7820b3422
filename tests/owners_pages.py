"""What the tests of an owner's pages send and read."""

from tests.owners import NOW, answer, label_id, open_follow_up, sheet, updates, user
from tests.page_check import PageClient
from tracker.domain.terms import FollowUpState
from tracker.models import FollowUp, db
from tracker.services.answers.report_status import Saved, save_answer

INDEX = "/mina-aktiviteter"
FORM = f"{INDEX}/26-punktsplan/8"
RECEIPT = f"{FORM}/kvitto"
MAIN_FORM = "form[aria-labelledby=formular]"


def open_and_read() -> FollowUp:
    """An open follow-up whose facts can be read when its session is gone."""
    follow_up = open_follow_up()
    db.session.refresh(follow_up)
    db.session.expunge(follow_up)
    return follow_up


def typed(client: PageClient, **changes: str | None) -> dict[str, str]:
    """What the browser sends: the form as it stands, with changes; None unticks."""
    fields = {**client.page.fields(MAIN_FORM), **changes}
    return {name: value for name, value in fields.items() if value is not None}


def choose(client: PageClient, word: str) -> str:
    """The value of the radio with that word."""
    [found] = [
        radio.get("value")
        for radio in client.page.select("input[type=radio]")
        if client.page.text(f"label[for={radio.get('id')}]") == word
    ]
    return str(found)


def report_on(number: str, email: str, comment: str, word: str = "Påbörjad") -> None:
    """Somebody else answers meanwhile."""
    follow_up = db.session.query(FollowUp).filter_by(state=FollowUpState.OPEN).one_or_none()
    opened = sheet(follow_up, number, author=user(email), nonce=f"meanwhile-{number}-{len(updates(number))}")
    assert isinstance(save_answer(opened, answer(comment), label_id=label_id(word), now=NOW), Saved)


def errors(client: PageClient) -> dict[str, str]:
    """The error summary: field id and sentence."""
    return {
        link.get("href").removeprefix("#"): "".join(link.itertext())
        for link in client.page.select(".govuk-error-summary a")
    }
