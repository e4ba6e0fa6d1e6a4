import asyncio
import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import MINUTE
from app.core.house import House
from app.core.refusal import Refusal
from app.signin import organisers, sessions
from app.signin.models import Organiser
from app.signin.sessions import SignedOrganiser
from tests.signin.people import NOW

OWN = "一句自己记得住的话"


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(organisers, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    organisers._nobodys_hash.cache_clear()


def sign_in(house: House, name: str, password: str, **options: Any) -> tuple[str, SignedOrganiser]:
    return asyncio.run(organisers.sign_in(house, name, password, options.pop("now", NOW), **options))


def choose(house: House, organiser: SignedOrganiser, password: str, again: str | None = None, **options: Any) -> None:
    again = password if again is None else again
    asyncio.run(organisers.choose_password(house, organiser.id, password, again, now=NOW, **options))


def who(house: House, token: str) -> SignedOrganiser | None:
    with house.database.reading() as session:
        return sessions.organiser(session, token, NOW)


def test_first_the_one_time_password_then_an_own_one(any_house: House) -> None:
    one_time = organisers.make(any_house, " 测试员 ")
    assert re.fullmatch("[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", one_time)
    first, organiser = sign_in(any_house, "测试员", one_time)
    other, _ = sign_in(any_house, "测试员", one_time)
    assert organiser.one_time
    choose(any_house, organiser, OWN + "！", token=first)
    assert who(any_house, other) is None, "every other session ends"
    signed = who(any_house, first)
    assert signed is not None
    assert not signed.one_time
    assert not sign_in(any_house, "测试员", OWN + "！")[1].one_time
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        sign_in(any_house, "测试员", one_time)


@pytest.mark.parametrize(
    ("password", "again", "key"),
    [
        ("short", None, "organiser.password_short"),
        ("x" * 129, None, "organiser.password_short"),
        ("aaaaaaaaaaaa", None, "organiser.password_plain"),
        ("long enough to be one", "but not the same", "organiser.passwords_differ"),
    ],
)
def test_a_poor_password_is_refused(house: House, password: str, again: str | None, key: str) -> None:
    organisers.make(house, "测试员")
    with pytest.raises(Refusal) as refused:
        choose(house, SignedOrganiser(1, "测试员", True), password, again)
    assert refused.value.key == key


def test_the_one_time_password_is_not_an_own_one(house: House) -> None:
    one_time = organisers.make(house, "测试员")
    with pytest.raises(Refusal, match=r"organiser\.password_plain"):
        choose(house, SignedOrganiser(1, "测试员", True), one_time)


def test_a_name_is_made_once_and_reset_on_purpose(any_house: House) -> None:
    first = organisers.make(any_house, "测试员")
    token, _ = sign_in(any_house, "测试员", first)
    with pytest.raises(Refusal, match=r"organiser\.exists"):
        organisers.make(any_house, "测试员")
    second = organisers.make(any_house, "测试员", reset=True)
    assert who(any_house, token) is None
    assert sign_in(any_house, "测试员", second)[1].one_time
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        sign_in(any_house, "测试员", first)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "a\nb"])
def test_a_name_is_printable(house: House, name: str) -> None:
    with pytest.raises(Refusal, match=r"organiser\.name"):
        organisers.make(house, name)


def test_the_password_is_kept_as_argon2id(house: House) -> None:
    password = organisers.make(house, "测试员")
    with house.database.reading() as session:
        stored = session.execute(select(Organiser)).scalar_one()
    assert stored.password_hash.startswith("$argon2id$")
    assert password not in stored.password_hash


@pytest.mark.parametrize("name", ["没有的人", "", "a\x00b", "长" * 100_000, "\ud800"])
def test_a_name_that_nobody_has_costs_the_same_hashing(
    any_house: House, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    organisers.make(any_house, "测试员")
    hashed: Counter[str] = Counter()
    verify = organisers._verify

    def counted(against: str, password: str) -> bool:
        hashed[against[:10]] += 1
        return verify(against, password)

    monkeypatch.setattr(organisers, "_verify", counted)
    jobs = any_house.writer.jobs
    for known in ("测试员", name):
        with pytest.raises(Refusal) as refused:
            sign_in(any_house, known, "wrong password")
        assert (refused.value.status, refused.value.key) == (401, "sign_in.refused")
    assert hashed == {"$argon2id$": 2}
    assert any_house.writer.jobs - jobs == 2


def test_guessing_shuts_one_address_out_for_a_while_and_not_the_desk(any_house: House) -> None:
    password = organisers.make(any_house, "测试员")
    for _ in range(10):
        with pytest.raises(Refusal):
            sign_in(any_house, "测试员", "wrong password", address="10.0.0.66")
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        sign_in(any_house, "测试员", password, address="10.0.0.66")
    assert sign_in(any_house, "测试员", password, address="10.0.0.1")
    assert sign_in(any_house, "测试员", password, address="10.0.0.66", now=NOW + 15 * MINUTE)


def test_hashing_runs_one_a_core_and_a_long_queue_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    organisers.make(house, "测试员")
    monkeypatch.setattr(organisers, "QUEUE", 0)
    with pytest.raises(Refusal) as refused:
        sign_in(house, "测试员", "wrong password")
    assert (refused.value.status, refused.value.key) == (503, "busy")
    assert organisers._hashing._max_workers == organisers.CORES


def test_a_member_s_session_is_no_organiser_s(any_house: House) -> None:
    token, organiser = sign_in(any_house, "测试员", organisers.make(any_house, "测试员"))
    with any_house.database.reading() as session:
        assert sessions.member(session, token, NOW) is None
        assert sessions.organiser(session, "a" * 26, NOW) is None
    any_house.writer.run(sessions.revoke_all_of_organiser, organiser.id, NOW)
    assert who(any_house, token) is None
