"""Late answers admitted, papers annulled and restored: entries that replace, remove and bring back a mark."""

import asyncio
import json
from typing import Any

import pytest

from app.boards import closing
from app.contests.allowing import Reason
from app.core.clock import MINUTE, SECOND
from app.core.refusal import Refusal
from app.ledger.tail import tail
from app.papers import marks
from app.papers.answers import Given, Save
from app.papers.late import late_papers
from app.papers.models import Paper
from app.papers.results import result_json
from app.papers.rulings import Annulling, admit_late, annul, restore
from app.verify.verifying import verify
from tests.papers.sitting_steps import handing_in, right, saving, starting, too_late
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, World

PLANNER = "赵测一"
AT_ONCE = {"review": {"score": "at_once", "answers": "at_once"}}


@pytest.fixture
def cup(any_world: World) -> Opened:
    return open_small_contest(any_world, wishes=AT_ONCE)


@pytest.fixture
def late(cup: Opened, any_world: World) -> Paper:
    """Handed in by the sweep with nothing; the first three items came a second after the grace, rightly answered."""
    paper = starting(cup, any_world.members[PLANNER]).paper
    too_late(cup, paper, *right(cup, paper, only=3))
    return paper


def admit(cup: Opened, paper: Paper, *items: int, now: int) -> Any:
    return cup.house.writer.run(admit_late, cup.book, paper.key, list(items), reason=Reason.NETWORK, now=now)


def shown(cup: Opened, paper: Paper) -> dict[str, Any]:
    with cup.house.database.reading() as session:
        stored = session.get_one(Paper, paper.id)
        return result_json(session, cup.book, cup.again(), stored, "zh", paper.due + MINUTE)


def rulings(cup: Opened) -> list[dict[str, Any]]:
    with cup.house.database.reading() as session:
        entries = [json.loads(entry.payload) for entry in tail(session, cup.view.id, after=2)]
    return [entry for entry in entries if entry["kind"] not in ("result", "closed")]


def test_what_came_late_is_listed_with_what_it_would_be_worth(cup: Opened, late: Paper) -> None:
    with cup.house.database.reading() as session:
        (listed,) = late_papers(session, cup.book)
    assert (listed.name, listed.organisation, listed.waiting) == (PLANNER, PLANNING, [1, 2, 3])
    assert (listed.score, listed.score_with) == (0, 3000)
    assert [one.late_by_ms for one in listed.items] == [SECOND] * 3
    assert {one.stands for one in listed.items} == {""}


def test_of_a_repeat_of_what_stood_already_there_is_nothing_to_rule_on(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    answers = right(cup, paper, only=1, seq=5)
    saving(cup, Save(paper.key, 1, cup.now, answers))
    too_late(cup, paper, *answers)
    with cup.house.database.reading() as session:
        assert late_papers(session, cup.book) == []


def test_papers_that_wait_come_first_however_many_there_are(
    cup: Opened, late: Paper, any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the newest fill the list: ruled on, they make room for those that wait."""
    monkeypatch.setattr("app.papers.late.MOST_LISTED", 1)
    newer = starting(cup, any_world.members["钱测二"]).paper
    too_late(cup, newer, *right(cup, newer, only=1))
    repeated = starting(cup, any_world.members["孙测三"]).paper
    answers = right(cup, repeated, only=1, seq=5)
    saving(cup, Save(repeated.key, 1, cup.now, answers))
    too_late(cup, repeated, *answers)
    admit(cup, newer, 1, now=newer.due + MINUTE)
    with cup.house.database.reading() as session:
        assert [one.paper_key for one in late_papers(session, cup.book)] == [late.key]


def test_admitting_marks_the_paper_again_whole(cup: Opened, late: Paper) -> None:
    now = late.due + MINUTE
    assert shown(cup, late)["late"] == [1, 2, 3]
    admit(cup, late, 1, 3, now=now)
    (entry,) = rulings(cup)
    assert (entry["kind"], entry["items"], entry["reason"], entry["score"]) == (
        "late_admitted",
        [1, 3],
        "network",
        2000,
    )
    outcome = shown(cup, late)
    assert (outcome["score"], outcome["correct"], outcome["late"], outcome["admitted"]) == (20, 2, [2], [1, 3])
    assert [item["right"] for item in outcome["items"]][:3] == [True, False, True]
    admit(cup, late, 2, now=now + SECOND)
    assert rulings(cup)[-1]["items"] == [1, 2, 3]
    assert shown(cup, late)["score"] == 30
    assert [one.line() for one in verify(cup.house, cup.view.slug).kept] == []


def test_what_comes_after_a_ruling_on_an_item_changes_nothing(cup: Opened, late: Paper) -> None:
    """Also not when another item is admitted later: by then the right answers may have been published."""
    admit(cup, late, 1, now=late.due + MINUTE)
    resent = Save(late.key, late.lease, late.due + 2 * MINUTE, (Given(1, "", 99),))
    saving(cup, resent)
    with cup.house.database.reading() as session:
        (listed,) = late_papers(session, cup.book)
    assert (listed.waiting, listed.score, listed.score_with) == ([2, 3], 1000, 3000)
    assert shown(cup, late)["items"][0]["right"] is True, "as it was scored"
    with pytest.raises(Refusal, match="nothing_late"):
        admit(cup, late, 1, now=late.due + 3 * MINUTE)
    admit(cup, late, 2, now=late.due + 3 * MINUTE)
    assert shown(cup, late)["score"] == 20
    assert [one.line() for one in verify(cup.house, cup.view.slug).kept] == []


def test_the_receipt_stays_the_one_that_was_given(cup: Opened, late: Paper) -> None:
    before = shown(cup, late)["receipt"]
    admit(cup, late, 1, now=late.due + MINUTE)
    assert shown(cup, late)["receipt"] == before


@pytest.mark.parametrize("items", [(), (4,), (1, 4)])
def test_only_what_came_late_can_be_admitted(cup: Opened, late: Paper, items: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match="nothing_late"):
        admit(cup, late, *items, now=late.due + MINUTE)
    assert shown(cup, late)["score"] == 0


def test_admitting_twice_at_once_is_one_ruling(cup: Opened, late: Paper) -> None:
    async def everybody() -> list[Any]:
        book, now = cup.book, late.due + MINUTE
        write = cup.house.writer.write
        return list(
            await asyncio.gather(
                *(write(admit_late, book, late.key, [1, 2], now=now) for _ in range(4)), return_exceptions=True
            )
        )

    outcomes = asyncio.run(everybody())
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert [one.key for one in refused] == ["ruling.nothing_late"] * 3
    assert len(rulings(cup)) == 1
    assert verify(cup.house, cup.view.slug).differences == 0


def test_an_annulled_paper_counts_no_more_until_it_is_restored(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    handing_in(cup, paper, *right(cup, paper))
    turn, now = cup.house.writer.run, cup.now + MINUTE

    def best() -> int | None:
        with cup.house.database.reading() as session:
            return marks.best(marks.marks(session, cup.view.id, any_world.keys[PLANNER]))

    assert best() == 10_000
    turn(annul, cup.view.id, paper.key, Annulling.MISCONDUCT, now=now)
    assert (best(), shown(cup, paper)["annulled"]) == (None, True)
    with pytest.raises(Refusal, match="annulled_already"):
        turn(annul, cup.view.id, paper.key, Annulling.MISCONDUCT, now=now)
    turn(restore, cup.view.id, paper.key, Annulling.MISTAKE, now=now)
    assert best() == 10_000
    with pytest.raises(Refusal, match="not_annulled"):
        turn(restore, cup.view.id, paper.key, Annulling.MISTAKE, now=now)
    assert [(one["kind"], one["reason"]) for one in rulings(cup)] == [
        ("annulled", "misconduct"),
        ("restored", "mistake"),
    ]
    assert verify(cup.house, cup.view.slug).differences == 0


def test_an_annulled_paper_stays_a_used_attempt(any_world: World) -> None:
    cup = open_small_contest(any_world, wishes={"attempts": 1})
    paper = starting(cup, any_world.members[PLANNER]).paper
    handing_in(cup, paper)
    cup.house.writer.run(annul, cup.view.id, paper.key, Annulling.MISCONDUCT, now=cup.now)
    with pytest.raises(Refusal, match=r"attempts\.used"):
        starting(cup, any_world.members[PLANNER])


def test_nothing_is_ruled_on_an_open_paper_a_foreign_one_or_after_settling(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    run = cup.house.writer.run
    with pytest.raises(Refusal, match="paper_open"):
        run(annul, cup.view.id, paper.key, Annulling.MISTAKE, now=cup.now)
    other = open_small_contest(any_world, slug="other")
    with pytest.raises(Refusal, match="not_found"):
        run(annul, other.view.id, paper.key, Annulling.MISTAKE, now=cup.now)
    handing_in(cup, paper, Given(1, "A", 1))
    run(closing.close, cup.view.id, cup.now + MINUTE)
    run(closing.append_closed_when_due, cup.view.id, cup.now + 2 * MINUTE)
    run(closing.finalise, cup.view.id, cup.now + 3 * MINUTE)
    with pytest.raises(Refusal, match="settled"):
        run(annul, cup.view.id, paper.key, Annulling.MISTAKE, now=cup.now + 4 * MINUTE)
