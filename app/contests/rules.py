"""Pure: the rules of a contest as data. Frozen when the contest opens, shown to members in words (``wording``).

Instants are ms UTC, marks hundredths of a mark, spans seconds. Canonical form: :func:`canonical`.
"""

from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

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
    """``count`` questions of one kind from one bank, ``marks`` hundredths each; without ``count`` the whole pool."""

    bank: Annotated[str, StringConstraints(pattern=SLUG)]
    kind: QuestionKind
    count: Annotated[StrictInt, Field(ge=1, le=200)] | None
    marks: Marks
    option_marks: Marks | None = None
    """With marking ``per_option``: what each right option of an incomplete answer earns."""
    deduct: Annotated[StrictInt, Field(ge=0, le=1_000_000)] = 0
    """What a wrong answer costs; an item without an answer costs nothing, and a paper is never worth less than 0."""
    statuses: Annotated[tuple[QuestionStatus, ...], Field(min_length=1)] = (QuestionStatus.CHECKED,)


class Review(Strict):
    """When a member sees the own score, and when answers, explanations and sources."""

    score: Literal["at_once", "after_close"] = "at_once"
    answers: Literal["at_once", "after_close", "never"] = "after_close"


class OrganisationScoring(Strict):
    """The figure of an organisation, from the counting scores of those who are not exempt.

    ``sum``; ``mean`` of those who took part; ``mean_of_roll``, where the absent count 0; ``best``, the mean of the
    best ``best_n`` (of all, where there are fewer; the absent count 0);
    ``composite``: participation_weight × participation + mean_weight_percent % of the participants' mean
    + full_marks_weight × the share of participants with full marks.
    Rows below ``gate_percent`` participation or ``min_participants`` people come after all that pass.
    """

    kind: Literal["sum", "mean", "mean_of_roll", "best", "composite"]
    best_n: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None
    participation_weight: Percent = 50
    mean_weight_percent: Percent = 50
    full_marks_weight: Percent = 0
    gate_percent: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    min_participants: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None
    categories: tuple[Category, ...] = ()
    """Who counts for the organisation, of those who may sit; empty: everybody who may."""


class MakeUp(Strict):
    """A make-up sitting within ``days`` of the main one's end. Until it is over, or the days are, no answers are
    shown."""

    days: Annotated[StrictInt, Field(ge=1, le=120)]
    who: Literal["absent", "absent_or_failed"] = "absent_or_failed"


class Tier(Strict):
    """One award: the next ``places`` rows, or ``percent`` of what is left of the awarded share, or all the rest."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    name_en: Text = ""
    places: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    percent: Annotated[StrictInt, Field(ge=1, le=100)] | None = None


class Awards(Strict):
    """Awards from the first place downwards; rows that share a place share the better award.

    ``by`` lot: ``places`` winners each are drawn among the members with full marks, highest award first.
    """

    board: Literal["organisations", "members"]
    by: Literal["rank", "lot"] = "rank"
    within_percent: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    """The awarded share of all rows, rounded up; ``None``: as far as the tiers reach."""
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1, max_length=8)]


class Published(Strict):
    """How many rows the public sees: of organisations (``None`` = every row) and of members."""

    organisations: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    members: Annotated[StrictInt, Field(ge=0, le=100)] = 100


Tie = Literal["duration", "handed_in", "wrong"]
OrganisationTie = Literal["participation", "full_marks", "mean", "attempts", "duration"]
SignInSecret = Literal["card_code", "work_number", "phone_tail"]


class Rules(Strict):
    """The whole rule set of one contest. Build it through :func:`rules` to get faults in sentences."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    title_en: Text = ""
    theme: Text = ""
    theme_en: Text = ""
    hosts: Text = ""
    """主办: who holds the cup; printed on door, poster and cover."""
    co_hosts: Text = ""
    """承办, 协办, 冠名."""
    seal: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=4)] = "新城杯"
    opens: Instant
    closes: Instant
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=20)]
    total: Marks | None
    """The declared sum; ``None`` where a section takes its whole pool."""
    limit_s: Annotated[StrictInt, Field(ge=60, le=86_400)] | None
    grace_s: Annotated[StrictInt, Field(ge=0, le=60)] = 10
    attempts: Annotated[StrictInt, Field(ge=1, le=1000)] | None
    attempts_per_day: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    counts: Literal["best", "first", "last", "daily_best", "daily_first"] = "best"
    """Which attempts count: one of all, or the sum over local days of the day's best or of its first
    ``counted_a_day``."""
    counted_a_day: Annotated[StrictInt, Field(ge=1, le=100)] = 1
    day_zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{0,40}$")] = ""
    """Where days begin, as an IANA name; empty: China."""
    multiple_marking: Literal["exact", "half", "per_option"] = "exact"
    make_up: MakeUp | None = None
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
    divisions: Annotated[tuple[Annotated[StrictInt, Field(ge=1, le=100_000)], ...], Field(max_length=6)] = ()
    """Upper edges of the size classes of organisations: (10, 30) makes 1–10, 11–30 and 31 and more."""
    awards: Annotated[tuple[Awards, ...], Field(max_length=4)] = ()
    ranking: StrictBool = True
    """Off: no board, no places, for nobody but the organiser."""
    circle: Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]{2,40})?$")] = ""
    """Only this circle of people (a training class, a dry run); empty: the whole roll."""
    practice: Literal["never", "before", "always"] = "before"
    """Whether its questions may be practised: until the window opens and again after review, always, or not at all
    before the review."""
    published: Published = Published()
    qualifiers: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None
    pass_mark: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    freeze_at: Instant | None = None
    secrets: Annotated[tuple[SignInSecret, ...], Field(min_length=1)] = ("card_code",)
    name_picker: StrictBool = False
    """Whether the door offers masked names after the branch is chosen."""
    provisional: StrictBool = True
    """Whether somebody whom the roll does not know may sit now and be counted later."""
    office: Text = ""
    contact: Text = ""
    contact_phone: Text = ""
    erase_on: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        rules_sums.check(self)
        return self

    @property
    def items(self) -> int | None:
        """How many questions a paper has; ``None`` where that is known only once the pool is."""
        if self.whole_pool:
            return None
        return sum(section.count or 0 for section in self.sections)

    @property
    def whole_pool(self) -> bool:
        """Whether a section takes every question of its pool."""
        return any(section.count is None for section in self.sections)

    @property
    def counted(self) -> tuple[Category, ...]:
        """The categories that count for an organisation."""
        return tuple(one for one in self.eligible if one in (self.organisation_scoring.categories or self.eligible))

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin."""
        return ZoneInfo(self.day_zone or "Asia/Shanghai")

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
