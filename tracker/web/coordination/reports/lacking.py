"""What a report still lacks, in words: what is missing, what that means in the report, and where to do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from tracker.domain.swedish.words import capitalised, counted
from tracker.models import FollowUp, Plan
from tracker.queries.coordination.lacking import Lacking
from tracker.queries.plans.standing import StandingRow
from tracker.web.coordination.follow_ups.lines import board_of


@dataclass(frozen=True)
class LackingLink:
    """Where one of the missing things is done."""

    text: str
    href: str


@dataclass(frozen=True)
class LackingLine:
    """Something that is missing, and what it means when it still is when the follow-up closes."""

    text: str
    means: str
    links: tuple[LackingLink, ...]
    #: The closing page has these in a list of their own.
    unanswered: bool = False


def lacking_lines(
    found: Lacking, plan: Plan, follow_up: FollowUp, *, here: bool = False
) -> list[LackingLine]:
    """All that is missing, the rows first. `here`: the lines stand on the cockpit itself."""
    as_of = follow_up.as_of.isoformat()

    def page(name: str) -> str:
        return url_for(f"coordination.{name}", plan_slug=plan.slug, as_of=as_of)

    return [
        *_boards(found, "" if here else page("follow_up")),
        *_rows(found, "" if here else page("follow_up")),
        *_texts(found, page("follow_up_facts"), statuses=plan.kind.counted),
        *_figures(found, plan),
        *_letter(found, page("tjansteskrivelse")),
    ]


def _boards(found: Lacking, cockpit: str) -> Iterator[LackingLine]:
    if found.silent_boards:
        count = counted(len(found.silent_boards), "nämnd", "nämnder")
        yield LackingLine(
            f"{capitalised(count)} har inte svarat.",
            "Så står det i rapporten.",
            tuple(LackingLink(board.name, f"{cockpit}#namnderna") for board in found.silent_boards),
        )


def _rows(found: Lacking, cockpit: str) -> Iterator[LackingLine]:
    if found.unanswered:
        count, they = len(found.unanswered), "Den" if len(found.unanswered) == 1 else "De"
        yield LackingLine(
            f"{capitalised(counted(count, 'svar', 'svar', neuter=True))} saknas.",
            f"{they} står som ”inte besvarad” i rapporten.",
            _row_links(found.unanswered, cockpit, "svar"),
            unanswered=True,
        )
    if found.not_ready:
        count = len(found.not_ready)
        verb = "inte markerad som klar" if count == 1 else "inte markerade som klara"
        yield LackingLine(
            f"{capitalised(counted(count, 'besvarad rad', 'besvarade rader'))} är {verb}.",
            f"Rapporten tar med {'den som den' if count == 1 else 'dem som de'} står.",
            _row_links(found.not_ready, cockpit, "rad"),
        )


def _row_links(rows: Sequence[StandingRow], cockpit: str, anchor: str) -> tuple[LackingLink, ...]:
    return tuple(
        LackingLink(
            f"{row.activity.number} {board_of(row)}".strip(), f"{cockpit}#{anchor}-{row.responsibility.id}"
        )
        for row in rows
    )


def _texts(found: Lacking, facts: str, *, statuses: bool) -> Iterator[LackingLine]:
    for missing, field, text, means, link in (
        (
            found.introduction,
            "introduction",
            "Inledningen är inte skriven.",
            "Rapporten börjar då med vad statusorden betyder."
            if statuses
            else "Rapporten börjar då utan den.",
            "Skriv inledningen",
        ),
        (
            found.summary,
            "summary",
            "Sammanfattningen är inte skriven.",
            "Då står bara meningen om antalen där.",
            "Skriv sammanfattningen",
        ),
        (
            found.diarienummer,
            "diarienummer",
            "Diarienumret är inte satt.",
            "I rapportens huvud står då ”saknas”.",
            "Skriv diarienumret",
        ),
        (
            found.report_on,
            "report_on",
            "Rapportens datum är inte valt.",
            "När du stänger föreslås den dagen.",
            "Välj datum",
        ),
    ):
        if missing:
            yield LackingLine(text, means, (LackingLink(link, f"{facts}#{field}"),))


def _figures(found: Lacking, plan: Plan) -> Iterator[LackingLine]:
    if found.without_value:
        count = counted(len(found.without_value), "nyckeltal", "nyckeltal", neuter=True)
        yield LackingLine(
            f"{capitalised(count)} saknar sitt senaste värde.",
            "Diagrammet slutar då med det värde som är känt.",
            tuple(
                LackingLink(
                    f"{figure.name}, {period.label}",
                    url_for("coordination.new_value", plan_slug=plan.slug, slug=figure.slug),
                )
                for figure, period in found.without_value
            ),
        )
    if found.without_comment:
        count = counted(len(found.without_comment), "nyckeltal", "nyckeltal", neuter=True)
        yield LackingLine(
            f"{capitalised(count)} har ingen kommentar.",
            "Utvecklingen beskrivs då bara med siffror.",
            tuple(
                LackingLink(
                    figure.name,
                    url_for("coordination.key_figure_comment", plan_slug=plan.slug, slug=figure.slug),
                )
                for figure in found.without_comment
            ),
        )


def _letter(found: Lacking, page: str) -> Iterator[LackingLine]:
    if found.tjansteskrivelse:
        yield LackingLine(
            "Tjänsteskrivelsen är inte skriven.",
            "Då fryses rapporten utan den. Du kan skriva den efteråt också.",
            (LackingLink("Skriv tjänsteskrivelsen", page),),
        )
