"""Members sign in: by branch, name and card code, or by the card's QR token.

Cheap on purpose: one indexed read (two with the counters), HMACs, one small grouped write. Every kind of wrong takes
the same steps (read, at least four HMACs, one write) and gets the same answer.
"""

import asyncio
import hmac
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from app.core.house import House
from app.core.secret import Secret
from app.core.writer import grouped
from app.organisations.models import Category
from app.organisations.names import fold
from app.signin import cards, sessions, throttling
from app.signin.refusals import method, refused
from app.signin.sessions import SignedMember
from app.signin.throttling import Attempt

NAMESAKES = 20
HMACS = 4
NO_KEY = "a" * 26


class Candidate(NamedTuple):
    id: int
    key: str
    name: str
    organisation_id: int
    organisation: str
    category: str
    issue: int

    @property
    def signed(self) -> SignedMember:
        return SignedMember(
            self.id, self.key, self.name, self.organisation_id, self.organisation, Category(self.category)
        )


class Weighed(NamedTuple):
    """What a read and some HMACs said about one try."""

    found: Candidate | None
    attempt: Attempt
    guessed: bool


async def sign_in(
    house: House,
    *,
    branch: str,
    name: str,
    secret: str,
    now: int,
    address: str = "",
    leaving: str | None = None,
    methods: Collection[str] = ("card_code",),
) -> tuple[str, SignedMember]:
    """A new session's token and whose it is; ``sign_in.refused`` for every kind of wrong.

    ``address``: the peer's, for the spread of failures. ``leaving``: the token of the session that ends (换人作答).
    ``methods``: which secrets count, a rule of the contest.
    """
    if "card_code" not in methods:
        raise method()
    weighed = await asyncio.to_thread(_weigh, house, branch, name, secret, address, now)
    if weighed.found is None:
        await house.writer.write(throttling.count_failure, weighed.attempt, now=now)
        raise refused()
    token = sessions.new_token()
    await house.writer.write(
        admit, weighed.found, sessions.hash_of(token), now, leaving=leaving, guessed=weighed.guessed
    )
    return token, weighed.found.signed


async def sign_in_by_token(
    house: House, token: str, now: int, *, leaving: str | None = None
) -> tuple[str, SignedMember]:
    """The same by the card's QR token. 128 bits are not guessed: a wrong one counts against nobody, so that knowing
    a member key is not enough to shut its owner out."""
    found = await asyncio.to_thread(_find_by_token, house, token)
    if found is None:
        raise refused()
    started = sessions.new_token()
    await house.writer.write(sessions.start_member, found.id, sessions.hash_of(started), now, leaving=leaving)
    return started, found.signed


@grouped
def admit(
    session: Session, found: Candidate, token_hash: bytes, now: int, *, leaving: str | None, guessed: bool
) -> None:
    """Start the session unless the account was shut meanwhile; a right code wipes the slate."""
    subject = throttling.member_subject(found.key)
    wrong = throttling.wrong_tries(session, subject, now=now)
    if not throttling.is_open(wrong, guessed=guessed):
        raise refused()
    if wrong:
        throttling.clear(session, [subject])
    sessions.start_member(session, found.id, token_hash, now, leaving=leaving)


def _weigh(house: House, branch: str, name: str, secret: str, address: str, now: int) -> Weighed:
    folded_branch, folded_name = fold(branch[:300]), fold(name[:100])
    with house.database.reading() as session:
        named = _named(session, folded_branch, folded_name)
        accounts = tuple(throttling.member_subject(one.key) for one in named)
        attempt = Attempt(
            accounts or (throttling.nobody(house.secret, folded_branch, folded_name),),
            throttling.address_subject(house.secret, address),
        )
        counts, guessed = throttling.standing(session, attempt, now)
    right = _right_one(house.secret, named, cards.typed(secret))
    if right and not throttling.is_open(counts.get(throttling.member_subject(right.key), 0), guessed=guessed):
        right = None
    return Weighed(right, attempt, guessed)


def _right_one(secret: Secret, named: Sequence[Candidate], digits: str) -> Candidate | None:
    """The namesake whose card has this code. All are compared, and nobodies beside them."""
    right = None
    for one in named:
        if hmac.compare_digest(cards.code(secret, one.key, one.issue), digits):
            right = one
    for number in range(HMACS - len(named)):
        hmac.compare_digest(cards.code(secret, NO_KEY, number), digits)
    return right


def _named(session: Session, branch: str, name: str) -> list[Candidate]:
    facts = {"branch": branch, "name": name, "most": NAMESAKES}
    return [Candidate(*row) for row in session.connection().execute(_NAMED, facts)]


def _find_by_token(house: House, token: str) -> Candidate | None:
    with house.database.reading() as session:
        row = session.connection().execute(_BY_KEY, {"key": cards.key_in(token)}).one_or_none()
    found = Candidate(*row) if row else None
    key, issue = (found.key, found.issue) if found else (NO_KEY, 0)
    return found if cards.is_token(house.secret, key, issue, token) else None


_BY_KEY = text(
    "SELECT m.id, m.key, m.name, m.organisation_id, o.short_name, m.category, m.issue "
    "FROM member m JOIN organisation o ON o.id = m.organisation_id WHERE m.state = 'present' AND m.key = :key"
)
_NAMED = text(
    # present members of this folded name in the organisations that the branch may mean
    "SELECT m.id, m.key, m.name, m.organisation_id, o.short_name, m.category, m.issue "
    "FROM member m JOIN organisation o ON o.id = m.organisation_id "
    "WHERE m.state = 'present' AND m.folded = :name AND m.organisation_id IN "
    "(SELECT organisation_id FROM organisation_name WHERE folded = :branch "
    "UNION ALL SELECT id FROM organisation WHERE key = :branch) ORDER BY m.id LIMIT :most"
)
