"""Load by part, without a simulation: what each part has to do in a second, and how many of it that asks for."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.queues.arrivals import Window
from benchmarks.queues.costs import Costs

FULL = 0.7
"""Of a part, what is planned with: beyond it waiting grows steeply."""
WRITTEN = ("save", "hand_in")
READS_OR_WRITES = ("door", "sign_in", "start_page", "start", "question_page", "save", "hand_in")
"""What PostgreSQL has work with; files are the application's own."""


@dataclass(frozen=True)
class Shape:
    """An installation. ``chains``: contests, each with a head of its own, over which the members are spread evenly.
    Each chain has processes of its own: batches of several contests would take their heads one after the other."""

    name: str
    processes: int = 1
    database_cores: int = 0
    """0: SQLite, whose work is the process's."""
    chains: int = 1
    cells: int = 1
    """So many of the above, which share nothing: each has its part of the members."""
    far: bool = False
    """A commit is agreed on by several machines."""

    @property
    def on_sqlite(self) -> bool:
        return not self.database_cores


Loads = dict[str, float]
"""Of each part, seconds of work a second: 1 is one core, or one chain's head, that never rests."""


def batch(costs: Costs, shape: Shape, rate: float) -> float:
    """How many saves a second at this rate (of one process) share a batch: those that come while one is written."""
    item = costs.save_item
    fixed = costs.save_batch + costs["sync"] + (0 if shape.on_sqlite else costs["pg_batch"])
    free = 1 - rate * item / 1000
    return 1000.0 if free <= 0.02 else min(1000.0, max(1.0, rate * fixed / 1000 / free))


def loads(costs: Costs, shape: Shape, rates: Mapping[str, float], watching: float = 0) -> Loads:
    """``rates``: requests a second by kind, of the whole installation; ``watching``: open boards."""
    written = sum(rates.get(kind, 0) for kind in WRITTEN)
    together = batch(costs, shape, written / shape.processes)
    app = written / together * costs.batch(together) + rates.get("save", 0) * costs.save_item
    app += rates.get("hand_in", 0) * costs.hand_in_item(shape.on_sqlite)
    app += sum(rate * costs.app(kind, shape.on_sqlite) for kind, rate in rates.items() if kind not in WRITTEN)
    screens = watching * costs["frame"] / 1000 + (shape.processes * costs["tick"] if watching else 0)
    found = {"application cores": (app + screens) / 1000 / shape.processes}
    if not shape.on_sqlite:
        found["PostgreSQL cores"] = _database(costs, rates, written / together) / 1000 / shape.database_cores
        found["head of a chain"] = _head(costs, shape, rates.get("hand_in", 0) / shape.chains) / 1000
    return found


def _database(costs: Costs, rates: Mapping[str, float], batches: float) -> float:
    return batches * costs["pg_batch"] + sum(rates.get(kind, 0) * costs[f"pg_{kind}"] for kind in READS_OR_WRITES)


def _head(costs: Costs, shape: Shape, rate: float) -> float:
    """ms of every second that it is held. Who waits for it collects a larger batch meanwhile, up to 100."""
    fixed = costs.head_fixed + (costs["far_commit"] if shape.far else 0)
    alone = rate * (fixed + costs.head_entry)
    full = rate * (fixed / 100 + costs.head_entry)
    return max(full, min(alone, 1000 * FULL))


def head_at_most(costs: Costs, *, far: bool = False) -> float:
    """Entries a second of one chain with full batches."""
    return 1000 / ((costs.head_fixed + (costs["far_commit"] if far else 0)) / 100 + costs.head_entry)


@dataclass(frozen=True)
class Needs:
    processes: int
    database_cores: int
    chains: int
    proxy_cores: int
    megabits: float
    fold_gb: float
    """Of the folds of all chains in one process."""
    requests: float


def needs(costs: Costs, window: Window, *, far: bool = False) -> Needs:
    """What one window asks for at :data:`FULL`, over its busiest seconds."""
    phases = list(window.phases().values())
    watching = window.members * window.watching
    processes = _enough(lambda count: _fullest(costs, Shape("", count, 1, far=far), phases, watching)[0])
    database = _fullest(costs, Shape("", processes, 1, far=far), phases, watching)[1]
    hand_ins = max(rates.get("hand_in", 0) for rates in phases)
    requests = max(sum(rates.values()) for rates in phases)
    return Needs(
        processes,
        math.ceil(database / FULL),
        math.ceil(hand_ins / (FULL * head_at_most(costs, far=far))),
        math.ceil(requests * costs["proxy"] / 1000 / FULL),
        window.arrivals * costs["visit_kb"] * 8 / 1000,
        window.members * costs["fold_kb"] / 1e6,
        requests,
    )


def _enough(share: Callable[[int], float]) -> int:
    """The fewest of a part that stay at :data:`FULL`: the more there are, the smaller and dearer the batches."""
    count = 1
    while (found := share(count)) > FULL:
        count = max(count + 1, math.floor(count * found / FULL / 1.1))
    return count


def _fullest(costs: Costs, shape: Shape, phases: Sequence[Mapping[str, float]], watching: float) -> tuple[float, float]:
    found = [loads(costs, shape, rates, watching) for rates in phases]
    return max(one["application cores"] for one in found), max(one["PostgreSQL cores"] for one in found)


def holds(costs: Costs, shape: Shape, part: str) -> int:
    """The most members of whose window an installation holds this part with no part of it beyond :data:`FULL`."""

    def fits(members: int) -> bool:
        window = Window(members)
        watching = 0 if part == "opening" else members * window.watching
        return max(loads(costs, shape, window.phases()[part], watching).values()) <= FULL + 1e-9

    least, most = 0, 100_000_000
    while most - least > max(1, least // 200):
        middle = (least + most) // 2
        least, most = (middle, most) if fits(middle) else (least, middle)
    return least


def first_to_fill(found: Loads) -> str:
    return max(found, key=lambda part: found[part])


def backlog(found: float, seconds: float) -> float:
    """Seconds that the queue of a part needs after ``seconds`` of this load before it is empty, nothing else coming."""
    return max(0.0, (found - 1) * seconds)
