"""Whether somebody may start another paper of a contest now: roll, sitting, attempts, what was granted."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from app.contests.asking import hold_open
from app.contests.refusals import not_on_roll, only_for, only_make_up
from app.contests.rules import Rules
from app.core.clock import local
from app.core.glancing import Looking, in_both
from app.core.plain import plain
from app.core.refusal import Refusal
from app.core.writer import Again
from app.papers.marks import best, marks
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


class Stands(NamedTuple):
    """What the tables say of a sitter and the contest, in one statement."""

    used: int
    """Papers of all sittings, the open one included."""
    here: int
    """Of this sitting."""
    today: int
    closed: int
    """Closed ones of the other sittings."""
    open: int
    """1 while a paper is open."""
    time_percent: int
    further: int
    """Attempts that were granted beyond the rules."""
    on_roll: bool


def stands(here: Looking, sitter: Sitter) -> Stands:
    row = here.rows(
        STANDS,
        contest=sitter.contest_id,
        member=sitter.member_id,
        key=sitter.member_key,
        sitting=sitter.sitting_id,
        since=sitter.today[0],
        until=sitter.today[1],
    )[0]
    return Stands._make((*map(int, row[:-1]), bool(row[-1])))


def check_roll(session: Session, rules: Rules, sitter: Sitter, found: Stands) -> None:
    """Refuse who is not on this contest's roll, or has left it; a stranger sits while the request is open."""
    if sitter.provisional:
        hold_open(session, sitter.contest_id, sitter.member_id)
    elif not found.on_roll:
        raise not_on_roll() if sitter.category in rules.eligible else only_for(rules)


def rights(session: Session, rules: Rules, sitter: Sitter, found: Stands, *, just_closed: int | None = None) -> Rights:
    """``just_closed``: the score of a paper that this very transaction closes, whose entry nobody can read yet."""
    if sitter.main:
        left, refused = _main(session, rules, sitter, found)
    else:
        left, refused = _make_up(session, rules, sitter, found, just_closed)
    return Rights(found.used, left, found.time_percent, refused)


def _main(session: Session, rules: Rules, sitter: Sitter, found: Stands) -> tuple[int | None, Refusal | None]:
    further = found.further
    left = None if rules.attempts is None else max(0, rules.attempts + further - found.here)
    if left == 0:
        return 0, attempts_used(used=found.here)
    if rules.attempts_per_day is None:
        return left, None
    more = further - _beyond(session, rules, sitter) if further else 0
    today = max(0, rules.attempts_per_day + max(0, more) - found.today)
    return (today if left is None else min(left, today)), None if today else attempts_used_today(used=found.today)


def _beyond(session: Session, rules: Rules, sitter: Sitter) -> int:
    """How many of the further attempts went into other days, beyond what the rules give a day."""
    starts = plain(session).rows(
        OTHER_DAYS,
        contest=sitter.contest_id,
        member=sitter.member_id,
        sitting=sitter.sitting_id,
        since=sitter.today[0],
        until=sitter.today[1],
    )
    days = Counter(local(started, rules.zone).date() for (started,) in starts)
    return sum(max(0, count - (rules.attempts_per_day or 0)) for count in days.values())


def _make_up(
    session: Session, rules: Rules, sitter: Sitter, found: Stands, just_closed: int | None
) -> tuple[int, Refusal | None]:
    """One paper for each who may sit it: the absent, by the rules also who has not passed."""
    if found.here:
        return 0, attempts_used(used=found.here)
    if rules.make_up is None:
        return 0, not_on_roll()
    if not found.closed:
        return 1, None
    if rules.make_up.who == "absent" or rules.pass_mark is None:
        return 0, only_make_up(rules)
    known = marks(session, sitter.contest_id, sitter.member_key)
    fresh = [] if just_closed is None else [just_closed]
    if found.closed > len(known) + len(fresh):
        raise Unread
    if max([best(known) or 0, *fresh]) >= rules.pass_mark:
        return 0, only_make_up(rules)
    return 1, None


STANDS = in_both(
    """
SELECT p.used, p.here, p.today, p.closed, p.open, COALESCE(a.time_percent, 100), COALESCE(a.attempts, 0),
       CASE WHEN n.member_key IS NULL THEN r.member_key IS NOT NULL ELSE NOT n."left" END
  FROM (SELECT COUNT(*) AS used,
               COALESCE(SUM(CASE WHEN sitting_id = :sitting THEN 1 ELSE 0 END), 0) AS here,
               COALESCE(SUM(CASE WHEN started BETWEEN :since AND :until THEN 1 ELSE 0 END), 0) AS today,
               COALESCE(SUM(CASE WHEN state = 'closed' AND sitting_id <> :sitting THEN 1 ELSE 0 END), 0) AS closed,
               COALESCE(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS open
          FROM paper WHERE contest_id = :contest AND member_id = :member) p
  LEFT JOIN allowance a ON a.contest_id = :contest AND a.member_key = :key
  LEFT JOIN contest_roll_now n ON n.contest_id = :contest AND n.member_key = :key
  LEFT JOIN contest_roll r ON r.contest_id = :contest AND r.member_key = :key
"""
)
OTHER_DAYS = in_both(
    """
SELECT started FROM paper WHERE contest_id = :contest AND member_id = :member AND sitting_id = :sitting
   AND NOT started BETWEEN :since AND :until
"""
)
