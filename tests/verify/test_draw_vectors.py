"""docs/draw.md is the algorithm; both implementations of it must give the vectors that stand there."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.verify.redrawing import Candidate, CannotDraw, Chance, redraw

pytestmark = pytest.mark.pure

DOCUMENT = (Path(__file__).parents[2] / "docs" / "draw.md").read_text()
VECTORS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)]
KINDS = {"s": "single", "m": "multiple", "t": "true_false", "b": "blank"}


def edition(words: str) -> list[Candidate]:
    return [
        Candidate(n, KINDS[word[0]], "draft" if word.endswith("!") else "checked", int(word[1:].rstrip("!") or 0))
        for n, word in enumerate(words.split())
    ]


def drawn(vector: dict[str, Any], **changed: Any) -> list[list[Any]]:
    facts = vector | changed
    items = redraw(
        bytes.fromhex(facts["seed"]),
        facts["member_key"],
        facts["attempt"],
        facts["sections"],
        {bank: edition(words) for bank, words in facts["editions"].items()},
        shuffle=facts["shuffle_options"],
        excluded=[tuple(one) for one in facts.get("excluded", [])],
    )
    return [list(item) for item in items]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vector(vector: dict[str, Any]) -> None:
    assert drawn(vector) == vector["items"]


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= 3
    assert max(len(vector["items"]) for vector in VECTORS) == 30


@pytest.mark.parametrize("changed", [{"attempt": 9}, {"member_key": "b" * 26}, {"seed": "00" * 32}])
def test_another_seed_member_or_attempt_is_another_paper(changed: dict[str, Any]) -> None:
    assert drawn(VECTORS[-1], **changed) != VECTORS[-1]["items"]


def test_numbers_that_would_favour_some_are_thrown_away() -> None:
    chance = Chance(bytes(range(32)), "a" * 26, 1)
    listed = re.findall(r"`(\d{5,})`", DOCUMENT.split("Throwing away")[1])
    assert [chance.below(2_147_483_649) for _ in listed] == [int(one) for one in listed]
    assert len(listed) == 6


def test_commitment_example() -> None:
    text, digest = re.findall(r"```commitment\n(.*)\n([0-9a-f]{64})\n```", DOCUMENT)[0]
    assert hashlib.sha256(text.encode()).hexdigest() == digest
    facts = json.loads(text)
    assert facts["rules"] == hashlib.sha256(b'{"title":"example"}').hexdigest()


def test_a_section_without_enough_questions_cannot_be_drawn() -> None:
    with pytest.raises(CannotDraw):
        drawn(VECTORS[0], editions={"sample": "s4 t"})
