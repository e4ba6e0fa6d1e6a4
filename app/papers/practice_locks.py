"""Which banks may not be practised now: practice shows right answers, and a contest that draws from a bank may forbid
that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.contests.finding import ContestView, drawing_from
from app.contests.make_up import latest_end
from app.contests.words import Words
from app.core.glancing import in_both
from app.core.plain import plain
from app.core.refusal import N_, declare
from app.papers.review import make_up_due, no_secret

locked = declare("practice.locked", 409, N_("这个题库正用于竞赛《%(contest)s》，答案公布以前不能练习。"))


@dataclass(frozen=True)
class Lock:
    """``until``: the instant after which the answers are shown, ms UTC; ``None``: nobody can say."""

    slug: str
    title: str
    title_en: str
    until: int | None


def locks(session: Session, now: int, banks: Collection[str] | None = None) -> dict[str, Lock]:
    """The locks by bank, of these banks or of all; of several on one bank the longest. Four queries."""
    views = drawing_from(session, banks)
    drawn = _drawn_until(session, {edition for view in views for edition in view.editions.values()})
    answering = _answering(session, [view.id for view in views])
    found: dict[str, Lock] = {}
    for view in views:
        until = max((drawn[edition] for edition in view.editions.values() if edition in drawn), default=None)
        if not forbids(view, now, drawn_until=until, answering=view.id in answering):
            continue
        lock = Lock(view.slug, view.rules.title, view.rules.title_en, _until(view, now, until))
        for bank in view.editions:
            if bank not in found or _longer(lock, found[bank]):
                found[bank] = lock
    return found


def lock_on(session: Session, view: ContestView, now: int) -> Lock | None:
    """The longest lock where every bank of a contest is locked; ``None`` where one of them may be practised."""
    found = locks(session, now, view.editions)
    longest: Lock | None = None
    for bank in view.editions:
        if bank not in found:
            return None
        longest = found[bank] if longest is None or _longer(found[bank], longest) else longest
    return longest


def refuse_locked(found: Mapping[str, Lock], bank: str) -> None:
    """Raise ``practice.locked`` where there is a lock on the bank."""
    if bank in found:
        lock = found[bank]
        raise locked(contest=Words(lock.title, lock.title_en or lock.title))


def forbids(view: ContestView, now: int, *, drawn_until: int | None, answering: bool) -> bool:
    """Whether a contest that is opened forbids practice with the banks it draws from; facts as ``review.no_secret``.

    ``never``: from its opening; ``before``: from the window's start; both until the answers are shown to everybody.
    """
    rules = view.rules
    if rules.practice == "always" or (rules.practice == "before" and now < view.opens):
        return False
    return rules.review.answers == "never" or not no_secret(view, now, drawn_until=drawn_until, answering=answering)


def _drawn_until(session: Session, editions: Collection[int]) -> dict[int, int]:
    """When the last sitting closes of the contests that are not over, by the edition that they draw from."""
    return {edition: closes for edition, closes in plain(session).rows(DRAWN) if edition in editions}


def _answering(session: Session, contests: Collection[int]) -> set[int]:
    """Those contests that have an open paper."""
    return {contest for (contest,) in plain(session).rows(ANSWERING)}.intersection(contests)


DRAWN = in_both(
    "SELECT p.edition_id, MAX(s.closes) FROM contest c JOIN pinned_edition p ON p.contest_id = c.id"
    " JOIN sitting s ON s.contest_id = c.id WHERE c.state = 'opened' AND NOT c.rehearsal GROUP BY p.edition_id"
)
ANSWERING = in_both(
    "SELECT c.id FROM contest c WHERE EXISTS (SELECT 1 FROM paper p WHERE p.contest_id = c.id AND p.state = 'open')"
)
"""The first open paper of each is enough: thousands may be open."""


def _until(view: ContestView, now: int, drawn: int | None) -> int | None:
    if view.rules.review.answers == "never":
        return None
    ends = [view.closes]
    if make_up_due(view, now):
        ends.append(latest_end(view.rules, view.sitting.closes))
    return max(ends if drawn is None else [*ends, drawn])


def _longer(one: Lock, other: Lock) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)
