"""Nämndens uppdrag: what a board's coordinator looks after in plans that others coordinate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.domain.swedish.words import capitalised, counted, joined, number_word
from tracker.models import FollowUp, Plan
from tracker.queries.council.board_shares import BoardShare, board_shares
from tracker.queries.council.decisions import words_of
from tracker.web.coordination.blueprint import blueprint
from tracker.web.frame.access import coordinators, current_person


@dataclass(frozen=True)
class PlanOfOthers:
    """One plan's part of the list."""

    plan: Plan
    shares: Sequence[BoardShare]

    @property
    def follow_up(self) -> FollowUp | None:
        """Its open follow-up."""
        return self.shares[0].follow_up

    @property
    def several_boards(self) -> bool:
        """Whether the person coordinates more than one of the boards."""
        return len({share.responsibility.board_id for share in self.shares}) > 1

    @property
    def counts(self) -> str:
        """ "Tre uppdrag. Ett är inte besvarat, två utan ansvarig, ett förslag lämnat."."""
        waiting = sum(share.owed for share in self.shares)
        without = sum(
            share.responsibility.owner_id is None and not share.responsibility.activity.fulfilled
            for share in self.shares
        )
        proposed = sum(share.proposal is not None for share in self.shares)
        said = [
            f"{number_word(waiting, neuter=True)} väntar på svar" if waiting else "",
            f"{number_word(without, neuter=True)} saknar ansvarig" if without else "",
            f"{number_word(proposed, neuter=True)} föreslås förklaras {'fullgjort' if proposed == 1 else 'fullgjorda'}"
            if proposed
            else "",
        ]
        total = capitalised(counted(len(self.shares), "uppdrag", "uppdrag", neuter=True))
        details = capitalised(joined([part for part in said if part]))
        return f"{total}. {details}." if details else f"{total}."


@blueprint.get("/namndens-uppdrag")
@coordinators
def board_assignments() -> ResponseReturnValue:
    """Every share of the person's boards, by plan: how it stands, what is proposed and what is decided."""
    return render_template(
        "coordination/council/board_assignments.html",
        plans=plans_of_others(),
        words_of=words_of,
    )


def plans_of_others() -> list[PlanOfOthers]:
    """The same as the start page of Samordning names them."""
    shares = board_shares(current_person())
    return [
        PlanOfOthers(rows[0].responsibility.activity.plan, rows)
        for rows in (
            list(group) for _, group in groupby(shares, key=lambda one: one.responsibility.activity.plan_id)
        )
    ]
