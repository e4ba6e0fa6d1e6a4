"""Whose a paper is, and whether that person might sit it: the roll at its start, the sitting, time and attempts."""

from collections.abc import Iterable
from typing import Any

from app.verify.accounts import SLACK, Accounts
from app.verify.allowances import Allowances
from app.verify.counting_again import local_day
from app.verify.diary import Diary
from app.verify.findings import Findings
from app.verify.pinned import Sealed, SittingRow

MAIN = "main"
END_OF_TIME = 1 << 60


class WhoMaySit:
    """Takes every paper, and at the end judges everybody's attempts together."""

    def __init__(
        self, pinned: Sealed, accounts: Accounts, allowances: Allowances, diary: Diary, findings: Findings
    ) -> None:
        self._pinned, self._accounts, self._findings = pinned, accounts, findings
        self._allowances, self._diary = allowances, diary
        self._papers: dict[str, list[Any]] = {}

    def take(self, paper: Any, place: str) -> None:
        self._papers.setdefault(paper.owner, []).append(paper)
        self._check_owner(paper, place)
        self._check_roll(paper, place)
        sitting = self._pinned.sittings.get(paper.sitting_id)
        if sitting is None:
            self._findings.differ("paper.sitting", place, "a sitting of this contest", paper.sitting_id)
            return
        self._check_times(paper, sitting, place)
        if sitting.name != MAIN:
            self._check_make_up(paper, place)

    def drawn_as(self, paper: Any) -> int:
        """The attempt that the draw knows: of a paper that was given to a member later, that of its result entry."""
        return int(paper.entry_attempt if paper.key in self._accounts.confirmed else paper.attempt)

    def _check_owner(self, paper: Any, place: str) -> None:
        """The member whose key it has, or for whom it was confirmed, as the attempt that was said then."""
        owner, attempt = self._accounts.confirmed.get(paper.key, (paper.member_key, paper.attempt))
        self._findings.same("paper.member", place, owner, paper.owner)
        self._findings.same("paper.attempt", place, attempt, paper.attempt)

    def _check_roll(self, paper: Any, place: str) -> None:
        """On the roll with a category that may sit, or provisionally where the rules have that."""
        about = self._accounts.places_about(paper.member_key, paper.started)
        if paper.provisional:
            allowed = self._pinned.rules["provisional"] and None in about
            self._findings.same("paper.provisional", place, True, allowed)
            return
        eligible = self._pinned.rules["eligible"]
        there = any(one is not None and not one.left and one.category in eligible for one in about)
        self._findings.same("paper.roll", place, True, there)

    def _check_times(self, paper: Any, sitting: SittingRow, place: str) -> None:
        same, rules = self._findings.same, self._pinned.rules
        same("paper.started", place, True, sitting.earliest <= paper.started < sitting.latest)
        if sitting.published_at is not None:
            same("paper.after_seed", place, True, paper.started < sitting.published_at)
        ends = [closes for _, closes in sitting.windows]
        limits = ends
        if rules["limit_s"] is not None:
            # A grant counts also for a paper that is open, until its grace is over.
            percents = self._allowances.of(paper.member_key).percents_by(paper.due)
            limits = [paper.started + rules["limit_s"] * 10 * percent for percent in percents]
        possible = {min(limit, end) for limit in limits for end in ends}
        same("paper.deadline", place, True, paper.deadline in possible)
        same("paper.due", place, paper.deadline + rules["grace_s"] * 1000, paper.due)

    def _check_make_up(self, paper: Any, place: str) -> None:
        """For those who were absent, or where the rules have it, who did not reach the pass mark."""
        make_up = self._pinned.rules["make_up"]
        if make_up is None:
            self._findings.differ("paper.make_up", place, "rules with a make-up sitting", paper.sitting_id)
            return
        moments = (paper.started, paper.started + SLACK)
        may = any(self._may_make_up(paper, make_up["who"], moment) for moment in moments)
        self._findings.same("paper.make_up", place, True, may)

    def _may_make_up(self, paper: Any, who: str, moment: int) -> bool:
        before = self._diary.accounts_of(paper.member_key, moment, without=paper.key)
        results = before.results.get(paper.member_key, {})
        if not results:
            return True
        if who == "absent":
            return False
        pass_mark = self._pinned.rules["pass_mark"] or 0
        counted = before.standing(paper.member_key)
        highest = max((one.score for one in results.values() if one.paper_key not in before.annulled), default=0)
        return counted is None or min(counted.score, highest) < pass_mark

    def finish(self) -> None:
        """Attempts count from 1 without a gap over all sittings, and no more than rules and grants allow."""
        for key, papers in sorted(self._papers.items()):
            papers.sort(key=lambda one: one.attempt)
            numbers = [one.attempt for one in papers]
            self._findings.same("paper.attempts", f"member {key}", list(range(1, len(numbers) + 1)), numbers)
            self._check_numbers(key, papers)

    def _check_numbers(self, key: str, papers: list[Any]) -> None:
        names = {id_: sitting.name for id_, sitting in self._pinned.sittings.items()}
        main = [one for one in papers if names.get(one.sitting_id) == MAIN]
        granted = self._allowances.of(key)
        for number, paper in enumerate(main, 1):
            confirmed = paper.key in self._accounts.confirmed
            extra = granted.attempts_by(END_OF_TIME if confirmed else paper.started)
            self._limit(self._pinned.rules["attempts"], number, extra, f"member {key}, attempt {paper.attempt}")
        for one_day in self._per_day(main):
            extra = granted.attempts_by(END_OF_TIME)
            self._limit(self._pinned.rules["attempts_per_day"], len(one_day), extra, f"member {key}, one day")
        for sitting in {one.sitting_id for one in papers} - {one.sitting_id for one in main}:
            there = sum(one.sitting_id == sitting for one in papers)
            self._limit(1, there, 0, f"member {key}, sitting {names.get(sitting)}")

    def _limit(self, most: int | None, there: int, extra: int, place: str) -> None:
        if most is not None and there > most + extra:
            self._findings.differ("paper.attempts", place, f"at most {most + extra}", there)

    def _per_day(self, papers: Iterable[Any]) -> Iterable[list[Any]]:
        days: dict[Any, list[Any]] = {}
        for one in papers:
            days.setdefault(local_day(self._pinned.rules, one.started), []).append(one)
        return days.values()
