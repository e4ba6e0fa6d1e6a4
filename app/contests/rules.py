"""Pure: the rules of a contest as data. Frozen when the contest opens, shown to members in words (``wording``).

Instants are ms UTC, marks hundredths of a mark, spans seconds. Canonical form: :func:`canonical`.
"""

from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from app.banks.models import QuestionKind, QuestionStatus
from app.contests import rules_sums
from app.core.canonical import compact_json
from app.organisations.models import Category

SLUG = r"^[a-z0-9-]{2,40}$"

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Instant = Annotated[StrictInt, Field(ge=0, le=253_402_300_799_000)]
Marks = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(Strict):
    """``count`` questions of one kind from one bank, ``marks`` hundredths each."""

    bank: Annotated[str, StringConstraints(pattern=SLUG)]
    kind: QuestionKind
    count: Annotated[StrictInt, Field(ge=1, le=200)]
    marks: Marks
    statuses: Annotated[tuple[QuestionStatus, ...], Field(min_length=1)] = (QuestionStatus.CHECKED,)


class Review(Strict):
    """When a member sees the own score, and when answers, explanations and sources."""

    score: Literal["at_once", "after_close"] = "at_once"
    answers: Literal["at_once", "after_close", "never"] = "after_close"


class OrganisationScoring(Strict):
    """The figure of an organisation.

    ``mean_of_roll``: sum of the roll's counting scores over everybody who should take part; the absent count 0.
    ``composite``: participation_weight × participation + mean_weight_percent % of the participants' mean; rows below
    ``gate_percent`` participation come after all that pass.
    """

    kind: Literal["mean_of_roll", "composite"]
    participation_weight: Percent = 50
    mean_weight_percent: Percent = 50
    gate_percent: Annotated[StrictInt, Field(ge=1, le=100)] | None = None


class Published(Strict):
    """How many rows the public sees: of organisations (``None`` = every row) and of members."""

    organisations: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    members: Annotated[StrictInt, Field(ge=0, le=100)] = 100


Tie = Literal["duration", "handed_in"]
OrganisationTie = Literal["participation", "full_marks", "mean", "duration"]
SignInSecret = Literal["card_code", "work_number", "phone_tail"]


class Rules(Strict):
    """The whole rule set of one contest. Build it through :func:`rules` to get faults in sentences."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    title_en: Text = ""
    theme: Text = ""
    theme_en: Text = ""
    seal: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=4)] = "新城杯"
    opens: Instant
    closes: Instant
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=20)]
    total: Marks
    limit_s: Annotated[StrictInt, Field(ge=60, le=86_400)] | None
    grace_s: Annotated[StrictInt, Field(ge=0, le=60)] = 10
    attempts: Annotated[StrictInt, Field(ge=1, le=1000)] | None
    attempts_per_day: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    counts: Literal["best", "first", "last"] = "best"
    multiple_marking: Literal["exact"] = "exact"
    shuffle_options: StrictBool = True
    closed_book: StrictBool = False
    ties: tuple[Tie, ...] = ("duration",)
    eligible: Annotated[tuple[Category, ...], Field(min_length=1)] = (
        Category.FULL,
        Category.PROBATIONARY,
    )
    review: Review = Review()
    organisation_scoring: OrganisationScoring
    organisation_ties: tuple[OrganisationTie, ...] = (
        "participation",
        "full_marks",
        "mean",
        "duration",
    )
    published: Published = Published()
    qualifiers: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None
    pass_mark: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    freeze_at: Instant | None = None
    secrets: Annotated[tuple[SignInSecret, ...], Field(min_length=1)] = ("card_code",)
    office: Text = ""
    contact: Text = ""
    contact_phone: Text = ""
    erase_on: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        rules_sums.check(self)
        return self

    @property
    def items(self) -> int:
        """How many questions a paper has."""
        return sum(section.count for section in self.sections)

    @property
    def banks(self) -> tuple[str, ...]:
        """The banks it draws from, each once, in the order of the sections."""
        return tuple(dict.fromkeys(section.bank for section in self.sections))


def canonical(rules: Rules) -> str:
    """The text that is stored and whose SHA-256 the commitment binds."""
    return compact_json(rules.model_dump(mode="json"))


@lru_cache(256)
def from_text(text: str) -> Rules:
    """The rules of a stored contest; equal texts share one object."""
    return Rules.model_validate_json(text)
