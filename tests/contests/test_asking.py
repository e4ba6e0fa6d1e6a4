"""找不到我: who may ask, what is checked, and how much of it a contest takes."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.contests import asking
from app.contests.models import Request
from app.core.clock import HOUR
from app.core.refusal import Refusal
from app.organisations.models import Member
from app.signin import sessions
from app.signin.sessions import SignedMember
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, PRICES, World

TOKEN = "p" * 26


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world)


def ask(contest: Opened, name: str = "林测新", *, branch: str = PLANNING, tail: str = "", **options: object) -> str:
    now = int(str(options.pop("now", contest.now)))
    address, token = str(options.pop("address", "10.0.0.9")), str(options.pop("token", TOKEN))
    house = contest.house
    with house.database.reading() as session:
        prepared = asking.prepare(
            house, session, contest.again(), branch=branch, name=name, tail=tail, address=address, now=now
        )
    key: str = house.writer.run(asking.ask, prepared, sessions.hash_of(token), now=now)
    return key


def signed(contest: Opened, token: str = TOKEN) -> SignedMember:
    with contest.house.database.reading() as session:
        found = sessions.member(session, token, contest.now)
    assert found is not None
    return found


def refused(contest: Opened, key: str, **options: object) -> bool:
    with pytest.raises(Refusal) as info:
        ask(contest, **options)  # type: ignore[arg-type]
    return info.value.key == key


def people(contest: Opened) -> int:
    with contest.house.database.reading() as session:
        return session.execute(select(func.count()).select_from(Member)).scalar_one()


def test_who_asks_is_signed_in_at_once_as_somebody_the_roll_does_not_know(contest: Opened, world: World) -> None:
    ask(contest, "林测新", tail="0001")
    member = signed(contest)
    assert (member.name, member.provisional) == ("林测新", True)
    assert member.organisation_id == world.organisations[PLANNING]
    with contest.house.database.reading() as session:
        stored = session.get_one(Member, member.id)
        assert stored.state == "provisional"
        assert stored.tail_mac == contest.house.secret.mac("phone tail", "0001")
        found = asking.asked(session, member.id)
    assert found is not None
    assert (found.state, found.kind, found.made_by) == ("open", "not_listed", "self")


@pytest.mark.parametrize("name", ["", "林", "林3", "http://x.test", "林" * 31, "<b>林</b>", "林测\n；drop"])
def test_a_name_is_a_name(contest: Opened, name: str) -> None:
    before = people(contest)
    assert refused(contest, "not_listed.name", name=name)
    assert people(contest) == before


@pytest.mark.parametrize("name", ["阿依·测试", "Ann Test", "林　测", "O'Test"])
def test_names_of_all_kinds_are_taken(contest: Opened, name: str) -> None:
    ask(contest, name)


def test_branch_and_tail_are_checked(contest: Opened) -> None:
    assert refused(contest, "not_listed.branch", branch="没有这个支部")
    assert refused(contest, "not_listed.branch", branch=" ")
    assert refused(contest, "not_listed.tail", tail="12a4")


def test_only_while_it_is_open_and_the_rules_say_so(contest: Opened, world: World) -> None:
    assert refused(contest, "not_listed.closed", now=contest.view.closes)
    strict = open_small_contest(world, slug="strict", wishes={"provisional": False})
    assert refused(strict, "not_listed.closed")


def test_one_branch_and_one_address_take_so_many_an_hour(contest: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "AN_HOUR", {"address": 2, "branch": 3, "contest": 4})
    for n in range(2):
        ask(contest, token=f"{n}" * 26)
    assert refused(contest, "not_listed.too_many", token="x" * 26)
    ask(contest, token="y" * 26, address="10.0.0.10")
    assert refused(contest, "not_listed.too_many", address="10.0.0.11", token="z" * 26)
    ask(contest, branch=PRICES, address="10.0.0.12", token="v" * 26)
    assert refused(contest, "not_listed.too_many", branch=PRICES, address="10.0.0.13", token="w" * 26)
    ask(contest, branch=PRICES, address="10.0.0.13", token="w" * 26, now=contest.now + HOUR + 1)


def test_no_more_are_open_at_once_than_a_branch_can_look_at(contest: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "OPEN_A_BRANCH", 1)
    ask(contest, token="a" * 26)
    assert refused(contest, "not_listed.too_many", token="b" * 26)
    contest.house.writer.run(_settle_all)
    ask(contest, token="b" * 26)


def _settle_all(session: Session) -> None:
    for one in session.execute(select(Request).where(col(Request.state) == "open")).scalars():
        one.state = "declined"
