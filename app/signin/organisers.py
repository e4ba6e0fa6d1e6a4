"""Organisers: a one-time password first, then their own. argon2id, one hashing a core at a time."""

import asyncio
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.db import rows_changed
from app.core.house import House
from app.core.plain import plain
from app.core.refusal import busy, not_found
from app.core.writer import grouped
from app.organisations.names import fold
from app.signin import sessions, throttling
from app.signin.models import Organiser
from app.signin.refusals import (
    organiser_exists,
    organiser_name,
    password_plain,
    password_short,
    passwords_differ,
    refused,
)
from app.signin.sessions import SignedOrganiser
from app.signin.throttling import Attempt

P = ParamSpec("P")
T = TypeVar("T")

LEAST, MOST = 10, 128
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CORES = os.cpu_count() or 1
QUEUE = 8 * CORES

_hasher = PasswordHasher()
_hashing = ThreadPoolExecutor(CORES, "argon2")


def one_time_password() -> str:
    """``k7qm-3dxp-9wta``: 59 bits, without letters that are read as others."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def make(house: House, name: str, *, reset: bool = False) -> str:
    """A new organiser; gives the one-time password, which is shown once and stored as a hash only.

    ``reset``: the organiser exists and has forgotten the password; every session of theirs ends.
    """
    name = name.strip()
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise organiser_name()
    password = one_time_password()
    house.writer.run(_make, name, _hasher.hash(password), reset=reset, now=house.clock.now())
    return password


async def sign_in(
    house: House, name: str, password: str, now: int, *, address: str = ""
) -> tuple[str, SignedOrganiser]:
    """A new session's token and whose it is. A name that nobody has is hashed and counted like one that exists."""
    found, attempt, is_open = await asyncio.to_thread(_look_up, house, name, address, now)
    right = await _in_the_limiter(_verify, found.password_hash if found else _nobodys_hash(), password)
    if found is None or not right or not is_open:
        await house.writer.write(throttling.count_failure, attempt, now=now)
        raise refused()
    token = sessions.new_token()
    await house.writer.write(_admit, found.id, attempt, sessions.hash_of(token), now)
    return token, SignedOrganiser(found.id or 0, found.name, found.one_time)


async def choose_password(
    house: House, organiser_id: int, password: str, again: str, *, now: int, token: str | None = None
) -> None:
    """The organiser's own password. Every other session of theirs ends; ``token`` is the one that stays."""
    if password != again:
        raise passwords_differ()
    if not LEAST <= len(password) <= MOST:
        raise password_short(least=LEAST, most=MOST)
    with house.database.reading() as session:
        found = session.get(Organiser, organiser_id)
    if found is None:
        raise not_found()
    if _is_plain(password, found.name) or await _in_the_limiter(_verify, found.password_hash, password):
        raise password_plain()
    hashed = await _in_the_limiter(_hasher.hash, password)
    await house.writer.write(set_password, organiser_id, hashed, now=now, token=token)


def set_password(
    session: Session, organiser_id: int, password_hash: str, *, now: int, token: str | None = None
) -> None:
    """The use case behind ``choose_password``; takes the argon2id hash, not the password."""
    changed = update(Organiser).where(col(Organiser.id) == organiser_id)
    if rows_changed(session, changed.values(password_hash=password_hash, one_time=False)) != 1:
        raise not_found()
    sessions.revoke_all_of_organiser(session, organiser_id, now, but=token)


def _make(session: Session, name: str, password_hash: str, *, reset: bool, now: int) -> None:
    changed = update(Organiser).where(col(Organiser.name) == name).values(password_hash=password_hash, one_time=True)
    if reset:
        known = session.execute(changed.returning(col(Organiser.id))).scalar_one_or_none()
        if known is not None:
            sessions.revoke_all_of_organiser(session, known, now)
            return
    session.add(Organiser(name=name, password_hash=password_hash))
    try:
        session.flush()
    except IntegrityError as taken:
        raise organiser_exists(name=name) from taken


@grouped
def _admit(session: Session, organiser_id: int, attempt: Attempt, token_hash: bytes, now: int) -> None:
    if not throttling.is_open(throttling.wrong_tries(session, attempt.accounts[0], now=now), guessed=False):
        raise refused()
    throttling.clear(session, attempt.accounts)
    sessions.start_organiser(session, organiser_id, token_hash, now)


def _look_up(house: House, name: str, address: str, now: int) -> tuple[Organiser | None, Attempt, bool]:
    """An organiser is shut out for one address at a time, so that nobody can lock the desk from outside."""
    folded = fold(name[:100])
    known_as = name.strip() if name.isprintable() and len(name) <= 60 else ""
    with house.database.reading() as session:
        found = session.execute(select(Organiser).where(col(Organiser.name) == known_as)).scalar_one_or_none()
        subject = f"o:{found.id}" if found else throttling.nobody(house.secret, "organiser", folded)
        place = house.secret.mac("address", address)[:12].hex()
        attempt = Attempt((f"{subject}:{place}",), "")
        counts, _ = throttling.standing(plain(session), attempt, now)
    return found, attempt, throttling.is_open(counts.get(attempt.accounts[0], 0), guessed=False)


async def _in_the_limiter(function: Callable[P, T], *facts: P.args, **options: P.kwargs) -> T:
    """One hashing a core; a longer queue is refused, so that guessing cannot eat the machine."""
    if _hashing._work_queue.qsize() >= QUEUE:
        raise busy()
    return await asyncio.get_running_loop().run_in_executor(_hashing, partial(function, *facts, **options))


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:MOST])
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _nobodys_hash() -> str:
    return _hasher.hash(one_time_password())


def _is_plain(password: str, name: str) -> bool:
    return len(set(password)) < 4 or fold(name) == fold(password)
