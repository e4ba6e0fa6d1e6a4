"""A wrong rule in the application is found by the second scorer, which shares no code with it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.boards import fairness, folding, roll
from app.papers import closing, drawing, marking
from app.verify.verifying import verify
from tests.verify.test_verifying import a_whole_contest
from tests.world import World

Patch = Callable[[pytest.MonkeyPatch], None]


def half_of_a_multiple_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(marking, "bank_letters", lambda shown, value: "".join(sorted(shown[ord(one) - 65] for one in value)))

    def generous(key: marking.Key, shown: str, value: str) -> bool:
        return bool(value) and not key.gaps and set(marking.bank_letters(shown, value)) <= set(key.letters)

    patch.setattr(marking, "is_right", lambda key, shown, value: shown != "TF" and generous(key, shown, value))


def true_is_always_right(patch: pytest.MonkeyPatch) -> None:
    honest = marking.is_right
    patch.setattr(marking, "is_right", lambda key, shown, value: value == "T" or honest(key, shown, value))


def options_are_never_shuffled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        drawing, "_order", lambda stream, one, shuffle: "TF" if one.kind == "true_false" else "ABCDE"[: one.options]
    )


def the_newest_question_is_never_drawn(patch: pytest.MonkeyPatch) -> None:
    honest = drawing._choose

    def stingy(stream: drawing.Stream, pool: drawing.Pool, taken: set[tuple[str, int]]) -> list[drawing.Candidate]:
        fewer = drawing.Pool(pool.bank, pool.count, pool.candidates[:-1])
        return honest(stream, fewer, taken)

    patch.setattr(drawing, "_choose", stingy)


def means_are_cut_off_instead_of_rounded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fairness, "half_up", lambda numerator, denominator: numerator // denominator if denominator else 0)


def the_exempt_are_counted(patch: pytest.MonkeyPatch) -> None:
    honest = roll.Roll.__init__

    def everybody(self: roll.Roll, rows: Sequence[roll.OnRoll]) -> None:
        honest(self, [row._replace(exempt=False) for row in rows])

    patch.setattr(roll.Roll, "__init__", everybody)


def the_last_attempt_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(folding.Standings, "_replaces", lambda *_: True)


def equal_members_do_not_share_a_place(patch: pytest.MonkeyPatch) -> None:
    honest = folding.Standings.top

    def in_a_row(self: folding.Standings, count: int, **options: Any) -> list[folding.TopRow]:
        return [row._replace(rank=n) for n, row in enumerate(honest(self, count, **options), 1)]

    patch.setattr(folding.Standings, "top", in_a_row)


def the_answers_digest_is_of_something_else(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "digest", lambda answers: "0" * 64)


SEEDED: list[tuple[Patch, str]] = [
    (half_of_a_multiple_is_enough, "result.score"),
    (true_is_always_right, "result.score"),
    (options_are_never_shuffled, "paper.draw"),
    (the_newest_question_is_never_drawn, "paper.draw"),
    (means_are_cut_off_instead_of_rounded, "board.organisations"),
    (the_exempt_are_counted, "board.organisations"),
    (the_last_attempt_counts, "board.members"),
    (equal_members_do_not_share_a_place, "board.members"),
    (the_answers_digest_is_of_something_else, "result.answers"),
]


@pytest.mark.parametrize(("seed", "what"), SEEDED, ids=lambda one: getattr(one, "__name__", one))
def test_a_seeded_wrong_rule_is_found(world: World, monkeypatch: pytest.MonkeyPatch, seed: Patch, what: str) -> None:
    seed(monkeypatch)
    contest = a_whole_contest(world)
    found = verify(contest.house, "cup")
    assert what in {one.what for one in found.kept}
