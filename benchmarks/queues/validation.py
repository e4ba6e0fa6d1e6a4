"""The simulation beside what was measured: one process on SQLite."""

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.queues.arrivals import ARRIVAL
from benchmarks.queues.costs import Costs, median
from benchmarks.queues.crowds import Found, Installed
from benchmarks.queues.needs import Shape
from benchmarks.queues.sheets import Sheet
from benchmarks.report import number

ONE = Shape("one process, SQLite")
CONNECTIONS, SECONDS = 128, 10.0
RUSHES = ((2789, 60), (10_000, 120))
CLOSING = 2789, 10
"""Hand-ins, seconds."""
SAVES_BESIDE = 200
"""A second."""
Tables = Mapping[str, Any]


def validation_sheet(costs: Costs, kept: Mapping[str, Any]) -> Sheet:
    tables = kept.get("tables", {})
    rows = [*_saturated(costs, tables), *_rushes(costs, tables), *_closing(costs, tables)]
    how = (
        "One process on SQLite, the only installation whose rushes are measured here. The service times are those of "
        "single requests; rates, times and what a member costs are not fed in, so they are a check."
    )
    return Sheet(
        "Model and measurement", how, ("figure", "unit", "simulated", "measured", "simulated / measured"), rows
    )


Row = tuple[str, str, str, str, str]


def _row(name: str, unit: str, model: float, measured: float | None) -> Row:
    if measured is None:
        return name, unit, number(round(model, 1)), "not measured yet", "–"
    return name, unit, number(round(model, 1)), number(round(measured, 1)), f"{model / measured:.2f}"


def _saturated(costs: Costs, tables: Tables) -> list[Row]:
    full = Installed(costs, ONE).saturate(CONNECTIONS, SECONDS)
    cpu = full.cpu
    saves = len(full.spans["save"])
    rate = median(tables, "saves_at_half", "planned") or saves / SECONDS / 2
    half = Installed(costs, ONE).come({"save": rate}, SECONDS)
    return [
        _row(
            "saves at saturation, 128 connections",
            "/CPU-s",
            saves / cpu,
            median(tables, "saves", "the application, SQLite FULL, one answer a request"),
        ),
        _row(
            "the same by the clock",
            "/s",
            saves / SECONDS,
            median(tables, "saves", "the application by the clock, one answer a request"),
        ),
        _row("p50 at saturation", "ms", *_pair(full, 0.5, tables, "saves", "the application, p50 at saturation")),
        _row("p99 at saturation", "ms", *_pair(full, 0.99, tables, "saves", "the application, p99 at saturation")),
        _row(f"p50 at {rate:,.0f} saves/s", "ms", *_pair(half, 0.5, tables, "saves_at_half", "p50")),
        _row(f"p99 at {rate:,.0f} saves/s", "ms", *_pair(half, 0.99, tables, "saves_at_half", "p99")),
    ]


def _pair(found: Found, part: float, tables: Tables, table: str, row: str) -> tuple[float, float | None]:
    return found.centile(("save",), part), median(tables, table, row)


def _rushes(costs: Costs, tables: Tables) -> list[Row]:
    """Those that were measured, with their own counts; else those that ``make bench`` measures."""
    facts = [tables[key]["facts"] for key in tables if key.startswith("opening_")]
    rows = []
    for members, seconds in [(int(one["members"]), int(one["seconds"])) for one in facts] or RUSHES:
        rates = {kind: ARRIVAL.count(kind) * members / seconds for kind in dict.fromkeys(ARRIVAL)}
        found = Installed(costs, ONE).come(rates, seconds)
        key, name = f"opening_{members}", f"{members:,} arrive in {seconds} s"
        measured = median(tables, key, "CPU of the server a member")
        rows.append(_row(f"{name}: CPU a member", "ms", 1000 * found.cpu / members, measured))
        for kind, row in (("sign_in", "sign in, p99"), ("start", "start, p99"), ("start_page", "start page, p99")):
            rows.append(_row(f"{name}: {row}", "ms", found.centile((kind,), 0.99), median(tables, key, row)))
    return rows


def _closing(costs: Costs, tables: Tables) -> list[Row]:
    counts = re.search(r"([\d,]+) hand-ins in (\d+) s", tables.get("closing", {}).get("title", ""))
    members, seconds = (int(counts[1].replace(",", "")), int(counts[2])) if counts else CLOSING
    found = Installed(costs, ONE).come({"hand_in": members / seconds, "save": SAVES_BESIDE}, seconds)
    name = f"{members:,} hand in within {seconds} s"
    return [
        _row(f"{name}: CPU in all", "s", found.cpu, median(tables, "closing", "CPU of the server in all")),
        _row(f"{name}: p50", "ms", found.centile(("hand_in",), 0.5), median(tables, "closing", "hand-in, p50")),
        _row(f"{name}: p99", "ms", found.centile(("hand_in",), 0.99), median(tables, "closing", "hand-in, p99")),
    ]
