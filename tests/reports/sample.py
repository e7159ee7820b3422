"""The real report as plain data, straight from the seed's files: no database, no queries."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tracker.domain.counting import Numbered, State, count, roll_up
from tracker.domain.printed_periods import told_label
from tracker.domain.swedish.sentence import rows_note, sentence_of_counts
from tracker.domain.terms import Direction, Gender, Meaning, Measure
from tracker.reports.comparing import with_changes
from tracker.reports.content import KeyFigureContent, LegendEntry, Point, ReportContent, Row, Words

_SEED = Path(__file__).resolve().parents[2] / "seed"
#: How the headings of columns begin.
_COLUMNS = ("Utfall", "Årsutfall", "Budget")
_PLACES = {"0380": "Uppsala", "1490": "Borås"}


def _read(name: str) -> Any:
    return yaml.safe_load((_SEED / name).read_text(encoding="utf-8"))


def _comments() -> Any:
    return _read("plans/26-punktsplan.yaml")["follow_ups"][0]["key_figure_comments"]


@cache
def key_figures() -> dict[str, KeyFigureContent]:
    """Every key figure of the seed by slug."""
    return {entry["slug"]: _figure(entry) for entry in _read("key-figures.yaml")["key_figures"]}


def _figure(entry: dict[str, Any]) -> KeyFigureContent:
    several = len({value.get("municipality") for value in entry["values"]}) > 1
    return KeyFigureContent(
        slug=entry["slug"],
        name=entry["name"],
        unit=entry["unit"],
        unit_short=entry["unit_short"],
        decimals=entry["decimals"],
        direction=Direction(entry["direction"]),
        caption=entry["caption"] or entry["name"],
        trend=_comments().get(entry["slug"], ""),
        aggregation=entry["aggregation"] or "",
        source=entry["source"],
        is_goal=False,
        heading=entry["heading"] or "",
        focus_area=entry.get("focus_area") or "",
        points=tuple(
            Point(
                label=told_label(value["label"], value["period_start"], value["period_end"]),
                printed=value["label"] if value["label"].startswith(_COLUMNS) else "",
                period_start=value["period_start"],
                period_end=value["period_end"],
                measure=Measure(value["measure"]),
                gender=Gender(value["gender"]),
                value=None if value["value"] is None else Decimal(value["value"]),
                series=_PLACES[value["municipality"]] if several else "",
                source=entry["source"],
            )
            for value in entry["values"]
        ),
    )


def figure(*values: str | None, labels: str = "2019 2020 2021 2022 2023", **more: Any) -> KeyFigureContent:
    """A small figure with one outcome per year from 2019; None is a missing value."""
    points = tuple(
        Point(label, date(2019 + n, 1, 1), date(2019 + n, 12, 31), Measure.OUTCOME, Gender.TOTAL,
              None if value is None else Decimal(value))
        for n, (label, value) in enumerate(zip(labels.split(), values, strict=False))
    )  # fmt: skip
    base = KeyFigureContent(
        slug="andel", name="Andel", unit="procent", unit_short="%", decimals=1, direction=Direction.DOWN,
        caption="Andel", trend="", aggregation="", source="Källan", is_goal=False, points=points,
    )  # fmt: skip
    return replace(base, **more)


def target(value: str, label: str = "2022") -> Point:
    """A target of a whole year."""
    year = int(label)
    return Point(label, date(year, 1, 1), date(year, 12, 31), Measure.TARGET, Gender.TOTAL, Decimal(value))


@cache
def report() -> ReportContent:
    """The 26-punktsplan as of March 2022, version 1."""
    plan = _read("plans/26-punktsplan.yaml")
    kind = _read("plan-kinds.yaml")["plan_kinds"][0]
    vocabulary = _read("vocabularies.yaml")["vocabularies"][0]
    follow_up = plan["follow_ups"][0]
    labels = {label["label"]: label for label in vocabulary["labels"]}
    rows = tuple(_rows(plan["activities"], follow_up["updates"], labels))
    groups = tuple(count(_numbered(rows)))
    content = ReportContent(
        organisation="Uppsala kommun",
        board="Arbetsmarknadsnämnden",
        plan_slug=plan["slug"],
        plan_title=plan["title"],
        plan_short_title=plan["short_title"],
        report_title=plan["report_title"],
        words=Words(**{name: kind[name] for name in Words.__dataclass_fields__ if name in kind}),
        goal=plan["goal"],
        finish_by=plan["finish_by"],
        decided_on=plan["decided_on"],
        plan_diarienummer=plan["diarienummer"],
        as_of=follow_up["as_of"],
        report_on=follow_up["report_on"],
        meeting_on=follow_up["meeting_on"],
        diarienummer=follow_up["diarienummer"],
        version=1,
        handler_title="Controller, arbetsmarknadsförvaltningen",
        introduction=follow_up["introduction"],
        summary=follow_up["summary"],
        sentence=sentence_of_counts(groups),
        rows_note=rows_note(len(rows), [("1", 2)]),
        activity_count=26,
        asked=0,
        answered=0,
        groups=groups,
        legend=tuple(
            LegendEntry(label["label"], Meaning(label["meaning"]), label["definition"])
            for label in vocabulary["labels"]
        ),
        rows=rows,
        key_figures=tuple(
            replace(key_figures()[link["slug"]], is_goal=link["is_goal"]) for link in plan["key_figures"]
        ),
    )
    return with_changes(content, None)


def _rows(
    activities: list[Any], updates: dict[str, Any], labels: dict[str, Any], parent: str | None = None
) -> Any:
    for activity in activities:
        if activity.get("parts"):
            yield from _rows(activity["parts"], updates, labels, activity["number"])
            continue
        update = updates[activity["number"]]
        label = labels[update["status"]]
        yield Row(
            activity_id=0,
            number=activity["number"],
            parent=parent,
            short_text=activity["short"],
            full_text=activity["full"],
            meaning=Meaning(label["meaning"]),
            label=label["label"],
            target_year=update.get("target_year"),
            ongoing=update.get("ongoing", False),
            previous_target_year=update.get("previous_target_year"),
            year_uncertain=update.get("year_uncertain", False),
            comment_heading=label["comment_heading"],
            comment=update["comment"],
            cause=update.get("cause", ""),
            remaining_work=update.get("remaining_work", ""),
            owner_title=None,
            said_by=None,
            said_on=None,
            last_said=None,
            nothing_new=False,
            key_figures=tuple(key_figures()[slug] for slug in activity["key_figures"]),
        )


def _numbered(rows: tuple[Row, ...]) -> Any:
    parts: dict[str, list[State]] = {}
    for row in rows:
        parts.setdefault(row.parent or row.number, []).append(
            State(row.meaning, row.target_year, row.ongoing)
        )
    for number, states in parts.items():
        state = roll_up(states)
        assert state is not None
        yield Numbered(number, state)
