"""Sums over days: only what counts is kept, and a member's place follows the sums."""

import pytest

from app.boards import closing
from app.boards.counting import Attempt
from app.boards.daily import Daily, counting
from app.boards.places import own
from app.boards.rendering import board
from app.boards.scheme import Scheme
from tests.boards.ground import Ground, run_contest
from tests.world import World

DAY = 86_400_000
START = 1_780_000_000_000


def paper(day: int, attempt: int, score: int, *, seat: int = 0) -> Attempt:
    start = START + day * DAY + attempt * 1000
    return Attempt(attempt, score, 600_000, start + 600_000, start, 1, seat)


@pytest.mark.pure
@pytest.mark.parametrize(("counts", "a_day", "kept"), [("daily_best", 1, 5), ("daily_first", 2, 10)])
def test_what_is_kept_grows_with_days_and_not_with_attempts(counts: str, a_day: int, kept: int) -> None:
    found = counting(Scheme(total=1000, counts=counts, counted_a_day=a_day), 20)
    assert isinstance(found, Daily)
    for place in range(20):
        for n in range(15):
            found.take(place, paper(n // 3, n + 1, 100 * (n % 3)))
    assert len(found.n_day) == 20 * kept
    assert set(found.tries) == {15}
    assert set(found.score) == {5 * 200 if a_day == 1 else 5 * 100}


@pytest.mark.pure
def test_the_room_of_an_annulled_day_is_used_again() -> None:
    found = counting(Scheme(total=1000, counts="daily_best"), 1)
    assert isinstance(found, Daily)
    for _ in range(4):
        for day in (2, 0, 1):
            found.take(0, paper(day, day + 1, 300))
        assert (found.score[0], found.handed_in[0]) == (900, paper(2, 3, 0).at)
        found.clear(0)
        assert (found.score[0], found.tries[0]) == (-1, 0)
    assert len(found.n_day) == 3


@pytest.mark.pure
def test_a_share_is_one_sum_until_somebody_moves() -> None:
    found = counting(Scheme(total=1000, counts="daily_best"), 1)
    found.take(0, paper(0, 1, 300))
    found.take(0, paper(1, 2, 400))
    assert list(found.parts(0)) == [(0, 700, 1_200_000)]
    found.take(0, paper(2, 3, 500, seat=7))
    assert sorted(found.parts(0)) == [(0, 300, 600_000), (0, 400, 600_000), (7, 500, 600_000)]
    assert found.seat[0] == 7


@pytest.fixture
def ladder(world: World) -> Ground:
    ground = run_contest(
        world, preset="daily-ladder", counts="daily_best", published={"organisations": None, "members": 2}
    )
    noon = ground.start
    for day in range(3):
        names = ("赵测一", "钱测二", "孙测三")[: 3 - day]
        ground.hand_in_all([(name, 20 + n, 300) for n, name in enumerate(names)], at=noon + day * DAY)
    return ground


def test_a_members_place_follows_the_sums(ladder: Ground) -> None:
    with ladder.house.database.reading() as session:
        places = {
            name: own(ladder.house, session, ladder.view, ladder.keys[name]) for name in ("赵测一", "钱测二", "孙测三")
        }
    assert [(one.rank, one.gap) for one in places.values()] == [(1, None), (2, None), (None, 2000)]
    assert places["赵测一"].organisation == 1


def test_while_frozen_nothing_of_another_day_shows(ladder: Ground) -> None:
    def public() -> list[bytes]:
        with ladder.house.database.reading() as session:
            return [board(ladder.house, session, ladder.view, name).body for name in ("members", "organisations")]

    ladder.run(closing.freeze, 5)
    before = public()
    ladder.hand_in("李测四", 30, at=ladder.start + 4 * DAY)
    assert public() == before
    ladder.house.kept.clear()
    assert public() == before
