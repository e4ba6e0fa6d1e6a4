"""Members of a part that are kept in order while entries come, against going through all of them."""

from hypothesis import given, settings
from hypothesis import strategies as some

from app.boards import order as module
from app.boards.asking import Asked, member_filter
from app.boards.folding import Standings
from app.boards.naming import Names
from app.boards.roll import Roll
from app.boards.scheme import Scheme
from app.organisations.labels import Label
from tests.boards.ledgers import NEW, NODES, SCHEMES, TREE, Ledger, ledgers

KNOWN = Names(
    0,
    {id_: Label(f"o{id_}", "", "", "", "", "") for id_ in (*NODES, NEW)},
    {id_: Label(f"g{id_}", "", "", "district" if id_ < 10 else "unit", "", "") for id_ in (1, 2, 11, 12)},
)
PARTS = [
    Asked("members", organisation="o4"),
    Asked("members", organisation="o2", category="full"),
    Asked("members", organisation=f"o{NEW}"),
    Asked("members", district="g2"),
    Asked("members", unit="g12"),
    Asked("members", division="1-10"),
    Asked("members", category="probationary"),
]


@given(ledgers(), SCHEMES, some.lists(some.sampled_from(PARTS), min_size=1, max_size=4), some.integers(1, 4))
@settings(max_examples=150)
def test_a_part_that_is_kept_is_the_part_that_looking_at_everybody_finds(
    ledger: Ledger, scheme: Scheme, asked: list[Asked], most: int
) -> None:
    before, module.MOST_PARTS = module.MOST_PARTS, most
    try:
        standings = Standings(Roll(ledger.roll, TREE), scheme)
        for begin, end in zip(ledger.cuts, [*ledger.cuts[1:], len(ledger.chain)], strict=True):
            ledger.apply(standings, ledger.chain[begin:end])
            for one in asked:
                keep = member_filter(one, standings, KNOWN)
                name = (*one.narrowing, standings.people.layout)
                assert standings.order.top(3, keep, name) == standings.order.top(3, keep)
                assert len(standings.order._parts) <= most
    finally:
        module.MOST_PARTS = before
