"""Whose card it is: one person found for the desk, with the card's state and the wrong tries that stand against it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select, text
from sqlmodel import Session, col

from app.core.refusal import not_found
from app.organisations.models import Member, MemberState, Organisation
from app.organisations.names import fold
from app.signin import throttling

MOST = 100


@dataclass(frozen=True)
class Holder:
    """A present member as the desk sees the card."""

    id: int
    key: str
    name: str
    organisation_id: int
    organisation: str
    issue: int
    """Which issue of the card counts; 0 or less: no card does."""
    wrong: int
    """Wrong tries that count now: of the last quarter of an hour, or of the day where a weak secret counted."""
    locked: bool
    """Some secret of theirs does not open at the moment."""

    @property
    def void(self) -> bool:
        return self.issue <= 0


def holders(session: Session, *, name: str = "", organisations: list[int] | None = None, now: int) -> list[Holder]:
    """At most 100 present members, whose name has this in it, of these organisations where some are given."""
    wishes: list[ColumnElement[bool]] = []
    if name.strip():
        wanted = fold(name[:60]).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wishes.append(col(Member.folded).like(f"%{wanted}%", escape="\\"))
    if organisations is not None:
        wishes.append(col(Member.organisation_id).in_(organisations))
    return _found(session, wishes, now)


def holder(session: Session, key: str, *, now: int) -> Holder:
    found = _found(session, [col(Member.key) == key], now)
    if not found:
        raise not_found()
    return found[0]


def locked(session: Session, *, now: int) -> list[Holder]:
    """Whoever cannot sign in at the moment, by some secret: at the desk these stand first."""
    rows = session.execute(_LOCKED, {"over": now - throttling.WINDOW, "day": now - throttling.WEAK_WINDOW,
                                     "weak": throttling.WEAK_WRONG, "today": throttling.WEAK_WRONG_A_DAY})  # fmt: skip
    keys = {subject.rpartition("m:")[2] for (subject,) in rows}
    return _found(session, [col(Member.key).in_(sorted(keys))], now) if keys else []


def _found(session: Session, wishes: list[ColumnElement[bool]], now: int) -> list[Holder]:
    rows = session.execute(
        select(
            col(Member.id),
            col(Member.key),
            col(Member.name),
            col(Organisation.id),
            col(Organisation.short_name),
            col(Member.issue),
        )
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Member.state) == MemberState.PRESENT, *wishes)
        .order_by(col(Organisation.sort_key), col(Member.id))
        .limit(MOST)
    ).all()
    counts = _counts(session, [row[1] for row in rows], now)
    return [
        Holder(id_, key, name, organisation_id, organisation, issue, *counts.get(key, (0, False)))
        for id_, key, name, organisation_id, organisation, issue in rows
    ]


def _counts(session: Session, keys: list[str], now: int) -> dict[str, tuple[int, bool]]:
    """Wrong tries and whether they lock, by member key."""
    if not keys:
        return {}
    accounts = [throttling.member_subject(key) for key in keys]
    subjects = accounts + [throttling.day_subject(account) for account in accounts]
    standing = {
        subject: count
        for subject, window_from, count in session.execute(_COUNTS, {"subjects": subjects})
        if window_from > now - (throttling.WEAK_WINDOW if subject.startswith("d:") else throttling.WINDOW)
    }
    found = {}
    for key, account in zip(keys, accounts, strict=True):
        wrong, today = standing.get(account, 0), standing.get(throttling.day_subject(account), 0)
        shut = wrong >= (throttling.WEAK_WRONG if today else throttling.WRONG) or today >= throttling.WEAK_WRONG_A_DAY
        found[key] = (max(wrong, today), shut)
    return found


_COUNTS = text("SELECT subject, window_from, count FROM failures WHERE subject IN :subjects").bindparams(
    bindparam("subjects", expanding=True)
)
_LOCKED = text(
    "SELECT subject FROM failures WHERE (subject LIKE 'm:%' AND window_from > :over AND count >= :weak) "
    "OR (subject LIKE 'd:m:%' AND window_from > :day AND count >= :today) ORDER BY window_from DESC LIMIT 200"
)
