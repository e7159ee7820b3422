"""`user …`: what an administrator does at the server."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from tests.conftest import dispose, make_app, make_settings
from tests.page_check import PageClient
from tracker.models import User, db
from tracker.services.people.sign_in import sign_in

ADMIN = "admin@uppsala.example.org"
NEW = ["user", "add", "Ny@Example.org", "--title", "Ny roll", "--organisation", "uppsala"]


def fails(runner: FlaskCliRunner, *arguments: str, stdin: str = "") -> str:
    """The one line on stderr."""
    result = runner.invoke(args=arguments, input=stdin)
    assert result.exit_code == 1, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: "), result.stderr
    return lines[0].removeprefix("Error: ")


def listed(runner: FlaskCliRunner) -> dict[str, list[str]]:
    """What `user list` prints, by address."""
    result = runner.invoke(args=["user", "list"])
    assert result.exit_code == 0, result.output
    return {line.split("\t")[0]: line.split("\t")[1:] for line in result.output.splitlines()}


def test_a_person_is_added_listed_given_roles_and_shut_out(runner: FlaskCliRunner) -> None:
    role = ["--role", "coordinator", "--board", "arbetsmarknadsnamnden"]
    assert runner.invoke(args=[*NEW, *role]).output == "Added ny@example.org.\n"
    coordinator = "coordinator (arbetsmarknadsnamnden)"
    assert listed(runner)["ny@example.org"] == ["Ny roll", coordinator, "active"]
    given = runner.invoke(args=["user", "role", "NY@example.org", "admin"])
    assert given.output == f"ny@example.org: {coordinator}, admin.\n"
    taken = ["user", "role", "ny@example.org", *role[1:], "--remove"]
    assert runner.invoke(args=taken).output == "ny@example.org: admin.\n"
    assert runner.invoke(args=["user", "disable", ADMIN]).output == f"Disabled {ADMIN}.\n"
    assert listed(runner)[ADMIN][-1] == "disabled"


def test_the_list_can_be_of_one_organisation(runner: FlaskCliRunner) -> None:
    output = runner.invoke(args=["user", "list", "--organisation", "boras"]).output
    listed = {line.split("\t")[0] for line in output.splitlines()}
    assert {"admin@boras.example.org", "samordnare@boras.example.org"} <= listed
    assert all(email.endswith("@boras.example.org") for email in listed)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["user", "add", "x@example.org", "--title", "T"], "name one organisation with --organisation"),
        ([*NEW[:-1], "okand"], "name one organisation with --organisation"),
        ([*NEW[:2], "ingen adress", *NEW[3:]], "that is not an e-mail address"),
        ([*NEW[:2], ADMIN, *NEW[3:]], "the address is used by somebody already"),
        ([*NEW[:4], " ", *NEW[5:]], "the title is empty"),
        ([*NEW[:4], "a\x07", *NEW[5:]], "the title is too long or holds control characters"),
        ([*NEW, "--board", "arbetsmarknadsnamnden"], "--board needs --role"),
        ([*NEW, "--role", "admin", "--board", "okand"], "there is no board 'okand'"),
        (["user", "role", "okand@example.org", "admin"], "there is nobody with the address"),
        (["user", "role", ADMIN, "coordinator", "--remove"], "the person does not have that role"),
        (["user", "role", ADMIN, "admin", "--remove"], "that is the organisation's only administrator"),
        (["user", "disable", ADMIN], "that is the organisation's only administrator"),
        (["user", "disable", "a\x00b"], "there is nobody with the address"),
        (["user", "list", "--organisation", "okand"], "name one organisation"),
        (["user", "password", ADMIN, "--password", "kort"], "the password needs 12 to 200 characters"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    runner: FlaskCliRunner, arguments: list[str], reason: str
) -> None:
    assert fails(runner, *arguments).startswith(reason)


def test_an_unknown_role_is_a_usage_error(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["user", "role", ADMIN, "king"]).exit_code == 2


def test_a_password_is_asked_for_twice_and_never_shown(app: Flask, runner: FlaskCliRunner) -> None:
    from tracker.clock import utc_now

    typed = "tre sommarlov i rad"
    result = runner.invoke(args=["user", "password", ADMIN], input=f"{typed}\n{typed}\n")
    assert result.exit_code == 0 and typed not in result.output
    with app.app_context():
        assert sign_in(ADMIN, typed, "192.0.2.7", now=utc_now()).email == ADMIN
        assert db.session.scalars(select(User).where(User.email == ADMIN)).one().session_version == 2


def test_a_database_that_is_not_migrated_is_one_line(tmp_path: Path) -> None:
    app = make_app(make_settings(f"sqlite:///{tmp_path}/empty.db", tmp_path))
    assert "flask --app wsgi db upgrade" in fails(app.test_cli_runner(), "user", "list")
    dispose(app)


def test_every_command_explains_itself(runner: FlaskCliRunner) -> None:
    for command in ("add", "list", "role", "disable", "password"):
        result = runner.invoke(args=["user", command, "--help"])
        assert result.exit_code == 0 and "Usage:" in result.output


def test_the_page_takes_the_password_of_the_command(client: PageClient, runner: FlaskCliRunner) -> None:
    typed = "tre sommarlov i rad"
    runner.invoke(args=["user", "password", ADMIN, "--password", typed])
    client.get("/logga-in")
    fields = client.page.fields() | {"email": ADMIN, "password": typed}
    assert client.post("/logga-in", data=fields).status_code == 303
