"""A paper of the whole pool: every question once, held by the phone, saved in requests of at most 300 answers."""

import gzip
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.banks import editions, files
from app.contests import feasibility
from app.core.canonical import compact_json
from app.core.clock import MINUTE, SECOND
from app.core.refusal import Refusal
from app.papers.answers import ANSWERS, Given, Save
from app.papers.closing import items_of
from app.papers.models import Paper
from app.papers.results import result_json
from app.papers.saving import Saved
from app.papers.viewing import paper_json
from app.verify.verifying import verify
from tests.papers.sitting_steps import handing_in, right, saving, starting
from tests.small_contest import Opened, load_generated_bank, open_small_contest
from tests.world import World

BANKS = Path(__file__).parents[2] / "question_banks"
LONG = 4 * 90
"""Questions of the generated bank, more than one request may carry."""


def wishes(bank: str, kinds: tuple[str, ...]) -> dict[str, object]:
    sections = [{"bank": bank, "kind": kind, "count": None, "marks": 100} for kind in kinds]
    return {"sections": sections, "total": None, "limit_s": 1800, "attempts": 1, "counts": "first"}


@pytest.fixture
def sprint(world: World) -> Opened:
    load_generated_bank(world.house, each=LONG // 4)
    return open_small_contest(world, wishes=wishes("generated", ("single", "multiple", "true_false", "blank")))


@pytest.fixture
def paper(sprint: Opened, world: World) -> Paper:
    return starting(sprint, world.members["赵测一"]).paper


def test_it_has_every_question_of_the_pool_once_in_an_order_of_its_own(sprint: Opened, world: World) -> None:
    papers = [starting(sprint, world.members[name]).paper for name in ("赵测一", "钱测二")]
    drawn = [[item.ordinal for item in items_of(paper)] for paper in papers]
    assert [sorted(one) for one in drawn] == [list(range(LONG))] * 2
    assert drawn[0] != drawn[1]


def test_saving_takes_several_requests_and_the_score_is_what_was_right(sprint: Opened, paper: Paper) -> None:
    answers = right(sprint, paper, only=LONG)
    for part in (answers[:300], answers[300:340]):
        (saved,) = saving(sprint, Save(paper.key, 1, sprint.now + MINUTE, part))
        assert isinstance(saved, Saved)
    entry = handing_in(sprint, paper, *answers[340:350], now=sprint.now + 2 * MINUTE).entry
    assert entry is not None
    assert (entry.score, entry.facts["correct"], entry.facts["items"], entry.wrong) == (35_000, 350, LONG, 0)
    with sprint.house.database.reading() as session:
        shown = result_json(session, sprint.book, sprint.again(), session.get_one(Paper, paper.id), "zh", sprint.now)
    assert (shown["score"], shown["total"], shown["correct"]) == (350, LONG, 350)
    assert verify(sprint.house, "small-cup").differences == 0


def test_one_request_takes_no_more_than_300_and_no_number_beyond_the_paper(sprint: Opened, paper: Paper) -> None:
    many = [{"n": n, "choice": ["A"], "seq": 1} for n in range(1, 302)]
    with pytest.raises(ValidationError):
        ANSWERS.validate_json(json.dumps({"send": "x", "answers": many}))
    (refused,) = saving(sprint, Save(paper.key, 1, sprint.now, (Given(LONG + 1, "A", 1),)))
    assert isinstance(refused, Refusal)
    assert refused.key == "request.malformed"


def test_it_can_be_handed_in_at_any_time_and_what_is_open_costs_nothing(sprint: Opened, paper: Paper) -> None:
    entry = handing_in(sprint, paper, *right(sprint, paper, only=3), now=sprint.now + SECOND).entry
    assert entry is not None
    assert (entry.score, entry.wrong) == (300, 0)


def test_a_pool_that_is_too_large_for_a_phone_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feasibility, "MOST_ITEMS", 13)
    with pytest.raises(Refusal, match="too_many_questions") as refused:
        open_small_contest(world, wishes=wishes("generated", ("single", "multiple")))
    assert refused.value.facts == {"there": 14, "most": 13}


def test_the_whole_party_constitution_travels_in_60_kilobytes(world: World) -> None:
    bank = "party-constitution"
    editions.load(world.house, files.read_bank(BANKS / bank / "bank.yaml"), world.house.clock.now())
    cup = open_small_contest(world, wishes=wishes(bank, ("single", "multiple", "true_false")))
    paper = starting(cup, world.members["赵测一"]).paper
    with cup.house.database.reading() as session:
        body = paper_json(session, cup.book, paper, "zh", cup.now)
    assert len(body["items"]) == cup.book.items > 200
    assert len(gzip.compress(compact_json(body).encode(), 6)) < 60_000
    assert len(paper.items) < 20 * cup.book.items
