"""One change of the roll by its name, as the desk and the command line ask for it."""

from collections.abc import Callable

from sqlmodel import Session

from app.contests import moving
from app.contests.membership import Membership, membership
from app.contests.reasons import CHANGES, known
from app.core.refusal import not_found
from app.organisations.models import Member
from app.organisations.secretaries import Known


def possible(stands: Membership | None) -> list[str]:
    """What may be done with somebody who stands so."""
    if stands is None or stands.left:
        return ["joined"]
    return ["moved", "unexempted" if stands.exempt else "exempted", "left"]


def office(session: Session, who: Known) -> Membership:
    """Where the office's own roll has somebody."""
    member = session.get_one(Member, who.id)
    return Membership(
        member.organisation_id, member.district_id, member.unit_id, member.category, member.exempt, left=False
    )


def check(session: Session, contest_id: int, who: Known, change: str, reason: str) -> Membership | None:
    """Refuse what this person cannot be asked for; gives where they stand."""
    stands = membership(session, contest_id, who.key)
    if change not in CHANGES or change not in possible(stands):
        raise not_found()
    known(reason, CHANGES[change])
    return stands


def change_roll(
    session: Session, contest_id: int, who: Known, change: str, reason: str, *, to: int | None = None, now: int
) -> None:
    """The use case behind both doors."""
    check(session, contest_id, who, change, reason)
    done: dict[str, Callable[[], None]] = {
        "joined": lambda: moving.join(session, contest_id, who.id, reason, now=now),
        "left": lambda: moving.leave(session, contest_id, who.key, reason, now=now),
        "moved": lambda: moving.move(session, contest_id, who.key, to or 0, reason, now=now),
        "exempted": lambda: moving.exempt(session, contest_id, who.key, True, reason, now=now),
        "unexempted": lambda: moving.exempt(session, contest_id, who.key, False, reason, now=now),
    }
    done[change]()
