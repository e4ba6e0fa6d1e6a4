"""Pure: questions that say the same. Stems are compared by their pairs of neighbouring characters."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

NEAR_PERCENT = 85
SHORTEST = 10
MOST_SHARED = 200
"""A pair of characters that stands in more stems than this says little and is not followed."""


def folded(text: str) -> str:
    """How texts are compared: NFKC, case-fold, letters and digits only (gaps stay as one mark)."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = [character if character.isalnum() else "_" if character == "_" else "" for character in plain]
    return "".join(kept).replace("____", "_")


def near_twins(stems: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Pairs of names whose stems share at least 85 % of their character pairs (Jaccard), with that percentage.

    Equal stems are not named again. The cost grows with what the stems share, not with the square of their number.
    """
    pairs = [_pairs(folded(stem)) for _name, stem in stems]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(pairs):
        if len(own) < SHORTEST:
            continue
        shared: set[int] = set()
        for pair in own:
            if len(holders[pair]) <= MOST_SHARED:
                shared.update(holders[pair])
            holders[pair].append(place)
        for before in shared:
            percent = _alike(own, pairs[before])
            if percent >= NEAR_PERCENT and folded(stems[before][1]) != folded(stems[place][1]):
                yield stems[before][0], stems[place][0], percent


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _alike(one: set[str], other: set[str]) -> int:
    if min(len(one), len(other)) * 100 < max(len(one), len(other)) * NEAR_PERCENT:
        return 0
    return 100 * len(one & other) // len(one | other)
