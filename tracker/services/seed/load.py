"""The order in which seed/ is loaded, in one transaction."""

from datetime import datetime
from pathlib import Path

from tracker.importers.seed_files import read_plans, read_rows
from tracker.models import db
from tracker.services.reports.sealing.follow import follow
from tracker.services.seed.key_figures import store_key_figures
from tracker.services.seed.organisations import store_organisations
from tracker.services.seed.plans import store_plan
from tracker.services.seed.vocabularies import store_plan_kinds, store_vocabularies


def load_seed(folder: Path, *, now: datetime) -> int:
    """Stores what is not there yet and returns how many plans were new.

    What exists is left as it is: a coordinator may have changed it. Everything or nothing is stored.
    Raises SeedFileError when a file cannot be read.
    """
    store_organisations(read_rows(folder, "organisations"))
    store_vocabularies(read_rows(folder, "vocabularies"))
    store_plan_kinds(read_rows(folder, "plan-kinds"))
    store_key_figures(read_rows(folder, "key-figures"), now=now)
    new = sum(store_plan(plan, now=now) for plan in read_plans(folder))
    db.session.commit()
    follow()
    return new
