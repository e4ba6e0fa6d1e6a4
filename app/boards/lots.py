"""Pure: prizes drawn by lot. Nobody chooses the winners: docs/draw.md has the algorithm in words.

The secret half is the main sitting's seed, committed to before the contest opened; the other half is a number that
somebody calls out in the hall once the pool is settled.
"""

import hashlib
from collections.abc import Sequence

from app.core.chance import Chance

LABEL = "xincheng-cup lots 1"


def draw_lots(seed: bytes, head: bytes, call: str, pool: Sequence[str], places: Sequence[int]) -> list[list[str]]:
    """The winners of each tier, highest first. ``head`` is the hash of the entry that settled the boards, ``pool`` the
    member keys in order; where it is smaller than the places, the last tiers have fewer winners or none."""
    left = list(pool)
    Chance(seed, f"{LABEL}|{head.hex()}|{call}").bring_forward(left, min(sum(places), len(left)))
    winners, begin = [], 0
    for count in places:
        winners.append(left[: sum(places)][begin : begin + count])
        begin += count
    return winners


def digest(pool: Sequence[str]) -> str:
    """SHA-256 (hex) over the keys, each followed by a newline: published before the number is called."""
    return hashlib.sha256("".join(f"{key}\n" for key in pool).encode()).hexdigest()
