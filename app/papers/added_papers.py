"""Whether papers that a stranger sat may become a member's: no more than the member might have sat."""

from collections import Counter

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.allowing import granted
from app.contests.models import Sitting
from app.contests.rules import Rules
from app.core.plain import plain
from app.core.refusal import N_, declare
from app.organisations.models import Member
from app.papers.models import Paper
from app.papers.rights import Sitter, rights, stands
from app.papers.sitting import day_of

too_many_attempts = declare(
    "not_listed.attempts", 409, N_("不能核对成这个人：连同这 %(more)s 次，一共会有 %(used)s 次，超过规则允许的次数。")
)


def check_added(
    session: Session, contest_id: int, rules: Rules, member: Member, theirs: list[Paper], more: list[Paper]
) -> None:
    """Refuse what is beyond the rules and a grant: papers of the main sitting and of a day of it, and in a make-up one
    paper of who may sit it. Refusals: ``not_listed.attempts``, ``contest.not_make_up``."""
    if not more:
        return
    main = session.execute(
        select(col(Sitting.id)).where(col(Sitting.contest_id) == contest_id, col(Sitting.name) == "main")
    ).scalar_one()
    counted = [paper for paper in (*theirs, *more) if paper.sitting_id == main]
    further = granted(session, contest_id, member.key).attempts
    a_day = max(Counter(day_of(paper.started, rules.zone) for paper in counted).values(), default=0)
    over = rules.attempts is not None and len(counted) > rules.attempts + further
    if over or (rules.attempts_per_day is not None and a_day > rules.attempts_per_day + further):
        raise too_many_attempts(more=len(more), used=len(counted))
    for paper in more:
        if paper.sitting_id != main and any(one.sitting_id == paper.sitting_id for one in theirs):
            raise too_many_attempts(more=1, used=2)
        if paper.sitting_id != main:
            _check_make_up(session, rules, member, paper)


def _check_make_up(session: Session, rules: Rules, member: Member, paper: Paper) -> None:
    assert member.id is not None
    sitter = Sitter(
        contest_id=paper.contest_id,
        member_id=member.id,
        member_key=member.key,
        category=member.category,
        provisional=False,
        sitting_id=paper.sitting_id,
        main=False,
        today=day_of(paper.started, rules.zone),
    )
    refused = rights(session, rules, sitter, stands(plain(session), sitter)).refused
    if refused is not None:
        raise refused
