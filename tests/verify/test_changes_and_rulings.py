"""Changes of the roll, grants and rulings in a whole chain: clean when they agree, and every wrong one is found."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.contests import moving
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.verify.findings import Findings
from app.verify.verifying import verify
from tests.open_contest import OpenContest, open_contest, sit_all
from tests.world import PLANNING, PRICES, World

ONE, OTHER, EXEMPT, STRANGER = "赵测一", "李测四", "周测五", "z" * 26
WHEEL = {1: "A", 2: "B", 3: "C", 4: "D", 5: "AB", 8: "T"}


def opened(world: World, **wishes: Any) -> OpenContest:
    contest = open_contest(world, **wishes)
    sit_all(contest, {ONE: WHEEL, OTHER: {1: "A", 8: "F"}})
    return contest


def found(contest: OpenContest) -> set[str]:
    return {one.what for one in verify(contest.house, contest.slug).kept}


def clean(contest: OpenContest) -> Findings:
    findings = verify(contest.house, contest.slug)
    assert [one.line() for one in findings.kept] == []
    return findings


def add(contest: OpenContest, entry: Entry) -> None:
    contest.house.writer.run(append, contest.view.id, entry)


def sql(contest: OpenContest, statement: str, **facts: Any) -> None:
    def run(session: Session) -> None:
        session.execute(text(statement), {"contest": contest.view.id, **facts})

    contest.house.writer.run(run)


def row(contest: OpenContest, query: str, **facts: Any) -> Any:
    with contest.house.database.reading() as session:
        return session.execute(text(query), facts).mappings().first()


def result_of(contest: OpenContest, name: str) -> Any:
    query = "SELECT * FROM ledger_entry WHERE kind = 'result' AND member_key = :key ORDER BY seq DESC"
    return row(contest, query, key=contest.world.keys[name])


def test_changes_of_the_roll_agree(world: World) -> None:
    contest, now = opened(world), world.house.clock.now()
    run, id_ = world.house.writer.run, contest.view.id
    run(moving.move, id_, world.keys[ONE], world.organisations[PRICES], "transferred", now=now)
    run(moving.exempt, id_, world.keys[EXEMPT], False, "other", now=now)
    run(moving.leave, id_, world.keys["钱测二"], "retired", now=now)
    sit_all(contest, {ONE: WHEEL})
    assert clean(contest).checked["roll_changes"] == 3
    assert result_of(contest, ONE)["organisation_id"] == world.organisations[PRICES]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda world: Entry("roll_left", 0, world.keys[ONE], facts={"reason": "was rude"}), "roll.reason"),
        (lambda world: Entry("roll_left", 0, STRANGER, facts={"reason": "died"}), "roll.change"),
        (lambda world: Entry("exempted", 0, world.keys[ONE], facts={"exempt": 1, "reason": "other"}), "roll.change"),
        (lambda world: Entry("roll_moved", 0, world.keys[ONE], facts={"reason": "corrected"}), "roll.change"),
        (lambda world: joined(world, world.keys[ONE]), "roll.change"),
        (lambda world: joined(world, STRANGER), "roll.now"),
        (lambda world: joined(world, STRANGER, path=[]), "roll.path"),
        (lambda world: joined(world, STRANGER, division="1-10"), "roll.division"),
        (lambda world: Entry("extra_time", 0, world.keys[ONE], facts={"percent": 150}), "allowance.stored"),
        (lambda world: Entry("extra_time", 0, world.keys[ONE], facts={"percent": 50}), "allowance.percent"),
        (lambda world: Entry("extra_attempt", 0, world.keys[ONE], facts={"attempts": 2}), "allowance.stored"),
        (lambda world: Entry("extra_attempt", 0, world.keys[ONE], facts={"attempts": "2"}), "allowance.attempts"),
        (lambda _: Entry("reopened", 0), "state.order"),
        (lambda _: Entry("opened", 0), "state.order"),
        (lambda _: Entry("forgiven", 0), "chain.kind"),
        (lambda world: confirmed(world.keys[ONE], {}, key=None), "provisional.confirmed"),
        (lambda world: confirmed(world.keys[ONE], {"x": 1}), "provisional.attempts"),
        (lambda _: confirmed(STRANGER, {"x": 1}), "provisional.confirmed"),
    ],
)
def test_a_wrong_entry_is_found(world: World, change: Any, what: str) -> None:
    contest = opened(world)
    entry = change(world)
    entry.at = world.house.clock.now()
    add(contest, entry)
    assert what in found(contest)


def joined(world: World, key: str, **more: Any) -> Entry:
    home = world.organisations[PLANNING]
    facts = {"district": None, "unit": None, "category": "full", "exempt": False, "division": "", "path": [home]}
    return Entry("roll_joined", 0, key, home, facts=facts | {"reason": "new"} | more)


def confirmed(member: str, attempts: Mapping[str, int], *, key: str | None = STRANGER) -> Entry:
    return Entry("provisional_confirmed", 0, member, facts={"provisional": key, "attempts": dict(attempts)})


def ruling(kind: str, result: Any, reason: str = "misconduct", **more: Any) -> Entry:
    return Entry(
        kind, result["at"], result["member_key"], paper_key=result["paper_key"], facts={"reason": reason, **more}
    )


def test_annulled_and_restored_in_turn(world: World) -> None:
    contest = opened(world)
    result = result_of(contest, ONE)
    for kind in ("annulled", "restored", "annulled"):
        add(contest, ruling(kind, result))
        clean(contest)
    add(contest, ruling("annulled", result))
    assert found(contest) == {"ruling.in_turn"}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"reason": "a bad face"}, "ruling.reason"),
        ({"member_key": STRANGER}, "ruling.member"),
        ({"paper_key": STRANGER}, "ruling.paper"),
    ],
)
def test_a_wrong_ruling_is_found(world: World, changed: dict[str, str], what: str) -> None:
    contest = opened(world)
    result = {**result_of(contest, ONE), "reason": "mistake", **changed}
    add(contest, ruling("annulled", result, result["reason"]))
    assert found(contest) == {what}


def late(contest: OpenContest, **changed: Any) -> Entry:
    """Item 9 came late as true and again, newer, as false. Its mark under the contest's rules is worked out below."""
    result = result_of(contest, ONE)
    paper = row(contest, "SELECT id FROM paper WHERE key = :key", key=result["paper_key"])["id"]
    statement = (
        "INSERT INTO late_answer (paper_id, n, lease, seq, value, received) VALUES (:paper, :n, 1, :seq, :v, :at)"
    )
    for n, seq, value in ((9, 8, "T"), (9, 9, "F"), (2, 8, "A")):
        sql(contest, statement, paper=paper, n=n, seq=seq, v=value, at=result["at"] + 20_000)
    columns = {name: result[name] for name in ("member_key", "paper_key", "attempt", "sitting_id", "duration_ms")}
    figures = {"score": result["score"], "wrong": result["wrong"], **columns} | changed.pop("columns", {})
    facts = {"items": [9], "correct": 0, "answers": "", "reason": "network", **changed}
    return Entry("late_admitted", result["at"] + 30_000, facts=facts, **figures)


def test_late_answers_are_marked_again(world: World) -> None:
    """The ruling leaves the old mark although the answer to item 9 is there now: only its figures are wrong."""
    contest = opened(world)
    add(contest, late(contest))
    lines = {one.what: one for one in verify(contest.house, "cup").kept}
    assert lines.keys() <= {"ruling.score", "ruling.wrong", "ruling.correct", "ruling.answers"}
    assert "ruling.answers" in lines
    assert ("ruling.score" in lines) != ("ruling.wrong" in lines), "item 9 is right or it is wrong"


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"items": [3]}, "ruling.items"),
        ({"items": None}, "ruling.unreadable"),
        ({"columns": {"attempt": 2}}, "ruling.attempt"),
        ({"columns": {"wrong": None}}, "ruling.columns"),
        ({"columns": {"duration_ms": 1}}, "ruling.duration"),
        ({"reason": "misconduct"}, "ruling.reason"),
    ],
)
def test_a_wrong_admission_is_found(world: World, changed: dict[str, Any], what: str) -> None:
    contest = opened(world)
    add(contest, late(contest, **changed))
    assert what in found(contest)


def test_the_tables_of_today_say_what_the_entries_say(world: World) -> None:
    contest = opened(world)
    facts: dict[str, Any] = {"key": world.keys[ONE], "org": world.organisations[PRICES]}
    insert = 'INSERT INTO contest_roll_now (contest_id, member_key, organisation_id, category, exempt, "left")'
    sql(contest, f"{insert} VALUES (:contest, :key, :org, 'full', false, false)", **facts)
    assert found(contest) == {"roll.now"}
    sql(contest, "DELETE FROM contest_roll_now")
    sql(contest, "INSERT INTO allowance VALUES (:contest, :key, 200, 0)", key=world.keys[ONE])
    assert found(contest) == {"allowance.stored"}
    sql(contest, "UPDATE allowance SET time_percent = 100")
    clean(contest)


def test_a_changed_tree_is_found(world: World) -> None:
    contest = opened(world)
    sql(contest, "UPDATE contest_tree SET kind = 'group' WHERE organisation_id = :one", one=world.organisations[PRICES])
    assert "opened.tree" in found(contest)
    sql(contest, "DELETE FROM contest_tree WHERE organisation_id = :one", one=world.organisations[PRICES])
    assert {"opened.tree", "tree.nodes"} <= found(contest)


def test_more_time_is_only_for_whom_it_was_granted(world: World) -> None:
    """With half as long again granted in entry and table the longer deadline is right; without, it is found."""
    contest = open_contest(world)
    sit_all(contest, {ONE: WHEEL})
    more = 1500 * 500
    sql(contest, "UPDATE paper SET deadline = deadline + :more, due = due + :more", more=more)
    assert found(contest) == {"paper.deadline"}
    add(contest, Entry("extra_time", result_of(contest, ONE)["at"], world.keys[ONE], facts={"percent": 150}))
    sql(contest, "INSERT INTO allowance VALUES (:contest, :key, 150, 0)", key=world.keys[ONE])
    clean(contest)


def test_a_seed_is_not_published_before_the_last_result(world: World) -> None:
    contest = opened(world)
    sitting = row(contest, "SELECT * FROM sitting")
    seed = bytes(range(32)).hex()
    entry = Entry(
        "seed_published", sitting["opens"], sitting_id=sitting["id"], facts={"sitting": sitting["key"], "seed": seed}
    )
    add(contest, entry)
    sit_all(contest, {"钱测二": {1: "A"}})
    sql(contest, "UPDATE sitting SET seed_published = true")
    assert found(contest) == {"seed.early", "paper.after_seed"}
