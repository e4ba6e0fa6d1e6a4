"""The card's eight digits and the token behind its QR code: derived from the secret key, never stored.

Printing again gives the same card; re-issuing raises the issue number, and the old card no longer opens anything. A
void card has the negative of its number: no card was ever printed with that, so none opens until it is re-issued.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from app.core.refusal import not_found
from app.core.secret import ALPHABET, Secret, base32
from app.organisations.models import Member, MemberState, Organisation
from app.signin import sessions

_TOKEN = re.compile(f"[{ALPHABET}]{{52}}")


class CardRow(NamedTuple):
    organisation: str
    name: str
    secret: str
    """``1234-5678``."""
    token: str


def code(secret: Secret, member_key: str, issue: int) -> str:
    """Eight digits."""
    return f"{int.from_bytes(secret.mac('card code', member_key, issue)[:16], 'big') % 10**8:08d}"


def shown(digits: str) -> str:
    """``1234-5678``."""
    return f"{digits[:4]}-{digits[4:]}"


def typed(text: str) -> str:
    """What a person typed, as digits: full-width ones, hyphens and blanks are fine; anything else gives no code."""
    plain = unicodedata.normalize("NFKC", text[:64])
    digits = "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in ("Pd", "Cf"))
    return digits if len(digits) == 8 and digits.isascii() and digits.isdecimal() else ""


def token(secret: Secret, member_key: str, issue: int) -> str:
    """The member key and 128 bits, 52 characters of lower-case base 32."""
    return member_key + base32(secret.mac("card token", member_key, issue)[:16])


def key_in(text: str) -> str:
    """The member key of a token, or of nobody when it has not the form of one."""
    return text[:26] if _TOKEN.fullmatch(text) else ""


def is_token(secret: Secret, member_key: str, issue: int, text: str) -> bool:
    return hmac.compare_digest(token(secret, member_key, issue).encode(), text.encode("utf-8", "replace"))


def sheet(
    session: Session, secret: Secret, organisations: list[int] | None = None, *, member_key: str | None = None
) -> Iterator[CardRow]:
    """A row for each present member whose card is not void, in the order of the branches; of these organisations, or
    of this member, only when given."""
    query = (
        select(col(Organisation.short_name), col(Member.name), col(Member.key), col(Member.issue))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Member.state) == MemberState.PRESENT, col(Member.issue) > 0)
    )
    if organisations is not None:
        query = query.where(col(Member.organisation_id).in_(organisations))
    if member_key is not None:
        query = query.where(col(Member.key) == member_key)
    for organisation, name, key, issue in session.execute(
        query.order_by(col(Organisation.sort_key), col(Organisation.id), col(Member.id))
    ):
        yield CardRow(organisation, name, shown(code(secret, key, issue)), token(secret, key, issue))


def reissue(session: Session, member_id: int, *, now: int) -> int:
    """A new card: the old one and every session of the member end. Gives the new issue number."""
    return _change(session, member_id, func.abs(col(Member.issue)) + 1, now)


def void(session: Session, member_id: int, *, now: int) -> None:
    """No card opens until one is re-issued, and every session of the member ends. Doing it twice changes nothing."""
    _change(session, member_id, -func.abs(col(Member.issue)), now)


def _change(session: Session, member_id: int, issue_of: ColumnElement[int], now: int) -> int:
    changed = update(Member).where(col(Member.id) == member_id).values(issue=issue_of)
    issue = session.execute(changed.returning(col(Member.issue))).scalar_one_or_none()
    if issue is None:
        raise not_found()
    sessions.revoke_all_of_member(session, member_id, now=now)
    return int(issue)
