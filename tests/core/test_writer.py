"""The one writer: a refusal takes back only itself, nothing is acknowledged before it is durable."""

import asyncio
import threading
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, col

from app.core import writer as writing
from app.core.house import House
from app.core.plain import Plain, Statement
from app.core.refusal import Refusal, busy, not_found
from app.core.writer import Lane, bulk, grouped, journal
from app.signin.models import Failures


def count_up(session: Session, subject: str, *, now: int = 0) -> int:
    """One more against a subject; returns how many it has now."""
    row = session.get(Failures, subject) or Failures(subject=subject, window_from=now)
    row.count += 1
    session.add(row)
    return row.count


hot_count_up = grouped(count_up)


def count_then_refuse(session: Session, subject: str) -> None:
    count_up(session, subject)
    session.flush()
    raise not_found()


def count_then_break(session: Session, subject: str) -> None:
    count_up(session, subject)
    session.flush()
    raise KeyError(subject)


def counted(house: House) -> dict[str, int]:
    with house.database.reading() as session:
        rows = session.execute(select(col(Failures.subject), col(Failures.count))).all()
    return dict(rows)


@bulk()
def insert_all(here: Plain, subjects: Sequence[str]) -> Sequence[Any]:
    """A bulk use case: one statement for all; "refused" is refused, "poison" breaks the statement."""
    kept = [one for one in subjects if one != "refused"]
    rows = [{"subject": one, "window_from": None if one == "poison" else 0, "count": 1} for one in kept]
    if rows:
        here.run_each(INSERT, rows)
    return [not_found() if one == "refused" else one for one in subjects]


_INSERT = "INSERT INTO failures (subject, window_from, count) VALUES "
INSERT = Statement(_INSERT + "(:subject, :window_from, :count)", _INSERT + "(%(subject)s, %(window_from)s, %(count)s)")


async def all_of(*waiting: Any) -> list[Any]:
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def test_the_outcome_comes_after_the_commit(any_house: House) -> None:
    assert any_house.writer.run(count_up, "甲") == 1
    assert counted(any_house) == {"甲": 1}


def test_a_refusal_takes_back_only_itself(any_house: House) -> None:
    async def together() -> list[Any]:
        write = any_house.writer.write
        return await all_of(
            write(hot_count_up, "a"), write(count_then_refuse, "b"), write(hot_count_up, "c"), write(count_up, "d")
        )

    outcomes = asyncio.run(together())
    assert [outcomes[0], outcomes[2], outcomes[3]] == [1, 1, 1]
    assert isinstance(outcomes[1], Refusal)
    assert outcomes[1].key == "not_found"
    assert counted(any_house) == {"a": 1, "c": 1, "d": 1}


def test_an_error_in_a_use_case_is_its_own(any_house: House) -> None:
    async def together() -> list[Any]:
        return await all_of(any_house.writer.write(count_then_break, "a"), any_house.writer.write(hot_count_up, "b"))

    outcomes = asyncio.run(together())
    assert isinstance(outcomes[0], KeyError)
    assert outcomes[1] == 1
    assert counted(any_house) == {"b": 1}


def test_one_poison_row_among_500_refuses_only_itself(any_house: House) -> None:
    facts = [f"row {n}" for n in range(500)]
    facts[217] = "poison"

    async def together() -> list[Any]:
        return await all_of(*(any_house.writer.write(insert_all, fact) for fact in facts))

    outcomes = asyncio.run(together())
    broken = [place for place, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert broken == [217]
    assert isinstance(outcomes[217], DBAPIError)
    assert len(counted(any_house)) == 499


def test_a_bulk_answers_each_fact_in_order(any_house: House) -> None:
    async def together() -> list[Any]:
        return await all_of(*(any_house.writer.write(insert_all, fact) for fact in ("a", "refused", "b")))

    outcomes = asyncio.run(together())
    assert [outcomes[0], outcomes[2]] == ["a", "b"]
    assert isinstance(outcomes[1], Refusal)
    assert set(counted(any_house)) == {"a", "b"}


def test_500_writes_from_many_threads_all_stand(any_house: House) -> None:
    def many(number: int) -> None:
        for _ in range(31):
            any_house.writer.run(hot_count_up, "together", lane=Lane.MEMBERS)
            any_house.writer.run(hot_count_up, f"thread {number}", lane=Lane.MEMBERS)

    threads = [threading.Thread(target=many, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(any_house) == {"together": 16 * 31, **{f"thread {n}": 31 for n in range(16)}}


def test_nothing_is_acknowledged_before_it_is_durable(house: House) -> None:
    """The seeded fault "acknowledge before commit" is caught here: at the outcome another connection sees the row."""
    durable: list[bool] = []

    @event.listens_for(house.database.writer, "commit")
    def slow(_connection: Any) -> None:
        time.sleep(0.02)

    async def one_by_one() -> None:
        for number in range(10):
            await house.writer.write(count_up, f"row {number}")
            durable.append(f"row {number}" in counted(house))

    asyncio.run(one_by_one())
    assert durable == [True] * 10


def test_a_deadlock_or_lock_timeout_is_tried_again(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries: list[int] = []

    def unlucky_twice(session: Session, subject: str) -> int:
        tries.append(1)
        count_up(session, subject)
        if len(tries) < 3:
            raise DBAPIError("lock", None, Deadlock())
        return len(tries)

    assert any_house.writer.run(unlucky_twice, "a") == 3
    assert counted(any_house) == {"a": 1}


def test_what_stays_locked_is_busy_and_not_lost_silently(any_house: House) -> None:
    class Deadlock(Exception):
        sqlstate = "40001"

    def always_unlucky(session: Session) -> None:
        raise OperationalError("lock", None, Deadlock())

    with pytest.raises(Refusal) as refused:
        any_house.writer.run(always_unlucky)
    assert refused.value.key == "busy"


def test_a_long_queue_answers_busy(house: House) -> None:
    """Back-pressure is measured in time: what has waited 2 s makes new writes busy; the desk only waits."""
    held, entered = threading.Event(), threading.Event()

    def hold(_session: Session) -> None:
        entered.set()
        held.wait(10)

    background = [threading.Thread(target=house.writer.run, args=(hold,))]
    background[0].start()
    assert entered.wait(5)
    background.append(
        threading.Thread(target=house.writer.run, args=(count_up, "early"), kwargs={"lane": Lane.MEMBERS})
    )
    background[1].start()
    deadline = time.monotonic() + 5
    while house.writer.waiting() <= writing.LONGEST_QUEUE and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        with pytest.raises(Refusal) as refused:
            asyncio.run(house.writer.write(count_up, "late"))
    finally:
        held.set()
        for thread in background:
            thread.join()
    assert (refused.value.status, refused.value.key) == (503, busy().key)
    assert counted(house) == {"early": 1}
    assert house.writer.waiting() == 0
    assert asyncio.run(house.writer.write(count_up, "after")) == 1


@pytest.mark.postgres
def test_writes_that_no_connection_is_free_for_are_refused_and_not_heaped_up(
    postgres_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four have hung in the database; who came just after them is refused in the end, who comes later at once."""
    monkeypatch.setattr(writing, "LONGEST_QUEUE", 0.2)
    monkeypatch.setattr(writing, "LONGEST_WAIT", 0.3)
    held = threading.Event()

    def hold(_session: Session) -> None:
        held.wait(20)

    def alone(session: Session, subject: str) -> int:
        return count_up(session, subject)

    async def come_and_wait() -> list[Any]:
        hung = [asyncio.ensure_future(postgres_house.writer.write(hold)) for _ in range(4)]
        early = asyncio.ensure_future(postgres_house.writer.write(alone, "early"))
        await asyncio.sleep(0.5)
        late = await all_of(postgres_house.writer.write(alone, "late"))
        saved = await postgres_house.writer.write(hot_count_up, "saved beside them")
        held.set()
        return [*await all_of(early), *late, saved, *await all_of(*hung)]

    early, late, saved, *hung = asyncio.run(come_and_wait())
    assert isinstance(early, Refusal)
    assert isinstance(late, Refusal)
    assert (saved, hung) == (1, [None] * 4)
    assert counted(postgres_house) == {"saved beside them": 1}
    assert asyncio.run(postgres_house.writer.write(alone, "after")) == 1


def test_the_desk_does_not_hold_up_the_members(house: House) -> None:
    """Forty pieces of desk work of 20 ms each are queued; a member's write passes between two of them."""
    done: list[str] = []

    def piece(_session: Session) -> None:
        time.sleep(0.02)
        done.append("desk")

    async def member_between() -> float:
        pieces = [asyncio.ensure_future(house.writer.write(piece, lane=Lane.DESK)) for _ in range(40)]
        await asyncio.sleep(0.05)
        started = time.monotonic()
        await house.writer.write(count_up, "member")
        waited = time.monotonic() - started
        done.append("member")
        await asyncio.gather(*pieces)
        return waited

    waited = asyncio.run(member_between())
    assert done.index("member") < 20
    assert waited < 0.3


def test_a_batch_is_cut_where_it_grows_long(house: House) -> None:
    """Use cases of one batch stop after some 25 ms; the rest comes in the next batch, in order."""
    order: list[int] = []

    def slow(_session: Session, number: int) -> None:
        order.append(number)
        time.sleep(0.01)

    async def together() -> None:
        await asyncio.gather(*(house.writer.write(slow, number) for number in range(20)))

    asyncio.run(together())
    assert order == list(range(20))
    assert house.writer.batches >= 5


def test_the_journal_is_flushed_last_and_once_for_each_batch(house: House) -> None:
    order: list[Any] = []

    def flush(_session: Session, items: list[Any]) -> None:
        order.append(("flush", items))

    def promising(session: Session, item: str) -> None:
        journal(session).defer(flush, item)
        order.append(item)

    def promising_then_refused(session: Session) -> None:
        journal(session).defer(flush, "never")
        raise not_found()

    async def together() -> list[Any]:
        write = house.writer.write
        return await all_of(write(promising, "a"), write(promising_then_refused), write(promising, "b"))

    asyncio.run(together())
    flushed = [item for one in order if isinstance(one, tuple) for item in one[1]]
    assert flushed == ["a", "b"]
    assert "never" not in flushed
    assert order[-1][0] == "flush"


def test_a_failing_journal_fails_whom_it_belongs_to(any_house: House) -> None:
    def flush(_session: Session, items: list[Any]) -> None:
        if "broken" in items:
            raise ValueError("broken")

    def promising(session: Session, item: str) -> str:
        count_up(session, item)
        journal(session).defer(flush, item)
        return item

    hot = grouped(promising)

    async def together() -> list[Any]:
        return await all_of(*(any_house.writer.write(hot, item) for item in ("a", "broken", "b")))

    outcomes = asyncio.run(together())
    assert [outcomes[0], outcomes[2]] == ["a", "b"]
    assert isinstance(outcomes[1], ValueError)
    assert set(counted(any_house)) == {"a", "b"}


def test_the_writer_goes_on_when_even_its_log_fails(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one writer that died silently would leave every later answer waiting for ever."""

    def no_log(*_args: Any, **_facts: Any) -> None:
        raise OSError("no space left for the log")

    monkeypatch.setattr("app.core.batch.log", SimpleNamespace(error=no_log))
    with pytest.raises(OSError, match="no space"):
        any_house.writer.run(count_then_break, "a")
    monkeypatch.undo()
    assert any_house.writer.run(count_up, "b") == 1
    assert counted(any_house) == {"b": 1}


def test_a_closed_writer_drains_and_then_refuses(any_house: House) -> None:
    def slow(session: Session, number: int) -> int:
        time.sleep(0.01)
        return count_up(session, f"row {number}")

    async def close_while_queued() -> list[Any]:
        waiting = [asyncio.ensure_future(any_house.writer.write(slow, number)) for number in range(10)]
        await asyncio.sleep(0)
        await asyncio.to_thread(any_house.writer.close)
        return await all_of(*waiting)

    assert asyncio.run(close_while_queued()) == [1] * 10
    with pytest.raises(Refusal):
        any_house.writer.run(count_up, "late")


def test_reading_sessions_cannot_write(any_house: House) -> None:
    any_house.writer.run(count_up, "a")
    with any_house.database.reading() as session, pytest.raises(DBAPIError):
        session.execute(update(Failures).values(count=9))
    assert counted(any_house) == {"a": 1}


def test_sqlite_connections_are_set_up_to_be_durable(house: House) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for engine in (house.database.reader, house.database.writer):
        with engine.connect() as connection:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
        assert found == wanted


@pytest.mark.postgres
@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_postgres_that_acknowledges_too_early_is_refused(postgres_house: House, setting: str) -> None:
    from app.core.db import Database, UnsafeDatabase

    unsafe = Database(postgres_house.database.url)
    unsafe.reader.dispose()
    unsafe.reader = unsafe.writer.execution_options()

    @event.listens_for(unsafe.writer, "connect")
    def careless(connection: Any, _record: Any) -> None:
        connection.execute(f"SET {setting} = off")
        connection.commit()

    with pytest.raises(UnsafeDatabase, match=setting):
        unsafe.refuse_unsafe()
    unsafe.dispose()
    postgres_house.database.refuse_unsafe()
