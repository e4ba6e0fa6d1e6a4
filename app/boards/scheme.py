"""What a board needs of the rules, as plain data: the pure modules know nothing else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

if TYPE_CHECKING:
    from app.contests.rules import Rules


@dataclass(frozen=True)
class Scheme:
    """Scores in hundredths of a mark, weights in marks, percentages as whole numbers."""

    total: int | None
    """Full marks, in hundredths; ``None``: nobody can have them."""
    counts: str = "best"
    counted_a_day: int = 1
    zone: ZoneInfo = CHINA
    """Where the days of ``daily_best`` and ``daily_first`` begin."""
    ties: tuple[str, ...] = ("duration",)
    """After the score, between members: ``duration``, ``handed_in``, ``wrong``; then the place is shared."""
    kind: str = "composite"
    best_n: int = 1
    participation_weight: int = 50
    mean_weight_percent: int = 50
    full_marks_weight: int = 0
    gate_percent: int | None = None
    min_participants: int | None = None
    counted: tuple[str, ...] = ()
    """The categories that count for organisations; empty: everybody who may take part."""
    organisation_ties: tuple[str, ...] = ("participation", "full_marks", "mean", "duration")
    published_organisations: int | None = None
    published_members: int = 100

    @property
    def gated(self) -> bool:
        """Whether a row can fail to pass."""
        return self.gate_percent is not None or self.min_participants is not None


def scheme_of(rules: "Rules") -> Scheme:
    scoring = rules.organisation_scoring
    return Scheme(
        total=rules.total,
        counts=rules.counts,
        counted_a_day=rules.counted_a_day,
        zone=rules.zone,
        ties=tuple(rules.ties),
        kind=scoring.kind,
        best_n=scoring.best_n or 1,
        participation_weight=scoring.participation_weight,
        mean_weight_percent=scoring.mean_weight_percent,
        full_marks_weight=scoring.full_marks_weight,
        gate_percent=scoring.gate_percent,
        min_participants=scoring.min_participants,
        counted=tuple(category.value for category in rules.counted),
        organisation_ties=tuple(rules.organisation_ties),
        published_organisations=rules.published.organisations,
        published_members=rules.published.members,
    )
