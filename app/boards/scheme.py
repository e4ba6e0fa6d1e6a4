"""What a board needs of the rules, as plain data: the pure modules know nothing else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.contests.rules import Rules


@dataclass(frozen=True)
class Scheme:
    """Scores in hundredths of a mark, weights in marks, percentages as whole numbers."""

    total: int
    """Full marks, in hundredths."""
    counts: str = "best"
    ties: tuple[str, ...] = ("duration",)
    """After the score, between members: ``duration``, ``handed_in``; then the place is shared."""
    kind: str = "composite"
    participation_weight: int = 50
    mean_weight_percent: int = 50
    gate_percent: int | None = None
    organisation_ties: tuple[str, ...] = ("participation", "full_marks", "mean", "duration")
    published_organisations: int | None = None
    published_members: int = 100


def scheme_of(rules: "Rules") -> Scheme:
    scoring = rules.organisation_scoring
    return Scheme(
        total=rules.total,
        counts=rules.counts,
        ties=tuple(rules.ties),
        kind=scoring.kind,
        participation_weight=scoring.participation_weight,
        mean_weight_percent=scoring.mean_weight_percent,
        gate_percent=scoring.gate_percent,
        organisation_ties=tuple(rules.organisation_ties),
        published_organisations=rules.published.organisations,
        published_members=rules.published.members,
    )
