"""Generated plans that leave as Word, Excel, CSV and JSON and are read in again: 0 differences is right."""

import sys
import time

from hypothesis import HealthCheck, Phase, given, settings

from tests.importers.test_round_trip import FORMATS, differences, plans
from tracker.importers.report import read_report
from tracker.reports.content import ReportContent


def measure(count: int = 500) -> None:
    """Prints for each format how many plans came back, and every difference."""
    for name in FORMATS:
        started = time.perf_counter()
        found = _differences(name, count)
        print(
            f"  {name:22}{count} plans, {len(found)} differences, {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        for difference in found[:20]:
            print(f"    {difference}")


def _differences(name: str, count: int) -> list[str]:
    found: list[str] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plans())
    def run(content: ReportContent) -> None:
        found.extend(differences(content, read_report(FORMATS[name](content), f"rapport.{name}")))

    run()
    return found


if __name__ == "__main__":
    measure(*(int(each) for each in sys.argv[1:2]))
