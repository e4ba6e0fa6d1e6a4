"""A queueing simulation of installations larger than can be measured here.

``python -m benchmarks.queueing [--from build/benchmarks.json] [--members 100000 …] [--markdown] [--into FILE]``
Service times come from what was measured, what comes is assumed, the rest is simulated with a fixed seed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.queues.costs import Costs, costs_from
from benchmarks.queues.needs import head_at_most
from benchmarks.queues.sheets import Sheet, costs_sheet, demand_sheet, holding_sheet, needs_sheet, said, text
from benchmarks.queues.steps import steps
from benchmarks.queues.validation import validation_sheet

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "benchmarks.json"
MEMBERS = (100_000, 1_000_000, 10_000_000)
BEGIN, END = "<!-- queueing: from here -->", "<!-- queueing: to here -->"


def main(words: Sequence[str] | None = None) -> None:
    wishes = _wishes(words)
    kept = _kept(wishes.kept)
    show: Callable[[Sheet], str] = said if wishes.markdown or wishes.into else text
    shown = "\n".join(show(sheet) for sheet in sheets(costs_from(kept), kept, wishes.members))
    if wishes.into:
        put_into(wishes.into, shown)
    else:
        print(shown)


def sheets(costs: Costs, kept: dict[str, Any] | None, members: Sequence[int]) -> list[Sheet]:
    found = [costs_sheet(costs), validation_sheet(costs, kept or {}), demand_sheet(members)]
    for count in members:
        print(f"  {count:,} members …", file=sys.stderr, flush=True)
        found.append(steps(costs, count))
    return [*found, holding_sheet(costs), needs_sheet(costs, members, head_at_most(costs))]


def put_into(document: Path, shown: str) -> None:
    """Between the two marks, which stay."""
    before, rest = document.read_text().split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(f"{before}{BEGIN}\n\n{shown}\n{END}{after}")


def _wishes(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queueing", description=__doc__)
    parser.add_argument("--from", dest="kept", type=Path, default=KEPT, help="figures of make bench (%(default)s)")
    parser.add_argument("--members", type=int, nargs="+", default=MEMBERS, help="in one window")
    parser.add_argument("--markdown", action="store_true", help="print tables as docs/scale.md has them")
    parser.add_argument("--into", type=Path, help="a document whose tables are to be replaced")
    return parser.parse_args(words)


def _kept(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        print(f"  {path} is not there: every service time is one of the table's own", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(path.read_text())
    return found


if __name__ == "__main__":
    main()
