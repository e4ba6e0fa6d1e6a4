"""Tables of the simulation, as text and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.queues.arrivals import Window, window_with
from benchmarks.queues.costs import DEFAULTS, EARLIER, Costs
from benchmarks.queues.needs import FULL, Shape, holds, needs
from benchmarks.report import number

SEEN = 21_000
"""Requests a second that were seen in one province."""

LONG = 30.0
"""Seconds over which phones spread their hand-ins with the longest grace that the rules allow, 60 s."""


@dataclass(frozen=True)
class Sheet:
    title: str
    how: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def said(sheet: Sheet) -> str:
    lines = [f"### {sheet.title}", "", sheet.how, "", _row(sheet.heads), _row(["---"] * len(sheet.heads))]
    return "\n".join([*lines, *map(_row, sheet.rows), ""])


def text(sheet: Sheet) -> str:
    widths = [max(map(len, column)) for column in zip(sheet.heads, *sheet.rows, strict=True)]
    rows = [sheet.heads, *sheet.rows]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([sheet.title, *lines, ""])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def share(value: float) -> str:
    return f"{100 * value:,.0f} %" if value >= 0.01 or not value else "< 1 %"


def span(ms: float) -> str:
    if ms != ms:
        return "–"
    return f"{ms / 1000:,.1f} s" if ms >= 1000 else f"{ms:,.0f} ms"


def costs_sheet(costs: Costs) -> Sheet:
    rows = []
    for name, cost in costs.found.items():
        where = cost.where if cost.origin != EARLIER else f"{cost.where} (kept in the script)"
        rows.append((DEFAULTS[name].says, f"{number(cost.value)} {DEFAULTS[name].unit}", cost.origin, where))
    rows += [
        ("a save whatever its batch", f"{number(costs.save_item)} ms", "derived", "through the two figures above"),
        ("a batch of saves", f"{number(costs.save_batch)} ms", "derived", "likewise"),
        ("head held whatever the batch", f"{number(costs.head_fixed)} ms", "derived", "likewise"),
        ("head held for each entry", f"{number(costs.head_entry)} ms", "derived", "likewise"),
    ]
    how = "CPU of the application's process unless it says otherwise; medians."
    return Sheet("Service times", how, ("what", "figure", "how known", "where from"), rows)


def demand_sheet(members: Sequence[int]) -> Sheet:
    rows = []
    windows = [Window(count) for count in members]
    for window in (*windows, window_with(SEEN)):
        phases = window.phases()
        rows.append(
            (
                f"{window.members:,}",
                f"{window.arrivals:,.0f}",
                f"{window.opening_requests:,.0f}",
                f"{phases['answering']['save']:,.0f} + {phases['answering']['hand_in']:,.0f}",
                f"{phases['closing']['hand_in']:,.0f}",
            )
        )
    one = Window(1)
    how = (
        f"Assumed: {share(one.rush_share)} of all come within {one.rush} s of the opening, each phone with an empty "
        f"cache asks ten times until it has its questions; {one.answers} answers in {one.sitting // 60} minutes, sent "
        f"one by one; {share(one.late_share)} are handed in by their phones at the close, spread over {one.jitter:g} s "
        f"(half of a grace of 10 s); {share(one.watching)} have a board open. The last row is the window whose opening "
        f"makes the {SEEN:,} requests a second that were seen in one province."
    )
    heads = ("members", "arrivals/s", "requests/s, opening", "saves + hand-ins/s, answering", "hand-ins/s, closing")
    return Sheet("What comes, in the busiest seconds", how, heads, rows)


HOLDING = (
    Shape("one process, SQLite"),
    Shape("4 processes, PostgreSQL on 4 cores", 4, 4),
    Shape("16 processes, PostgreSQL on 8 cores", 16, 8),
    Shape("the same, 4 chains with processes of their own", 16, 8, 4),
    Shape("64 processes, PostgreSQL on 32 cores", 64, 32),
    Shape("the same, 8 chains with processes of their own", 64, 32, 8),
)


def holding_sheet(costs: Costs) -> Sheet:
    parts = tuple(Window(1).phases())
    rows = [(shape.name, *(f"{_rounded(holds(costs, shape, part)):,}" for part in parts)) for shape in HOLDING]
    how = (
        f"Computed from the service times: members of one window with no part beyond {share(FULL)}; one chain where "
        "nothing else is said. The smallest figure of a row counts."
    )
    return Sheet("What an installation holds", how, ("installation", *parts), rows)


def _rounded(members: int) -> int:
    """Two digits: no more is known."""
    unit = 10 ** max(0, len(str(members)) - 2)
    return int(members // unit * unit)


def needs_sheet(costs: Costs, members: Sequence[int], head: float) -> Sheet:
    rows = []
    for window in (*map(Window, members), *(Window(count, jitter=LONG) for count in members), window_with(SEEN)):
        found = needs(costs, window)
        rows.append(
            (
                f"{window.members:,}" + (f", hand-ins over {LONG:g} s" if window.jitter == LONG else ""),
                f"{found.requests:,.0f}",
                f"{found.processes:,}",
                f"{found.database_cores:,}",
                f"{found.chains:,}",
                f"{found.proxy_cores:,}",
                f"{found.megabits / 1000:,.2f} Gbit/s",
                f"{found.fold_gb:,.2f} GB",
            )
        )
    how = (
        f"Computed from the service times, each part at {share(FULL)} in its busiest seconds. A chain takes "
        f"{head:,.0f} entries a second at most. Application cores are processes; the fold is what each process that "
        "shows the boards of all chains holds."
    )
    heads = (
        "members",
        "requests/s at most",
        "application cores",
        "PostgreSQL cores",
        "chains",
        "proxy cores",
        "to phones",
        "fold in memory",
    )
    return Sheet("What that asks for", how, heads, rows)
