"""What a member sees of a paper is what the rules of that paper's own contest show."""

import asyncio

from app.papers.answers import Save
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.sitting import start
from tests.phone.conftest import Phone
from tests.small_contest import Opened, open_small_contest
from tests.world import World


def test_a_contest_that_shows_answers_at_once_shows_none_of_another(
    phone: Phone, contest: Opened, world: World
) -> None:
    """Both draw from one bank: the answers of the one that is on are not to be had at the door of the other."""
    open_small_contest(world, slug="loose", wishes={"review": {"score": "at_once", "answers": "at_once"}})
    phone.sign_in()
    paper = handed_in(contest, world.members["赵测一"])
    own = phone.get(f"/c/small-cup/result?paper={paper.key}")
    assert own.status_code == 200
    assert phone.get(f"/c/small-cup/review/{paper.key}").status_code == 409
    for path in (f"/c/loose/review/{paper.key}", f"/c/loose/result?paper={paper.key}"):
        assert phone.get(path).status_code == 404, path


def handed_in(contest: Opened, member_id: int) -> Paper:
    async def go() -> Paper:
        paper = (await start(contest.house, contest.again(), contest.member(member_id), contest.now)).paper
        await hand_in_paper(contest.house, Save(paper.key, paper.lease, contest.now + 1000, ()))
        return paper

    return asyncio.run(go())
