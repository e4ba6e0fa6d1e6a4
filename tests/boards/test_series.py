"""A series counts what is over and public: closed, not frozen, with places; the mean of what each member sat."""

import pytest

from app.boards import closing
from app.boards.series import SeriesTable, table
from app.contests import series
from app.contests.series import SeriesFacts
from app.core.refusal import Refusal
from tests.boards.ground import Ground, run_contest
from tests.world import PLANNING, PRICES, World

SLUG = "monthly"


def month(world: World, slug: str, *results: tuple[str, float, int], over: bool = True, **wishes: object) -> Ground:
    made = run_contest(world, slug, organisation_scoring={"kind": "mean"}, **wishes)
    made.hand_in_all(results)
    if over:
        settle(made)
    return made


def settle(ground: Ground) -> None:
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    ground.run(closing.append_closed_when_due, now + closing.START_IN_FLIGHT + 1)


def make(world: World, *contests: str, least: int = 2) -> None:
    facts = SeriesFacts("月度测试", contests, min_sittings=least)
    world.house.writer.run(series.new_series, SLUG, facts, now=1)


def stands(world: World) -> SeriesTable:
    with world.house.database.reading() as session:
        return table(world.house, session, series.series(session, SLUG))


def members(world: World) -> dict[str, tuple[int | None, int, int]]:
    names = {key: name for name, key in world.keys.items()}
    return {names[one.key]: (one.rank, one.figure, one.sittings) for one in stands(world).members}


@pytest.fixture
def two_months(world: World) -> World:
    month(world, "may", ("赵测一", 90, 60), ("钱测二", 80, 60), ("李测四", 70, 60))
    month(world, "june", ("赵测一", 81, 60), ("钱测二", 91, 60))
    make(world, "may", "june")
    return world


def test_the_mean_is_of_what_was_sat_and_too_few_sittings_come_after(two_months: World) -> None:
    assert members(two_months) == {"赵测一": (1, 8550, 2), "钱测二": (1, 8550, 2), "李测四": (None, 7000, 1)}


def test_organisations_have_the_mean_of_their_own_figures(two_months: World) -> None:
    found = {one.key: (one.figure, one.sittings) for one in stands(two_months).organisations}
    assert found[two_months.organisations[PLANNING]] == (8550, 2)
    assert found[two_months.organisations[PRICES]] == (3500, 2), "a month that nobody sat counts 0"


def test_running_contests_and_those_without_places_do_not_count(world: World) -> None:
    month(world, "may", ("赵测一", 90, 60))
    month(world, "june", ("赵测一", 10, 60), over=False)
    month(world, "july", ("赵测一", 20, 60), ranking=False)
    make(world, "may", "june", "july", least=1)
    assert members(world) == {"赵测一": (1, 9000, 1)}
    assert [part.slug for part in stands(world).parts] == ["may"]


def test_what_is_frozen_counts_when_it_is_revealed(world: World) -> None:
    ground = month(world, "may", ("赵测一", 90, 60), over=False)
    ground.run(closing.freeze, ground.house.clock.now())
    settle(ground)
    make(world, "may", least=1)
    assert members(world) == {}
    ground.run(closing.finalise, ground.house.clock.now() + 60_000)
    assert members(world) == {"赵测一": (1, 9000, 1)}


def test_the_strictest_publication_counts(world: World) -> None:
    month(world, "may", published={"organisations": 3, "members": 50})
    month(world, "june", published={"organisations": None, "members": 10})
    make(world, "may", "june")
    found = stands(world)
    assert (found.published_organisations, found.published_members) == (3, 10)


def test_contests_may_come_later(world: World) -> None:
    month(world, "may", ("赵测一", 90, 60))
    make(world, least=1)
    assert members(world) == {}
    world.house.writer.run(series.change_series, SLUG, SeriesFacts("月度测试", ["may"], min_sittings=1))
    assert members(world) == {"赵测一": (1, 9000, 1)}


@pytest.mark.parametrize(
    ("slug", "facts", "key"),
    [
        ("A", SeriesFacts("名", []), "series.bad"),
        (SLUG, SeriesFacts(" ", []), "series.bad"),
        (SLUG, SeriesFacts("名", [], min_sittings=0), "series.bad"),
        (SLUG, SeriesFacts("名", ["none"]), "series.no_contest"),
        ("taken", SeriesFacts("名", []), "series.taken"),
    ],
)
def test_what_is_refused(world: World, slug: str, facts: SeriesFacts, key: str) -> None:
    world.house.writer.run(series.new_series, "taken", SeriesFacts("名", []), now=1)
    with pytest.raises(Refusal) as refused:
        world.house.writer.run(series.new_series, slug, facts, now=2)
    assert refused.value.key == key
    with world.house.database.reading() as session:
        assert [one.slug for one in series.all_series(session)] == ["taken"]
