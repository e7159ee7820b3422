"""Words that are longer than a narrow line: divided with a hyphen or after a slash, never cut."""

import pytest

from tests.page_check import PageClient
from tracker.reports.hyphens import SOFT_HYPHEN


def test_the_board_in_the_margin_is_divided_with_a_hyphen(client: PageClient) -> None:
    client.get("/planer")
    assert f"Arbets{SOFT_HYPHEN}mark{SOFT_HYPHEN}nads{SOFT_HYPHEN}nämnden</h2>" in client.page.html
    assert client.page.text(".section h2") == "Arbetsmarknadsnämnden"


@pytest.mark.parametrize(
    "path", ["", "?status=STARTED", "/aktiviteter/8", "/uppfoljningar/2022-03-31/rapport"]
)
def test_a_line_may_end_after_a_slash(client: PageClient, path: str) -> None:
    client.get(f"/planer/26-punktsplan{path}")
    divided = client.page.html.split("<main")[1].replace(SOFT_HYPHEN, "")
    assert divided.count("arbetsmarknads-/<wbr>socialsekreterare") >= 1
    assert "arbetsmarknads-/socialsekreterare" not in divided
