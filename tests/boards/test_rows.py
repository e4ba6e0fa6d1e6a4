"""Rows that are kept in order while entries come, against rows that are sorted for the occasion."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from app.boards.folding import Standings
from app.boards.ranking import ranked
from app.boards.roll import Roll
from app.boards.rows import placed
from app.boards.scheme import Scheme
from tests.boards.ledgers import SCHEMES, TREE, Ledger, ledgers

LEVELS = (
    ("organisations", None, None),
    ("organisations", "committee", None),
    ("districts", None, "full"),
    ("units", None, None),
)


def parted(ledger: Ledger, scheme: Scheme) -> Standings:
    """Looked at everywhere after each part of the chain."""
    standings = Standings(Roll(ledger.roll, TREE), scheme)
    for begin, end in zip(ledger.cuts, [*ledger.cuts[1:], len(ledger.chain)], strict=True):
        for board, kind, category in LEVELS:
            standings.groups(board, kind=kind, category=category)
        standings.head_count()
        ledger.apply(standings, ledger.chain[begin:end])
    return standings


@given(ledgers(), SCHEMES, some.integers(0, 99))
@settings(max_examples=100)
def test_the_order_that_is_kept_is_the_order_that_sorting_finds(ledger: Ledger, scheme: Scheme, seed: int) -> None:
    standings, chance = parted(ledger, scheme), Random(seed)
    for board, kind, category in LEVELS:
        groups = standings.groups(board, kind=kind, category=category)
        kept = {row for row in groups if chance.random() < 0.8}
        names = {row: chance.random() for row in groups}
        sorted_now = ranked(kept, lambda row, of=groups: of[row].merit, names.__getitem__)  # type: ignore[misc]
        found = placed(groups, kept.__contains__, names.__getitem__)
        assert list(found) == [(one.rank, one.shared, one.row) for one in sorted_now]


@given(ledgers(), SCHEMES)
@settings(max_examples=100)
def test_sums_that_follow_the_chain_are_the_sums_of_a_first_look(ledger: Ledger, scheme: Scheme) -> None:
    """Also the places by size class, and the head count, which are kept between two looks."""
    followed = parted(ledger, scheme)
    first = followed.copy()
    assert followed.head_count() == first.head_count()
    for board, kind, category in LEVELS:
        old, new = (one.groups(board, kind=kind, category=category) for one in (followed, first))
        assert list(old.ordered) == list(new.ordered)
        assert {row: old[row].figures for row in old} == {row: new[row].figures for row in new}
        for row in new:
            assert old.divisions(row, followed.people) == new.divisions(row, first.people)
            for which in ("district", "unit"):
                assert old.grouping(row, followed.people, which) == new.grouping(row, first.people, which)
        for division in ("", "1-10"):
            assert old.merits(division, followed.people) == [
                new[row].merit for _, row in new.ordered if division in new.divisions(row, first.people)
            ]
