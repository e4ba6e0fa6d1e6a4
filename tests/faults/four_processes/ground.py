"""What the tests of four processes share: the contests, the processes, and how a browser reaches them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.house import House
from app.signin.cards import token
from app.verify.verifying import verify
from benchmarks.wire import Reply, Wire
from tests.faults.processes import Fleet
from tests.open_contest import OpenContest

API = "/api/v1"
MEMBERS = 110
"""Who visits through HTTP; the last on the roll."""
CROWD = 2_000
"""Who only has a paper that time runs out on."""
PATIENCE = 20.0
"""Seconds for what takes one: the machine may be busy, and speed is not tested here."""


@dataclass
class Four:
    house: House
    cup: OpenContest
    """Sat by members through HTTP."""
    due: OpenContest
    """For papers that are handed in by the sweep."""
    fleet: Fleet

    @property
    def ports(self) -> list[int]:
        return self.fleet.ports

    def keys(self) -> list[str]:
        """The member keys of those who were added to the small world, in order."""
        query = text("SELECT key FROM member ORDER BY id DESC LIMIT :n")
        with self.house.database.reading() as session:
            return list(session.execute(query, {"n": MEMBERS + CROWD}).scalars())[::-1]

    def cards(self, number: int, *, after: int = 0) -> list[str]:
        """Card tokens of some of the members who visit."""
        keys = self.keys()[CROWD + after : CROWD + after + number]
        return [token(self.house.secret, key, 1) for key in keys]

    def ask(self, query: str, **facts: Any) -> list[Any]:
        with self.house.database.reading() as session:
            return list(session.execute(text(query), facts).all())

    def results(self, contest: OpenContest) -> int:
        query = "SELECT count(*) FROM ledger_entry WHERE contest_id = :id AND kind = 'result'"
        return int(self.ask(query, id=contest.view.id)[0][0])


def verified(contest: OpenContest) -> int:
    """Not one difference; how many results were checked."""
    found = verify(contest.house, contest.slug)
    assert [one.line() for one in found.kept] == []
    return found.checked["results"]


def wires(ports: list[int]) -> list[Wire]:
    """One browser with a connection to each of the processes: the cookie is the same everywhere."""
    made = [Wire("127.0.0.1", port) for port in ports]
    for one in made:
        one.cookies = made[0].cookies
    return made


class Browser:
    """One connection to the proxy, as a simulated member wants it."""

    def __init__(self, port: int) -> None:
        self._wire = Wire("127.0.0.1", port)

    async def post(self, url: str, *, json: Any) -> Reply:
        return await self._wire.post(url, json)
