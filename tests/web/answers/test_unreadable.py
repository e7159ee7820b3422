"""What no form of ours sends is refused before the database is asked, on both databases."""

import pytest
from flask import Flask

from tests.owners import OWNER, link, open_follow_up, updates
from tests.owners_pages import FORM, typed
from tests.page_check import PageClient
from tests.signing_in import sign_in


@pytest.fixture
def client(any_app: Flask) -> PageClient:
    """A browser on each database."""
    client = any_app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def token(any_app: Flask) -> str:
    """The owner's link for activity 8."""
    with any_app.app_context():
        return link(open_follow_up())


@pytest.mark.parametrize("number", ["999999999999999999", str(2**31), "9" * 30, "-1", "1.0", "x", "\x00"])
def test_a_follow_up_that_cannot_be_there(
    any_app: Flask, client: PageClient, token: str, number: str
) -> None:
    client.get(f"/svara/{token}")
    with any_app.app_context():
        before = len(updates())
    for do in ("save", "nothing-new"):
        data = typed(client, follow_up=number, do=do)
        assert client.post(f"/svara/{token}", data=data).status_code == 404
        client.get(f"/svara/{token}")
    with any_app.app_context():
        assert len(updates()) == before


@pytest.mark.parametrize("number", ["999999999999999999", "-1", "x", "\x00"])
@pytest.mark.parametrize("name", ["status", "version", "seen"])
def test_other_numbers(client: PageClient, token: str, name: str, number: str) -> None:
    client.get(f"/svara/{token}")
    answer = client.post(f"/svara/{token}", data=typed(client, **{name: number}))
    assert answer.status_code in (303, 400, 409)
    assert client.post("/svara/x", data={name: number}).status_code == 404


@pytest.mark.parametrize("nonce", ["", "\x00", "a-form-of-its-own\x00", "å" * 20])
def test_a_nonce_that_no_form_has(client: PageClient, token: str, nonce: str) -> None:
    for path in ("lamna-over", "inte-mitt"):
        assert client.post(f"/svara/x/{path}", data={"nonce": nonce}).status_code == 404
        assert client.post(f"/svara/{token}/{path}", data={"nonce": nonce, "to": "\x00"}).status_code == 400
    assert client.post(f"/svara/{token}", data={"nonce": nonce}).status_code == 400


def test_signed_in(client: PageClient, token: str) -> None:
    sign_in(client, OWNER)
    client.get(f"{FORM}/lamna-over")
    data = client.page.fields("main form") | {"nonce": "\x00"}
    assert client.post(f"{FORM}/lamna-over", data=data).status_code == 400


@pytest.mark.parametrize("email", ["\x00", "a\x00b@example.org"])
def test_an_address_that_cannot_be_one(client: PageClient, email: str) -> None:
    assert client.post("/svara/ny-lank", data={"email": email}).status_code == 400
