"""Which banks may not be practised now: practice shows right answers, and a contest that draws from a bank may forbid
that."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.contests.finding import ContestView, contests
from app.contests.make_up import latest_end
from app.contests.models import ContestState
from app.contests.words import Words
from app.core.refusal import N_, declare
from app.papers.review import make_up_due, shown_to_all, still_drawn_until

locked = declare("practice.locked", 409, N_("这个题库正用于竞赛《%(contest)s》，答案公布以前不能练习。"))


@dataclass(frozen=True)
class Lock:
    """``until``: the instant after which the answers are shown, ms UTC; ``None``: nobody can say."""

    slug: str
    title: str
    title_en: str
    until: int | None


def locks(session: Session, now: int) -> dict[str, Lock]:
    """The locks by bank; of several on one bank the longest."""
    found: dict[str, Lock] = {}
    for view in contests(session):
        if not locks_now(session, view, now):
            continue
        lock = Lock(view.slug, view.rules.title, view.rules.title_en, _until(session, view, now))
        for bank in view.editions:
            if bank not in found or _longer(lock, found[bank]):
                found[bank] = lock
    return found


def lock_on(session: Session, view: ContestView, now: int) -> Lock | None:
    """The longest lock where every bank of a contest is locked; ``None`` where one of them may be practised."""
    found = locks(session, now)
    mine = [found.get(bank) for bank in view.editions]
    longest: Lock | None = None
    for one in mine:
        if one is None:
            return None
        longest = one if longest is None or _longer(one, longest) else longest
    return longest


def refuse_locked(found: Mapping[str, Lock], bank: str) -> None:
    """Raise ``practice.locked`` where there is a lock on the bank."""
    if bank in found:
        lock = found[bank]
        raise locked(contest=Words(lock.title, lock.title_en or lock.title))


def locks_now(session: Session, view: ContestView, now: int) -> bool:
    """Whether a contest forbids practice with the banks it draws from.

    ``never``: from its opening; ``before``: from the window's start; both until the answers are shown to everybody.
    Drafts and rehearsals forbid nothing.
    """
    rules = view.rules
    if view.state == ContestState.DRAFT or view.rehearsal or rules.practice == "always":
        return False
    if rules.practice == "before" and now < view.opens:
        return False
    return rules.review.answers == "never" or not shown_to_all(session, view, now)


def _until(session: Session, view: ContestView, now: int) -> int | None:
    if view.rules.review.answers == "never":
        return None
    ends = [view.closes]
    if make_up_due(view, now):
        ends.append(latest_end(view.rules, view.sitting.closes))
    drawn = still_drawn_until(session, view)
    return max(ends if drawn is None else [*ends, drawn])


def _longer(one: Lock, other: Lock) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)
