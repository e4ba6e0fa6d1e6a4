"""The draw of docs/draw.md once more, written from its words. Pure."""

import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LABEL = "xincheng-cup draw 1"


class Candidate(NamedTuple):
    """What the draw needs to know of a question: its place in the edition, kind, status and how many options it has."""

    ordinal: int
    kind: str
    status: str
    options: int


class Item(NamedTuple):
    """One drawn item: the section of the rules, the question's ordinal, the bank letters in shown order."""

    section: int
    ordinal: int
    order: str


class CannotDraw(Exception):
    """A section asks for more questions than there are."""


class Chance:
    """Numbers below n from the HMAC stream of one member's attempt."""

    def __init__(self, seed: bytes, member_key: str, attempt: int) -> None:
        self._key = hmac.digest(seed, f"{LABEL}|{member_key}|{attempt}".encode(), "sha256")
        self._words = self._stream()

    def _stream(self) -> Iterator[int]:
        block = 0
        while True:
            raw = hmac.digest(self._key, block.to_bytes(8, "big"), "sha256")
            for start in range(0, 32, 4):
                yield int.from_bytes(raw[start : start + 4], "big")
            block += 1

    def below(self, n: int) -> int:
        if n == 1:
            return 0
        fair = (1 << 32) // n * n
        return next(word for word in self._words if word < fair) % n

    def pick(self, things: Sequence[Any], count: int) -> list[Any]:
        """The first ``count`` places of a Fisher–Yates shuffle."""
        left = list(things)
        for place in range(count):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:count]


def redraw(
    seed: bytes,
    member_key: str,
    attempt: int,
    sections: Sequence[Mapping[str, Any]],
    editions: Mapping[str, Sequence[Candidate]],
    *,
    shuffle: bool,
    excluded: Collection[tuple[str, int]] = (),
) -> list[Item]:
    """The paper of one attempt. ``sections`` as in the rules' JSON, ``editions`` by bank in the order of ordinals."""
    chance = Chance(seed, member_key, attempt)
    used = set(excluded)
    drawn: list[tuple[int, Candidate]] = []
    for number, section in enumerate(sections):
        bank = section["bank"]
        left = [
            one
            for one in editions[bank]
            if one.kind == section["kind"] and one.status in section["statuses"] and (bank, one.ordinal) not in used
        ]
        count = len(left) if section["count"] is None else section["count"]
        if len(left) < count or count == 0:
            raise CannotDraw(f"section {number + 1} wants {section['count']} questions and has {len(left)}")
        for one in chance.pick(left, count):
            used.add((bank, one.ordinal))
            drawn.append((number, one))
    if None in [section["count"] for section in sections]:
        drawn = chance.pick(drawn, len(drawn))
    return [Item(number, one.ordinal, _order(chance, one, shuffle=shuffle)) for number, one in drawn]


def _order(chance: Chance, question: Candidate, *, shuffle: bool) -> str:
    if question.kind == "true_false":
        return "TF"
    if question.kind == "blank":
        return ""
    letters = LETTERS[: question.options]
    return "".join(chance.pick(letters, question.options)) if shuffle else letters
