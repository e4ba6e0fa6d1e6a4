"""Sessions: an opaque 128-bit token in the cookie, its SHA-256 at rest, 12 hours sliding, revocable."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text, update
from sqlmodel import Session, col

from app.core.clock import HOUR, MINUTE
from app.core.glancing import Looking, in_both
from app.core.house import House
from app.core.plain import plain
from app.core.refusal import Refusal
from app.core.secret import new_key
from app.core.writer import Lane, grouped
from app.organisations.models import Category, MemberState
from app.signin.models import SignedIn

LASTS = 12 * HOUR
SEEN_EVERY = 10 * MINUTE
NOTHING = bytes(32)


@dataclass(frozen=True, slots=True)
class SignedMember:
    id: int
    key: str
    name: str
    organisation_id: int
    organisation_name: str
    category: Category
    touch: bool = False
    """The session was last seen more than 10 minutes ago: let ``touch`` be written."""
    method: str = "card_code"
    """By which secret the session was made (``methods``)."""
    provisional: bool = False
    """Somebody whom the roll does not know, until it is confirmed who it is."""


@dataclass(frozen=True, slots=True)
class SignedOrganiser:
    id: int
    name: str
    one_time: bool
    """Still with the one-time password: nothing but choosing an own one is allowed."""
    touch: bool = False


def new_token() -> str:
    return new_key()


def hash_of(token: str | None) -> bytes:
    """What is stored for a token; of none, 32 zero bytes, which no session has."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest() if token and len(token) <= 64 else NOTHING


@grouped
def start_member(
    session: Session,
    member_id: int,
    token_hash: bytes,
    now: int,
    *,
    leaving: str | None = None,
    method: str = "card_code",
) -> None:
    """Begin a member's session; ``leaving`` is the token of the session that ends with it (换人作答)."""
    if leaving:
        _revoke(session, col(SignedIn.token_hash) == hash_of(leaving), now)
    plain(session).run(_START, token_hash=token_hash, member_id=member_id, now=now, method=method)


@grouped
def start_organiser(session: Session, organiser_id: int, token_hash: bytes, now: int) -> None:
    session.add(SignedIn(token_hash=token_hash, organiser_id=organiser_id, started=now, seen=now))


def member(session: Session, token: str | None, now: int) -> SignedMember | None:
    """Who this session belongs to: one read by primary keys. Nobody when it ended or the member left the roll."""
    return member_seen(plain(session), token, now)


def member_seen(here: Looking, token: str | None, now: int) -> SignedMember | None:
    """The same by plain SQL."""
    rows = here.rows(_MEMBER, token_hash=hash_of(token), over=now - LASTS) if token else []
    if not rows:
        return None
    seen, id_, key, name, organisation_id, organisation, category, method, state = rows[0]
    known = (id_, key, name or "—", organisation_id, organisation, Category(category))
    return SignedMember(*known, now - seen > SEEN_EVERY, method, state == MemberState.PROVISIONAL)


def organiser(session: Session, token: str | None, now: int) -> SignedOrganiser | None:
    """The organiser of this session, perhaps still with the one-time password."""
    row = _alive(session, _ORGANISER, token, now)
    return SignedOrganiser(row[1], row[2], bool(row[3]), now - row[0] > SEEN_EVERY) if row else None


@grouped
def touch(session: Session, token: str | None, now: int) -> None:
    """Slide the session. Guarded, so that a busy phone writes once in ten minutes and an ended session stays ended."""
    session.execute(
        update(SignedIn)
        .where(
            col(SignedIn.token_hash) == hash_of(token),
            col(SignedIn.revoked).is_(None),
            col(SignedIn.seen) < now - SEEN_EVERY,
        )
        .values(seen=now)
    )


async def slide(house: House, token: str | None, now: int) -> None:
    """``touch`` for a handler on the event loop, after ``member_seen`` said that it is time to. A busy writer is no
    reason to refuse: the session slides with the next request."""
    try:
        await house.writer.write(touch, token, now)
    except Refusal:
        return


def member_of(house: House, token: str | None, now: int) -> SignedMember | None:
    """``member`` for a handler in a thread, which also slides the session when it is time to."""
    with house.database.reading() as session:
        found = member(session, token, now)
    if found is not None and found.touch:
        _touch_now(house, token, now)
    return found


def organiser_of(house: House, token: str | None, now: int) -> SignedOrganiser | None:
    """``organiser`` for a handler in a thread, which also slides the session when it is time to."""
    with house.database.reading() as session:
        found = organiser(session, token, now)
    if found is not None and found.touch:
        _touch_now(house, token, now)
    return found


def end(session: Session, token: str | None, now: int) -> None:
    """Sign out. Of an unknown or ended session nothing happens."""
    _revoke(session, col(SignedIn.token_hash) == hash_of(token), now)


def revoke_all_of_member(session: Session, member_id: int, now: int) -> None:
    _revoke(session, col(SignedIn.member_id) == member_id, now)


def hand_over(session: Session, member_id: int, to: int) -> None:
    """The sessions of a provisional member go on as those of the member who it turned out to be."""
    session.execute(update(SignedIn).where(col(SignedIn.member_id) == member_id).values(member_id=to))


def revoke_all_of_organiser(session: Session, organiser_id: int, now: int, *, but: str | None = None) -> None:
    """End every session of an organiser except the one with the token ``but``."""
    _revoke(session, (col(SignedIn.organiser_id) == organiser_id) & (col(SignedIn.token_hash) != hash_of(but)), now)


def _alive(session: Session, query: TextClause, token: str | None, now: int) -> Any:
    """The one row of a query over living sessions, or none."""
    if not token:
        return None
    facts = {"token_hash": hash_of(token), "over": now - LASTS}
    return session.connection().execute(query, facts).one_or_none()


_START = in_both(
    "INSERT INTO signed_in (token_hash, member_id, started, seen, method) "
    "VALUES (:token_hash, :member_id, :now, :now, :method)"
)
_MEMBER = in_both(
    "SELECT s.seen, m.id, m.key, m.name, m.organisation_id, o.short_name, m.category, s.method, m.state "
    "FROM signed_in s JOIN member m ON m.id = s.member_id JOIN organisation o ON o.id = m.organisation_id "
    "WHERE m.state IN ('present', 'provisional') "
    "AND s.token_hash = :token_hash AND s.revoked IS NULL AND s.seen > :over"
)
_ORGANISER = text(
    "SELECT s.seen, p.id, p.name, p.one_time FROM signed_in s JOIN organiser p ON p.id = s.organiser_id "
    "WHERE s.token_hash = :token_hash AND s.revoked IS NULL AND s.seen > :over"
)


def _revoke(session: Session, which: Any, now: int) -> None:
    session.execute(update(SignedIn).where(which, col(SignedIn.revoked).is_(None)).values(revoked=now))


def _touch_now(house: House, token: str | None, now: int) -> None:
    """A busy writer is no reason to refuse a page: the session slides with the next one."""
    try:
        house.writer.run(touch, token, now, lane=Lane.MEMBERS)
    except Refusal:
        return
