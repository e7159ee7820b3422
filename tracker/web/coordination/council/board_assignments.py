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
        """ "Tre uppdrag. Ett väntar på svar och två föreslås förklaras fullgjorda."."""
        words = self.plan.kind.words
        neuter = str(words["row_singular_definite"]).endswith("t")
        waiting = sum(share.owed for share in self.shares)
        without = sum(
            share.responsibility.owner_id is None and not share.responsibility.activity.fulfilled
            for share in self.shares
        )
        proposed = sum(share.proposal is not None for share in self.shares)
        said = [
            f"{number_word(count, neuter=neuter)} {what}"
            for count, what in (
                (waiting, "väntar på svar"),
                (without, "saknar ansvarig"),
                (proposed, f"föreslås förklaras {'fullgjort' if proposed == 1 else 'fullgjorda'}"),
            )
            if count
        ]
        rows = str(words["row_singular"]), str(words["row_plural"])
        total = capitalised(counted(len(self.shares), *rows, neuter=neuter))
        return f"{total}. {capitalised(joined(said))}." if said else f"{total}."


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
    """The plans in which the person's boards have shares, by title."""
    shares = board_shares(current_person())
    return [
        PlanOfOthers(rows[0].responsibility.activity.plan, rows)
        for rows in (
            list(group) for _, group in groupby(shares, key=lambda one: one.responsibility.activity.plan_id)
        )
    ]
