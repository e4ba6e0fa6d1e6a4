"""What the entries so far say: where everybody stands on the roll, and every result as it counts now. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.verify.counting_again import Result, Standing, standing
from app.verify.pinned_roll import Node, RollRow

SLACK = 5000
"""How far the instants of two entries may lie the other way round than their places in the chain, ms."""
ROLL_CHANGES = ("roll_joined", "roll_moved", "roll_left", "exempted")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands on the roll; of one who has left, the last place."""

    organisation_id: int
    district_id: int | None
    unit_id: int | None
    category: str
    exempt: bool
    left: bool = False


class Accounts:
    """Takes entries in order through :meth:`apply`. Results of keys that are not on the roll are kept aside."""

    def __init__(
        self, rules: Mapping[str, Any], roll: Iterable[RollRow], tree: Mapping[int, Node] | None = None
    ) -> None:
        self.rules, self.tree = rules, tree or {}
        self.opening = {
            one.member_key: Place(one.organisation_id, one.district_id, one.unit_id, one.category, one.exempt)
            for one in roll
        }
        self.places = dict(self.opening)
        self.history: dict[str, list[tuple[int, Place]]] = {}
        """Changes of the roll by member: since when, and what."""
        self.results: dict[str, dict[str, Result]] = {}
        """By member key and paper key, also of keys that are not on the roll."""
        self.owner: dict[str, str] = {}
        """Whose result a paper is now."""
        self.annulled: set[str] = set()
        self.confirmed: dict[str, tuple[str, int]] = {}
        """Provisional papers that count: for whom, as which attempt."""
        self._known: dict[str, Standing | None] = {}

    def apply(self, entry: Any, facts: Mapping[str, Any]) -> None:
        """Entries that move no board are passed over."""
        if entry.kind == "result":
            columns = (entry.organisation_id, entry.attempt, entry.score, entry.duration_ms, entry.at)
            self.take(Result(entry.seq, entry.member_key, *columns, entry.wrong or 0, entry.paper_key))
        elif entry.kind in ROLL_CHANGES:
            self._change(entry, facts)
        elif entry.kind == "late_admitted":
            self._remark(entry)
        elif entry.kind in ("annulled", "restored"):
            self._annul(entry.paper_key, entry.kind == "annulled")
        elif entry.kind == "provisional_confirmed":
            self._confirm(entry.member_key, facts["provisional"], facts["attempts"])

    def take(self, result: Result) -> None:
        """A result; on the roll it belongs to the groupings of this moment."""
        paper = result.paper_key or f"entry {result.seq}"
        if paper in self.confirmed:
            key, attempt = self.confirmed[paper]
            result = replace(result, member_key=key, attempt=attempt, organisation_id=None)
        place = self.places.get(result.member_key)
        if place is not None:
            home = place.organisation_id if result.organisation_id is None else result.organisation_id
            result = replace(result, organisation_id=home, district_id=place.district_id, unit_id=place.unit_id)
        self.results.setdefault(result.member_key, {})[paper] = replace(result, paper_key=paper)
        self.owner[paper] = result.member_key
        self._known.pop(result.member_key, None)

    def _change(self, entry: Any, facts: Mapping[str, Any]) -> None:
        key = entry.member_key
        if entry.kind == "roll_left":
            place = replace(self.places[key], left=True)
        elif entry.kind == "exempted":
            place = replace(self.places[key], exempt=facts["exempt"])
        else:
            grouping = (facts["district"], facts["unit"], facts["category"], facts["exempt"])
            gone = entry.kind == "roll_moved" and self.places[key].left
            place = Place(entry.organisation_id, *grouping, gone)
        self.places[key] = place
        self.history.setdefault(key, []).append((entry.at, place))

    def _annul(self, paper: str, annulled: bool) -> None:
        (self.annulled.add if annulled else self.annulled.discard)(paper)
        self._known.pop(self.owner[paper], None)

    def _remark(self, entry: Any) -> None:
        self._known.pop(self.owner[entry.paper_key], None)
        mine = self.results[self.owner[entry.paper_key]]
        mark = {"score": entry.score, "wrong": entry.wrong or 0, "duration_ms": entry.duration_ms}
        mine[entry.paper_key] = replace(mine[entry.paper_key], **mark)

    def _confirm(self, key: str, provisional: str, attempts: Mapping[str, int]) -> None:
        aside = self.results.get(provisional, {})
        self._known.pop(provisional, None)
        for paper, attempt in attempts.items():
            self.confirmed[paper] = (key, attempt)
            result = aside.pop(paper, None)
            if result is not None:
                self.take(result)

    def standing(self, member_key: str) -> Standing | None:
        """What counts of this member now."""
        if member_key not in self._known:
            mine = self.results.get(member_key, {})
            counting = [one for paper, one in mine.items() if paper not in self.annulled]
            self._known[member_key] = standing(self.rules, counting)
        return self._known[member_key]

    def places_about(self, member_key: str, instant: int, slack: int = SLACK) -> list[Place | None]:
        """Where somebody stood at an instant: more than one place when a change came within ``slack`` ms of it."""
        found = [self.opening.get(member_key)]
        for at, place in self.history.get(member_key, ()):
            if at <= instant - slack:
                found = [place]
            elif at <= instant + slack:
                found.append(place)
        return found

    def attempts(self, member_key: str) -> int:
        """How many results the member has, annulled ones left out."""
        return sum(paper not in self.annulled for paper in self.results.get(member_key, {}))
