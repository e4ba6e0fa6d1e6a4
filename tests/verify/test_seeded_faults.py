"""A wrong rule in the application is found by the second scorer, which shares no code with it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.boards import (
    counting,
    facts,
    fairness,
    folding,
    order,
    people,
    recounting,
    roll,
    scheme,
    seats,
    standings,
)
from app.core.chance import Chance
from app.organisations.models import Organisation
from app.papers import closing, drawing, marking
from app.verify.verifying import verify
from tests.verify.test_verifying import a_whole_contest
from tests.verify.test_whole_contests import Everything
from tests.world import PLANNING, World

Patch = Callable[[pytest.MonkeyPatch], None]


def true_is_always_right(patch: pytest.MonkeyPatch) -> None:
    honest = marking.is_right
    patch.setattr(marking, "is_right", lambda key, shown, value: value == "T" or honest(key, shown, value))


def options_are_never_shuffled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        drawing, "_order", lambda stream, one, shuffle: "TF" if one.kind == "true_false" else "ABCDE"[: one.options]
    )


def the_newest_question_is_never_drawn(patch: pytest.MonkeyPatch) -> None:
    honest = drawing._choose

    def stingy(chance: Chance, pool: drawing.Pool, taken: set[tuple[str, int]]) -> list[drawing.Candidate]:
        fewer = drawing.Pool(pool.bank, pool.count, pool.candidates[:-1])
        return honest(chance, fewer, taken)

    patch.setattr(drawing, "_choose", stingy)


def means_are_cut_off_instead_of_rounded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fairness, "half_up", lambda numerator, denominator: numerator // denominator if denominator else 0)


def the_exempt_are_counted(patch: pytest.MonkeyPatch) -> None:
    honest = roll.Roll._read

    def everybody(self: roll.Roll, rows: Iterable[Any]) -> None:
        honest(self, [roll.OnRoll(*row)._replace(exempt=False) for row in rows])

    patch.setattr(roll.Roll, "_read", everybody)


def counted_otherwise(**changed: Any) -> Patch:
    """The boards go by another rule than the contest's."""
    honest = scheme.scheme_of

    def seed(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(standings, "scheme_of", lambda rules: replace(honest(rules), **changed))

    seed.__name__ = "_".join(f"{name}_is_{value}" for name, value in changed.items())
    return seed


def equal_members_do_not_share_a_place(patch: pytest.MonkeyPatch) -> None:
    honest = order.Order.top

    def in_a_row(self: order.Order, count: int, **options: Any) -> list[order.TopRow]:
        return [row._replace(rank=n) for n, row in enumerate(honest(self, count, **options), 1)]

    patch.setattr(order.Order, "top", in_a_row)


def an_incomplete_answer_is_right(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(marking, "_part", lambda key, shown, worth, value, rule: worth.marks)


def half_is_not_rounded_up(patch: pytest.MonkeyPatch) -> None:
    honest = marking._part
    patch.setattr(marking, "_part", lambda *said: min(honest(*said), said[2].marks // 2))


def wrong_answers_cost_nothing(patch: pytest.MonkeyPatch) -> None:
    honest = marking.earn

    def kind(*said: Any) -> marking.Earned:
        earned = honest(*said)
        return earned._replace(marks=max(0, earned.marks))

    patch.setattr(marking, "earn", kind)


def not_answered_is_wrong(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(marking, "UNANSWERED", marking.Earned(0, right=False, wrong=True))


def groups_are_rows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seats.Tree, "branch", lambda self, organisation: organisation)


def who_moves_takes_the_results_along(patch: pytest.MonkeyPatch) -> None:
    def all_of_them(self: counting.Single, place: int, seat_of: Any) -> None:
        self.seat[place] = people_of[self].home[place]

    people_of: dict[Any, Any] = {}
    honest = folding.Standings._change_roll

    def along(self: folding.Standings, entry: Any) -> None:
        people_of[self.counts] = self.people
        honest(self, entry)

    patch.setattr(folding.Standings, "_change_roll", along)
    patch.setattr(counting.Single, "reseat", all_of_them)


def who_left_stays_in_the_denominator(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(people.People, "leave", lambda self, place: None)


def the_annulled_still_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(folding, "CORRECTIONS", facts.CORRECTIONS - {"annulled"})
    patch.setattr(folding, "HARMLESS", facts.HARMLESS | {"annulled"})


def late_answers_do_not_change_the_board(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recounting.Replay, "_admit", lambda self, paper, one: None)


def the_unconfirmed_stay_aside_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recounting.Replay, "_confirm", lambda self, one: None)


def the_answers_digest_is_of_something_else(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "digest", lambda answers: "0" * 64)


SEEDED: list[tuple[Patch, str]] = [
    (an_incomplete_answer_is_right, "result.score"),
    (true_is_always_right, "result.score"),
    (options_are_never_shuffled, "paper.draw"),
    (the_newest_question_is_never_drawn, "paper.draw"),
    (means_are_cut_off_instead_of_rounded, "board.organisations"),
    (the_exempt_are_counted, "board.organisations"),
    (counted_otherwise(counts="last"), "board.members"),
    (counted_otherwise(counts="daily_first", counted_a_day=2), "board.members"),
    (counted_otherwise(kind="sum"), "board.organisations"),
    (counted_otherwise(kind="best", best_n=1), "board.organisations"),
    (counted_otherwise(counted=("probationary",)), "board.organisations"),
    (equal_members_do_not_share_a_place, "board.members"),
    (the_answers_digest_is_of_something_else, "result.answers"),
    (not_answered_is_wrong, "result.wrong"),
]


@pytest.mark.parametrize(("seed", "what"), SEEDED, ids=lambda one: getattr(one, "__name__", one))
def test_a_seeded_wrong_rule_is_found(world: World, monkeypatch: pytest.MonkeyPatch, seed: Patch, what: str) -> None:
    seed(monkeypatch)
    contest = a_whole_contest(world)
    found = verify(contest.house, "cup")
    assert what in {one.what for one in found.kept}


WHERE_EVERYTHING_HAPPENS: list[tuple[Patch, str]] = [
    (half_is_not_rounded_up, "result.score"),
    (wrong_answers_cost_nothing, "result.score"),
    (who_moves_takes_the_results_along, "board.organisations"),
    (who_left_stays_in_the_denominator, "board.organisations"),
    (the_annulled_still_count, "board.members"),
    (late_answers_do_not_change_the_board, "board.members"),
    (the_unconfirmed_stay_aside_for_ever, "board.members"),
]


FEW = WHERE_EVERYTHING_HAPPENS[2:4]
"""Each takes seconds: two in every run, all of them in the long one."""


@pytest.mark.parametrize(
    ("seed", "what"),
    [
        pytest.param(*one, marks=() if one in FEW else pytest.mark.long, id=one[0].__name__)
        for one in WHERE_EVERYTHING_HAPPENS
    ],
)
def test_a_seeded_wrong_fold_is_found(world: World, monkeypatch: pytest.MonkeyPatch, seed: Patch, what: str) -> None:
    seed(monkeypatch)
    everything = Everything(world)
    everything.all_but_make_up()
    everything.finish()
    assert what in {one.what for one in verify(everything.contest.house, "cup").kept}


def test_a_party_group_as_a_row_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    groups_are_rows(monkeypatch)
    world.house.writer.run(make_a_group, world.organisations[PLANNING])
    contest = a_whole_contest(world)
    assert "board.organisations" in {one.what for one in verify(contest.house, "cup").kept}


def make_a_group(session: Session, organisation: int) -> None:
    session.execute(update(Organisation).where(col(Organisation.id) == organisation).values(kind="group"))
