"""Changes of a contest's roll after its opening: joined, left, moved, exempted. Each is one use case: an entry, where
the member stands now (``contest_roll_now``) and the office's own roll change together or not at all."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests.freezing_roll import division_of
from app.contests.freezing_tree import branch_of, path, places
from app.contests.membership import Membership, membership
from app.contests.models import Contest, ContestState, RollMember, RollNow
from app.contests.reasons import EXEMPTED, JOINED, LEFT, MOVED, known
from app.contests.rules import Rules, from_text
from app.core.db import rows_changed
from app.core.refusal import N_, declare, not_found
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.organisations.models import Member, MemberState, Organisation

not_running = declare("roll_change.not_running", 409, N_("这一场还没有开赛，或已经定榜，参赛名册不能再改。"))
overtaken = declare("roll_change.overtaken", 409, N_("这位同志刚在别处改过，这一次没有生效。请重新打开再试。"))
on_already = declare("roll_change.on_already", 409, N_("这位同志已经在这一场的参赛名册上。"))
not_on = declare("roll_change.not_on", 409, N_("这位同志不在这一场的参赛名册上。"))
not_eligible = declare("roll_change.not_eligible", 409, N_("这位同志的人员类别不在这一场的参加范围。"))
no_change = declare("roll_change.no_change", 409, N_("已经是这样了，没有改动。"))


def join(session: Session, contest_id: int, member_id: int, reason: str, *, now: int) -> None:
    """Somebody of the office's roll comes onto the contest's; one who had left comes back, onto both."""
    rules = hold_running(session, contest_id)
    member = session.get(Member, member_id)
    before = membership(session, contest_id, member.key) if member is not None else None
    if member is None or not (member.state == MemberState.PRESENT or (before is not None and before.left)):
        raise not_found()
    if member.category not in rules.eligible:
        raise not_eligible()
    if before is not None and not before.left:
        raise on_already()
    after = Membership(
        member.organisation_id, member.district_id, member.unit_id, member.category, member.exempt, left=False
    )
    _stand(session, contest_id, member.key, before, after)
    session.execute(update(Member).where(col(Member.id) == member_id).values(state=MemberState.PRESENT))
    facts = _place_facts(session, contest_id, rules, after) | {"reason": known(reason, JOINED)}
    _entry(session, contest_id, "roll_joined", member.key, now, facts, after.organisation_id)


def leave(session: Session, contest_id: int, member_key: str, reason: str, *, now: int) -> None:
    """Gone from this contest's roll and from the office's: sessions end, results stay, the denominator drops."""
    hold_running(session, contest_id)
    before = _on_roll(session, contest_id, member_key)
    known(reason, LEFT)
    _stand(session, contest_id, member_key, before, before._replace(left=True))
    session.execute(update(Member).where(col(Member.key) == member_key).values(state=MemberState.GONE))
    _entry(session, contest_id, "roll_left", member_key, now, {"reason": reason})


def move(session: Session, contest_id: int, member_key: str, organisation_id: int, reason: str, *, now: int) -> None:
    """To another organisation, with its district and unit. What was handed in before stays with the old one."""
    rules = hold_running(session, contest_id)
    before = _on_roll(session, contest_id, member_key)
    known(reason, MOVED)
    if before.organisation_id == organisation_id:
        raise no_change()
    district, unit = neighbours(session, organisation_id)
    after = before._replace(organisation_id=organisation_id, district_id=district, unit_id=unit)
    _stand(session, contest_id, member_key, before, after)
    moved = {"organisation_id": organisation_id, "district_id": district, "unit_id": unit}
    session.execute(update(Member).where(col(Member.key) == member_key).values(**moved))
    facts = _place_facts(session, contest_id, rules, after) | {"reason": reason}
    _entry(session, contest_id, "roll_moved", member_key, now, facts, organisation_id)


def exempt(session: Session, contest_id: int, member_key: str, exempted: bool, reason: str, *, now: int) -> None:
    """Out of both sides of participation, or back into them."""
    hold_running(session, contest_id)
    before = _on_roll(session, contest_id, member_key)
    known(reason, EXEMPTED)
    if before.exempt == exempted:
        raise no_change()
    _stand(session, contest_id, member_key, before, before._replace(exempt=exempted))
    session.execute(update(Member).where(col(Member.key) == member_key).values(exempt=exempted))
    _entry(session, contest_id, "exempted", member_key, now, {"exempt": exempted, "reason": reason})


def hold_running(session: Session, contest_id: int) -> Rules:
    """The rules of a contest that is open or closed, and stays so for as long as this is written."""
    query = select(col(Contest.state), col(Contest.rules)).where(col(Contest.id) == contest_id)
    found = session.execute(query.with_for_update(read=True)).one_or_none()
    if found is None:
        raise not_found()
    if found.state not in (ContestState.OPENED, ContestState.CLOSED):
        raise not_running()
    return from_text(found.rules)


def neighbours(session: Session, organisation_id: int) -> tuple[int | None, int | None]:
    """District and unit of an organisation: those of the one who has been there longest; refuses an unknown one."""
    if session.get(Organisation, organisation_id) is None:
        raise not_found()
    query = select(col(Member.district_id), col(Member.unit_id)).where(
        col(Member.organisation_id) == organisation_id, col(Member.state) == MemberState.PRESENT
    )
    first = session.execute(query.order_by(col(Member.id)).limit(1)).one_or_none()
    return (first[0], first[1]) if first is not None else (None, None)


def _on_roll(session: Session, contest_id: int, member_key: str) -> Membership:
    before = membership(session, contest_id, member_key)
    if before is None or before.left:
        raise not_on()
    return before


def _stand(session: Session, contest_id: int, member_key: str, before: Membership | None, after: Membership) -> None:
    """Write where somebody stands now, unless somebody else has changed it since it was read."""
    row = {"contest_id": contest_id, "member_key": member_key}
    if before is not None:
        unchanged = [getattr(RollNow, name) == value for name, value in before._asdict().items()]
        changed = update(RollNow).filter_by(**row).where(*unchanged).values(**after._asdict())
        if rows_changed(session, changed) == 1:
            return
    try:
        session.execute(insert(RollNow).values(**row, **after._asdict()))
    except IntegrityError as error:
        raise overtaken() from error


def _place_facts(session: Session, contest_id: int, rules: Rules, at: Membership) -> dict[str, Any]:
    tree = places(session)
    return {
        "district": at.district_id,
        "unit": at.unit_id,
        "category": at.category,
        "exempt": at.exempt,
        "division": _division(session, contest_id, rules, tree, at.organisation_id),
        "path": path(tree, at.organisation_id),
    }


def _division(session: Session, contest_id: int, rules: Rules, tree: Any, organisation_id: int) -> str:
    """The size class of the branch as it was at opening; a branch that had nobody then is of the smallest."""
    if not rules.divisions:
        return ""
    branch = branch_of(tree, organisation_id)
    together = [one for one in tree if branch_of(tree, one) == branch]
    query = select(col(RollMember.division)).where(
        col(RollMember.contest_id) == contest_id, col(RollMember.organisation_id).in_(together)
    )
    found: str | None = session.execute(query.limit(1)).scalar_one_or_none()
    return found if found is not None else division_of(0, rules.divisions)


def _entry(
    session: Session,
    contest_id: int,
    kind: str,
    member_key: str,
    now: int,
    facts: dict[str, Any],
    organisation_id: int | None = None,
) -> None:
    append(session, contest_id, Entry(kind, now, member_key, organisation_id, facts=facts))
