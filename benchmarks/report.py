"""What a measurement gives back, and how it is shown: text, Markdown, JSON. Pure but for the options' folder."""

import re
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NEVER = ("errors", "lost", "acknowledged and not stored", "differences")
"""Facts that must be 0: a run in which one is not is no measurement."""
Facts = Mapping[str, str | int | float]
REACH = re.compile(r"^([≤≥]) ([\d.]+)$")


class RunFailed(Exception):
    """Something was refused, wrong or lost while it was measured."""


@dataclass(frozen=True)
class Row:
    """One figure, measured once a round. ``unit`` is "×" for a ratio of two sides measured within one round."""

    name: str
    unit: str
    runs: list[float]
    reach: str = ""
    """What the median should be: "≤ 1.5", "≥ 0.6"; empty where nothing is asked."""

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def least(self) -> float:
        return min(self.runs)

    @property
    def most(self) -> float:
        return max(self.runs)

    @property
    def reached(self) -> bool | None:
        """None where nothing is asked."""
        found = REACH.match(self.reach)
        if found is None:
            return None
        bound = float(found[2])
        return self.median <= bound if found[1] == "≤" else self.median >= bound


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    how: str
    """How it was measured, in a sentence or two."""
    rows: list[Row]
    facts: Facts = field(default_factory=dict)
    """Errors, what was lost, versions, counts."""


@dataclass(frozen=True)
class Options:
    rounds: int
    seconds: float
    """Of each turn of each side."""
    short: bool
    """Small counts, to see that it works; the figures mean little."""
    say: Callable[[str], None]
    folder: Path
    """Temporary, the measurement's own."""

    def size(self, full: int, short: int) -> int:
        return short if self.short else full


def refuse_errors(tables: Iterable[Table]) -> None:
    """:raises RunFailed: when something went wrong in a run."""
    for table in tables:
        wrong = {name: table.facts[name] for name in NEVER if table.facts.get(name)}
        if wrong:
            raise RunFailed(f"{table.key}: {wrong}")


def number(value: float) -> str:
    """As many digits as mean something."""
    if value != value or abs(value) == float("inf"):
        return str(value)
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.0f}" if value == int(value) else f"{value:,.{places}f}"


def as_text(table: Table) -> str:
    lines = ["", table.title, f"  {'':72} {'median':>10} {'least':>10} {'most':>10}  reach"]
    for row in table.rows:
        figures = " ".join(f"{number(one):>10}" for one in (row.median, row.least, row.most))
        lines.append(f"  {f'{row.name}, {row.unit}':72} {figures}  {_verdict(row)}".rstrip())
    if table.facts:
        lines.append("  " + ", ".join(f"{name} {_fact(fact)}" for name, fact in table.facts.items()))
    return "\n".join(lines)


def as_markdown(table: Table, origin: Mapping[str, str]) -> str:
    """``origin``: the command, the date, the load average, as they are to be shown."""
    lines = [
        f"### {table.title}",
        "",
        table.how,
        "",
        "| | unit | median | least … most | to reach | reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in table.rows:
        spread = f"{number(row.least)} … {number(row.most)}" if len(row.runs) > 1 else "one run"
        reached = {None: "", True: "yes", False: "**no**"}[row.reached]
        lines.append(f"| {row.name} | {row.unit} | {number(row.median)} | {spread} | {row.reach} | {reached} |")
    if table.facts:
        lines += ["", "; ".join(f"{name}: {_fact(fact)}" for name, fact in table.facts.items()) + "."]
    lines += ["", "; ".join(f"{name}: {said}" for name, said in origin.items()) + ".", ""]
    return "\n".join(lines)


def as_json(table: Table) -> dict[str, Any]:
    rows = [
        {
            "name": row.name,
            "unit": row.unit,
            "runs": row.runs,
            "median": row.median,
            "least": row.least,
            "most": row.most,
            "reach": row.reach,
            "reached": row.reached,
        }
        for row in table.rows
    ]
    return {"key": table.key, "title": table.title, "how": table.how, "rows": rows, "facts": dict(table.facts)}


def from_json(stored: Mapping[str, Any]) -> Table:
    rows = [Row(row["name"], row["unit"], row["runs"], row["reach"]) for row in stored["rows"]]
    return Table(stored["key"], stored["title"], stored["how"], rows, stored["facts"])


def _verdict(row: Row) -> str:
    if row.reached is None:
        return row.reach
    return f"{row.reach}  {'reached' if row.reached else 'NOT REACHED'}"


def _fact(fact: str | int | float) -> str:
    return fact if isinstance(fact, str) else number(fact)
