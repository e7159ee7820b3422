"""Words that are longer than a narrow line: divided with a hyphen or after a slash, never cut."""

from tests.page_check import PageClient
from tracker.domain.swedish.breaks import SOFT_HYPHEN


def test_the_board_in_the_margin_is_divided_with_a_hyphen(client: PageClient) -> None:
    client.get("/planer")
    assert f"Arbets{SOFT_HYPHEN}marknads{SOFT_HYPHEN}nämnden</h2>" in client.page.html
    assert client.page.text(".section h2") == "Arbetsmarknadsnämnden"


def test_a_line_of_the_report_may_end_after_a_slash(client: PageClient) -> None:
    client.get("/planer/26-punktsplan/uppfoljningar/2022-03-31/rapport")
    divided = client.page.html.replace(SOFT_HYPHEN, "")
    assert divided.count("arbetsmarknads-/<wbr>socialsekreterare") >= 1
    assert "arbetsmarknads-/socialsekreterare" not in divided
