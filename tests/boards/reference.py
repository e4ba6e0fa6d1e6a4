"""The boards in the slowest and plainest way: exact fractions, everything counted from scratch, from the words of
docs/scoring.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from math import floor
from typing import Any

from app.boards.facts import Past
from app.boards.roll import OnRoll
from app.boards.scheme import Scheme

Nodes = Mapping[int, tuple[int | None, str]]
"""The organisation above, and the kind, by organisation."""


@dataclass
class Person:
    organisation: int
    district: int | None
    unit: int | None
    category: str
    exempt: bool
    division: str
    left: bool = False


@dataclass
class Paper:
    owner: str
    attempt: int
    score: int
    duration: int
    at: int
    start: int
    wrong: int
    organisation: int | None
    district: int | None = None
    unit: int | None = None
    annulled: bool = False


@dataclass
class Recount:
    """Everything that the chain says, read once through."""

    people: dict[str, Person]
    nodes: dict[int, tuple[int | None, str]]
    scheme: Scheme
    papers: dict[str, Paper] = field(default_factory=dict)
    confirmed: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Owner and attempt number by provisional paper."""

    def read(self, one: Past) -> None:
        paper = self.papers.get(one.paper_key or "")
        match one.kind:
            case "result":
                self._result(one)
            case "annulled" | "restored":
                assert paper
                paper.annulled = one.kind == "annulled"
            case "late_admitted":
                assert paper
                paper.score, paper.wrong, paper.duration = one.score or 0, one.wrong or 0, one.duration_ms or 0
            case "provisional_confirmed":
                for key, attempt in one.facts["attempts"].items():
                    self.confirmed[key] = one.member_key, attempt
                    if key in self.papers:
                        self._adopt(key)
            case "roll_joined" | "roll_moved":
                self._seat(one)
            case "roll_left":
                self.people[one.member_key].left = True
            case "exempted":
                self.people[one.member_key].exempt = one.facts["exempt"]

    def _result(self, one: Past) -> None:
        assert one.attempt is not None
        assert one.score is not None
        assert one.duration_ms is not None
        assert one.paper_key is not None
        self.papers[one.paper_key] = Paper(
            one.member_key,
            one.attempt,
            one.score,
            one.duration_ms,
            one.at,
            one.at - one.duration_ms,
            one.wrong or 0,
            None,
        )
        person = self.people.get(one.member_key)
        if person:
            paper = self.papers[one.paper_key]
            paper.organisation, paper.district, paper.unit = one.organisation_id, person.district, person.unit
        elif one.paper_key in self.confirmed:
            self._adopt(one.paper_key)

    def _adopt(self, key: str) -> None:
        paper = self.papers[key]
        paper.owner, paper.attempt = self.confirmed[key]
        person = self.people[paper.owner]
        paper.organisation, paper.district, paper.unit = person.organisation, person.district, person.unit

    def _seat(self, one: Past) -> None:
        facts = one.facts
        above = [*facts["path"][1:], None]
        for organisation, parent in zip(facts["path"], above, strict=True):
            self.nodes.setdefault(organisation, (parent, ""))
        left = one.kind == "roll_moved" and self.people[one.member_key].left
        self.people[one.member_key] = Person(
            facts["path"][0],
            facts["district"],
            facts["unit"],
            facts["category"],
            facts["exempt"],
            facts["division"],
            left,
        )

    # --- members --------------------------------------------------------------------------------------------------

    def papers_of(self, key: str) -> list[Paper]:
        return [one for one in self.papers.values() if one.owner == key and not one.annulled and one.organisation]

    def counted(self, key: str) -> list[Paper]:
        """The attempts that count of a member."""
        mine, scheme = self.papers_of(key), self.scheme
        if not mine:
            return []
        if scheme.counts == "first":
            return [min(mine, key=lambda one: one.attempt)]
        if scheme.counts == "last":
            return [max(mine, key=lambda one: one.attempt)]
        if scheme.counts == "best":
            return [min(mine, key=self._order)]
        days: dict[Any, list[Paper]] = {}
        for one in mine:
            day = datetime.fromtimestamp(one.start // 1000, UTC).astimezone(scheme.zone).date()
            days.setdefault(day, []).append(one)
        if scheme.counts == "daily_best":
            return [min(day, key=self._order) for day in days.values()]
        return [one for day in days.values() for one in sorted(day, key=lambda p: p.attempt)[: scheme.counted_a_day]]

    def _order(self, one: Paper) -> tuple[int, ...]:
        return (*self._merit(one.score, one.duration, one.at, one.wrong), one.duration, one.attempt)

    def _merit(self, score: int, duration: int, at: int, wrong: int) -> tuple[int, ...]:
        return (
            -score,
            *({"duration": duration // 1000, "handed_in": at, "wrong": wrong}[tie] for tie in self.scheme.ties),
        )

    def merits(self) -> dict[str, tuple[int, ...]]:
        """Of everybody with a result that counts."""
        found = {}
        for key in self.people:
            papers = self.counted(key)
            if papers:
                score, duration = sum(one.score for one in papers), sum(one.duration for one in papers)
                found[key] = self._merit(
                    score, duration, max(one.at for one in papers), sum(one.wrong for one in papers)
                )
        return found

    def members(self, keep: Callable[[str], bool] = lambda _: True) -> dict[str, int]:
        """Ranks by member key: one more than the number of those who are better."""
        merits = {key: merit for key, merit in self.merits().items() if keep(key)}
        return {key: 1 + sum(other < mine for other in merits.values()) for key, mine in merits.items()}

    # --- organisations --------------------------------------------------------------------------------------------

    def path(self, organisation: int) -> list[int]:
        found: list[int] = []
        at: int | None = organisation
        while at is not None:
            found.append(at)
            at = self.nodes.get(at, (None, ""))[0]
        return found

    def rows_of(
        self, board: str, kind: str | None, organisation: int, district: int | None, unit: int | None
    ) -> list[int]:
        if board != "organisations":
            grouping = district if board == "districts" else unit
            return [] if grouping is None else [grouping]
        path = self.path(organisation)
        if kind is not None:
            return [one for one in path if self.nodes.get(one, (None, ""))[1] == kind]
        return [next((one for one in path if self.nodes.get(one, (None, ""))[1] != "group"), organisation)]

    def groups(self, board: str, kind: str | None = None, category: str | None = None) -> dict[int, tuple[Any, ...]]:
        """``(rank, score, participants, roll, mean, full marks, attempts)`` by row with anybody on the roll now or an
        attempt that counts."""
        rows: dict[int, _Row] = {}
        for key, person in self.people.items():
            if category and person.category != category:
                continue
            counts = not person.exempt and (
                category is not None or not self.scheme.counted or person.category in self.scheme.counted
            )
            for row in self.rows_of(board, kind, person.organisation, person.district, person.unit):
                if not person.left:
                    rows.setdefault(row, _Row()).roll += counts
            papers = self.counted(key)
            if counts and papers:
                self._take_part(rows, board, kind, key, papers)
        merits = {row: self._row_merit(one) for row, one in rows.items()}
        return {
            row: (1 + sum(other < merits[row] for other in merits.values()), *_figures(self.scheme, one)[:6])
            for row, one in rows.items()
        }

    def _take_part(
        self, rows: "dict[int, _Row]", board: str, kind: str | None, key: str, papers: Sequence[Paper]
    ) -> None:
        for one in papers:
            assert one.organisation
            for row in self.rows_of(board, kind, one.organisation, one.district, one.unit):
                found = rows.setdefault(row, _Row())
                found.parts[key] = found.parts.get(key, 0) + one.score
                found.duration += one.duration
        latest = max(papers, key=lambda one: (one.at, one.attempt))
        assert latest.organisation
        for row in self.rows_of(board, kind, latest.organisation, latest.district, latest.unit):
            rows[row].participants += 1
            rows[row].full += any(self.scheme.total is not None and one.score == self.scheme.total for one in papers)
            rows[row].attempts += len(self.papers_of(key))

    def _row_merit(self, row: "_Row") -> tuple[Any, ...]:
        score, participants, _, mean, _, _, rate, full, time, a_head = _figures(self.scheme, row)
        scheme = self.scheme
        below = scheme.gate_percent is not None and rate * 100 < scheme.gate_percent
        below = below or (scheme.min_participants is not None and participants < scheme.min_participants)
        chain = {
            "participation": -shown(rate * 10_000),
            "full_marks": -shown(full * 10_000),
            "mean": -mean,
            "duration": time,
            "attempts": -shown(a_head * 10_000),
        }
        return (below, -score, *(chain[tie] for tie in scheme.organisation_ties))


@dataclass
class _Row:
    roll: int = 0
    participants: int = 0
    full: int = 0
    attempts: int = 0
    duration: int = 0
    parts: dict[str, int] = field(default_factory=dict)


def over(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def shown(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _figures(scheme: Scheme, row: _Row) -> tuple[Any, ...]:
    total, size, taking = sum(row.parts.values()), row.roll, row.participants
    rate, mean, full = over(min(taking, size), size), over(total, taking), over(row.full, taking)
    best = sorted(row.parts.values(), reverse=True)[: scheme.best_n]
    score = {
        "sum": Fraction(total),
        "mean": mean,
        "mean_of_roll": over(total, size),
        "best": over(sum(best), min(scheme.best_n, max(size, taking))),
        "composite": scheme.participation_weight * 100 * rate
        + Fraction(scheme.mean_weight_percent, 100) * mean
        + scheme.full_marks_weight * 100 * full,
    }[scheme.kind]
    time = shown(over(row.duration, taking)) if taking else 10**30
    a_head = over(row.attempts, size)
    return shown(score), taking, size, shown(mean), row.full, row.attempts, rate, full, time, a_head


def recount(roll: Sequence[OnRoll], nodes: Nodes, chain: Iterable[Past], scheme: Scheme) -> Recount:
    people = {
        one.member_key: Person(
            one.organisation_id, one.district_id, one.unit_id, one.category, one.exempt, one.division
        )
        for one in roll
    }
    counted = Recount(people, dict(nodes), scheme)
    for one in chain:
        counted.read(one)
    return counted
