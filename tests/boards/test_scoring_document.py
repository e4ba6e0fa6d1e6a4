"""docs/scoring.md: every worked example is what the code computes."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.boards.awards import limits, tiers
from app.boards.counting import Attempt, merit
from app.boards.daily import counting
from app.boards.fairness import figures_of, organisation_score
from app.boards.fairness import merit as organisation_merit
from app.boards.ranking import ranked
from app.boards.scheme import CHINA, Scheme
from app.boards.writing import marks
from app.contests.freezing_roll import division_of
from app.contests.rules import Awards

pytestmark = pytest.mark.pure

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text("utf-8")
Table = list[dict[str, str]]


def tables() -> Iterator[Table]:
    block: list[list[str]] = []
    for line in [*PAGE.splitlines(), ""]:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip("|").split("|")])
        elif block:
            yield [dict(zip(block[0], row, strict=True)) for row in block[2:]]
            block = []


def table(*columns: str) -> Table:
    """The one table with these columns first."""
    (found,) = [one for one in tables() if tuple(one[0])[: len(columns)] == columns]
    return found


def hundredths(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def instant(text: str) -> int:
    return int(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA).timestamp()) * 1000


def papers() -> list[Attempt]:
    rows = [(one, instant(one["started"]), instant(one["handed in"])) for one in table("attempt", "started")]
    return [
        Attempt(
            int(one["attempt"]),
            hundredths(one["score"]),
            end - start,
            end,
            start,
            int(one["wrong"]),
            int(one["attempt"]),
        )
        for one, start, end in rows
    ]


@pytest.mark.parametrize(
    "wanted", table("counts", "counted a day"), ids=lambda one: f"{one['counts']} {one['counted a day']}"
)
def test_what_counts_of_a_member(wanted: dict[str, str]) -> None:
    scheme = Scheme(total=3000, counts=wanted["counts"], counted_a_day=int(wanted["counted a day"]))
    for order in (papers(), papers()[::-1]):
        counts = counting(scheme, 1)
        for one in order:
            counts.take(0, one)
        numbers = sorted(seat for seat, _, _ in counts.parts(0))
        found = {
            "attempts that count": ", ".join(map(str, numbers)),
            "score": marks(counts.score[0]),
            "minutes": str(counts.duration[0] // 60_000),
            "wrong": str(counts.wrong[0]),
            "full marks": "yes" if counts.full(0) else "no",
        }
        assert found == {name: wanted[name] for name in found}


def test_places_of_members() -> None:
    rows = table("member", "score")
    for chain in ("none", "duration", "wrong, handed_in"):
        ties = () if chain == "none" else tuple(chain.split(", "))

        def of(one: dict[str, str], ties: tuple[str, ...] = ties) -> tuple[int, ...]:
            at = instant(f"06-01 {one['handed in']}")
            return merit(ties, hundredths(one["score"]), int(one["seconds"]) * 1000, at, int(one["wrong"]))

        places = {one.row["member"]: str(one.rank) for one in ranked(rows, of, lambda one: one["member"])}
        assert places == {one["member"]: one[f"place, ties: {chain}"] for one in rows}


SCHEMES = {
    "sum": Scheme(total=10_000, kind="sum"),
    "mean": Scheme(total=10_000, kind="mean"),
    "mean_of_roll": Scheme(total=10_000, kind="mean_of_roll"),
    "best": Scheme(total=10_000, kind="best", best_n=3),
    "composite": Scheme(total=10_000),
    "composite, full marks": Scheme(
        total=10_000, participation_weight=40, mean_weight_percent=50, full_marks_weight=10
    ),
}


@pytest.mark.parametrize("kind", SCHEMES)
def test_the_figure_of_an_organisation(kind: str) -> None:
    for row in table("branch", "scores"):
        scores = [None if one == "–" else int(one) * 100 for one in row["scores"].split(", ")]
        there = sorted((one for one in scores if one is not None), reverse=True)
        found = organisation_score(
            SCHEMES[kind],
            participants=len(there),
            roll=len(scores),
            total=sum(there),
            full_marks=there.count(10_000),
            best_total=sum(there[:3]),
        )
        assert marks(found) == row[kind], row["branch"]


def test_the_gate() -> None:
    scheme = Scheme(total=10_000, gate_percent=80, min_participants=2)
    for row in table("branch", "took part"):
        people = {"participants": int(row["took part"]), "roll": int(row["roll"])}
        is_ = figures_of(scheme, **people, total=0, duration=0, full_marks=0)
        assert ("yes" if is_.passes else "no") == row["passes"], row["branch"]


def test_ties_of_organisations() -> None:
    scheme = Scheme(total=10_000, kind="mean", organisation_ties=("participation", "attempts", "duration"))
    rows = table("branch", "figure")

    def of(row: dict[str, str]) -> tuple[int, ...]:
        taking = hundredths(row["participation"]) // 10
        duration = int(row["mean minutes"]) * 60_000 * taking
        attempts = hundredths(row["attempts a head"]) // 10
        total = hundredths(row["figure"]) * taking
        people = {"participants": taking, "roll": 10, "total": total, "duration": duration}
        return organisation_merit(scheme, figures_of(scheme, **people, full_marks=0, attempts=attempts))

    placed = ranked(rows, of, lambda one: one["branch"])
    assert {one.row["branch"]: str(one.rank) for one in placed} == {one["branch"]: one["place"] for one in rows}


def test_size_classes() -> None:
    for row in table("members", "class"):
        assert division_of(int(row["members"]), (10, 30)) == row["class"]


def test_the_reach_of_awards() -> None:
    rows = table("tier", "places")
    made = [
        {"name": one["tier"]} | {name: int(one[name]) for name in ("places", "percent") if one[name] != "–"}
        for one in rows
    ]
    awards = Awards.model_validate({"board": "organisations", "within_percent": 60, "tiers": made})
    assert [str(last) for last in limits(awards, 40)] == [one["reaches place"] for one in rows]


def test_awards_by_place() -> None:
    rows = table("row", "place")
    made = [{"name": name, "places": places} for name, places in (("一等奖", 1), ("二等奖", 2), ("三等奖", 3))]
    awards = Awards.model_validate({"board": "members", "tiers": made})
    won = tiers(awards, [int(one["place"]) for one in rows])
    assert ["–" if one is None else awards.tiers[one].name for one in won] == [one["award"] for one in rows]
