"""What the chain says about the contest's opening, sittings and seeds, against the facts themselves."""

from collections.abc import Callable
from typing import Any

from app.verify.findings import Findings
from app.verify.pinned import Sealed, SittingRow

DAY = 86_400_000


def _name(number: int) -> str:
    """What the sittings of a contest are called, in the order of their entries."""
    return ("main", "make-up")[number] if number < 2 else f"make-up-{number}"


class Openings:
    """Collects the entries `opened`, `sitting` and `seed_published` on the walk, and judges them."""

    def __init__(self, pinned: Sealed, findings: Findings, unseal: Callable[[SittingRow], bytes]) -> None:
        self._pinned, self._findings, self._unseal = pinned, findings, unseal
        self._opened = 0
        self._windows: dict[int, tuple[int, int]] = {}
        self._published: set[int] = set()

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        place = f"entry {entry.seq}"
        if entry.kind == "opened":
            self._opened += 1
            for name, value in (
                ("roll", self._pinned.roll_digest),
                ("rules", self._pinned.rules_digest),
                ("editions", self._pinned.editions),
                ("tree", None if self._pinned.before_trees else self._pinned.tree_digest),
            ):
                self._findings.same(f"opened.{name}", place, value, facts.get(name))
        elif entry.kind == "sitting":
            self._take_sitting(entry, facts, place)
        elif entry.kind == "window_changed":
            self._take_window(entry, facts, place)
        elif entry.kind == "seed_published":
            self._take_seed(entry, facts, place)
        elif entry.kind == "result" and entry.sitting_id in self._published:
            self._findings.differ("seed.early", place, "no paper open when the seed is published", entry.paper_key)

    def _take_sitting(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        sitting = self._pinned.sittings.get(entry.sitting_id)
        if sitting is None:
            self._findings.differ("sitting.unknown", place, "a sitting of this contest", entry.sitting_id)
            return
        self._findings.same("sitting.order", place, _name(len(self._windows)), facts.get("name"))
        if self._windows and self._pinned.rules["make_up"] is None:
            self._findings.differ("sitting.make_up", place, "rules with a make-up sitting", facts.get("name"))
        elif self._windows:
            self._check_make_up(facts, place)
        self._announce(sitting, facts)
        for name, value in (("sitting", sitting.key), ("name", sitting.name), ("commitment", sitting.commitment)):
            self._findings.same(f"sitting.{name}", place, value, facts.get(name))

    def _check_make_up(self, facts: dict[str, Any], place: str) -> None:
        """It is over within the days of the rules after the main sitting's end."""
        main = self._pinned.sittings[next(iter(self._windows))]
        last = main.latest + self._pinned.rules["make_up"]["days"] * DAY
        self._findings.same("sitting.make_up", place, True, facts.get("closes", 0) <= last)

    def _take_window(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        """An organiser moved the window; what stands at the end is compared with the sitting."""
        if entry.sitting_id not in self._windows:
            self._findings.differ("sitting.unknown", place, "a sitting announced before", entry.sitting_id)
            return
        sitting = self._pinned.sittings[entry.sitting_id]
        self._findings.same("sitting.sitting", place, sitting.key, facts.get("sitting"))
        self._announce(sitting, facts)

    def _announce(self, sitting: SittingRow, facts: dict[str, Any]) -> None:
        window = (facts.get("opens", 0), facts.get("closes", 0))
        self._windows[sitting.id] = window
        sitting.windows.append(window)

    def _take_seed(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        sitting = self._pinned.sittings.get(entry.sitting_id)
        if sitting is None or entry.sitting_id in self._published:
            self._findings.differ("seed.unexpected", place, "one seed a sitting", entry.sitting_id)
            return
        self._published.add(sitting.id)
        sitting.published_at = entry.at
        self._findings.same("seed.sitting", place, sitting.key, facts.get("sitting"))
        sitting.seed = bytes.fromhex(facts.get("seed", ""))
        self._findings.same("seed.commitment", place, sitting.commitment, self._pinned.commitment(sitting.seed))

    def finish(self) -> None:
        """After the last entry: nothing is missing, and every sitting has a seed that keeps its commitment."""
        pinned, findings = self._pinned, self._findings
        findings.same("opened.once", "chain", 0 if pinned.state == "draft" else 1, self._opened)
        if pinned.state != "draft":
            findings.same("sitting.announced", "chain", sorted(pinned.sittings), sorted(self._windows))
        for sitting in pinned.sittings.values():
            place = f"sitting {sitting.name}"
            findings.same("seed.published", place, bool(sitting.published), sitting.id in self._published)
            unsealed = self._unsealed(sitting, place)
            if sitting.seed and unsealed:
                findings.same("seed.sealed", place, unsealed, sitting.seed)
            sitting.seed = sitting.seed or unsealed
            if pinned.state != "draft":
                findings.same("sitting.commitment", place, pinned.commitment(sitting.seed), sitting.commitment)
                findings.same("sitting.window", place, self._windows.get(sitting.id), (sitting.opens, sitting.closes))
            findings.count("sittings")
        seeds = [sitting.seed for sitting in pinned.sittings.values() if sitting.seed]
        findings.same("seed.own", "sittings", len(seeds), len(set(seeds)))

    def _unsealed(self, sitting: SittingRow, place: str) -> bytes:
        try:
            return self._unseal(sitting)
        except Exception as error:
            self._findings.differ("seed.unreadable", place, "a seed sealed with the secret key", type(error).__name__)
            return b""
