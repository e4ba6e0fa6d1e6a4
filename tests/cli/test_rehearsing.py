"""A rehearsal goes through the whole day beside a running server and leaves nothing behind."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel
from typer.testing import CliRunner

from app.cli import app
from app.contests import finding, rehearsing
from app.core.refusal import Refusal
from app.live.erasing import erase_rehearsal
from app.organisations import circles
from tests.conftest import TEST_KEY
from tests.faults.kills import KilledServer
from tests.open_contest import OpenContest, open_contest
from tests.ports import free_port
from tests.world import World

Rows = dict[str, int]
NOTICE = {"CUP_OFFICE": "测试办公室", "CUP_CONTACT": "测", "CUP_CONTACT_PHONE": "1", "CUP_ERASE_ON": "2099-12-31"}


@pytest.fixture
def cup(world: World) -> OpenContest:
    return open_contest(world)


@pytest.fixture
def server(cup: OpenContest) -> Iterator[KilledServer]:
    started = KilledServer(cup.house.settings.data, free_port())
    try:
        started.start()
        asyncio.run(started.ready())
        yield started
    finally:
        started.stop()


@pytest.fixture
def run(cup: OpenContest) -> Callable[..., Result]:
    def command(*arguments: str) -> Result:
        environment = {"CUP_DATA": str(cup.house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
        return CliRunner().invoke(app, [*arguments], env=environment | NOTICE)

    return command


def rows(cup: OpenContest) -> Rows:
    """How many rows every table has, but for sessions and their counters, which signing in leaves by itself."""
    with cup.house.database.reading() as session:
        tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in ("signed_in", "failures")]
        return {one.name: session.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


def test_a_rehearsal_is_driven_verified_and_gone(
    cup: OpenContest, server: KilledServer, run: Callable[..., Result]
) -> None:
    before = rows(cup)
    address = f"http://127.0.0.1:{server.port}"
    done = run("rehearse", "cup", "--members", "8", "--minutes", "0.2", "--base-url", address, "--json")
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = json.loads(done.output[done.output.index("{") :])
    assert (report["handed_in"], report["lost"], report["errors"], report["differences"]) == (8, 0, {}, 0)
    assert report["closed"]
    assert report["deleted_rows"] > 100
    assert rows(cup) == before


def try_out(cup: OpenContest) -> str:
    house, now = cup.house, cup.house.clock.now()
    house.writer.run(circles.make, "testers", "试答", [cup.world.members["赵测一"]], now=now)
    rules = rehearsing.rules_like(cup.view, "内部试答：", now=now, length=3_600_000, wishes={"circle": "testers"})
    return rehearsing.open_rehearsal(house, cup.view, rules, now=now).slug


def test_a_try_out_is_for_its_circle_alone_and_never_counts(cup: OpenContest) -> None:
    tried = OpenContest(cup.world, try_out(cup))
    asyncio.run(tried.sit("赵测一", {1: "A"}))
    with pytest.raises(Refusal) as refused:
        asyncio.run(tried.start("钱测二"))
    assert refused.value.key == "contest.not_on_roll"
    assert tried.view.rehearsal
    assert tried.view.id >= 2**40
    with cup.house.database.reading() as session:
        assert len(finding.contests(session)) == 2
    erase_rehearsal(cup.house, tried.slug)
    with cup.house.database.reading() as session:
        assert [one.slug for one in finding.contests(session)] == ["cup"]


def test_only_a_rehearsal_can_be_deleted(cup: OpenContest, run: Callable[..., Result]) -> None:
    asyncio.run(cup.sit("赵测一", {1: "A"}))
    before = rows(cup)
    refused = run("delete-rehearsal", "cup")
    assert refused.exit_code == 1
    assert "不是演练" in refused.output
    assert rows(cup) == before
    with pytest.raises(DBAPIError), cup.house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("DELETE FROM ledger_entry"))
