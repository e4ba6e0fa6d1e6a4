"""Guarded counters of wrong sign-ins, in the database, so that every process counts the same.

An account takes at most 10 wrong codes in 15 minutes. A hall is one address: an address is never shut out, but where
more than 100 different accounts failed from it within an hour, an account tried from there takes 5. So whoever has the
right code within the first tries always gets in, however much is guessed around them.

Where a work number or a phone tail counts (weak secrets: 10,000 tails in all), these open an account for at most 5
wrong tries in 15 minutes (3 while accounts are being guessed from there) and 10 within 24 hours. The card of the same
person goes on under its own bounds. What that leaves to a guesser: one account in a thousand a day.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, text
from sqlmodel import Session, col

from app.core.canonical import compact_json
from app.core.clock import DAY, HOUR, MINUTE
from app.core.glancing import Looking, in_both
from app.core.plain import Statement, plain
from app.core.secret import Secret
from app.core.writer import grouped
from app.signin.models import Failures

WINDOW = 15 * MINUTE
WRONG = 10
WRONG_WHILE_GUESSED = 5
WEAK_WRONG = 5
WEAK_WRONG_WHILE_GUESSED = 3
WEAK_WINDOW = DAY
WEAK_WRONG_A_DAY = 10
SPREAD_WINDOW = HOUR
SPREAD = 100
NOBODIES = 4096


class Attempt(NamedTuple):
    """Subjects of one try: the accounts it was aimed at and the address it came from ("" = unknown)."""

    accounts: tuple[str, ...]
    address: str
    weak: bool = False
    """A weak secret might have opened it: it counts for the day as well."""


def member_subject(member_key: str) -> str:
    return f"m:{member_key}"


def day_subject(account: str) -> str:
    """The account's wrong tries of 24 hours, where a weak secret counted."""
    return f"d:{account}"


def nobody(secret: Secret, *names: str) -> str:
    """The subject for names that nobody has; few enough that guessing does not fill the table."""
    return f"n:{int.from_bytes(secret.mac('nobody', *names)[:4], 'big') % NOBODIES}"


def address_subject(secret: Secret, address: str) -> str:
    """Addresses are kept as HMACs only."""
    return f"a:{secret.mac('address', address)[:12].hex()}" if address else ""


def standing(here: Looking, attempt: Attempt, now: int) -> tuple[dict[str, int], bool]:
    """Wrong tries of each account (and of its day) in the window, and whether accounts are being guessed from this
    address."""
    subjects = [*attempt.accounts, *map(day_subject, attempt.accounts), attempt.address]
    counts: dict[str, int] = {}
    guessed = False
    for subject, window_from, count in here.rows(_STANDING, subjects=compact_json(subjects)):
        if subject == attempt.address:
            guessed = window_from > now - SPREAD_WINDOW and count > SPREAD
        elif window_from > now - (WEAK_WINDOW if subject.startswith("d:") else WINDOW):
            counts[subject] = count
    return counts, guessed


def is_open(count: int, *, guessed: bool) -> bool:
    return count < (WRONG_WHILE_GUESSED if guessed else WRONG)


def is_open_to_weak(count: int, today: int, *, guessed: bool) -> bool:
    """Whether a work number or a phone tail may open the account."""
    return count < (WEAK_WRONG_WHILE_GUESSED if guessed else WEAK_WRONG) and today < WEAK_WRONG_A_DAY


@grouped
def count_failure(session: Session, attempt: Attempt, *, now: int) -> None:
    """One more wrong try against each account; the address counts an account once an hour. Three statements, always;
    four where a weak secret counts."""
    raised(session, attempt.accounts, now, WINDOW)
    if attempt.weak:
        raised(session, [day_subject(account) for account in attempt.accounts], now, WEAK_WINDOW)
    if not attempt.address:
        return
    pairs = raised(session, [f"{attempt.address}:{account}"[:80] for account in attempt.accounts], now, SPREAD_WINDOW)
    spread = raised(session, [attempt.address], now, SPREAD_WINDOW, by=int(1 in pairs))
    if pairs == [1] and spread == [1]:
        forget(session, now=now)


def wrong_tries(session: Session, account: str, *, now: int, window: int = WINDOW) -> int:
    """The count at the moment of writing: many tries at once get no further than the same tries in a row."""
    rows = plain(session).rows(_COUNT_OF, subject=account, over=now - window)
    return int(rows[0][0]) if rows else 0


def clear(session: Session, accounts: Iterable[str]) -> None:
    session.execute(delete(Failures).where(col(Failures.subject).in_(list(accounts))))


def unlock(session: Session, member_key: str) -> None:
    """The organiser's one tap: the member may try again at once."""
    account = member_subject(member_key)
    clear(session, [account, day_subject(account)])


def forget(session: Session, *, now: int) -> None:
    """Counters whose window is over by an hour. Runs by itself when an address fails for the first time in an hour."""
    a_day = col(Failures.subject).like("d:%")
    session.execute(delete(Failures).where(~a_day, col(Failures.window_from) < now - SPREAD_WINDOW - HOUR))
    session.execute(delete(Failures).where(a_day, col(Failures.window_from) < now - WEAK_WINDOW))


_FAILED = "SELECT subject, window_from, count FROM failures WHERE subject IN"
_STANDING = Statement(
    f"{_FAILED} (SELECT value FROM json_each(:subjects))",  # noqa: S608
    f"{_FAILED} (SELECT jsonb_array_elements_text(CAST(%(subjects)s AS jsonb)))",
)
_COUNT_OF = in_both("SELECT count FROM failures WHERE subject = :subject AND window_from > :over", lock=" FOR UPDATE")


def raised(session: Session, subjects: Sequence[str], now: int, window: int, *, by: int = 1) -> list[int]:
    """Raise counters, each from 0 again when its window is over; gives what they stand at."""
    rows = ", ".join(f"(:subject{place}, :now, :by)" for place in range(len(subjects)))
    upsert = text(
        f"INSERT INTO failures (subject, window_from, count) VALUES {rows} ON CONFLICT (subject) DO UPDATE SET "  # noqa: S608
        "count = CASE WHEN failures.window_from <= :over THEN 0 ELSE failures.count END + excluded.count, "
        "window_from = CASE WHEN failures.window_from <= :over "
        "THEN excluded.window_from ELSE failures.window_from END RETURNING count"
    )
    named = {f"subject{place}": subject for place, subject in enumerate(sorted(subjects))}
    return list(session.execute(upsert, {**named, "now": now, "by": by, "over": now - window}).scalars())
