"""Service times: out of ``build/benchmarks.json`` where they were measured there, else from the table below."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MEASURED, SHORTLY, EARLIER, ASSUMED = "measured", "measured, small counts", "measured earlier", "assumed"


class Cost(NamedTuple):
    """``value`` in the unit that :data:`DEFAULTS` names."""

    value: float
    origin: str
    """``measured``, ``measured earlier`` (the table below) or ``assumed``."""
    where: str


class Default(NamedTuple):
    value: float
    unit: str
    says: str
    where: str
    """Where it was measured, or why it is assumed so."""
    table: str = ""
    row: str = ""
    """Where ``build/benchmarks.json`` has it; ``row`` as it is, or what it begins with."""
    factor: float = 1.0
    inverse: bool = False
    """The row is a rate: the cost is ``factor`` / rate."""
    assumed: bool = False


SHARED = 16
"""Saves at once, where they were measured together."""
TIMES = "python -m benchmarks service_times, 2026-11-23, a shared machine"
GROWN = "python -m benchmarks postgres_times, 2026-11-23, a shared machine"
GUESS = "no measurement"
DEFAULTS: dict[str, Default] = {
    "door": Default(0.314, "ms", "door page", TIMES, "service_times", "door"),
    "file": Default(0.159, "ms", "static file", TIMES, "service_times", "static file of the door"),
    "sign_in": Default(0.789, "ms", "sign in", TIMES, "service_times", "sign in"),
    "start_page": Default(4.62, "ms", "start page", TIMES, "service_times", "start page"),
    "start": Default(1.87, "ms", "start", TIMES, "service_times", "start"),
    "question_page": Default(3.95, "ms", "question page", TIMES, "service_times", "question page"),
    "save_alone": Default(1.5, "ms", "save, alone in its batch", TIMES, "service_times", "save, 50 a second"),
    "save_16": Default(0.223, "ms", "save, with 15 others at once", TIMES, "service_times", "save, 16 connections"),
    "hand_in": Default(0.675, "ms", "hand in, 16 at once", TIMES, "service_times", "hand in"),
    "board": Default(2.2, "ms", "board, asked for", TIMES, "service_times", "board of organisations"),
    "http": Default(
        0.129,
        "ms",
        "of a save or hand-in, what is HTTP (a bare POST)",
        "python -m benchmarks saves, 2026-11-23, a shared machine",
        "saves",
        "bare Starlette POST, one answer",
        1000,
        True,
    ),
    "sync": Default(2.0, "ms", "sync of one commit", "a disk like that of the table; 0.3 to 3 ms seen", assumed=True),
    "frame": Default(
        40.0,
        "µs",
        "one delivered board update",
        "ours with 10,000 streams is measured by python -m benchmarks streams; a bare loop took 25 to 43",
        "streams_10000",
        "CPU of a delivered update",
        assumed=True,
    ),
    "tick": Default(
        16.4,
        "ms",
        "three boards after 100 new results, 100,000 members",
        "python -m benchmarks boards, 2026-11-23, a shared machine",
        "boards.members",
        "100,000 members",
    ),
    "fold_kb": Default(
        0.33,
        "kB",
        "memory of a fold a member",
        "python -m benchmarks boards: 33 MB for 100,000 members with a result each",
    ),
    "fold_us": Default(
        5.7, "µs", "cold fold an entry, roll of as many members", "python -m benchmarks boards: 0.57 s for 100,000"
    ),
    "grown_door": Default(
        1.14, "ms", "door page, application on PostgreSQL", GROWN, "postgres_times", "application: door"
    ),
    "grown_sign_in": Default(2.44, "ms", "sign in, likewise", GROWN, "postgres_times", "application: sign in"),
    "grown_start_page": Default(7.6, "ms", "start page, likewise", GROWN, "postgres_times", "application: start page"),
    "grown_start": Default(3.45, "ms", "start, likewise", GROWN, "postgres_times", "application: start"),
    "grown_question_page": Default(
        4.74, "ms", "question page, likewise", GROWN, "postgres_times", "application: question page"
    ),
    "grown_hand_in": Default(0.7, "ms", "hand in, likewise", GROWN, "postgres_times", "application: hand in"),
    "pg_door": Default(0.475, "ms", "PostgreSQL for a door page", GROWN, "postgres_times", "PostgreSQL: door"),
    "pg_sign_in": Default(1.34, "ms", "PostgreSQL for a sign-in", GROWN, "postgres_times", "PostgreSQL: sign in"),
    "pg_start_page": Default(
        4.21, "ms", "PostgreSQL for a start page", GROWN, "postgres_times", "PostgreSQL: start page"
    ),
    "pg_question_page": Default(
        1.64, "ms", "PostgreSQL for a question page", GROWN, "postgres_times", "PostgreSQL: question page"
    ),
    "pg_start": Default(2.49, "ms", "PostgreSQL for a start", GROWN, "postgres_times", "PostgreSQL: start"),
    "pg_hand_in": Default(0.425, "ms", "PostgreSQL for a hand-in", GROWN, "postgres_times", "PostgreSQL: hand in"),
    "pg_save": Default(
        0.036,
        "ms",
        "PostgreSQL for a save in a full batch",
        "python -m benchmarks postgres, 2026-11-23, a shared machine",
        "postgres",
        "CPU of PostgreSQL itself, one answer",
        0.001,
    ),
    "pg_batch": Default(0.4, "ms", "PostgreSQL for a transaction, beside its rows", GUESS, assumed=True),
    "head_1": Default(3.59, "ms", "head held for 1 entry", GROWN, "postgres_times", "head held for 1 entries"),
    "head_100": Default(13.9, "ms", "head held for 100 entries", GROWN, "postgres_times", "head held for 100 entries"),
    "proxy": Default(
        0.06, "ms", "proxy for a request", "no measurement; a compiled proxy, TLS kept open", assumed=True
    ),
    "far_commit": Default(5.0, "ms", "commit agreed on by three machines of one place", "no measurement", assumed=True),
    "visit_kb": Default(
        30.4,
        "kB",
        "first visit, compressed",
        "python -m benchmarks, 2026-11-22",
        "first_visit",
        "together",
        0.001,
    ),
}


@dataclass(frozen=True)
class Costs:
    found: Mapping[str, Cost]

    def __getitem__(self, name: str) -> float:
        return self.found[name].value

    @property
    def save_item(self) -> float:
        """ms a save whatever its batch: item + batch / k for a batch of k, through the two measured points."""
        return max(self["http"], (SHARED * self["save_16"] - self["save_alone"]) / (SHARED - 1))

    @property
    def save_batch(self) -> float:
        return max(0.0, self["save_alone"] - self.save_item)

    def batch(self, size: float) -> float:
        """ms of a batch beside its items. Beyond the largest that was measured nothing is taken to become cheaper."""
        return self.save_batch * max(1.0, size / SHARED)

    def app(self, kind: str, on_sqlite: bool = True) -> float:
        """ms of the application for a request; its reading and its small transactions cost more on PostgreSQL."""
        return self[kind] if on_sqlite or f"grown_{kind}" not in self.found else self[f"grown_{kind}"]

    def hand_in_item(self, on_sqlite: bool = True) -> float:
        """ms of a hand-in without the batch that it shares; it was measured with sixteen at once."""
        return max(self["http"], self.app("hand_in", on_sqlite) - self.save_batch / SHARED)

    @property
    def head_entry(self) -> float:
        """ms more for each entry that is appended under one lock."""
        return max(0.001, (self["head_100"] - self["head_1"]) / 99)

    @property
    def head_fixed(self) -> float:
        return max(0.0, self["head_1"] - self.head_entry)


def costs_from(kept: Mapping[str, Any] | None) -> Costs:
    """``kept``: what ``build/benchmarks.json`` holds, None without one."""
    tables = (kept or {}).get("tables", {})
    return Costs({name: _cost(default, tables) for name, default in DEFAULTS.items()})


def _cost(default: Default, tables: Mapping[str, Any]) -> Cost:
    found = median(tables, default.table, default.row)
    if found is not None and found > 0:
        value = default.factor / found if default.inverse else default.factor * found
        command = tables[default.table]["origin"]["command"]
        return Cost(value, SHORTLY if "--short" in command else MEASURED, command.split(":")[0])
    return Cost(default.value, ASSUMED if default.assumed else EARLIER, default.where)


def median(tables: Mapping[str, Any], table: str, row: str) -> float | None:
    """Of the row of that name, or of the first that begins so; None where nothing was measured."""
    rows = tables.get(table, {}).get("rows", [])
    exact = [one for one in rows if one["name"] == row]
    begun = [one for one in rows if row and one["name"].startswith(row)]
    return float((exact or begun)[0]["median"]) if exact or begun else None
