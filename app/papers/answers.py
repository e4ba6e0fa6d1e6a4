"""Pure: an answer on its way in. Parsed fully before it joins a batch; checked against the paper's shape inside."""

from typing import Annotated, Literal, NamedTuple, NotRequired, final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from app.contests.feasibility import MOST_ITEMS
from app.core.canonical import compact_json

MOST_ANSWERS = 300
MOST_BYTES = 64 * 1024
HIGHEST_SEQ = 2**53 - 1

STRICT = ConfigDict(strict=True, extra="forbid")
Letter = Literal[
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
    "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z",
]  # fmt: skip


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("text")
    return text


Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_storable)]
Place = Annotated[int, Field(ge=1, le=MOST_ITEMS)]
Seq = Annotated[int, Field(ge=0, le=HIGHEST_SEQ)]


@final
@with_config(STRICT)
class Chosen(TypedDict):
    """The letters of one item, as shown; none clears it."""

    n: Place
    choice: Annotated[list[Letter], Field(max_length=26)]
    seq: Seq


@final
@with_config(STRICT)
class Written(TypedDict):
    """The texts of one item's gaps; nothing but empty ones clears it."""

    n: Place
    texts: Annotated[list[Text], Field(max_length=20)]
    seq: Seq


AnswerIn = Annotated[Chosen | Written, Field(union_mode="left_to_right")]
"""One item's answer as phones send it. Plain dictionaries: a model costs several times as much at every tap."""


@with_config(STRICT)
class AnswersIn(TypedDict):
    send: Annotated[str, Field(max_length=64)]
    answers: Annotated[list[AnswerIn], Field(min_length=1, max_length=MOST_ANSWERS)]


@with_config(STRICT)
class HandInIn(TypedDict):
    send: Annotated[str, Field(max_length=64)]
    answers: NotRequired[Annotated[list[AnswerIn], Field(max_length=MOST_ANSWERS)]]
    restored: NotRequired[Annotated[int | None, Field(ge=0, le=HIGHEST_SEQ)]]
    """What the device was told by the last reply; one that does not say is not asked to send again."""


class StartIn(BaseModel):
    """What a page may say when it opens: the paper that it shows."""

    model_config = ConfigDict(strict=True, extra="ignore")

    paper: str | None = Field(default=None, max_length=26)


START = TypeAdapter(StartIn)
ANSWER: TypeAdapter[Chosen | Written] = TypeAdapter(AnswerIn)
ANSWERS = TypeAdapter(AnswersIn)
HAND_IN = TypeAdapter(HandInIn)


class Given(NamedTuple):
    """A parsed answer, bound for one item. ``value`` as stored: "AC", canonical JSON of texts, or "" for nothing."""

    n: int
    value: str
    seq: int


def given(answer: Chosen | Written) -> Given:
    if "texts" not in answer:
        return Given(answer["n"], "".join(sorted(set(answer["choice"]))), answer["seq"])
    texts = [text.strip() for text in answer["texts"]]
    return Given(answer["n"], compact_json(texts) if any(texts) else "", answer["seq"])


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
