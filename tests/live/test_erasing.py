"""Deleting a rehearsal beside a running contest: what is not its own is not even looked at."""

from typing import Any

from sqlalchemy import event, text

from app.contests import rehearsing
from app.core.clock import HOUR
from app.live.erasing import erase_rehearsal
from tests.open_contest import open_contest
from tests.world import World


def test_no_piece_reads_through_the_answers_of_every_contest(world: World) -> None:
    cup, house = open_contest(world), world.house
    now = house.clock.now()
    rules = rehearsing.rules_like(cup.view, "演练：", now=now, length=HOUR, wishes={})
    tried = rehearsing.open_rehearsal(house, cup.view, rules, now=now)
    house.writer.run(_sit, tried.id, tried.sitting.id)
    deleted: list[str] = []

    def keep(_: Any, __: Any, statement: str, *rest: Any) -> None:
        deleted.extend([statement] * statement.startswith("DELETE"))

    event.listen(house.database.writer, "before_cursor_execute", keep)
    assert erase_rehearsal(house, tried.slug) > 60
    event.remove(house.database.writer, "before_cursor_execute", keep)
    assert any("FROM answer" in one for one in deleted)
    with house.database.reading() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        for statement in set(deleted):
            plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", (0,) * statement.count("?")).fetchall()
            assert not [row[3] for row in plan if row[3].startswith("SCAN answer")], statement


def _sit(session: Any, contest_id: int, sitting_id: int) -> None:
    """Two papers of thirty answers each."""
    for attempt in (1, 2):
        facts = {"key": f"k{attempt}", "contest": contest_id, "sitting": sitting_id, "attempt": attempt}
        session.execute(_PAPER, facts)
        session.execute(_ANSWERS, {"key": facts["key"]})


_PAPER = text(
    "INSERT INTO paper (key, contest_id, sitting_id, member_id, member_key, attempt, state, started, deadline, due, "
    "lease, items, shape, drawn_at_seq, provisional, annulled) "
    "VALUES (:key, :contest, :sitting, 1, 'x', :attempt, 'closed', 1, 2, 3, 1, '[]', '', 0, 0, 0)"
)
_ANSWERS = text(
    "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 30) "
    "INSERT INTO answer (paper_id, n, value, lease, seq, received) "
    "SELECT p.id, k.n, 'A', 1, 1, 1 FROM paper p, k WHERE p.key = :key"
)
