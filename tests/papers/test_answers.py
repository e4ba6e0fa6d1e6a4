"""Answers on their way in: parsed fully before they join a batch."""

import json
from typing import Any

import pytest
from hypothesis import given as with_any
from hypothesis import strategies as st
from pydantic import ValidationError

from app.papers.answers import ANSWERS, Given, fits, given

SHAPE = ["s4", "m5", "t2", "b2"]


def parse(*answers: dict[str, Any]) -> list[str]:
    body = ANSWERS.validate_json(json.dumps({"send": "1.x", "answers": list(answers)}))
    return [given(answer).value for answer in body["answers"]]


def test_letters_are_sorted_once_each() -> None:
    assert parse({"n": 1, "choice": ["D", "B", "D"], "seq": 0}) == ["BD"]


def test_empty_clears() -> None:
    assert parse({"n": 1, "choice": [], "seq": 0}, {"n": 2, "texts": ["", " "], "seq": 1}) == ["", ""]


@pytest.mark.parametrize(
    "answer",
    [
        {"n": 0, "choice": ["A"], "seq": 0},
        {"n": 1, "choice": ["a"], "seq": 0},
        {"n": 1, "choice": ["A"], "texts": [], "seq": 0},
        {"n": 1, "seq": 0},
        {"n": 1, "choice": ["A"], "seq": -1},
        {"n": 1, "choice": ["A"], "seq": 2**53},
        {"n": 1, "choice": ["A"], "seq": True},
        {"n": 1, "texts": ["a\x00b"], "seq": 0},
        {"n": 1, "texts": ["x" * 201], "seq": 0},
        {"n": 1, "choice": ["A"], "seq": 0, "score": 100},
    ],
)
def test_what_no_phone_sends_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse(answer)


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValidationError):
        ANSWERS.validate_json(b'{"send":"1.x","answers":[{"n":1,"texts":["\\ud800"],"seq":0}]}')


def test_more_than_three_hundred_answers_are_refused() -> None:
    with pytest.raises(ValidationError):
        parse(*({"n": 1, "choice": ["A"], "seq": seq} for seq in range(301)))


@pytest.mark.parametrize(
    ("given_answer", "possible"),
    [
        (Given(1, "D", 0), True),
        (Given(1, "E", 0), False),
        (Given(1, "AB", 0), False),
        (Given(2, "ABE", 0), True),
        (Given(3, "T", 0), True),
        (Given(3, "A", 0), False),
        (Given(4, '["五","三"]', 0), True),
        (Given(4, "A", 0), False),
        (Given(1, '["A"]', 0), False),
        (Given(5, "A", 0), False),
        (Given(4, "", 0), True),
    ],
)
def test_an_answer_must_be_possible_for_its_item(given_answer: Given, possible: bool) -> None:
    assert fits(SHAPE, given_answer) is possible


@with_any(st.binary(max_size=300))
def test_garbage_never_gets_through_or_breaks_the_parser(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        ANSWERS.validate_json(raw)
