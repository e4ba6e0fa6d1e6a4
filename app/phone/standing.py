"""How a member stands with a contest: what is left, what counts so far, the open paper, and what stands in the way."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.boards.counting import Attempt
from app.boards.own_score import OwnScore, own_score
from app.boards.scheme import scheme_of
from app.contests.finding import ContestView
from app.core.house import House
from app.core.plain import plain
from app.core.refusal import Refusal
from app.papers.marks import marks
from app.papers.models import Paper
from app.papers.review import score_shown
from app.papers.rights import Sitter, Stands, check_roll, rights, stands
from app.papers.sitting import day_of, sitter_of
from app.papers.viewing import attempts
from app.signin.sessions import SignedMember


def standing(
    house: House, session: Session, view: ContestView, member: SignedMember, now: int, *, paper: Paper | None = None
) -> dict[str, Any]:
    """``left`` None: as many attempts as wanted. ``counted``: what counts of the results that are shown, also of the
    day of ``paper``; ``barred``: why this member has nothing to sit here at all."""
    taken = attempts(session, view.id, member.id, view.rules.attempts)
    sitting = view.nearest(now) or view.sitting
    sitter = sitter_of(view, member, sitting.id, now)
    found = stands(plain(session), sitter)
    has = rights(session, view.rules, sitter, found)
    current = taken.open_paper if taken.open_paper is not None and taken.open_paper.due >= now else None
    return {
        "used": taken.used,
        "left": has.left,
        "refused": has.refused,
        "barred": _barred(session, view, sitter, found),
        "sitting": sitting,
        "make_up": bool(view.make_ups) and sitting.id != view.sitting.id,
        "tomorrow": day_of(now, view.rules.zone)[1] < sitting.closes,
        "minutes": (view.rules.limit_s or 0) * has.time_percent // 6000,
        "extra_time": has.time_percent > 100,
        "counted": _counted(session, view, member, taken.papers, now, paper),
        "open_paper": current,
        "left_ms": current.deadline - now if current else 0,
    }


def _barred(session: Session, view: ContestView, sitter: Sitter, found: Stands) -> Refusal | None:
    """Not for strangers: what their request has come to is said on every page."""
    if sitter.provisional:
        return None
    try:
        check_roll(session, view.rules, sitter, found)
    except Refusal as refused:
        return refused
    return None


def _counted(
    session: Session, view: ContestView, member: SignedMember, papers: Sequence[Paper], now: int, paper: Paper | None
) -> OwnScore | None:
    shown = {one.key for one in papers if score_shown(view, now, one.sitting_id)}
    results = [
        Attempt(one.attempt, one.score, one.duration_ms, one.at, one.at - one.duration_ms, one.wrong or 0, 0)
        for one in marks(session, view.id, member.key)
        if one.paper_key in shown and not one.annulled
    ]
    return own_score(scheme_of(view.rules), results, paper.started if paper is not None else None)
