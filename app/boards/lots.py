"""Pure: prizes drawn by lot. Nobody chooses the winners: docs/draw.md has the algorithm in words.

The secret half is the main sitting's seed, committed to before the contest opened; the other half is a number that
somebody calls out in the hall once the pool is settled.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence

LABEL = "xincheng-cup lots 1"


def draw_lots(seed: bytes, head: bytes, call: str, pool: Sequence[str], places: Sequence[int]) -> list[list[str]]:
    """The winners of each tier, highest first. ``head`` is the hash of the entry that settled the boards, ``pool`` the
    member keys in order; where it is smaller than the places, the last tiers have fewer winners or none."""
    numbers = _numbers(seed, head, call)
    left = list(pool)
    for i in range(min(sum(places), len(left))):
        j = i + _below(numbers, len(left) - i)
        left[i], left[j] = left[j], left[i]
    winners, begin = [], 0
    for count in places:
        winners.append(left[: sum(places)][begin : begin + count])
        begin += count
    return winners


def digest(pool: Sequence[str]) -> str:
    """SHA-256 (hex) over the keys, each followed by a newline: published before the number is called."""
    return hashlib.sha256("".join(f"{key}\n" for key in pool).encode()).hexdigest()


def _numbers(seed: bytes, head: bytes, call: str) -> Iterator[int]:
    key = hmac.digest(seed, f"{LABEL}|{head.hex()}|{call}".encode(), "sha256")
    counter = 0
    while True:
        block = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
        for start in range(0, 32, 4):
            yield int.from_bytes(block[start : start + 4], "big")
        counter += 1


def _below(numbers: Iterator[int], n: int) -> int:
    if n == 1:
        return 0
    limit = 2**32 - 2**32 % n
    while (word := next(numbers)) >= limit:
        pass
    return word % n
