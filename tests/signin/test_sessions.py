import hashlib

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.core.clock import HOUR, MINUTE
from app.organisations.models import Member, MemberState
from app.signin import cards, sessions
from app.signin.models import SignedIn
from tests.signin.people import NOW, by_token, code_of, sign_in, who
from tests.world import PLANNING, World


def test_the_database_holds_the_hash_of_the_token_only(any_world: World) -> None:
    token, _ = sign_in(any_world.house, secret=code_of(any_world, "欧阳测九"))
    with any_world.house.database.reading() as session:
        (stored,) = session.execute(select(SignedIn)).scalars().all()
    assert stored.token_hash == hashlib.sha256(token.encode()).digest()
    assert len(token) == 26, "128 bits in base 32"


@pytest.mark.parametrize("token", [None, "", "x", "a" * 26, "a" * 10_000, "\ud800"])
def test_no_other_token_is_anybody(any_world: World, token: str | None) -> None:
    sign_in(any_world.house, secret=code_of(any_world, "欧阳测九"))
    assert who(any_world.house, token) is None


def test_a_session_lasts_twelve_hours_after_it_was_last_seen(any_world: World) -> None:
    house = any_world.house
    token, _ = sign_in(house, secret=code_of(any_world, "欧阳测九"))
    assert who(house, token, NOW + 12 * HOUR - 1) == "欧阳测九"
    assert who(house, token, NOW + 12 * HOUR) is None
    assert sessions.member_of(house, token, NOW + 11 * HOUR) is not None
    assert who(house, token, NOW + 22 * HOUR) == "欧阳测九"


def test_a_busy_phone_slides_its_session_once_in_ten_minutes(any_world: World) -> None:
    house = any_world.house
    token, _ = sign_in(house, secret=code_of(any_world, "欧阳测九"))
    writes = house.writer.jobs
    for minute in range(31):
        sessions.member_of(house, token, NOW + minute * MINUTE)
    assert house.writer.jobs - writes == 2


def test_sliding_does_not_wake_an_ended_session(any_world: World) -> None:
    house = any_world.house
    token, _ = sign_in(house, secret=code_of(any_world, "欧阳测九"))
    house.writer.run(sessions.end, token, NOW + 1)
    house.writer.run(sessions.touch, token, NOW + HOUR)
    assert who(house, token, NOW + HOUR) is None
    house.writer.run(sessions.end, None, NOW)


def test_swapping_people_ends_one_session_and_starts_the_other(any_world: World) -> None:
    house = any_world.house
    first, _ = sign_in(house, secret=code_of(any_world, "欧阳测九"))
    second, member = sign_in(
        house, branch=PLANNING, name="赵测一", secret=code_of(any_world, "赵测一"), leaving=first
    )  # fmt: skip
    assert (who(house, first), who(house, second), member.name) == (None, "赵测一", "赵测一")


def test_all_sessions_of_a_member_end_at_once_and_of_nobody_else(any_world: World) -> None:
    house = any_world.house
    both = [sign_in(house, secret=code_of(any_world, "欧阳测九"))[0] for _ in range(2)]
    other, _ = sign_in(house, branch=PLANNING, name="赵测一", secret=code_of(any_world, "赵测一"))
    house.writer.run(sessions.revoke_all_of_member, any_world.members["欧阳测九"], NOW)
    assert [who(house, token) for token in (*both, other)] == [None, None, "赵测一"]


def test_who_left_the_roll_is_signed_out(any_world: World) -> None:
    house = any_world.house
    token, _ = sign_in(house, secret=code_of(any_world, "欧阳测九"))
    house.writer.run(_leave, any_world.members["欧阳测九"])
    assert who(house, token) is None
    with pytest.raises(Exception, match=r"sign_in\.refused"):
        sign_in(house, secret=code_of(any_world, "欧阳测九"))
    with pytest.raises(Exception, match=r"sign_in\.refused"):
        by_token(house, cards.token(house.secret, any_world.keys["欧阳测九"], 1))


def _leave(session, member_id):  # type: ignore[no-untyped-def]
    session.execute(update(Member).where(col(Member.id) == member_id).values(state=MemberState.GONE))
