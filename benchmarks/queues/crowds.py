"""One part of a window, request by request: what each waits, and how busy each part of the installation is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from random import Random

from benchmarks.queues.arrivals import moments
from benchmarks.queues.costs import Costs
from benchmarks.queues.needs import WRITTEN, Shape
from benchmarks.queues.stations import Clock, Database, Process, Station, centile

DRAIN = 120_000.0
"""ms after the last request in which what waits may end."""
TRANSACTIONS = ("sign_in", "start")


@dataclass(frozen=True)
class Found:
    spans: dict[str, list[float]]
    busy: dict[str, float]
    """Of each part, the share of the time until the last was answered."""
    seconds: float
    """Until then."""
    per_batch: float
    """Jobs."""

    cpu: float = 0.0
    """CPU-seconds of the processes."""

    def centile(self, kinds: tuple[str, ...], part: float) -> float:
        """ms; nan where nothing of these kinds came."""
        return centile([span for kind in kinds for span in self.spans.get(kind, ())], part)


class Installed:
    """An installation at work: processes, the database, the heads."""

    def __init__(self, costs: Costs, shape: Shape, seed: int = 5) -> None:
        self.costs, self.shape = costs, shape
        self.clock, self.chance = Clock(), Random(seed)
        self.spans: dict[str, list[float]] = {}
        cores = Station(self.clock, shape.database_cores) if shape.database_cores else None
        heads = [Station(self.clock) for _ in range(shape.chains)]
        self.database = Database(self.clock, costs, cores, heads, self.chance, shape.far)
        self.processes = [
            Process(self.clock, costs, self.database, Station(self.clock), self.spans, chain % shape.chains)
            for chain in range(shape.processes)
        ]

    def come(self, rates: Mapping[str, float], seconds: float) -> Found:
        """``rates``: requests a second by kind, at random moments, whatever was answered before."""
        for kind, rate in sorted(rates.items()):
            self.spans[kind] = []
            for moment in moments(rate, seconds, self.chance):
                process = self.chance.choice(self.processes)
                self.clock.at(moment, partial(self._ask, process, kind))
        self.clock.run(seconds * 1000)
        self.clock.run(seconds * 1000 + DRAIN)
        return self._found(seconds)

    def saturate(self, connections: int, seconds: float) -> Found:
        """Each connection saves again as soon as it is answered."""
        self.spans["save"] = []

        def again(process: Process) -> None:
            if self.clock.now < seconds * 1000:
                process.write("save", then=lambda: again(process))

        for number in range(connections):
            again(self.processes[number % len(self.processes)])
        self.clock.run(seconds * 1000 + DRAIN)
        return self._found(seconds)

    def _ask(self, process: Process, kind: str) -> None:
        if kind in WRITTEN or kind in TRANSACTIONS:
            process.write(kind)
        else:
            theirs = self.costs[f"pg_{kind}"] if f"pg_{kind}" in self.costs.found else 0.0
            process.page(kind, self.costs.app(kind, self.shape.on_sqlite), theirs)

    def _found(self, seconds: float) -> Found:
        whole = max(seconds * 1000, self.clock.last)
        busy = {"application cores": sum(one.core.busy for one in self.processes) / whole / len(self.processes)}
        if self.database.cores is not None:
            busy["PostgreSQL cores"] = self.database.cores.busy / whole / self.shape.database_cores
            busy["head of a chain"] = max(one.busy for one in self.database.heads) / whole
        batches = sum(one.batches for one in self.processes)
        written = sum(one.written for one in self.processes)
        cpu = sum(one.core.busy for one in self.processes) / 1000
        return Found(self.spans, busy, whole / 1000, written / max(1, batches), cpu)
