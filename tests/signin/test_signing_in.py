import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.core import glancing
from app.core.db import Database
from app.core.glancing import Looking, Row
from app.core.house import House
from app.core.plain import Statement
from app.core.refusal import Refusal
from app.core.secret import Secret
from app.organisations.labels import organisation_labels
from app.organisations.models import Member
from app.signin import cards, signing_in, throttling
from tests.signin.people import NOW, WRONG, by_token, code_of, sign_in
from tests.world import ARCHIVE, NAMESAKES, PLANNING, SCHOOLS, World


@pytest.mark.parametrize(
    "branch", [ARCHIVE, "档案馆党支部", " 测试县 档案馆党支部 ", "ob2222222222222222222222", "测试县档案馆党支部\u200b"]
)
def test_the_branch_is_its_id_or_any_of_its_names(any_world: World, branch: str) -> None:
    if branch.startswith("ob"):
        branch = _key_of(any_world, ARCHIVE)
    _, member = sign_in(any_world.house, branch=branch, secret=code_of(any_world, "欧阳测九"))
    assert (member.name, member.organisation_name, member.category) == ("欧阳测九", "档案馆党支部", "full")


@pytest.mark.parametrize("name", ["欧阳测九", " 欧 阳测九", "欧阳测九\u3000"])
def test_the_name_is_compared_without_blanks(any_world: World, name: str) -> None:
    code = code_of(any_world, "欧阳测九")
    assert sign_in(any_world.house, name=name, secret=f"{code[:4]} - {code[4:]}")[1].key == any_world.keys["欧阳测九"]


def test_of_two_namesakes_the_secret_decides(any_world: World) -> None:
    house = any_world.house
    both = any_world.namesakes
    with house.database.reading() as session:
        keys = {member_id: session.get_one(Member, member_id).key for member_id in both}
    for member_id, key in keys.items():
        code = cards.code(house.secret, key, 1)
        assert sign_in(house, branch=SCHOOLS, name=NAMESAKES, secret=code)[1].id == member_id


WRONGS: dict[str, Callable[[World], dict[str, str]]] = {
    "unknown branch": lambda world: {"branch": "没有这个支部", "secret": code_of(world, "欧阳测九")},
    "unknown name": lambda world: {"name": "没有这个人", "secret": code_of(world, "欧阳测九")},
    "name of another branch": lambda world: {"branch": PLANNING, "secret": code_of(world, "欧阳测九")},
    "wrong code": lambda world: {"secret": WRONG},
    "no code": lambda world: {"secret": "密码"},
    "another's code": lambda world: {"secret": code_of(world, "陈测十")},
    "a namesake's name": lambda world: {"branch": SCHOOLS, "name": NAMESAKES, "secret": WRONG},
    "poison": lambda world: {"branch": "\x00\ud800", "name": "'; --", "secret": "\x00"},
    "far too long": lambda world: {"branch": "长" * 100_000, "name": "长" * 100_000, "secret": "1" * 100_000},
    "throttled": lambda world: {"name": "陈测十", "secret": code_of(world, "陈测十")},
}


@pytest.mark.parametrize("kind", WRONGS)
def test_every_kind_of_wrong_gets_the_same_answer_for_the_same_work(any_world: World, kind: str) -> None:
    house = any_world.house
    for _ in range(throttling.WRONG):
        _refused(house, name="陈测十", secret=WRONG)
    facts = WRONGS[kind](any_world)
    with _work(house) as usual:
        plain = _refused(house, name="另一个没有的人", secret=WRONG)
    with _work(house) as work:
        refused = _refused(house, **facts)
    assert (refused.status, refused.key, refused.sentence, refused.facts) == (
        plain.status, plain.key, plain.sentence, {},
    )  # fmt: skip
    assert work == usual
    assert usual == {"read": 2, "mac": signing_in.HMACS, "write": 1, "statement": 3}


def test_a_sign_in_is_two_reads_some_hmacs_and_one_write(any_world: World) -> None:
    code = code_of(any_world, "欧阳测九")
    sign_in(any_world.house, secret=code)
    with _work(any_world.house) as work:
        sign_in(any_world.house, secret=code)
    assert work == {"read": 2, "mac": signing_in.HMACS, "write": 1}


def test_sign_ins_of_a_hall_share_transactions(any_world: World) -> None:
    house = any_world.house
    token = cards.token(house.secret, any_world.keys["欧阳测九"], 1)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(signing_in.sign_in_by_token(house, token, NOW) for _ in range(100)))

    batches = house.writer.batches
    assert len({session for session, _ in asyncio.run(all_at_once())}) == 100
    assert house.writer.batches - batches < 100


def test_a_wrong_token_is_refused_and_counts_against_nobody(any_world: World) -> None:
    house = any_world.house
    right = cards.token(house.secret, any_world.keys["欧阳测九"], 1)
    for wrong in (right[:26] + "a" * 26, "a" * 26 + right[26:], right[:-1], "", right + "a", "\ud800" * 52):
        for _ in range(4):
            with pytest.raises(Refusal) as refused:
                by_token(house, wrong)
            assert (refused.value.status, refused.value.key) == (401, "sign_in.refused")
    assert by_token(house, right)[1].name == "欧阳测九"
    assert sign_in(house, secret=code_of(any_world, "欧阳测九"))


def test_a_contest_may_leave_out_the_card_code(any_world: World) -> None:
    with pytest.raises(Refusal) as refused:
        sign_in(any_world.house, secret=code_of(any_world, "欧阳测九"), methods=())
    assert (refused.value.status, refused.value.key) == (403, "sign_in.method")


def _refused(house: House, **facts: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        sign_in(house, address="10.0.0.1", **facts)
    return refused.value


def _key_of(world: World, name: str) -> str:
    with world.house.database.reading() as session:
        return organisation_labels(session)[world.organisations[name]].key


class _Watched:
    def __init__(self, here: Looking, work: Counter[str]) -> None:
        self._here = here
        self._work = work

    def rows(self, statement: Statement, **facts: Any) -> list[Row]:
        self._work["read"] += 1
        return self._here.rows(statement, **facts)


@contextmanager
def _work(house: House) -> Iterator[Counter[str]]:
    """Counts reads, writes, statements inside the writes, and HMACs."""
    work: Counter[str] = Counter()
    mac = Secret.mac

    def counted(secret: Secret, purpose: str, *parts: str | int) -> bytes:
        if purpose == "card code":
            work["mac"] += 1
        return mac(secret, purpose, *parts)

    glance = glancing.glance

    def watched(database: Database, function: Callable[..., Any], *facts: Any) -> Any:
        return glance(database, lambda here, *more: function(_Watched(here, work), *more), *facts)

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_facts: Any) -> None:
        if statement.startswith("INSERT INTO failures"):
            work["statement"] += 1

    jobs = house.writer.jobs
    glancing.glance = watched
    event.listen(house.database.writer, "before_cursor_execute", on_statement)
    Secret.mac = counted  # type: ignore[method-assign]
    try:
        yield work
    finally:
        Secret.mac = mac  # type: ignore[method-assign]
        glancing.glance = glance
        event.remove(house.database.writer, "before_cursor_execute", on_statement)
        work["write"] = house.writer.jobs - jobs
