import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.clock import HOUR, MINUTE
from app.core.glancing import glance
from app.core.house import House
from app.core.refusal import Refusal
from app.organisations.models import Member
from app.signin import cards, signing_in, throttling
from app.signin.models import Failures
from tests.organisations.rolls import loaded, person
from tests.signin.people import NOW, WRONG, by_token, code_of, sign_in
from tests.world import ARCHIVE, PLANNING, World

HALL = "10.0.0.1"


def wrong(house: House, times: int, *, now: int = NOW, name: str = "欧阳测九", address: str = HALL) -> None:
    for _ in range(times):
        with pytest.raises(Refusal) as refused:
            sign_in(house, name=name, secret=WRONG, now=now, address=address)
        assert refused.value.key == "sign_in.refused"


def gets_in(world: World, *, now: int = NOW, name: str = "欧阳测九", address: str = HALL) -> bool:
    try:
        sign_in(world.house, name=name, secret=code_of(world, name), now=now, address=address)
    except Refusal:
        return False
    return True


def test_after_ten_wrong_codes_the_right_one_does_not_open_for_a_quarter_of_an_hour(any_world: World) -> None:
    wrong(any_world.house, 9)
    assert gets_in(any_world)
    wrong(any_world.house, 10)
    assert not gets_in(any_world)
    assert not gets_in(any_world, address="10.9.9.9"), "from anywhere"
    assert not gets_in(any_world, now=NOW + 15 * MINUTE - 1)
    assert gets_in(any_world, now=NOW + 15 * MINUTE)


def test_a_right_code_wipes_the_slate(any_world: World) -> None:
    for _ in range(3):
        wrong(any_world.house, 8)
        assert gets_in(any_world)


def test_trying_on_while_shut_does_not_shut_for_longer(any_world: World) -> None:
    wrong(any_world.house, 10)
    wrong(any_world.house, 5, now=NOW + 14 * MINUTE)
    assert gets_in(any_world, now=NOW + 15 * MINUTE)


def test_the_organiser_unlocks_with_one_tap(any_world: World) -> None:
    wrong(any_world.house, 10)
    any_world.house.writer.run(throttling.unlock, any_world.keys["欧阳测九"])
    assert gets_in(any_world)


def test_the_card_itself_still_opens_while_its_code_is_being_guessed(any_world: World) -> None:
    wrong(any_world.house, 10)
    token = cards.token(any_world.house.secret, any_world.keys["欧阳测九"], 1)
    assert by_token(any_world.house, token)[1].name == "欧阳测九"


def test_nobody_else_in_the_branch_is_shut_out(any_world: World) -> None:
    wrong(any_world.house, 10)
    assert gets_in(any_world, name="陈测十")


def test_guesses_that_arrive_together_get_no_further_than_guesses_in_a_row(any_world: World) -> None:
    """All are read before any is counted; the guard at the moment of writing refuses the right one among them."""
    house, key = any_world.house, any_world.keys["欧阳测九"]
    tried = signing_in._Tried(
        ARCHIVE, "欧阳测九", code_of(any_world, "欧阳测九"), frozenset({"card_code"}), masked=False
    )
    right = glance(house.database, signing_in._weigh, house, tried, HALL, NOW)
    assert right.found is not None

    async def flood() -> list[object]:
        guesses = [house.writer.write(throttling.count_failure, right.attempt, now=NOW) for _ in range(50)]
        late = house.writer.write(signing_in.admit, right.found, b"x" * 32, NOW, leaving=None, guessed=False)
        return list(await asyncio.gather(*guesses, late, return_exceptions=True))

    outcomes = asyncio.run(flood())
    assert isinstance(outcomes[-1], Refusal)
    assert outcomes[:-1] == [None] * 50
    with house.database.reading() as session:
        assert session.get_one(Failures, throttling.member_subject(key)).count == 50


def test_the_bounds_are_the_promised_ones() -> None:
    assert (throttling.WRONG, throttling.WINDOW) == (10, 15 * MINUTE)
    assert (throttling.SPREAD, throttling.SPREAD_WINDOW) == (100, HOUR)


@pytest.fixture
def hall(any_house: House, monkeypatch: pytest.MonkeyPatch) -> World:
    """40 people of one branch, all behind one address; accounts are being guessed from the 21st on."""
    monkeypatch.setattr(throttling, "SPREAD", 20)
    loaded(any_house, [person(f"测{chr(0x4E00 + n)}", number=f"N{n}") for n in range(40)])
    world = World(any_house)
    with any_house.database.reading() as session:
        world.keys.update(dict(session.execute(select(col(Member.name), col(Member.key))).all()))
    return world


def test_guessing_over_many_accounts_never_shuts_out_the_honest_hall(hall: World) -> None:
    names = list(hall.keys)
    for name in names[:25]:
        wrong(hall.house, 1, name=name)
    for name in names[15:]:
        wrong(hall.house, 2, name=name)
        assert gets_in(hall, name=name), "right at the third or fourth try, in the middle of it all"


def test_where_accounts_are_being_guessed_each_takes_fewer_wrong_codes(hall: World) -> None:
    names = list(hall.keys)
    for name in names[:19]:
        wrong(hall.house, 1, name=name)
    wrong(hall.house, throttling.WRONG_WHILE_GUESSED, name=names[30])
    assert gets_in(hall, name=names[30]), "so far it is an honest hall's mistakes"
    wrong(hall.house, throttling.WRONG_WHILE_GUESSED, name=names[31])
    assert not gets_in(hall, name=names[31])
    assert gets_in(hall, name=names[31], address="10.9.9.9"), "the bound is the address's, not the member's"
    wrong(hall.house, throttling.WRONG_WHILE_GUESSED, name=names[32], now=NOW + 2 * HOUR)
    assert gets_in(hall, name=names[32], now=NOW + 2 * HOUR)


def test_one_account_failing_again_and_again_is_not_a_spread(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "SPREAD", 20)
    wrong(any_world.house, 25, name="没有这个人")
    wrong(any_world.house, throttling.WRONG_WHILE_GUESSED)
    assert gets_in(any_world)


def test_counters_forget_and_hold_neither_address_nor_name(any_world: World) -> None:
    house = any_world.house
    wrong(house, 1)
    wrong(house, 1, name="没有这个人")
    with house.database.reading() as session:
        subjects = [row.subject for row in session.execute(select(Failures)).scalars()]
    assert subjects
    assert not any(HALL in subject or "没有" in subject or "欧阳" in subject for subject in subjects)
    wrong(house, 1, now=NOW + 3 * HOUR, address="10.0.0.2")
    with house.database.reading() as session:
        assert all(row.window_from == NOW + 3 * HOUR for row in session.execute(select(Failures)).scalars())


def test_names_that_nobody_has_do_not_fill_the_table(world: World) -> None:
    subjects = {throttling.nobody(world.house.secret, PLANNING, str(n)) for n in range(20_000)}
    assert len(subjects) <= throttling.NOBODIES
