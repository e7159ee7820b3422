"""The administrators' pages: people and look."""

import struct
import zlib
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from tests.page_check import PageClient
from tests.signing_in import PEOPLE, sign_in
from tracker.domain.terms import Role
from tracker.models import Organisation, User, db
from tracker.services.people.accounts import roles_of

PERSON_FORM = "main form[novalidate]"
LOOK_FORM = "form[enctype]"


@pytest.fixture
def admin(client: PageClient) -> PageClient:
    """A browser in which the administrator is signed in."""
    sign_in(client, "admin")
    return client


def stored(app: Flask, email: str) -> User:
    """The person with roles, detached."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        assert all(membership.user_id == user.id for membership in user.memberships)  # loads them
        db.session.expunge_all()
        return user


def look(app: Flask) -> Organisation:
    """Uppsala with its logo, detached."""
    with app.app_context():
        found = db.session.scalars(select(Organisation).where(Organisation.slug == "uppsala")).one()
        assert found.logo != b""  # loads it
        db.session.expunge_all()
        return found


def png(width: int = 2, height: int = 2) -> bytes:
    """A small real picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x0b\x55\x63" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_everybody_in_the_organisation_is_listed_and_nobody_else(admin: PageClient) -> None:
    admin.get("/administration/anvandare")
    listed = admin.page.texts("#anvandare tbody tr")
    assert any(
        "Ledamot, arbetsmarknadsnämnden" in row and "Ledamot, Arbetsmarknadsnämnden" in row for row in listed
    )
    assert any("Systemförvaltare" in row and "Administratör, hela kommunen" in row for row in listed)
    assert not any("boras" in row for row in listed)
    titles = admin.page.texts("#anvandare tbody th")
    assert titles.index("Rektor, vuxenutbildningen") < titles.index("Strateg, samverkan")


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", str(2**63), "1" * 5000, "²"])
def test_an_unknown_page_of_the_list_is_not_found(admin: PageClient, page: str) -> None:
    assert admin.get("/administration/anvandare", query_string={"sida": page}).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", str(2**31), str(2**63), "-1", "x", "1%00"])
def test_an_unknown_person_is_not_found(admin: PageClient, number: str) -> None:
    assert admin.get(f"/administration/anvandare/{number}").status_code == 404
    assert admin.page.h1 == "Sidan finns inte"


def test_people_elsewhere_are_not_found(app: Flask, admin: PageClient) -> None:
    elsewhere = stored(app, "samordnare@boras.example.org")
    path = f"/administration/anvandare/{elsewhere.id}"
    assert admin.get(path).status_code == 404
    admin.get("/administration/anvandare")
    token = admin.page.fields("form[action$=logga-ut]")
    assert admin.post(path, data=token | {"title": "Kapad", "version": "1"}).status_code == 404
    assert admin.post(f"{path}/lank", data=token).status_code == 404
    assert stored(app, "samordnare@boras.example.org").title == elsewhere.title


def test_a_person_is_added_and_changed(app: Flask, admin: PageClient) -> None:
    admin.get("/administration/anvandare/ny")
    board = admin.page.one("[name=coordinator]:not([value=alla])[value='1']").get("value")
    typed = {"title": "Kvalitetschef", "email": "Kvalitetschef@Uppsala.example.org", "coordinator": board}
    answer = admin.post("/administration/anvandare/ny", data=admin.page.fields(PERSON_FORM) | typed)
    assert answer.status_code == 303
    added = stored(app, "kvalitetschef@uppsala.example.org")
    assert {(role.role, str(role.board_id)) for role in roles_of(added)} == {(Role.COORDINATOR, board)}
    admin.get(answer.location)
    assert "Kvalitetschef är tillagd." in admin.page.text(".notices")
    assert "Personen har inget lösenord än" in admin.page.text("main")
    fields = admin.page.fields(PERSON_FORM)
    assert fields["email"] == "kvalitetschef@uppsala.example.org"
    assert fields["active"] and fields["coordinator"] == board
    del fields["active"], fields["coordinator"]
    assert admin.post(answer.location, data=fields | {"title": "Utredare"}).status_code == 303
    changed = stored(app, "kvalitetschef@uppsala.example.org")
    assert (changed.title, changed.active, roles_of(changed)) == ("Utredare", False, frozenset())
    admin.get("/administration/anvandare")
    row = next(row for row in admin.page.texts("#anvandare tbody tr") if "Utredare" in row)
    assert "Avstängd" in row
    admin.get(answer.location)
    assert not admin.page.select("form.action[action$=lank]")


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"email": "inte en adress"}, "Skriv en e-postadress, till exempel", "email"),
        ({"email": PEOPLE["owner"]}, "E-postadressen används redan", "email"),
        ({"title": ""}, "Skriv en titel, till exempel", "title"),
        ({"title": "x" * 201}, "Korta den till högst", "title"),
        ({"title": "a\x00b"}, "ett tecken som inte syns", "title"),
        ({"manager": "999999"}, "Välj en chef i listan.", "manager"),
        ({"manager": "x"}, "Välj en chef i listan.", "manager"),
        ({"coordinator": "999999"}, "Välj nämnder i listan.", "coordinator"),
        ({"board_member": str(2**63)}, "Välj nämnder i listan.", "coordinator"),
    ],
)
def test_bad_input_is_answered_at_the_field_and_keeps_what_was_typed(
    app: Flask, admin: PageClient, typed: dict[str, str], sentence: str, field: str
) -> None:
    admin.get("/administration/anvandare/ny")
    good = {"title": "Ny <b>roll</b> {{7*7}} 😀", "email": "ny@example.org", "admin": "y"}
    fields = admin.page.fields(PERSON_FORM) | good | typed
    answer = admin.post("/administration/anvandare/ny", data=fields)
    assert answer.status_code in (400, 409)
    assert sentence in admin.page.text(".govuk-error-summary")
    assert admin.page.one(".govuk-error-summary a").get("href") == f"#{field}"
    kept = {name: value.replace("\ufffd", "\0") for name, value in admin.page.fields(PERSON_FORM).items()}
    for name in ("title", "email", "admin"):
        assert kept[name] == fields[name]
    with app.app_context():
        assert db.session.scalar(select(User.id).where(User.email == "ny@example.org")) is None


def test_all_that_is_wrong_with_a_person_is_told_at_once(admin: PageClient) -> None:
    admin.get("/administration/anvandare/ny")
    fields = admin.page.fields(PERSON_FORM) | {"title": "", "email": "x", "manager": "x", "coordinator": "x"}
    assert admin.post("/administration/anvandare/ny", data=fields).status_code == 400
    named = [link.get("href") for link in admin.page.select(".govuk-error-summary a")]
    assert named == ["#title", "#email", "#manager", "#coordinator"]


def test_titles_and_what_people_may_do_have_different_names(admin: PageClient) -> None:
    admin.get("/administration/anvandare")
    headings = admin.page.texts("#anvandare thead th")
    assert headings == ["Titel", "E-postadress", "Behörighet", "Läge"]
    assert "behöver ingen behörighet här" in admin.page.text("main")
    admin.get("/administration/anvandare/ny")
    assert admin.page.text("label[for=title]") == "Titel"


def test_the_second_editor_sees_both_texts_and_chooses(app: Flask, admin: PageClient) -> None:
    path = f"/administration/anvandare/{stored(app, PEOPLE['owner']).id}"
    admin.get(path)
    first, second = admin.page.fields(PERSON_FORM), admin.page.fields(PERSON_FORM)
    assert admin.post(path, data=first | {"title": "Den första"}).status_code == 303
    assert admin.post(path, data=second | {"title": "Den andra"}).status_code == 409
    assert "Någon annan har ändrat personen" in admin.page.text(".govuk-error-summary")
    assert "Den första" in admin.page.text(".notice")
    assert admin.page.fields(PERSON_FORM)["title"] == "Den andra"
    assert stored(app, PEOPLE["owner"]).title == "Den första"
    assert admin.post(path, data=admin.page.fields(PERSON_FORM)).status_code == 303
    assert stored(app, PEOPLE["owner"]).title == "Den andra"


def test_only_the_fields_of_the_form_are_taken(app: Flask, admin: PageClient) -> None:
    before = stored(app, PEOPLE["owner"])
    path = f"/administration/anvandare/{before.id}"
    admin.get(path)
    planted = {
        "id": "1", "organisation_id": "2", "password_hash": "x", "session_version": "99", "memberships": "1",
        "role": "ADMIN", "roles": "ADMIN", "board_id": "1", "_method": "DELETE",
    }  # fmt: skip
    assert admin.post(path, data=admin.page.fields(PERSON_FORM) | planted).status_code == 303
    after = stored(app, PEOPLE["owner"])
    for name in ("id", "organisation_id", "password_hash", "session_version"):
        assert getattr(after, name) == getattr(before, name)
    assert roles_of(after) == roles_of(before)


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 5000, "²"])
def test_a_strange_version_is_a_conflict(app: Flask, admin: PageClient, version: str) -> None:
    path = f"/administration/anvandare/{stored(app, PEOPLE['owner']).id}"
    admin.get(path)
    fields = admin.page.fields(PERSON_FORM) | {"version": version, "title": "Kapad"}
    assert admin.post(path, data=fields).status_code == 409
    assert stored(app, PEOPLE["owner"]).title != "Kapad"


def test_the_only_administrator_cannot_leave(app: Flask, admin: PageClient) -> None:
    path = f"/administration/anvandare/{stored(app, PEOPLE['admin']).id}"
    admin.get(path)
    fields = admin.page.fields(PERSON_FORM)
    del fields["admin"]
    assert admin.post(path, data=fields).status_code == 409
    assert "den enda administratören" in admin.page.text(".govuk-error-summary")


def change_look(admin: PageClient, accent: str, logo: bytes | None = None, **more: str) -> int:
    """Fill in and send the form of the look; returns the status."""
    admin.get("/administration/utseende")
    fields: dict[str, object] = {**admin.page.fields(LOOK_FORM), "accent": accent, **more}
    if logo is not None:
        fields["logo"] = (BytesIO(logo), "../../logo.svg", "image/svg+xml")
    answer = admin.post("/administration/utseende", data=fields, content_type="multipart/form-data")
    return answer.status_code


@pytest.mark.parametrize(
    ("typed", "kept"), [("#0B5563", "#0b5563"), ("a00", "#aa0000"), (" #222222 ", "#222222"), ("", None)]
)
def test_an_accent_that_can_be_read_is_kept(
    app: Flask, admin: PageClient, typed: str, kept: str | None
) -> None:
    assert change_look(admin, typed) == 303
    assert look(app).accent == kept


@pytest.mark.parametrize(
    "typed", ["röd", "#12345", "#1234567", "#gggggg", "red;}", "rgb(0,0,0)", "\x00", "x" * 9000]
)
def test_what_is_no_colour_is_refused(app: Flask, admin: PageClient, typed: str) -> None:
    assert change_look(admin, typed) == 400
    assert "Skriv färgen som sex tecken efter #" in admin.page.text(".govuk-error-summary")
    assert admin.page.fields(LOOK_FORM)["accent"] == typed.replace("\x00", "\ufffd")
    assert look(app).accent is None


def test_a_pale_accent_is_refused_and_the_closest_readable_one_offered(app: Flask, admin: PageClient) -> None:
    assert change_look(admin, "#ffcc00") == 400
    assert "#ffcc00 syns för dåligt mot vitt: kontrasten är 1,5" in admin.page.text(".govuk-error-summary")
    offered = admin.page.one("button[name=use]").get("value")
    assert offered in admin.page.text(".govuk-error-summary")
    assert look(app).accent is None
    assert change_look(admin, "#ffcc00", use=offered) == 303
    assert look(app).accent == offered


@pytest.mark.parametrize(
    ("logo", "media_type"), [(png(), "image/png"), (b"\xff\xd8\xff\xe0" + b"x" * 50, "image/jpeg")]
)
def test_a_logo_takes_the_place_of_the_name(
    app: Flask, admin: PageClient, logo: bytes, media_type: str
) -> None:
    assert change_look(admin, "", logo) == 303
    assert (look(app).logo, look(app).logo_media_type) == (logo, media_type)
    admin.get("/administration/utseende")
    assert admin.page.one(".site-header img").get("alt") == "Uppsala kommun"
    source = admin.page.one(".site-header img").get("src")
    answer = admin.get(source)
    assert (answer.data, answer.mimetype) == (logo, media_type)
    removal = admin.page.fields("form.action[action$=logotyp]")
    assert admin.post("/administration/utseende/ta-bort-logotyp", data=removal).status_code == 303
    assert look(app).logo_media_type is None
    assert admin.get(source).status_code == 404


@pytest.mark.parametrize(
    ("logo", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG eller JPEG"),
        (b"GIF89a" + b"x" * 50, "PNG eller JPEG"),
        (b"x", "PNG eller JPEG"),
        (png() + b"x" * 200_000, "högst 200 kB"),
    ],
)
def test_other_pictures_and_big_ones_are_refused(
    app: Flask, admin: PageClient, logo: bytes, sentence: str
) -> None:
    assert change_look(admin, "#222222", logo) == 400
    assert sentence in admin.page.text(".govuk-error-summary")
    assert admin.page.fields(LOOK_FORM)["accent"] == "#222222"
    assert look(app).logo_media_type is None


def test_colour_and_logo_are_told_at_once(app: Flask, admin: PageClient) -> None:
    assert change_look(admin, "röd", b"x") == 400
    named = [link.get("href") for link in admin.page.select(".govuk-error-summary a")]
    assert named == ["#accent", "#logo"]
    assert look(app).logo_media_type is None


def test_an_enormous_upload_is_refused_in_swedish(admin: PageClient) -> None:
    admin.get("/administration/utseende")
    answer = admin.post(
        "/administration/utseende", data=b"x" * 3_000_000, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


def test_the_second_editor_of_the_look_is_told(app: Flask, admin: PageClient) -> None:
    admin.get("/administration/utseende")
    old = admin.page.fields(LOOK_FORM)
    assert change_look(admin, "#222222") == 303
    answer = admin.post("/administration/utseende", data=old | {"accent": "#333333"})
    assert answer.status_code == 409
    assert "Någon annan har ändrat utseendet" in admin.page.text(".govuk-error-summary")
    assert look(app).accent == "#222222"
    assert admin.post("/administration/utseende", data=admin.page.fields(LOOK_FORM)).status_code == 303
    assert look(app).accent == "#333333"
