"""Members sign in: by branch, name and a secret that the contest accepts, or by the card's QR token.

Cheap on purpose: one indexed read (two with the counters), HMACs, one small grouped write. Every kind of wrong takes
the same steps (read, the same HMACs, one write) and gets the same answer.
"""

import hmac
from collections.abc import Collection, Sequence
from typing import NamedTuple

from anyio import to_thread
from sqlmodel import Session

from app.core.glancing import Looking, glance, in_both, look
from app.core.house import House
from app.core.secret import Secret
from app.core.writer import grouped
from app.organisations.models import Category
from app.organisations.names import fold, masked
from app.signin import cards, sessions, throttling
from app.signin.methods import CARD, NUMBER, STRONGEST_FIRST, TAIL, WEAK, typed_number, typed_tail
from app.signin.refusals import method, refused
from app.signin.sessions import SignedMember
from app.signin.throttling import Attempt

NAMESAKES = 20
A_BRANCH = 2000
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
    number_mac: bytes | None = None
    tail_mac: bytes | None = None

    def signed(self, by: str) -> SignedMember:
        return SignedMember(
            self.id, self.key, self.name, self.organisation_id, self.organisation, Category(self.category), method=by
        )


class Weighed(NamedTuple):
    """What a read and some HMACs said about one try."""

    found: Candidate | None
    attempt: Attempt
    guessed: bool
    method: str = CARD


async def sign_in(
    house: House,
    *,
    branch: str,
    name: str,
    secret: str,
    now: int,
    address: str = "",
    leaving: str | None = None,
    methods: Collection[str] = (CARD,),
    picker: bool = False,
) -> tuple[str, SignedMember]:
    """A new session's token and whose it is; ``sign_in.refused`` for every kind of wrong.

    ``address``: the peer's, for the spread of failures. ``leaving``: the token of the session that ends (换人作答).
    ``methods``: which secrets count; ``picker``: a masked name (王*民) chosen from the branch's list may stand for the
    name. Both are rules of the contest.
    """
    if not methods:
        raise method()
    tried = _Tried(fold(branch[:300]), fold(name[:100]), secret, frozenset(methods), picker and "*" in name)
    weighed = await _weighed(house, tried, address, now)
    if weighed.found is None:
        await house.writer.write(throttling.count_failure, weighed.attempt, now=now)
        raise refused()
    token = sessions.new_token()
    await house.writer.write(
        admit,
        weighed.found,
        sessions.hash_of(token),
        now,
        leaving=leaving,
        guessed=weighed.guessed,
        by=weighed.method,
    )
    return token, weighed.found.signed(weighed.method)


async def sign_in_by_token(
    house: House, token: str, now: int, *, leaving: str | None = None
) -> tuple[str, SignedMember]:
    """The same by the card's QR token. 128 bits are not guessed: a wrong one counts against nobody, so that knowing
    a member key is not enough to shut its owner out."""
    found = await look(house.database, _find_by_token, house.secret, token)
    if found is None:
        raise refused()
    started = sessions.new_token()
    await house.writer.write(sessions.start_member, found.id, sessions.hash_of(started), now, leaving=leaving)
    return started, found.signed(CARD)


@grouped
def admit(
    session: Session,
    found: Candidate,
    token_hash: bytes,
    now: int,
    *,
    leaving: str | None,
    guessed: bool,
    by: str = CARD,
) -> None:
    """Start the session unless the account was shut meanwhile. A right secret wipes the slate of the quarter of an
    hour; the day's, which bounds the weak ones, stays until it is over or an organiser unlocks."""
    subject = throttling.member_subject(found.key)
    day = throttling.day_subject(subject)
    wrong = throttling.wrong_tries(session, subject, now=now)
    today = throttling.wrong_tries(session, day, now=now, window=throttling.WEAK_WINDOW) if by in WEAK else 0
    if not _is_open(by, wrong, today, guessed=guessed):
        raise refused()
    if wrong:
        throttling.clear(session, [subject])
    sessions.start_member(session, found.id, token_hash, now, leaving=leaving, method=by)


class _Tried(NamedTuple):
    """What was typed, branch and name folded."""

    branch: str
    name: str
    secret: str
    methods: frozenset[str]
    masked: bool


async def _weighed(house: House, tried: _Tried, address: str, now: int) -> Weighed:
    """A branch's names are masked one by one: that is work for a thread."""
    if tried.masked:
        return await to_thread.run_sync(glance, house.database, _weigh, house, tried, address, now)
    return await look(house.database, _weigh, house, tried, address, now)


def _weigh(here: Looking, house: House, tried: _Tried, address: str, now: int) -> Weighed:
    named = _masked(here, tried) if tried.masked else _named(here, tried)
    attempt = Attempt(
        tuple(throttling.member_subject(one.key) for one in named)
        or (throttling.nobody(house.secret, tried.branch, tried.name),),
        throttling.address_subject(house.secret, address),
        weak=not WEAK.isdisjoint(tried.methods),
    )
    counts, guessed = throttling.standing(here, attempt, now)
    by, right = _right_one(house.secret, named, tried)
    if right is not None:
        subject = throttling.member_subject(right.key)
        today = counts.get(throttling.day_subject(subject), 0)
        if not _is_open(by, counts.get(subject, 0), today, guessed=guessed):
            right = None
    return Weighed(right, attempt, guessed, by)


def _is_open(by: str, wrong: int, today: int, *, guessed: bool) -> bool:
    if by in WEAK:
        return throttling.is_open_to_weak(wrong, today, guessed=guessed)
    return throttling.is_open(wrong, guessed=guessed)


def _right_one(secret: Secret, named: Sequence[Candidate], tried: _Tried) -> tuple[str, Candidate | None]:
    """By which secret, the strongest first, and whose. All are compared, whatever has matched already."""
    compared = {CARD: _by_code, NUMBER: _by_number, TAIL: _by_tail}
    right: tuple[str, Candidate | None] = (CARD, None)
    for by in reversed([one for one in STRONGEST_FIRST if one in tried.methods]):
        one = _only(compared[by](secret, named, tried.secret))
        if one is not None:
            right = by, one
    return right


def _by_code(secret: Secret, named: Sequence[Candidate], typed: str) -> list[Candidate]:
    """Whose card has this code; nobodies are compared beside them."""
    digits = cards.typed(typed)
    found = [one for one in named if hmac.compare_digest(cards.code(secret, one.key, one.issue), digits)]
    for number in range(HMACS - len(named)):
        hmac.compare_digest(cards.code(secret, NO_KEY, number), digits)
    return found


def _by_number(secret: Secret, named: Sequence[Candidate], typed: str) -> list[Candidate]:
    number = typed_number(typed)
    mac = secret.mac("work number", number)
    return [one for one in named if hmac.compare_digest(one.number_mac or b"", mac) and number]


def _by_tail(secret: Secret, named: Sequence[Candidate], typed: str) -> list[Candidate]:
    tail = typed_tail(typed)
    mac = secret.mac("phone tail", tail)
    return [one for one in named if hmac.compare_digest(one.tail_mac or b"", mac) and tail]


def _only(several: Sequence[Candidate]) -> Candidate | None:
    """Two who are alike in name and secret are told apart by nothing: neither gets in by it."""
    return several[0] if len(several) == 1 else None


def _named(here: Looking, tried: _Tried) -> list[Candidate]:
    return [Candidate(*row) for row in here.rows(_NAMED, branch=tried.branch, name=tried.name, most=NAMESAKES)]


def _masked(here: Looking, tried: _Tried) -> list[Candidate]:
    """Everybody of the branch whom this masked name may mean; the secret decides among them."""
    rows = here.rows(_OF_BRANCH, branch=tried.branch, most=A_BRANCH)
    return [one for one in (Candidate(*row) for row in rows) if fold(masked(one.name)) == tried.name][:NAMESAKES]


def _find_by_token(here: Looking, secret: Secret, token: str) -> Candidate | None:
    rows = here.rows(_BY_KEY, key=cards.key_in(token))
    found = Candidate(*rows[0]) if rows else None
    key, issue = (found.key, found.issue) if found else (NO_KEY, 0)
    return found if cards.is_token(secret, key, issue, token) else None


_PRESENT = (
    "SELECT m.id, m.key, m.name, m.organisation_id, o.short_name, m.category, m.issue, m.number_mac, m.tail_mac "
    "FROM member m JOIN organisation o ON o.id = m.organisation_id WHERE m.state = 'present' "
)
_MEANT = (
    # the organisations that the branch may mean
    "AND m.organisation_id IN (SELECT organisation_id FROM organisation_name WHERE folded = :branch "
    "UNION ALL SELECT id FROM organisation WHERE key = :branch) ORDER BY m.id LIMIT :most"
)
_BY_KEY = in_both(_PRESENT + "AND m.key = :key")
_NAMED = in_both(_PRESENT + "AND m.folded = :name " + _MEANT)
_OF_BRANCH = in_both(_PRESENT + _MEANT)
