"""What the chain says about the contest's opening, sittings and seeds, against the facts themselves."""

from collections.abc import Callable
from typing import Any

from app.verify.findings import Findings
from app.verify.pinned import Sealed, SittingRow


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
            ):
                self._findings.same(f"opened.{name}", place, value, facts.get(name))
        elif entry.kind == "sitting":
            self._take_sitting(entry, facts, place)
        elif entry.kind == "window_changed":
            self._take_window(entry, facts, place)
        elif entry.kind == "seed_published":
            self._take_seed(entry, facts, place)

    def _take_sitting(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        sitting = self._pinned.sittings.get(entry.sitting_id)
        if sitting is None:
            self._findings.differ("sitting.unknown", place, "a sitting of this contest", entry.sitting_id)
            return
        self._announce(sitting, facts)
        for name, value in (("sitting", sitting.key), ("name", sitting.name), ("commitment", sitting.commitment)):
            self._findings.same(f"sitting.{name}", place, value, facts.get(name))

    def _take_window(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        """An organiser moved the window; what stands at the end is compared with the sitting."""
        if entry.sitting_id not in self._windows:
            self._findings.differ("sitting.unknown", place, "a sitting announced before", entry.sitting_id)
            return
        sitting = self._pinned.sittings[entry.sitting_id]
        self._findings.same("sitting.sitting", place, sitting.key, facts.get("sitting"))
        self._announce(sitting, facts)

    def _announce(self, sitting: SittingRow, facts: dict[str, Any]) -> None:
        self._windows[sitting.id] = (facts.get("opens", 0), facts.get("closes", 0))
        sitting.latest = max(sitting.latest, facts.get("closes", 0))

    def _take_seed(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        sitting = self._pinned.sittings.get(entry.sitting_id)
        if sitting is None or entry.sitting_id in self._published:
            self._findings.differ("seed.unexpected", place, "one seed a sitting", entry.sitting_id)
            return
        self._published.add(sitting.id)
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

    def _unsealed(self, sitting: SittingRow, place: str) -> bytes:
        try:
            return self._unseal(sitting)
        except Exception as error:
            self._findings.differ("seed.unreadable", place, "a seed sealed with the secret key", type(error).__name__)
            return b""
