"""How past results would have ranked under another rule: the same chain folded once more. Changes nothing."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.folding import BOARDS, Standings
from app.boards.rows import group_rows
from app.contests.finding import ContestView
from app.contests.rules import Rules
from app.contests.rules_faults import BadRules, RulesFault, rules_from
from app.core.refusal import N_, not_found
from app.ledger.tail import head

HEARD = frozenset(
    (
        *("counts", "counted_a_day", "day_zone", "ties"),
        *("organisation_scoring", "organisation_ties"),
    )
)
"""The fields that a fold listens to. Papers that were drawn and marked stay as they are."""


class Step(NamedTuple):
    """One row under both rules; ``None`` where it is not on that board."""

    id: int | str
    """Internal id of an organisation or grouping; of a member the member key."""
    before: int | None
    after: int | None
    score_before: int | None
    score_after: int | None

    @property
    def up(self) -> int:
        """Places gained; lost ones are negative."""
        return 0 if self.before is None or self.after is None else self.before - self.after


def other_rules(view: ContestView, wishes: Mapping[str, Any]) -> Rules:
    """The contest's rules with what is wished instead; raises :class:`BadRules`."""
    deaf = sorted(set(wishes) - HEARD)
    if deaf:
        sentence = N_("这一项改了也不影响已经交的卷怎样计成绩、排名次，不能试。")
        raise BadRules([RulesFault(name, sentence, {}) for name in deaf])
    return rules_from(view.rules.model_dump(mode="json") | dict(wishes))


def compare(session: Session, view: ContestView, rules: Rules, board: str) -> list[Step]:
    """Every row of a board as the chain stands, the new order first. For the office: it looks past a freeze."""
    if board not in BOARDS:
        raise not_found()
    seq = head(session, view.id).seq
    before, after = (_places(folds.under(session, view, one, seq), board) for one in (view.rules, rules))
    steps = [Step(id_, *_one(before, after, id_)) for id_ in before.keys() | after.keys()]
    last = len(steps) + 1
    return sorted(steps, key=lambda one: (one.after or last, one.before or last, one.id))


Places = dict[int | str, tuple[int, int]]


def _one(before: Places, after: Places, id_: int | str) -> tuple[int | None, int | None, int | None, int | None]:
    (old, old_score), (new, new_score) = before.get(id_, (None, None)), after.get(id_, (None, None))
    return old, new, old_score, new_score


def _places(standings: Standings, board: str) -> Places:
    """Place and score by row."""
    if board == "members":
        order, score, key = standings.order, standings.counts.score, standings.people.key
        return {key(row.place): (row.rank, score[row.place]) for row in order.top(len(order))}
    return {one.row.id: (one.rank, one.row.figures.score) for one in group_rows(standings, board)}
