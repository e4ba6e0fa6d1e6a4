"""Circles of people: made from a pasted list, whole or not at all."""

import pytest

from app.core.refusal import Refusal
from app.organisations import circles
from tests.world import NAMESAKES, PLANNING, SCHOOLS, World

LIST = f"{PLANNING} 赵测一\n\n教育局党总支学校党支部，吴测六\n"


def made(world: World, text: str = LIST, slug: str = "class") -> int:
    with world.house.database.reading() as session:
        people = circles.from_list(session, text)
    return world.house.writer.run(circles.make, slug, "培训班", people, now=1)


def ids(world: World, slug: str = "class") -> set[int]:
    with world.house.database.reading() as session:
        return circles.member_ids(session, slug)


def test_a_circle_is_made_of_the_people_a_list_names(world: World) -> None:
    made(world)
    assert ids(world) == {world.members["赵测一"], world.members["吴测六"]}


@pytest.mark.parametrize("line", [f"{PLANNING} 无此人", "赵测一", f"{SCHOOLS} {NAMESAKES}", "哪里 赵测一"])
def test_a_line_that_names_nobody_or_two_is_said_and_nothing_is_made(world: World, line: str) -> None:
    with pytest.raises(Refusal) as refused:
        made(world, LIST + line)
    assert refused.value.key == "circle.not_on_roll"
    assert refused.value.facts["said"] == line
    assert ids(world) == set()


def test_a_slug_is_taken_once_and_has_its_form(world: World) -> None:
    made(world)
    with pytest.raises(Refusal) as taken:
        made(world)
    assert taken.value.key == "circle.taken"
    with pytest.raises(Refusal) as bad:
        made(world, slug="Class A")
    assert bad.value.key == "circle.bad"


def test_people_come_and_go_and_the_circle_can_be_dissolved(world: World) -> None:
    circle_id, run = made(world), world.house.writer.run
    assert run(circles.add, circle_id, [world.members["赵测一"], world.members["李测四"]]) == 1
    run(circles.remove, circle_id, world.members["赵测一"])
    assert ids(world) == {world.members["吴测六"], world.members["李测四"]}
    run(circles.dissolve, circle_id)
    with world.house.database.reading() as session:
        assert circles.circles(session) == []
