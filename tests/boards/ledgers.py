"""Random contests for the folds: a roll on a small tree, and a chain in which everything happens that may."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as some

from app.boards.facts import OF_A_MEMBER, Past, Result
from app.boards.folding import Standings
from app.boards.roll import OnRoll, Roll
from app.boards.scheme import Scheme
from app.boards.seats import Tree

TOTAL = 1000
START = 1_780_000_000_000
HOUR = 3_600_000
NODES: dict[int, tuple[int | None, str]] = {
    1: (None, "work_committee"),
    2: (1, "committee"),
    3: (2, "branch"),
    4: (2, "branch"),
    5: (4, "group"),
    6: (4, "group"),
    7: (1, "branch"),
    8: (2, "group"),
}
"""Two branches under a committee, two groups in one of them, a group straight below the committee."""
NEW = 9
"""An organisation that nobody was in at opening."""
TREE = Tree((id_, *node) for id_, node in NODES.items())
CATEGORIES = ("full", "probationary", "activist")
TIES = ("duration", "handed_in", "wrong")
ORGANISATION_TIES = ("participation", "full_marks", "mean", "attempts", "duration")


def _some_of(names: Sequence[str]) -> some.SearchStrategy[tuple[str, ...]]:
    return some.permutations(names).flatmap(lambda all_: some.integers(0, len(names)).map(lambda n: tuple(all_[:n])))


SCHEMES = some.builds(
    Scheme,
    total=some.sampled_from([TOTAL, TOTAL, None]),
    counts=some.sampled_from(["best", "first", "last", "daily_best", "daily_first"]),
    counted_a_day=some.integers(1, 3),
    zone=some.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/New_York")]),
    ties=_some_of(TIES),
    kind=some.sampled_from(["sum", "mean", "mean_of_roll", "best", "composite"]),
    best_n=some.integers(1, 4),
    participation_weight=some.integers(0, 100),
    mean_weight_percent=some.integers(0, 100),
    full_marks_weight=some.integers(0, 100),
    gate_percent=some.one_of(some.none(), some.integers(1, 100)),
    min_participants=some.one_of(some.none(), some.integers(1, 3)),
    counted=some.sampled_from([(), ("full",), ("full", "probationary")]),
    organisation_ties=_some_of(ORGANISATION_TIES),
)


def key(place: int) -> str:
    return f"m{place:03d}".ljust(26, "2")


@dataclass
class Ledger:
    """A roll, its chain, and where the chain is cut into batches. Serves a fold as its source."""

    roll: list[OnRoll]
    chain: list[Past] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)

    def entry(self, seq: int) -> Past:
        return self.chain[seq - 1]

    def history(self, member_keys: Collection[str], upto: int) -> list[Past]:
        return [one for one in self.chain[:upto] if one.member_key in member_keys and one.kind in OF_A_MEMBER]

    def apply(self, standings: Standings, chain: Sequence[Past]) -> None:
        """Fold a part of the chain as it is read: stretches of results, and what stands between them."""
        for is_result, part in groupby(chain, lambda one: one.kind == "result"):
            entries = list(part)
            if is_result:
                standings.results(map(result, entries), entries[-1].seq, self)
            else:
                for one in entries:
                    standings.other(one.seq, one.kind, self)

    def fold(self, scheme: Scheme, *, look: bool = True, upto: int | None = None) -> Standings:
        """Batch by batch; with ``look`` everything is looked at after each, as a ticker does."""
        standings, chain = Standings(Roll(self.roll, TREE), scheme), self.chain[:upto]
        for begin, end in pairwise([*(cut for cut in self.cuts if cut < len(chain)), len(chain)]):
            if look:
                standings.order.index()
                for board in ("organisations", "districts", "units"):
                    standings.groups(board)
                standings.groups("organisations", kind="committee")
            self.apply(standings, chain[begin:end])
        return standings


def result(one: Past) -> Result:
    return (one.member_key, one.attempt, one.score, one.duration_ms, one.at, one.wrong, one.organisation_id)


@some.composite
def ledgers(draw: some.DrawFn, *, plain: bool = False) -> Ledger:
    """Few members, few values: many tie. ``plain``: results alone. Shrinks to fewer members and entries."""
    size, length = draw(some.integers(1, 9)), draw(some.integers(0, 30))
    return ledger(Random(draw(some.integers(0, 1 << 32))), size, length, plain=plain)


def ledger(chance: Random, size: int, length: int, *, plain: bool = False) -> Ledger:
    roll = [
        OnRoll(
            key(place),
            chance.choice([3, 3, 4, 5, 6, 7, 8, 2]),
            *chance.choice([(None, None), (1, 11), (2, 11), (2, None)]),
            chance.random() < 0.2,
            chance.choice(["", "1-10"]),
            chance.choice(CATEGORIES),
        )
        for place in range(size)
    ]
    writer = _Writer(chance, Ledger(roll))
    for _ in range(length):
        writer.write(chance.choice(["result"] if plain else _MIX))
    made = writer.ledger
    made.cuts = sorted({0, *(chance.randint(0, len(made.chain)) for _ in range(chance.randint(0, 4)))})
    return made


_MIX = (
    *(["result"] * 8 + ["provisional"] * 2 + ["confirm"] * 2 + ["annulled", "restored", "late_admitted"] * 2),
    *("roll_joined", "roll_moved", "roll_moved", "roll_left", "exempted", "frozen", "extra_time"),
)


class _Writer:
    """Writes entries that a running contest could have written."""

    def __init__(self, chance: Random, ledger: Ledger) -> None:
        self.chance, self.ledger = chance, ledger
        self.home = {one.member_key: one.organisation_id for one in ledger.roll}
        self.tries: dict[str, int] = {}
        self.papers: list[tuple[str, str]] = []
        self.aside: dict[str, list[str]] = {}
        self.confirmed: list[str] = []
        self.now = START

    def write(self, kind: str) -> None:
        self.now += self.chance.choice([0, 1000, HOUR, 9 * HOUR])
        member = self.chance.choice(sorted(self.home))
        if kind == "result":
            self._result(member, self.home[member])
        elif kind == "provisional":
            # A stranger who was confirmed sits no more: the phone is the member's from then on.
            stranger = f"p{len(self.confirmed)}{self.chance.randint(0, 2)}".ljust(26, "3")
            self.aside.setdefault(stranger, []).append(self._result(stranger, None))
        elif kind == "confirm":
            self._confirm(member)
        elif kind in ("annulled", "restored", "late_admitted"):
            self._correct(kind)
        elif kind.startswith("roll_") or kind == "exempted":
            self._change_roll(kind, member)
        else:
            self._add(kind, member)

    def _add(self, kind: str, member: str, **typed: Any) -> None:
        row: dict[str, Any] = {
            "paper_key": None,
            "attempt": None,
            "score": None,
            "duration_ms": None,
            "wrong": None,
        } | typed
        row = {"organisation_id": None, "facts": {}, "at": self.now} | row
        self.ledger.chain.append(Past(len(self.ledger.chain) + 1, kind, member, **row))

    def _marks(self) -> dict[str, int]:
        return {
            "score": self.chance.choice([0, 333, 500, 667, TOTAL]),
            "duration_ms": self.chance.choice([900, 1000, 1400, 2000]),
            "wrong": self.chance.randint(0, 2),
        }

    def _result(self, member: str, organisation: int | None) -> str:
        paper = f"paper{len(self.papers)}"
        self.papers.append((member, paper))
        self.tries[member] = self.tries.get(member, 0) + 1
        late = self.chance.choice([0, 0, 0, 500, HOUR])
        typed = {"paper_key": paper, "attempt": self.tries[member], "organisation_id": organisation}
        self._add("result", member, at=self.now - late, **typed, **self._marks())
        return paper

    def _confirm(self, member: str) -> None:
        if not self.aside:
            return
        stranger = self.chance.choice(sorted(self.aside))
        self.confirmed.append(stranger)
        papers, used = self.aside.pop(stranger), self.tries.get(member, 0)
        attempts = {paper: used + n for n, paper in enumerate(papers, 1)}
        self.tries[member] = used + len(papers)
        self._add("provisional_confirmed", member, facts={"provisional": stranger, "attempts": attempts})

    def _correct(self, kind: str) -> None:
        if self.papers:
            member, paper = self.chance.choice(self.papers)
            typed = self._marks() if kind == "late_admitted" else {}
            self._add(kind, member, paper_key=paper, facts={"reason": "mistake"}, **typed)

    def _change_roll(self, kind: str, member: str) -> None:
        if kind == "roll_left":
            self._add(kind, member, facts={"reason": "retired"})
        elif kind == "exempted":
            self._add(kind, member, facts={"exempt": self.chance.random() < 0.5, "reason": "illness"})
        else:
            if kind == "roll_joined" and self.chance.random() < 0.5:
                member = key(100 + len(self.home))
            organisation = self.chance.choice([3, 4, 5, 7, NEW])
            path = recount_path(organisation)
            district, unit = self.chance.choice([(None, None), (1, 12), (2, 11)])
            facts: dict[str, Any] = {"district": district, "unit": unit, "category": self.chance.choice(CATEGORIES)}
            facts |= {"exempt": self.chance.random() < 0.2, "division": "", "path": path, "reason": "new"}
            self.home[member] = organisation
            self._add(kind, member, organisation_id=organisation, facts=facts)


def recount_path(organisation: int) -> list[int]:
    if organisation == NEW:
        return [NEW, 2, 1]
    path, above = [organisation], NODES[organisation][0]
    while above is not None:
        path.append(above)
        above = NODES[above][0]
    return path
