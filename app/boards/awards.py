"""Pure: which place wins which award. Lots are drawn elsewhere: a board does not decide them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.contests.rules import Awards


def limits(awards: "Awards", rows: int) -> list[int]:
    """Up to which place each tier reaches; ``rows`` are all that are ranked. Shares are rounded up."""
    share = rows if awards.within_percent is None else -(-rows * awards.within_percent // 100)
    reached, found = 0, []
    for tier in awards.tiers:
        left = share - reached
        if tier.places is not None:
            left = min(left, tier.places)
        elif tier.percent is not None:
            left = -(-left * tier.percent // 100)
        reached += left
        found.append(reached)
    return found


def tiers(awards: "Awards", ranks: Sequence[int | None]) -> list[int | None]:
    """The tier of each row by its place, ``None`` without an award; ``None`` as a place: passes no gate.

    Who shares a place shares its award, so the better one; the places that this skips are skipped for the next award.
    """
    if awards.by == "lot":
        return [None] * len(ranks)
    reach = limits(awards, len(ranks))
    return [
        None if rank is None else next((tier for tier, last in enumerate(reach) if rank <= last), None)
        for rank in ranks
    ]
