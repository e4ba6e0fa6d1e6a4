"""The fold: however the chain is cut into batches, it says what counting from scratch says."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.boards.folding import Fact, Standings, UnknownEntry
from app.boards.roll import OnRoll, Roll
from app.boards.rows import group_rows
from app.boards.scheme import Scheme
from tests.boards import reference
from tests.boards.reference import Attempt

pytestmark = pytest.mark.pure

TOTAL = 1000
SCHEMES = some.builds(
    Scheme,
    total=some.just(TOTAL),
    counts=some.sampled_from(["best", "first", "last"]),
    ties=some.sampled_from([(), ("duration",), ("handed_in",), ("duration", "handed_in"), ("handed_in", "duration")]),
    kind=some.sampled_from(["composite", "mean_of_roll"]),
    participation_weight=some.integers(0, 100),
    mean_weight_percent=some.integers(0, 100),
    gate_percent=some.one_of(some.none(), some.integers(1, 100)),
    organisation_ties=some.permutations(["participation", "full_marks", "mean", "duration"]).flatmap(
        lambda ties: some.integers(0, 4).map(lambda n: tuple(ties[:n]))
    ),
)


def key(place: int) -> str:
    return f"m{place:03d}".ljust(26, "2")


@some.composite
def contests(draw: some.DrawFn) -> tuple[list[OnRoll], list[Attempt], list[int]]:
    """A roll, a chain of attempts in order, and where the chain is cut into batches. Few values, so that many tie."""
    size = draw(some.integers(1, 14))
    roll = [
        OnRoll(key(place), draw(some.integers(1, 4)), draw(some.sampled_from([None, 1, 2])), None, exempt, "")
        for place, exempt in enumerate(draw(some.lists(some.booleans(), min_size=size, max_size=size)))
    ]
    attempts, used = [], dict.fromkeys(range(size), 0)
    for n, place in enumerate(draw(some.lists(some.integers(0, size - 1), max_size=40))):
        used[place] += 1
        score, seconds = draw(some.sampled_from([0, 333, 500, 667, 1000])), draw(some.integers(1, 4))
        attempts.append(Attempt(key(place), used[place], score, seconds * 1000, 1_000_000 + n // 2))
    cuts = draw(some.lists(some.integers(0, len(attempts)), max_size=6))
    return roll, attempts, sorted({0, *cuts, len(attempts)})


def facts(attempts: list[Attempt]) -> list[Fact]:
    return [
        (seq, "result", one.member_key, one.attempt, one.score, one.duration_ms, one.at)
        for seq, one in enumerate(attempts, 1)
    ]


def folded(roll: list[OnRoll], attempts: list[Attempt], scheme: Scheme, cuts: list[int]) -> Standings:
    """Fold batch by batch and look at the order after each, as a ticker does."""
    standings, chain = Standings(Roll(roll), scheme), facts(attempts)
    for begin, end in pairwise(cuts):
        standings.index()
        standings.apply(chain[begin:end])
    return standings


@given(contests(), SCHEMES)
@settings(deadline=None, max_examples=300)
def test_a_random_chain_in_random_batches_folds_to_the_slow_recount(
    contest: tuple[list[OnRoll], list[Attempt], list[int]], scheme: Scheme
) -> None:
    roll, attempts, cuts = contest
    standings = folded(roll, attempts, scheme, cuts)

    expected = reference.members(attempts, scheme)
    rows = standings.top(len(roll))
    assert {standings.roll.keys[row.place]: row.rank for row in rows} == expected
    shared = {rank for rank in expected.values() if list(expected.values()).count(rank) > 1}
    assert all(row.shared == (row.rank in shared) for row in rows)
    assert all(standings.rank(row.place) == row.rank for row in rows)
    assert {key(place) for place in range(len(roll)) if standings.rank(place) is None} == {
        one.member_key for one in roll
    } - expected.keys()

    boards = group_rows(standings, "organisations")
    found = {
        one.row.id: (one.rank, one.row.figures.score, one.row.figures.participants, one.row.figures.roll)
        for one in boards
    }
    assert found == reference.organisations(roll, attempts, scheme)


@given(contests(), SCHEMES)
@settings(deadline=None, max_examples=100)
def test_a_copy_stands_still_while_the_chain_goes_on(
    contest: tuple[list[OnRoll], list[Attempt], list[int]], scheme: Scheme
) -> None:
    roll, attempts, cuts = contest
    middle = cuts[len(cuts) // 2]
    standings = folded(roll, attempts[:middle], scheme, [0, middle])
    copy = standings.copy()
    standings.apply(facts(attempts)[middle:])
    assert {row.place: row.rank for row in copy.top(99)} == {
        copy.roll.place_of[one]: rank for one, rank in reference.members(attempts[:middle], scheme).items()
    }
    assert [one.row for one in group_rows(copy, "organisations")] == [
        one.row for one in group_rows(folded(roll, attempts[:middle], scheme, [0, middle]), "organisations")
    ]


def fold_of(*marks: int, scheme: Scheme | None = None) -> Standings:
    """Members with one result each, in one organisation."""
    roll = [OnRoll(key(place), 1, None, None, False, "") for place in range(len(marks))]
    standings = Standings(Roll(roll), scheme or Scheme(total=TOTAL))
    standings.apply(facts([Attempt(key(place), 1, score, 1000, 5) for place, score in enumerate(marks)]))
    return standings


def test_equal_merit_shares_the_place_and_the_next_place_is_skipped() -> None:
    rows = fold_of(700, 900, 700, 1000, 700, 10).top(10)
    assert [row.rank for row in rows] == [1, 2, 3, 3, 3, 6]
    assert [row.shared for row in rows] == [False, False, True, True, True, False]


def test_a_place_shared_with_somebody_beyond_the_last_row_is_still_shared() -> None:
    assert [row.shared for row in fold_of(900, 700, 700).top(2)] == [False, True]


@pytest.mark.parametrize("ties", [(), ("duration",)])
def test_of_two_attempts_with_the_same_score_the_shorter_counts(ties: tuple[str, ...]) -> None:
    standings = Standings(Roll([OnRoll(key(0), 1, None, None, False, "")]), Scheme(total=TOTAL, ties=ties))
    standings.apply(facts([Attempt(key(0), 1, 900, 8000, 1), Attempt(key(0), 2, 900, 5000, 2)]))
    assert standings.duration[0] == 5000
    assert standings.sums["organisations"].duration[0] == 5000


def test_a_gap_in_the_chain_is_not_folded_over() -> None:
    standings = fold_of(500)
    with pytest.raises(UnknownEntry):
        standings.apply([(3, "closed", None, None, None, None, 9)])


def test_an_entry_of_a_later_version_stops_the_fold() -> None:
    with pytest.raises(UnknownEntry):
        fold_of(500).apply([(2, "voided", None, None, None, None, 9)])


def test_a_result_from_outside_the_roll_stops_the_fold() -> None:
    with pytest.raises(UnknownEntry):
        fold_of(500).apply(facts([Attempt(key(0), 2, 1, 1, 1), Attempt("somebody else", 1, 900, 1, 1)])[1:])


def test_the_exempt_stand_on_the_members_board_and_count_on_neither_side() -> None:
    roll = [OnRoll(key(0), 1, None, None, True, ""), OnRoll(key(1), 1, None, None, False, "")]
    standings = Standings(Roll(roll), Scheme(total=TOTAL))
    standings.apply(facts([Attempt(key(0), 1, 1000, 1000, 1)]))
    (row,) = group_rows(standings, "organisations")
    assert (row.row.figures.participants, row.row.figures.roll, row.row.figures.total) == (0, 1, 0)
    assert standings.participants == 0
    assert [one.place for one in standings.top(5)] == [0]


def test_a_division_ranks_its_members_among_themselves() -> None:
    roll = [OnRoll(key(place), 1, None, None, False, "ab"[place % 2]) for place in range(4)]
    standings = Standings(Roll(roll), Scheme(total=TOTAL))
    standings.apply(facts([Attempt(key(place), 1, 1000 - place, 1000, 1) for place in range(4)]))
    assert [(row.place, row.rank) for row in standings.top(9, division="b")] == [(1, 1), (3, 2)]


def test_the_cost_of_a_step_grows_with_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """5,000 members stand; one new result asks for a handful of keys, not for five thousand."""
    size = 5000
    roll = [OnRoll(key(place) + str(place), place % 100, None, None, False, "") for place in range(size)]
    standings = Standings(Roll(roll), Scheme(total=TOTAL))
    standings.apply(facts([Attempt(one.member_key, 1, n % 900, 1000 + n, 1) for n, one in enumerate(roll)]))
    standings.index()
    asked = 0
    plain = Standings.key

    def counting(self: Standings, place: int) -> int:
        nonlocal asked
        asked += 1
        return plain(self, place)

    monkeypatch.setattr(Standings, "key", counting)
    standings.apply([(size + 1, "result", roll[77].member_key, 2, 990, 1, 2)])
    assert standings.top(1)[0].place == 77
    assert asked < 10


def test_a_scheme_is_plain_data() -> None:
    assert replace(Scheme(total=1), counts="last").counts == "last"
