"""Pure: the results of one member from everything that the chain says about them, after a correction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.boards.counting import Attempt
from app.boards.facts import Past
from app.boards.seats import Seat


@dataclass
class _Paper:
    attempt: int
    score: int
    duration: int
    at: int
    start: int
    wrong: int
    seat: Seat | None
    """``None``: of a provisional key that nobody has confirmed."""
    annulled: bool = False


@dataclass
class Replay:
    """Goes through a member's entries in order. ``home`` is the seat at opening, if there was one."""

    member_key: str
    home: Seat | None
    papers: dict[str, _Paper] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    """Attempt numbers of confirmed provisional papers by paper key."""

    def take(self, one: Past) -> None:
        paper = self.papers.get(one.paper_key or "")
        if one.kind == "result":
            self._result(one)
        elif one.kind in ("annulled", "restored"):
            if paper is not None:
                paper.annulled = one.kind == "annulled"
        elif one.kind == "late_admitted":
            if paper is not None:
                self._admit(paper, one)
        elif one.kind == "provisional_confirmed":
            self._confirm(one)
        elif one.kind in ("roll_joined", "roll_moved"):
            facts = one.facts
            self.home = Seat(facts["path"][0], facts["district"], facts["unit"], facts["category"])

    def _result(self, one: Past) -> None:
        own = one.member_key == self.member_key
        number = (one.attempt or 0) if own else self._numbers.get(one.paper_key or "")
        seat = self.home
        if own and seat is not None and one.organisation_id is not None:
            seat = seat._replace(organisation=one.organisation_id)
        duration = one.duration_ms or 0
        self.papers[one.paper_key or ""] = _Paper(
            number or 0, one.score or 0, duration, one.at, one.at - duration, one.wrong or 0, seat
        )
        if number is None:
            self.papers[one.paper_key or ""].seat = None

    def _admit(self, paper: _Paper, one: Past) -> None:
        """The whole new mark; the day and the time of handing in stay those of the paper."""
        paper.score = paper.score if one.score is None else one.score
        paper.wrong = paper.wrong if one.wrong is None else one.wrong
        paper.duration = paper.duration if one.duration_ms is None else one.duration_ms

    def _confirm(self, one: Past) -> None:
        """From now on these papers are the member's own, where the member belongs now."""
        for key, number in one.facts["attempts"].items():
            self._numbers[key] = number
            if key in self.papers:
                self.papers[key].attempt, self.papers[key].seat = number, self.home


def attempts(
    member_key: str, home: Seat | None, past: Iterable[Past], category: str, number: Callable[[Seat], int]
) -> Sequence[Attempt]:
    """The results that stand, each with its seat, in the category that the member has now."""
    replay = Replay(member_key, home)
    for one in past:
        replay.take(one)
    return [
        Attempt(
            one.attempt,
            one.score,
            one.duration,
            one.at,
            one.start,
            one.wrong,
            number(one.seat._replace(category=category)),
        )
        for one in replay.papers.values()
        if one.seat is not None and not one.annulled
    ]
