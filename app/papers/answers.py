"""Pure: an answer on its way in. Parsed fully before it joins a batch; checked against the paper's shape inside."""

from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from app.contests.feasibility import MOST_ITEMS
from app.core.canonical import compact_json

MOST_ANSWERS = 300
MOST_BYTES = 64 * 1024
HIGHEST_SEQ = 2**53 - 1

Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Text = Annotated[str, StringConstraints(max_length=200)]


class AnswerIn(BaseModel):
    """One item's answer as phones send it: ``choice`` of shown letters, or ``texts`` of the gaps; empty clears."""

    model_config = ConfigDict(strict=True, extra="forbid")

    n: int = Field(ge=1, le=MOST_ITEMS)
    choice: list[Letter] | None = Field(default=None, max_length=26)
    texts: list[Text] | None = Field(default=None, max_length=20)
    seq: int = Field(ge=0, le=HIGHEST_SEQ)

    @model_validator(mode="after")
    def _one_of_two(self) -> "AnswerIn":
        if (self.choice is None) == (self.texts is None):
            raise ValueError("choice or texts")
        for text in self.texts or ():
            if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
                raise ValueError("text")
        return self

    def value(self) -> str:
        """As it is stored: "AC", canonical JSON of texts, or "" for nothing."""
        if self.choice is not None:
            return "".join(sorted(set(self.choice)))
        texts = [text.strip() for text in self.texts or ()]
        return compact_json(texts) if any(texts) else ""


class AnswersIn(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    send: str = Field(max_length=64)
    answers: list[AnswerIn] = Field(min_length=1, max_length=MOST_ANSWERS)


class HandInIn(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    send: str = Field(max_length=64)
    answers: list[AnswerIn] = Field(default_factory=list, max_length=MOST_ANSWERS)
    restored: int | None = Field(default=None, ge=0, le=HIGHEST_SEQ)
    """What the device was told by the last reply; one that does not say is not asked to send again."""


class StartIn(BaseModel):
    """What a page may say when it opens: the paper that it shows."""

    model_config = ConfigDict(strict=True, extra="ignore")

    paper: str | None = Field(default=None, max_length=26)


START = TypeAdapter(StartIn)
ANSWERS = TypeAdapter(AnswersIn)
HAND_IN = TypeAdapter(HandInIn)


class Given(NamedTuple):
    """A parsed answer, bound for one item."""

    n: int
    value: str
    seq: int


class Save(NamedTuple):
    """What one request brings to a paper: which device's turn, when it was received (ms UTC), and its answers."""

    paper_key: str
    lease: int
    received: int
    answers: tuple[Given, ...]


Kind = Literal["s", "m", "t", "b"]


def fits(shape: list[str], given: Given) -> bool:
    """Whether an answer is possible for its item: ``shape`` has ``s4`` ``m5`` ``t2`` ``b1``, one an item."""
    if given.n > len(shape):
        return False
    kind, size = shape[given.n - 1][0], int(shape[given.n - 1][1:])
    if not given.value:
        return True
    if kind == "b":
        return given.value.startswith("[")
    if kind == "t":
        return given.value in ("T", "F")
    if given.value.startswith("["):
        return False
    highest = chr(ord("A") + size - 1)
    return max(given.value) <= highest and (kind == "m" or len(given.value) == 1)
