"""The fold: however the chain is cut into batches, it says what counting from scratch says."""

import pytest
from hypothesis import given, settings

from app.boards.facts import Past, UnknownEntry
from app.boards.folding import Standings
from app.boards.order import Order
from app.boards.publishing import groups_text, members_text
from app.boards.roll import OnRoll
from app.boards.rows import group_rows
from app.boards.scheme import Scheme
from tests.boards.ledgers import NODES, SCHEMES, TOTAL, Ledger, key, ledgers
from tests.boards.reference import Recount, recount

pytestmark = pytest.mark.pure

LEVELS = (
    ("organisations", None, None),
    ("organisations", "committee", None),
    ("organisations", "branch", None),
    ("organisations", "group", None),
    ("organisations", None, "probationary"),
    ("districts", None, None),
    ("units", None, "activist"),
    ("units", None, None),
)


def check(standings: Standings, again: Recount) -> None:
    """Every board says what the recount says."""
    expected, rows = again.members(), standings.order.top(99)
    assert {standings.people.key(row.place): row.rank for row in rows} == expected
    ranks = list(expected.values())
    assert all(row.shared == (ranks.count(row.rank) > 1) for row in rows)
    assert all(standings.order.rank(row.place) == row.rank for row in rows)
    assert all(standings.order.shared(row.place) == row.shared for row in rows)
    for member in again.people.keys() - expected.keys():
        assert (
            standings.order.rank(standings.people.place(member) or 0) is None or standings.people.place(member) is None
        )
    for board, kind, category in LEVELS:
        groups = standings.groups(board, kind=kind, category=category)
        found = {}
        for one in group_rows(standings, board, kind=kind, category=category):
            is_ = one.row.figures
            shown = (is_.score, is_.participants, is_.roll, is_.mean, is_.full_marks, is_.attempts)
            found[one.row.id] = (one.rank, *shown)
            assert (groups.rank(one.row.id), groups.shared(one.row.id)) == (one.rank, one.shared)
        assert found == again.groups(board, kind, category)


@given(ledgers(), SCHEMES)
@settings(max_examples=400)
def test_a_random_chain_in_random_batches_folds_to_the_slow_recount(ledger: Ledger, scheme: Scheme) -> None:
    check(ledger.fold(scheme), recount(ledger.roll, NODES, ledger.chain, scheme))


@given(ledgers(plain=True), SCHEMES)
@settings(max_examples=150)
def test_plain_results_fold_to_the_slow_recount(ledger: Ledger, scheme: Scheme) -> None:
    check(ledger.fold(scheme), recount(ledger.roll, NODES, ledger.chain, scheme))


@given(ledgers(), SCHEMES)
@settings(max_examples=150)
def test_folded_step_by_step_or_at_once_the_boards_are_the_same(ledger: Ledger, scheme: Scheme) -> None:
    steps = ledger.fold(scheme)
    ledger.cuts = [0]
    once = ledger.fold(scheme, look=False)
    assert members_text(steps) == members_text(once)
    for board in ("organisations", "districts", "units"):
        assert groups_text(steps, board) == groups_text(once, board)
    assert steps.head_count() == once.head_count()


@given(ledgers(), SCHEMES)
@settings(max_examples=100)
def test_a_copy_stands_still_while_the_chain_goes_on(ledger: Ledger, scheme: Scheme) -> None:
    middle = ledger.cuts[len(ledger.cuts) // 2]
    standings = ledger.fold(scheme, upto=middle)
    copy = standings.copy()
    ledger.apply(standings, ledger.chain[middle:])
    standings.groups("organisations")
    check(copy, recount(ledger.roll, NODES, ledger.chain[:middle], scheme))
    check(standings, recount(ledger.roll, NODES, ledger.chain, scheme))


def results(*rows: tuple[int, int, int]) -> list[Past]:
    """``(place, score, ms)`` each, in one organisation."""
    tries: dict[int, int] = {}
    chain = []
    for seq, (place, score, duration) in enumerate(rows, 1):
        tries[place] = tries.get(place, 0) + 1
        facts = (f"paper{seq}", tries[place], score, duration, 5 + seq, 0, 3)
        chain.append(Past(seq, "result", key(place), *facts, {}))
    return chain


def ledger_of(*rows: tuple[int, int, int], size: int = 0, exempt: int = -1, divisions: str = "") -> Ledger:
    size = size or 1 + max(place for place, _, _ in rows)
    roll = [
        OnRoll(key(place), 3, None, None, place == exempt, divisions[place] if divisions else "")
        for place in range(size)
    ]
    return Ledger(roll, results(*rows), [0])


def test_equal_merit_shares_the_place_and_the_next_place_is_skipped() -> None:
    marks = (700, 900, 700, 1000, 700, 10)
    rows = (
        ledger_of(*((place, score, 1000) for place, score in enumerate(marks))).fold(Scheme(total=TOTAL)).order.top(10)
    )
    assert [row.rank for row in rows] == [1, 2, 3, 3, 3, 6]
    assert [row.shared for row in rows] == [False, False, True, True, True, False]


def test_a_place_shared_with_somebody_beyond_the_last_row_is_still_shared() -> None:
    standings = ledger_of((0, 900, 1), (1, 700, 1), (2, 700, 1)).fold(Scheme(total=TOTAL))
    assert [row.shared for row in standings.order.top(2)] == [False, True]


@pytest.mark.parametrize("ties", [(), ("duration",)])
def test_of_two_attempts_with_the_same_score_the_shorter_counts(ties: tuple[str, ...]) -> None:
    standings = ledger_of((0, 900, 8000), (0, 900, 5000)).fold(Scheme(total=TOTAL, ties=ties))
    (row,) = group_rows(standings, "organisations")
    assert (standings.counts.duration[0], row.row.figures.duration, row.row.figures.attempts) == (5000, 5000, 2)


def other(seq: int, kind: str, member: str | None = None) -> Past:
    return Past(seq, kind, member or "", None, None, None, None, 9, None, None, {})


@pytest.mark.parametrize("kind", ["closed", "result", "voided"])
def test_a_gap_in_the_chain_is_not_folded_over(kind: str) -> None:
    ledger = ledger_of((0, 500, 1))
    ledger.chain.append(other(3, kind, key(0)))
    with pytest.raises(UnknownEntry):
        ledger.fold(Scheme(total=TOTAL))


@pytest.mark.parametrize("kind", ["voided", "paper_result", "roll_left"])
def test_an_entry_of_a_later_version_or_about_a_stranger_stops_the_fold(kind: str) -> None:
    ledger = ledger_of((0, 500, 1))
    ledger.chain.append(other(2, kind, "somebody else"))
    with pytest.raises(UnknownEntry):
        ledger.fold(Scheme(total=TOTAL))


def test_a_change_cannot_be_folded_by_somebody_who_reads_nothing_whole() -> None:
    ledger = ledger_of((0, 500, 1))
    standings = ledger.fold(Scheme(total=TOTAL))
    with pytest.raises(UnknownEntry):
        standings.other(2, "annulled")


def test_the_exempt_stand_on_the_members_board_and_count_on_neither_side() -> None:
    standings = ledger_of((0, 1000, 1000), size=2, exempt=0).fold(Scheme(total=TOTAL))
    (row,) = group_rows(standings, "organisations")
    assert (row.row.figures.participants, row.row.figures.roll, row.row.figures.total) == (0, 1, 0)
    assert standings.head_count() == (0, 1)
    assert [one.place for one in standings.order.top(5)] == [0]


def test_some_members_are_ranked_among_themselves() -> None:
    standings = ledger_of(*((place, 1000 - place, 1000) for place in range(4)), divisions="abab").fold(
        Scheme(total=TOTAL)
    )
    rows = standings.order.top(9, lambda place: standings.people.division(place) == "b")
    assert [(row.place, row.rank) for row in rows] == [(1, 1), (3, 2)]


def test_the_cost_of_a_step_grows_with_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """5,000 members stand; one new result asks for a handful of keys, not for five thousand."""
    size = 5000
    roll = [OnRoll(key(place) + str(place), 3 + place % 2, None, None, False, "") for place in range(size)]
    chain = [
        Past(n + 1, "result", one.member_key, f"paper{n}", 1, n % 900, 1000 + n, 1, 0, one.organisation_id, {})
        for n, one in enumerate(roll)
    ]
    ledger = Ledger(roll, chain, [0])
    standings = ledger.fold(Scheme(total=TOTAL))
    standings.order.index()
    asked = 0
    plain = Order.key

    def counting(self: Order, place: int) -> int:
        nonlocal asked
        asked += 1
        return plain(self, place)

    monkeypatch.setattr(Order, "key", counting)
    standings.results([(roll[77].member_key, 2, 990, 1, 2, 0, roll[77].organisation_id)], size + 1)
    assert standings.order.top(1)[0].place == 77
    assert asked < 10
