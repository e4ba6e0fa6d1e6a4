"""Which question practice puts next: what was not seen, then what was seen longest ago; each member in an own order."""

from app.core.clock import MINUTE
from app.papers import practising
from app.papers.practising import Wish
from app.signin.sessions import SignedMember
from tests.small_contest import BANK, load_generated_bank
from tests.world import World


def member(world: World, name: str) -> SignedMember:
    return SignedMember(world.members[name], world.keys[name], name, 0, "", "full")  # type: ignore[arg-type]


def practise(world: World, name: str, wish: Wish, turns: int) -> list[str]:
    """Ask and leave unanswered so often; the questions' names."""
    house, who, names, now = world.house, member(world, name), [], world.house.clock.now()
    for turn in range(turns):
        with house.database.reading() as session:
            asked = practising.ask(house, session, who, wish, now + turn * MINUTE)
            if asked is None:
                break
            given: dict[str, list[str]] = {"choice": [], "texts": []}
            practising.answer(house, session, who, asked.shown.sealed(house, who), given, now)
        names.append(asked.question.name)
    return names


def test_every_question_comes_once_before_one_comes_again(world: World) -> None:
    load_generated_bank(world.house)
    names = practise(world, "赵测一", Wish(BANK), 30)
    assert len(set(names[:28])) == 28
    assert names[28:] == names[:2]


def test_members_go_through_a_bank_in_orders_of_their_own(world: World) -> None:
    load_generated_bank(world.house)
    assert practise(world, "赵测一", Wish(BANK), 6) != practise(world, "钱测二", Wish(BANK), 6)


def test_the_book_holds_what_went_wrong_and_a_wish_narrows(world: World) -> None:
    load_generated_bank(world.house)
    wrong = practise(world, "赵测一", Wish(BANK, "blank"), 2)
    assert all(name.startswith("blank") for name in wrong)
    assert set(practise(world, "赵测一", Wish(), 4)) == set(wrong)
    assert practise(world, "赵测一", Wish(kind="single"), 1) == []


def test_options_are_shuffled_anew_each_time(world: World) -> None:
    load_generated_bank(world.house)
    who, now = member(world, "赵测一"), world.house.clock.now()
    with world.house.database.reading() as session:
        shown = [practising.ask(world.house, session, who, Wish(BANK, "single"), now + n) for n in range(12)]
    assert len({one.shown.order for one in shown if one is not None}) > 3
