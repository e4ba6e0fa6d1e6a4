"""Step by step for one number of members: each installation in each part of the window, and what fills first."""

from collections.abc import Mapping

from benchmarks.queues.arrivals import Window
from benchmarks.queues.costs import Costs
from benchmarks.queues.crowds import Found, Installed
from benchmarks.queues.needs import Needs, Shape, backlog, first_to_fill, loads, needs
from benchmarks.queues.sheets import Sheet, share, span

REQUESTS = 60_000
"""About so many are simulated for a figure."""
CELL = 1_000_000
"""Members of one cell, where an installation is made of cells."""
PAGES = ("door", "file", "start_page", "question_page")
WRITES = ("sign_in", "start")
HEADS = ("installation", "part", "application", "PostgreSQL", "head", "save p50 / p99", "hand-in p99", "pages p99", "")


def shapes(costs: Costs, members: int) -> list[Shape]:
    """One PC, four processes, as many as it takes under one chain, with more chains, in cells."""
    found = [Shape("one process, SQLite")] if members < CELL else []
    if members <= CELL:
        found.append(Shape("4 processes, PostgreSQL on 4 cores", 4, 4))
    cells = max(1, members // CELL)
    asked = needs(costs, Window(members // cells))
    name = f"{asked.processes} processes, PostgreSQL on {asked.database_cores} cores"
    if cells == 1:
        found.append(Shape(f"{name}, one chain", asked.processes, asked.database_cores))
    if asked.chains > 1 or cells > 1:
        found.append(_chained(f"{name}, {asked.chains} chains with processes of their own", asked, cells))
    if cells > 1:
        far = needs(costs, Window(members // cells), far=True)
        name = f"{far.processes} processes, {far.database_cores} cores, {far.chains} chains, distributed engine"
        found.append(_chained(name, far, cells, far=True))
    return found


def _chained(name: str, asked: Needs, cells: int, *, far: bool = False) -> Shape:
    name = f"{cells} × ({name})" if cells > 1 else name
    return Shape(name, asked.processes, asked.database_cores, asked.chains, cells, far)


def steps(costs: Costs, members: int) -> Sheet:
    rows = []
    for shape in shapes(costs, members):
        window = Window(members // shape.cells)
        for part, rates in window.phases().items():
            rows.append((shape.name, part, *_row(costs, shape, window, part, rates)))
    how = (
        "Simulated: what one of the equal cells has to do where there are several. Shares are of the busiest seconds; "
        "beyond 100 % the queue grows as long as they last, and the last column says for how long it would go on "
        "afterwards. A head at 100 % always has a batch waiting; batches grow with the wait, so the times tell. The "
        "server does not let it come to that: from 2 s of waiting on it asks phones to come again."
    )
    return Sheet(f"{members:,} members in one window", how, HEADS, rows)


def _row(costs: Costs, shape: Shape, window: Window, part: str, rates: Mapping[str, float]) -> tuple[str, ...]:
    found = loads(costs, shape, rates, 0 if part == "opening" else window.members * window.watching)
    fullest = first_to_fill(found)
    lasting = {"opening": window.rush, "answering": window.sitting, "closing": window.jitter}[part]
    if found[fullest] > 1:
        after = f"**{fullest}**: {span(1000 * backlog(found[fullest], lasting))} behind"
        return (
            *_shares(found),
            "grows",
            "grows" if "hand_in" in rates else "–",
            "grows" if "door" in rates else "–",
            after,
        )
    times = simulated(costs, shape, rates, lasting)
    fullest = first_to_fill(times.busy)
    waits = [times.centile(kinds, 0.99) for kinds in (("hand_in",), (*PAGES, *WRITES))]
    saves = f"{span(times.centile(('save',), 0.5))} / {span(times.centile(('save',), 0.99))}"
    return (*_shares(times.busy), saves, *map(span, waits), f"first: {fullest}")


def _shares(found: Mapping[str, float]) -> list[str]:
    parts = ("application cores", "PostgreSQL cores", "head of a chain")
    return [share(found[name]) if name in found else "–" for name in parts]


def simulated(costs: Costs, shape: Shape, rates: Mapping[str, float], lasting: float) -> Found:
    seconds = min(lasting, max(0.5, REQUESTS / sum(rates.values())))
    return Installed(costs, shape).come(rates, min(seconds, 20.0))
