"""The matrix of 150 uppdrag and 20 boards beside the plan page of 27 rows: CPU per cell, and the page's size."""

import re
import statistics
import time
from gzip import compress

from flask import Flask
from flask.testing import FlaskClient

from tests.assigning import answer_all, close, follow_up_of, many_assignments
from tracker import create_app

_ROUNDS = 9
_PLAN_PAGE = "/planer/26-punktsplan"
_MATRIX = "/uppdrag?plan=matris"
#: Of the vocabulary of Borås; None is not answered.
_WORDS = (0, 0, 1, 0, 2, 0, 3, 0, 1, None)


def measure() -> None:
    """Fills the database of the environment and prints both pages, rendered anew and kept."""
    app = create_app()
    with app.app_context():
        plan = many_assignments(150, 20, "matris")
        follow_up = follow_up_of(plan)
        answer_all(plan, follow_up, _WORDS)
        close(plan, follow_up)
    client = app.test_client()
    yardstick = _say(app, client, "plan page, 27 rows", _PLAN_PAGE)
    cell = _say(app, client, "matrix, 150 × 20", _MATRIX)
    print(f"  a cell of the matrix costs {cell / yardstick:.2f} × a cell of the plan page")


def _say(app: Flask, client: FlaskClient, name: str, address: str) -> float:
    """Prints what the page costs; gives the milliseconds of a cell, rendered anew."""
    page = client.get(address).get_data()
    cells = len(re.findall(rb"<t[dh][ >]", page.split(b"<tbody>", 1)[1]))
    anew = _middle(app, client, address, keep=False)
    kept = _middle(app, client, address, keep=True)
    print(
        f"  {name:22} {cells:5} cells  {len(page) / 1024:7.1f} kB ({len(compress(page)) / 1024:5.1f} packed)  "
        f"{anew:7.2f} ms CPU anew, {kept:6.2f} kept  {anew / cells * 1000:6.1f} µs per cell"
    )
    return anew / cells


def _middle(app: Flask, client: FlaskClient, address: str, *, keep: bool) -> float:
    took = []
    for _ in range(_ROUNDS):
        if not keep:
            app.extensions.pop("kept_parts", None)
        started = time.process_time()
        assert client.get(address).status_code == 200
        took.append((time.process_time() - started) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    measure()
