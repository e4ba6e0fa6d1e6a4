"""Work numbers and phone tails: where a contest accepts them, whom they let in, and how soon they stop."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.core.clock import DAY, HOUR, MINUTE
from app.core.glancing import glance
from app.core.refusal import Refusal
from app.core.secret import Secret
from app.organisations.models import Member
from app.signin import cards, methods, sessions, signing_in, throttling
from app.signin.methods import CARD, NUMBER, TAIL
from tests.signin.people import NOW, by_token, code_of, sign_in
from tests.world import ARCHIVE, NAMESAKES, SCHOOLS, World

ALL = (CARD, NUMBER, TAIL)
HALL = "10.0.0.1"


@pytest.fixture
def numbered(world: World) -> World:
    return give_numbers(world)


def give_numbers(world: World) -> World:
    """欧阳测九 has a work number and a phone, the namesakes one work number and one tail each."""
    first, second = world.namesakes
    give(world, world.members["欧阳测九"], number="A-1024", tail="0471")
    give(world, first, number="7001", tail="1111")
    give(world, second, number="7002", tail="2222")
    return world


def give(world: World, member_id: int, *, number: str, tail: str) -> None:
    secret: Secret = world.house.secret
    macs = {"number_mac": secret.mac("work number", number), "tail_mac": secret.mac("phone tail", tail)}

    def store(session: Session) -> None:
        session.execute(update(Member).where(col(Member.id) == member_id).values(**macs))

    world.house.writer.run(store)


def gets_in(world: World, secret: str, *, accepted: tuple[str, ...] = (TAIL,), **facts: object) -> str | None:
    """By which method, or not at all."""
    try:
        token, member = sign_in(world.house, secret=secret, methods=accepted, address=HALL, **facts)  # type: ignore[arg-type]
    except Refusal:
        return None
    with world.house.database.reading() as session:
        kept = sessions.member(session, token, NOW)
    if kept is not None:
        assert kept.method == member.method, "the session remembers it"
    return member.method


@pytest.mark.parametrize("typed", ["A-1024", "a-1024", " a - 1024 ", "Ａ－１０２４", "A—1024"])
def test_a_work_number_is_compared_as_the_roll_keeps_it(numbered: World, typed: str) -> None:
    assert gets_in(numbered, typed, accepted=(NUMBER,)) == NUMBER


@pytest.mark.parametrize("typed", ["0471", " 04 71", "０４７１"])
def test_a_phone_tail_is_four_digits(numbered: World, typed: str) -> None:
    assert gets_in(numbered, typed) == TAIL


def test_the_card_goes_on_beside_them_and_counts_as_the_stronger(any_world: World) -> None:
    numbered = give_numbers(any_world)
    assert gets_in(numbered, code_of(numbered, "欧阳测九"), accepted=ALL) == CARD
    assert gets_in(numbered, "A-1024", accepted=ALL) == NUMBER
    assert gets_in(numbered, "0471", accepted=ALL) == TAIL


@pytest.mark.parametrize(
    ("secret", "accepted"),
    [("0471", (CARD,)), ("0471", (NUMBER,)), ("A-1024", (CARD, TAIL)), ("", ALL), ("0472", ALL), ("13900000471", ALL)],
)
def test_what_the_contest_does_not_accept_is_wrong_like_anything_else(
    numbered: World, secret: str, accepted: tuple[str, ...]
) -> None:
    assert gets_in(numbered, secret, accepted=accepted) is None


def test_a_card_code_does_not_count_where_only_numbers_do(numbered: World) -> None:
    assert gets_in(numbered, code_of(numbered, "欧阳测九"), accepted=(NUMBER, TAIL)) is None


@pytest.mark.parametrize("secret", ["", "0000", "A1"])
def test_who_has_no_number_is_not_let_in_without_one(numbered: World, secret: str) -> None:
    assert gets_in(numbered, secret, accepted=ALL, name="陈测十") is None


METHODS: dict[str, Callable[[World, int], str]] = {
    CARD: lambda world, place: cards.code(world.house.secret, _key(world, world.namesakes[place]), 1),
    NUMBER: lambda _world, place: ("7001", "7002")[place],
    TAIL: lambda _world, place: ("1111", "2222")[place],
}


@pytest.mark.parametrize("by", METHODS)
def test_namesakes_of_a_branch_are_told_apart_by_each_secret(numbered: World, by: str) -> None:
    for place, member_id in enumerate(numbered.namesakes):
        secret = METHODS[by](numbered, place)
        _, member = sign_in(numbered.house, branch=SCHOOLS, name=NAMESAKES, secret=secret, methods=ALL)
        assert (member.id, member.method) == (member_id, by)


def test_namesakes_with_one_tail_are_told_apart_by_nothing_and_need_their_cards(numbered: World) -> None:
    first, second = numbered.namesakes
    give(numbered, first, number="7001", tail="3333")
    give(numbered, second, number="7002", tail="3333")
    assert gets_in(numbered, "3333", branch=SCHOOLS, name=NAMESAKES) is None
    assert gets_in(numbered, "7002", accepted=ALL, branch=SCHOOLS, name=NAMESAKES) == NUMBER


@pytest.mark.parametrize("accepted", [(TAIL,), (NUMBER,), ALL])
def test_after_five_wrong_tries_no_weak_secret_opens_for_a_quarter_of_an_hour(
    numbered: World, accepted: tuple[str, ...]
) -> None:
    secret = "0471" if TAIL in accepted else "A-1024"
    wrong(numbered, throttling.WEAK_WRONG, accepted)
    assert gets_in(numbered, secret, accepted=accepted) is None
    assert gets_in(numbered, secret, accepted=accepted, now=NOW + 15 * MINUTE) is not None


def test_after_ten_wrong_tries_in_a_day_only_the_card_opens(numbered: World) -> None:
    for quarter in range(3):
        wrong(numbered, 4, now=NOW + quarter * 16 * MINUTE)
        gets_in(numbered, "0471", now=NOW + quarter * 16 * MINUTE)
    later = NOW + 3 * HOUR
    assert gets_in(numbered, "0471", now=later) is None
    assert gets_in(numbered, code_of(numbered, "欧阳测九"), accepted=ALL, now=later) == CARD
    assert gets_in(numbered, "0471", now=later) is None, "the card does not open it to the tail"
    assert gets_in(numbered, "0471", now=NOW + DAY) == TAIL


def test_one_tap_of_the_organiser_opens_it_to_the_tail_again(any_world: World) -> None:
    numbered = give_numbers(any_world)
    for quarter in range(2):
        wrong(numbered, 5, now=NOW + quarter * 16 * MINUTE)
    assert gets_in(numbered, "0471", now=NOW + HOUR) is None
    numbered.house.writer.run(throttling.unlock, numbered.keys["欧阳测九"])
    assert gets_in(numbered, "0471", now=NOW + HOUR) == TAIL


def test_the_counter_of_a_day_outlives_those_of_the_hour(numbered: World) -> None:
    for quarter in range(2):
        wrong(numbered, 5, now=NOW + quarter * 16 * MINUTE)
    numbered.house.writer.run(throttling.forget, now=NOW + 20 * HOUR)
    assert gets_in(numbered, "0471", now=NOW + 20 * HOUR) is None
    numbered.house.writer.run(throttling.forget, now=NOW + 2 * DAY)
    assert gets_in(numbered, "0471", now=NOW + 2 * DAY) == TAIL


def test_guesses_at_a_tail_that_arrive_together_get_no_further(numbered: World) -> None:
    house = numbered.house
    tried = signing_in._Tried(ARCHIVE, "欧阳测九", "0471", frozenset({TAIL}), masked=False)
    right = glance(house.database, signing_in._weigh, house, tried, HALL, NOW)
    assert right.found is not None
    wrong(numbered, throttling.WEAK_WRONG)
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        house.writer.run(signing_in.admit, right.found, b"x" * 32, NOW, leaving=None, guessed=False, by=TAIL)


def test_while_accounts_are_guessed_a_weak_secret_has_three_tries(
    numbered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "SPREAD", 1)
    for name in ("陈测十", "王测同"):
        wrong(numbered, 1, name=name, branch=ARCHIVE if name == "陈测十" else SCHOOLS)
    wrong(numbered, throttling.WEAK_WRONG_WHILE_GUESSED)
    assert gets_in(numbered, "0471") is None


def test_the_bounds_on_weak_secrets_are_the_promised_ones() -> None:
    assert (throttling.WEAK_WRONG, throttling.WEAK_WRONG_A_DAY, throttling.WEAK_WINDOW) == (5, 10, DAY)
    assert throttling.WEAK_WRONG_WHILE_GUESSED == 3


@pytest.mark.pure
def test_a_card_opens_every_contest_and_a_weak_secret_only_where_it_counts() -> None:
    for accepted in ((CARD,), (NUMBER,), (TAIL, NUMBER)):
        assert methods.opens(CARD, accepted)
    assert methods.opens(TAIL, (CARD, TAIL))
    assert not methods.opens(TAIL, (CARD,))
    assert not methods.opens(NUMBER, (CARD, TAIL))


def test_a_session_made_by_the_cards_code_or_token_says_so(numbered: World) -> None:
    token = cards.token(numbered.house.secret, numbered.keys["欧阳测九"], 1)
    assert by_token(numbered.house, token)[1].method == CARD
    assert sign_in(numbered.house, secret=code_of(numbered, "欧阳测九"))[1].method == CARD


def wrong(world: World, times: int, accepted: tuple[str, ...] = (TAIL,), **facts: object) -> None:
    for _ in range(times):
        assert gets_in(world, "9998", accepted=accepted, **facts) is None


def _key(world: World, member_id: int) -> str:
    with world.house.database.reading() as session:
        return session.get_one(Member, member_id).key
