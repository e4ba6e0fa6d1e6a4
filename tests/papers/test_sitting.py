"""Sitting a paper: start, save, hand in, the sweep; on both engines."""

import asyncio
import json

import pytest
from sqlalchemy import func, select

from app.core.clock import DAY, MINUTE, SECOND
from app.core.refusal import Refusal
from app.ledger.tail import result_of, tail
from app.papers.answers import Given, Save
from app.papers.closing import items_of
from app.papers.hand_in import HandedIn, hand_in
from app.papers.models import Answer, Paper
from app.papers.results import late_numbers, result_json
from app.papers.review import right_answer
from app.papers.saving import Saved
from app.papers.sitting import Started, start
from app.papers.sweep import WAIT, sweep
from app.papers.viewing import paper_json, paper_text, stands
from tests.papers.sitting_steps import saving
from tests.small_contest import Opened, open_small_contest
from tests.world import World

PLANNER, ACTIVIST = "赵测一", "陈测十"


@pytest.fixture
def cup(any_world: World) -> Opened:
    return open_small_contest(any_world)


@pytest.fixture
def planner(any_world: World) -> int:
    return any_world.members[PLANNER]


def starting(cup: Opened, member: int, now: int | None = None) -> Started:
    moment = cup.now if now is None else now
    return asyncio.run(start(cup.house, cup.again(), cup.member(member), moment))


def handing_in(cup: Opened, facts: Save) -> HandedIn:
    handed_in: HandedIn = cup.house.writer.run(hand_in, facts, shelf={cup.view.id: cup.book})
    return handed_in


def standing(cup: Opened, paper: Paper) -> dict[int, str]:
    with cup.house.database.reading() as session:
        return {n: stand.value for n, stand in stands(session, paper).items()}


def all_right(cup: Opened, paper: Paper) -> tuple[Given, ...]:
    """Every item answered rightly, as the member would tick it."""
    answers = []
    for n, item in enumerate(items_of(paper), 1):
        right = right_answer(cup.book, item, "zh")
        value = "".join(right["choice"]) if "choice" in right else json.dumps(right["texts"], ensure_ascii=False)
        answers.append(Given(n, value, 1))
    return tuple(answers)


def test_it_works(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    answers = all_right(cup, paper)
    [saved] = saving(cup, Save(paper.key, 1, cup.now + MINUTE, answers[:4]))
    assert isinstance(saved, Saved)
    assert not saved.elsewhere
    outcome = handing_in(cup, Save(paper.key, 1, cup.now + 2 * MINUTE, answers[4:]))
    assert outcome.entry is not None
    assert (outcome.entry.score, outcome.entry.facts["correct"]) == (10_000, 8)
    assert outcome.entry.duration_ms == 2 * MINUTE
    assert len(outcome.entry.receipt) == 9


def test_the_phone_holds_the_whole_paper_and_no_answer(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    with cup.house.database.reading() as session:
        whole = paper_json(session, cup.book, paper, "zh", cup.now)
    assert [item["kind"] for item in whole["items"]] == ["single"] * 3 + ["multiple"] * 2 + ["true_false"] * 2 + [
        "blank"
    ]
    assert not {"answer", "explanation", "source", "right"} & {key for item in whole["items"] for key in item}
    assert "解析" not in json.dumps(whole, ensure_ascii=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_put_together_from_kept_pieces_says_the_same(cup: Opened, planner: int, language: str) -> None:
    paper = starting(cup, planner).paper
    saving(cup, Save(paper.key, 1, cup.now + MINUTE, all_right(cup, paper)[:5]))
    with cup.house.database.reading() as session:
        whole = paper_json(session, cup.book, paper, language, cup.now)
        given = stands(session, paper)
    for _ in range(2):  # the second time every piece is there already
        text = paper_text(cup.book, paper, given, language, cup.now, lease=1, send="1.x")
        assert json.loads(text) == {**whole, "lease": 1, "send": "1.x"}
    assert '"options":[{"key":"A","text":"' in text
    assert "解析" not in text


def test_a_second_start_opens_the_same_paper_under_a_new_lease(cup: Opened, planner: int) -> None:
    first, second = starting(cup, planner), starting(cup, planner)
    assert (first.new, second.new) == (True, False)
    assert first.paper.key == second.paper.key
    assert (first.paper.lease, second.paper.lease) == (1, 2)


def test_fifty_starts_at_once_give_one_paper_and_fifty_leases(cup: Opened, planner: int) -> None:
    async def rush() -> list[Started]:
        view, member = cup.again(), cup.member(planner)
        return await asyncio.gather(*(start(cup.house, view, member, cup.now) for _ in range(50)))

    started = asyncio.run(rush())
    assert len({one.paper.key for one in started}) == 1
    assert sorted(one.paper.lease for one in started) == list(range(1, 51))
    assert sum(one.new for one in started) == 1


def test_attempts_are_counted_and_each_has_its_own_paper(cup: Opened, planner: int) -> None:
    drawn = []
    for attempt in (1, 2, 3):
        paper = starting(cup, planner).paper
        assert paper.attempt == attempt
        drawn.append(paper.items)
        handing_in(cup, Save(paper.key, 1, cup.now + SECOND, ()))
    assert len(set(drawn)) == 3
    with pytest.raises(Refusal, match=r"attempts\.used"):
        starting(cup, planner)


def test_attempts_a_day_count_by_the_local_day_of_the_start(any_world: World) -> None:
    cup = open_small_contest(
        any_world, wishes={"attempts": None, "attempts_per_day": 1, "closes": any_world.house.clock.now() + 9 * DAY}
    )
    member = any_world.members[PLANNER]
    handing_in(cup, Save(starting(cup, member).paper.key, 1, cup.now, ()))
    with pytest.raises(Refusal, match=r"attempts\.used_today"):
        starting(cup, member)
    assert starting(cup, member, cup.now + DAY).new


def test_only_who_is_on_the_contest_roll_may_start(any_world: World) -> None:
    cup = open_small_contest(any_world, wishes={"eligible": ["full", "probationary"]})
    with pytest.raises(Refusal, match=r"contest\.not_yours"):
        starting(cup, any_world.members[ACTIVIST])


@pytest.mark.parametrize(("moment", "key"), [(-2 * DAY, "contest.not_open"), (2 * DAY, "contest.closed")])
def test_outside_the_window_nothing_starts(cup: Opened, planner: int, moment: int, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        starting(cup, planner, cup.now + moment)
    assert refused.value.key == key


def test_the_deadline_is_the_limit_or_the_end_of_the_window(cup: Opened, planner: int) -> None:
    late = cup.view.closes - 10 * MINUTE
    paper = starting(cup, planner, late).paper
    assert (paper.deadline, paper.due) == (cup.view.closes, cup.view.closes + 10 * SECOND)


def test_the_newer_of_two_taps_stands_however_they_arrive(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    newer, older = Given(1, "B", 7), Given(1, "A", 6)
    saving(cup, Save(paper.key, 1, cup.now, (newer,)), Save(paper.key, 1, cup.now, (older,)))
    assert standing(cup, paper) == {1: "B"}
    [saved] = saving(cup, Save(paper.key, 1, cup.now, (older,)))
    assert isinstance(saved, Saved)
    assert saved.stands[1].value == "B"


def test_an_empty_answer_clears(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    saving(cup, Save(paper.key, 1, cup.now, (Given(1, "B", 1),)))
    saving(cup, Save(paper.key, 1, cup.now, (Given(1, "", 2),)))
    assert standing(cup, paper) == {1: ""}


def test_a_newer_device_wins_and_the_older_one_fills_only_gaps(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    saving(cup, Save(paper.key, 1, cup.now, (Given(1, "A", 90),)))
    starting(cup, planner)
    saving(cup, Save(paper.key, 2, cup.now, (Given(1, "B", 0),)))
    [saved] = saving(cup, Save(paper.key, 1, cup.now, (Given(1, "C", 99), Given(2, "C", 99))))
    assert isinstance(saved, Saved)
    assert saved.elsewhere
    assert standing(cup, paper) == {1: "B", 2: "C"}
    with pytest.raises(Refusal, match=r"paper\.elsewhere"):
        handing_in(cup, Save(paper.key, 1, cup.now, ()))


def test_an_impossible_answer_refuses_its_whole_request_and_no_other(cup: Opened, any_world: World) -> None:
    mine = starting(cup, any_world.members[PLANNER]).paper
    other = starting(cup, any_world.members[ACTIVIST]).paper
    bad, good = saving(
        cup,
        Save(mine.key, 1, cup.now, (Given(1, "A", 1), Given(2, "Z", 1))),
        Save(other.key, 1, cup.now, (Given(1, "A", 1),)),
    )
    assert isinstance(bad, Refusal)
    assert bad.key == "request.malformed"
    assert isinstance(good, Saved)
    assert standing(cup, mine) == {}


def test_within_the_grace_it_counts_and_after_it_is_late_evidence(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    in_grace, too_late = paper.due, paper.due + 1
    saved, refused = saving(
        cup, Save(paper.key, 1, in_grace, (Given(1, "A", 1),)), Save(paper.key, 1, too_late, (Given(2, "B", 2),))
    )
    assert isinstance(saved, Saved)
    assert isinstance(refused, Refusal)
    assert (refused.key, refused.facts) == ("paper.closed", {"late": [2]})
    assert standing(cup, paper) == {1: "A"}
    with cup.house.database.reading() as session:
        assert late_numbers(session, paper) == [2]


def test_after_the_own_hand_in_nothing_is_kept(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    handing_in(cup, Save(paper.key, 1, cup.now, ()))
    [refused] = saving(cup, Save(paper.key, 1, cup.now, (Given(1, "A", 1),)))
    assert isinstance(refused, Refusal)
    assert refused.key == "paper.handed_in"
    with cup.house.database.reading() as session:
        assert late_numbers(session, paper) == []
        assert session.execute(select(func.count()).select_from(Answer)).scalar_one() == 0


def test_handing_in_twice_gives_one_entry_and_the_first_outcome(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    first = handing_in(cup, Save(paper.key, 1, cup.now, all_right(cup, paper)))
    second = handing_in(cup, Save(paper.key, 1, cup.now + SECOND, (Given(1, "A", 9),)))
    assert first.entry is not None
    assert second.entry is None
    with cup.house.database.reading() as session:
        kept = result_of(session, cup.view.id, paper.key)
        assert kept is not None
        assert (kept.hash, kept.score) == (first.entry.hash, 10_000)


def test_a_hand_in_in_the_grace_counts_the_limit_as_its_time(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    outcome = handing_in(cup, Save(paper.key, 1, paper.due - SECOND, ()))
    assert outcome.entry is not None
    assert outcome.entry.duration_ms == 25 * MINUTE


def test_a_hand_in_after_the_grace_is_the_sweeps_and_names_what_was_late(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    outcome = handing_in(cup, Save(paper.key, 1, paper.due + SECOND, (Given(3, "A", 1),)))
    assert outcome.late == (3,)
    assert outcome.entry is not None
    assert (outcome.entry.facts["by"], outcome.entry.at) == ("time", paper.deadline)


def test_the_sweep_hands_in_what_is_due_once(cup: Opened, any_world: World) -> None:
    papers = [starting(cup, member).paper for member in list(any_world.members.values())[:5]]
    shelf = {cup.view.id: cup.book}
    before = papers[0].due + WAIT
    assert cup.house.writer.run(sweep, shelf, now=before) == 0
    assert cup.house.writer.run(sweep, shelf, now=before + 1, most=3) == 3
    assert cup.house.writer.run(sweep, shelf, now=before + 1) == 2
    assert cup.house.writer.run(sweep, shelf, now=before + 1) == 0
    with cup.house.database.reading() as session:
        results = [entry for entry in tail(session, cup.view.id, after=0) if entry.kind == "result"]
    assert sorted(entry.paper_key or "" for entry in results) == sorted(paper.key for paper in papers)
    assert {entry.at for entry in results} == {papers[0].deadline}


def test_the_result_shows_the_score_at_once_and_answers_after_closing(cup: Opened, planner: int) -> None:
    paper = starting(cup, planner).paper
    handing_in(cup, Save(paper.key, 1, cup.now + MINUTE, all_right(cup, paper)[:1]))

    def show(now: int) -> dict[str, object]:
        with cup.house.database.reading() as session:
            closed = session.get_one(Paper, paper.id)
            return result_json(session, cup.book, cup.view, closed, "zh", now)

    assert show(cup.now)["score"] == 10
    assert "items" not in show(cup.now)
    shown = show(cup.view.closes + MINUTE)["items"]
    assert isinstance(shown, list)
    assert [item["right"] for item in shown] == [True] + [False] * 7
    assert shown[0]["explanation"].startswith("解析")
