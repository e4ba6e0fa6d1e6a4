"""The document of the rules names every field, every word a field accepts and every preset there is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from app.contests.presets import PRESETS
from app.contests.rules import Rules

pytestmark = pytest.mark.pure

DOCUMENT = Path("docs/rules.md").read_text()


def accepted(kind: Any) -> Iterator[str]:
    """The words of every Literal and enumeration inside a type, through nested models."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for field in kind.model_fields.values():
            yield from accepted(field.annotation)
    elif isinstance(kind, type) and hasattr(kind, "__members__"):
        yield from (one.value for one in kind)
    elif isinstance(kind, str):
        yield kind
    else:
        for inner in get_args(kind):
            yield from accepted(inner)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_stands_in_the_document(preset: str) -> None:
    assert f"| `{preset}` |" in DOCUMENT


@pytest.mark.parametrize("field", Rules.model_fields)
def test_every_field_stands_in_the_document(field: str) -> None:
    assert f"`{field}`" in DOCUMENT


def test_every_word_a_field_accepts_stands_in_the_document() -> None:
    words = set(accepted(Rules))
    assert {"daily_best", "candidate", "per_option", "mean_of_roll"} <= words
    assert {word for word in words - STATUSES if word not in DOCUMENT} == set()


STATUSES = {"draft", "checked", "retired", "doubtful", "organisations", "members", "rank", "lot"}
"""Words of questions and awards, told elsewhere."""
