"""Whether somebody may start another paper of a contest now: roll, sitting, attempts, what was granted."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from app.contests.allowing import granted
from app.contests.asking import hold_open
from app.contests.membership import membership
from app.contests.refusals import not_on_roll, only_for, only_make_up
from app.contests.rules import Rules
from app.core.clock import local
from app.core.refusal import Refusal
from app.core.writer import Again
from app.papers.marks import best, marks
from app.papers.models import Paper, PaperState
from app.papers.refusals import attempts_used, attempts_used_today


class Unread(Again):
    """A paper was closed in this very batch: its entry can be read once the batch is committed."""


@dataclass(frozen=True)
class Sitter:
    """Who asks, for which sitting; ``main`` is the contest's first sitting, ``today`` the local day as instants."""

    contest_id: int
    member_id: int
    member_key: str
    category: str
    provisional: bool
    sitting_id: int
    main: bool
    today: tuple[int, int]


@dataclass(frozen=True)
class Rights:
    """How somebody stands with a sitting. ``left`` None: as many as wanted."""

    used: int
    """Attempts of all sittings, the open one included."""
    left: int | None
    time_percent: int
    refused: Refusal | None
    """Why no further paper may start."""


@dataclass(frozen=True)
class _Used:
    all: int
    here: int
    today: int
    closed: int


def check_roll(session: Session, rules: Rules, sitter: Sitter) -> None:
    """Refuse who is not on this contest's roll, or has left it; a stranger sits while the request is open."""
    if sitter.provisional:
        hold_open(session, sitter.contest_id, sitter.member_id)
        return
    stands = membership(session, sitter.contest_id, sitter.member_key)
    if stands is not None and not stands.left:
        return
    if sitter.category in rules.eligible:
        raise not_on_roll()
    raise only_for(rules)


def attempts_so_far(session: Session, sitter: Sitter) -> int:
    """How many attempts are used: the next one has the number after it."""
    return _used(session, sitter).all


def rights(session: Session, rules: Rules, sitter: Sitter, *, just_closed: int | None = None) -> Rights:
    """``just_closed``: the score of a paper that this very transaction closes, whose entry nobody can read yet."""
    used, allowed = _used(session, sitter), granted(session, sitter.contest_id, sitter.member_key)
    if sitter.main:
        left, refused = _main(session, rules, sitter, used, allowed.attempts)
    else:
        left, refused = _make_up(session, rules, sitter, used, just_closed)
    return Rights(used.all, left, allowed.time_percent, refused)


def _main(
    session: Session, rules: Rules, sitter: Sitter, used: _Used, further: int
) -> tuple[int | None, Refusal | None]:
    left = None if rules.attempts is None else max(0, rules.attempts + further - used.here)
    if left == 0:
        return 0, attempts_used(used=used.here)
    if rules.attempts_per_day is None:
        return left, None
    more = further - _beyond(session, rules, sitter) if further else 0
    today = max(0, rules.attempts_per_day + max(0, more) - used.today)
    return (today if left is None else min(left, today)), None if today else attempts_used_today(used=used.today)


def _beyond(session: Session, rules: Rules, sitter: Sitter) -> int:
    """How many of the further attempts went into other days, beyond what the rules give a day."""
    starts = session.execute(
        select(col(Paper.started)).where(
            col(Paper.contest_id) == sitter.contest_id,
            col(Paper.member_id) == sitter.member_id,
            col(Paper.sitting_id) == sitter.sitting_id,
            ~col(Paper.started).between(*sitter.today),
        )
    ).scalars()
    days = Counter(local(started, rules.zone).date() for started in starts)
    return sum(max(0, count - (rules.attempts_per_day or 0)) for count in days.values())


def _make_up(
    session: Session, rules: Rules, sitter: Sitter, used: _Used, just_closed: int | None
) -> tuple[int, Refusal | None]:
    """One paper for each who may sit it: the absent, by the rules also who has not passed."""
    if used.here:
        return 0, attempts_used(used=used.here)
    if rules.make_up is None:
        return 0, not_on_roll()
    if not used.closed:
        return 1, None
    if rules.make_up.who == "absent" or rules.pass_mark is None:
        return 0, only_make_up(rules)
    known = marks(session, sitter.contest_id, sitter.member_key)
    fresh = [] if just_closed is None else [just_closed]
    if used.closed > len(known) + len(fresh):
        raise Unread
    if max([best(known) or 0, *fresh]) >= rules.pass_mark:
        return 0, only_make_up(rules)
    return 1, None


def _used(session: Session, sitter: Sitter) -> _Used:
    here = col(Paper.sitting_id) == sitter.sitting_id
    today = col(Paper.started).between(*sitter.today)
    closed = (col(Paper.state) == PaperState.CLOSED) & ~here
    sums = [func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in (here, today, closed)]
    row = session.execute(
        select(func.count(), *sums).where(
            col(Paper.contest_id) == sitter.contest_id, col(Paper.member_id) == sitter.member_id
        )
    ).one()
    return _Used(*(int(value) for value in row))
