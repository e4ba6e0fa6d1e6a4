"""找不到我: somebody whom the roll does not know sits now and is counted once it is confirmed who it is.

Open to everybody, so it is bounded in the database: by address, by branch and by contest within an hour, and by the
number of requests that are open at once.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.contests.finding import ContestView
from app.contests.models import Contest, Request, RequestKind, RequestState
from app.contests.phases import Phase
from app.contests.rules import from_text
from app.core.house import House
from app.core.refusal import N_, declare, not_found
from app.core.secret import Secret, new_key
from app.organisations.models import Category, Member, MemberState
from app.organisations.names import fold
from app.organisations.searching import resolve
from app.signin import bounds, sessions
from app.signin.methods import STRONGEST_FIRST, typed_tail

LONGEST_NAME = 30
OPEN_AT_ONCE = 500
OPEN_A_BRANCH = 20
AN_HOUR = {"address": 60, "branch": 20, "contest": 300}

not_offered = declare("not_listed.closed", 409, N_("这一场现在不接受“找不到我”。请找支部书记或主办方。"))
bad_name = declare("not_listed.name", 422, N_("请填写真实姓名，2 到 30 个字，不带数字和符号。"))
bad_tail = declare("not_listed.tail", 422, N_("手机号请只填最后 4 位数字，也可以不填。"))
no_branch = declare("not_listed.branch", 422, N_("没有找到这个党支部。请从列表里选一个。"))
too_many = declare("not_listed.too_many", 429, N_("现在“找不到我”的人太多。请过一会儿再试，或直接找支部书记、主办方。"))
settled = declare("not_listed.settled", 409, N_("这次请求已经处理过了。请重新打开页面。"))


@dataclass(frozen=True)
class Asking:
    """Who says so, checked and folded before it is queued."""

    contest_id: int
    organisation_id: int
    name: str
    tail_mac: bytes | None
    category: Category
    method: str
    subjects: dict[str, str]
    """Which counters it counts against: address, branch, contest."""


def offered(view: ContestView, now: int) -> bool:
    """Whether somebody whom the roll does not know may sit now."""
    return view.rules.provisional and not view.rules.circle and view.phase(now) is Phase.OPEN


def prepare(
    house: House, session: Session, view: ContestView, *, branch: str, name: str, tail: str, address: str, now: int
) -> Asking:
    """What was typed, checked. Refuses with ``not_listed.closed``, ``branch``, ``name``, ``tail``."""
    if not offered(view, now):
        raise not_offered()
    branches = resolve(session, branch) if branch.strip() else []
    if len(branches) != 1:
        raise no_branch()
    accepted = [one for one in STRONGEST_FIRST if one in view.rules.secrets]
    return Asking(
        contest_id=view.id,
        organisation_id=branches[0],
        name=plain_name(name),
        tail_mac=_tail_mac(house.secret, tail),
        category=view.rules.eligible[0],
        method=accepted[-1],
        subjects={
            "address": f"qa:{house.secret.mac('address', address)[:12].hex()}" if address else "",
            "branch": f"qb:{view.id}:{branches[0]}",
            "contest": f"qc:{view.id}",
        },
    )


def ask(session: Session, asking: Asking, token_hash: bytes, *, now: int, leaving: str | None = None) -> str:
    """The use case: a provisional member with a session of their own, and an open request, whose key it gives.

    The session opens what the weakest secret of this contest opens, and no other contest's roll knows its member.
    """
    for what, subject in asking.subjects.items():
        if subject and bounds.count(session, subject, now) > AN_HOUR[what]:
            raise too_many()
    _check_open_at_once(session, asking)
    made = Member(
        key=new_key(),
        organisation_id=asking.organisation_id,
        name=asking.name,
        folded=fold(asking.name),
        category=asking.category,
        tail_mac=asking.tail_mac,
        state=MemberState.PROVISIONAL,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    request = Request(
        key=new_key(),
        contest_id=asking.contest_id,
        kind=RequestKind.NOT_LISTED,
        organisation_id=asking.organisation_id,
        member_id=made.id,
        made=now,
        made_by="self",
    )
    session.add(request)
    sessions.start_member(session, made.id, token_hash, now, leaving=leaving, method=asking.method)
    return request.key


def hold_open(session: Session, contest_id: int, member_id: int) -> None:
    """Let a provisional member sit while the request is open, and hold it open for as long as this is written."""
    query = select(col(Request.state)).where(
        col(Request.contest_id) == contest_id,
        col(Request.member_id) == member_id,
        col(Request.kind) == RequestKind.NOT_LISTED,
    )
    state = session.execute(query.with_for_update(read=True)).scalar_one_or_none()
    if state is None:
        raise not_found()
    if state != RequestState.OPEN:
        raise settled()


def asked(session: Session, member_id: int) -> Request | None:
    """The request behind a provisional member."""
    query = select(Request).where(col(Request.member_id) == member_id, col(Request.kind) == RequestKind.NOT_LISTED)
    found: Request | None = session.execute(query.order_by(col(Request.id).desc()).limit(1)).scalar_one_or_none()
    return found


def plain_name(text: str) -> str:
    """A name as a person writes it: letters of any script, a middle dot or a hyphen between, blanks taken together."""
    name = " ".join(text.split())
    plain = name.translate(dict.fromkeys(map(ord, "·•・-'’. "), ""))
    if not 2 <= len(name) <= LONGEST_NAME or not plain.isalpha():
        raise bad_name()
    return name


def _tail_mac(secret: Secret, tail: str) -> bytes | None:
    if not tail.strip():
        return None
    digits = typed_tail(tail)
    if not digits:
        raise bad_tail()
    return secret.mac("phone tail", digits)


def _check_open_at_once(session: Session, asking: Asking) -> None:
    """Exact also when many ask at the same moment: the contest's counter, raised before, is locked until the commit."""
    state, rules = session.execute(
        select(col(Contest.state), col(Contest.rules)).where(col(Contest.id) == asking.contest_id)
    ).one()
    if state != "opened" or not from_text(rules).provisional:
        raise not_offered()
    open_now = select(func.count()).where(
        col(Request.contest_id) == asking.contest_id,
        col(Request.kind) == RequestKind.NOT_LISTED,
        col(Request.state) == RequestState.OPEN,
    )
    of_branch = open_now.where(col(Request.organisation_id) == asking.organisation_id)
    if (
        session.execute(open_now).scalar_one() >= OPEN_AT_ONCE
        or session.execute(of_branch).scalar_one() >= OPEN_A_BRANCH
    ):
        raise too_many()
