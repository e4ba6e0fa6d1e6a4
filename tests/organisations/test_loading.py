import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.core.house import House
from app.core.refusal import Refusal
from app.organisations import demo, labels, loading, searching
from app.organisations.models import Grouping, Member, MemberState, Organisation, OrganisationKind
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import plan
from tests.organisations.rolls import ARCHIVE, WEATHER, csv_roll, loaded, person, planned

SIX = [person(f"测试{name}", number=f"N{name}") for name in ("甲", "乙", "丙", "丁", "戊", "己")]


def present(house: House) -> dict[str, Member]:
    """Present members by name."""
    with house.database.reading() as session:
        rows = session.execute(select(Member).where(col(Member.state) == MemberState.PRESENT)).scalars().all()
    return {row.name: row for row in rows}


def states(house: House) -> dict[str, int]:
    with house.database.reading() as session:
        return dict(session.execute(select(col(Member.state), func.count()).group_by(col(Member.state))).all())


@pytest.fixture
def demo_bytes(tmp_path: Any) -> bytes:
    demo.write_demo_roll(tmp_path / "roll.xlsx")
    return bytes((tmp_path / "roll.xlsx").read_bytes())


def test_the_demonstration_roll_loads_and_a_second_time_changes_nothing(any_house: House, demo_bytes: bytes) -> None:
    first = planned(any_house, demo_bytes, "roll.xlsx")
    assert not first.faults
    assert loading.load(any_house, first, "roll.xlsx").added == 2789
    with any_house.database.reading() as session:
        kinds = dict(
            session.execute(select(col(Organisation.kind), func.count()).group_by(col(Organisation.kind))).all()
        )
        groupings = dict(session.execute(select(col(Grouping.kind), func.count()).group_by(col(Grouping.kind))).all())
        revision = labels.revision(session)
    assert kinds == {"work_committee": 1, "committee": 2, "general_branch": 9, "branch": 157}
    assert groupings == {"district": 5, "unit": 63}
    keys = {member.key for member in present(any_house).values()}

    again = planned(any_house, demo_bytes, "roll.xlsx")
    assert again.empty
    assert loading.load(any_house, again, "roll.xlsx").unchanged == 2789
    assert {member.key for member in present(any_house).values()} == keys
    with any_house.database.reading() as session:
        assert labels.revision(session) == revision


def test_no_piece_of_a_load_holds_the_writer_for_long(house: House, demo_bytes: bytes) -> None:
    spans: dict[str, float] = {}
    run = house.writer.run

    def timed(function: Callable[..., Any], *facts: Any, **options: Any) -> Any:
        def measured(*inside: Any, **more: Any) -> Any:
            started = time.thread_time()
            try:
                return function(*inside, **more)
            finally:
                spans[function.__name__] = max(spans.get(function.__name__, 0), time.thread_time() - started)

        return run(measured, *facts, **options)

    house.writer.run = timed  # type: ignore[method-assign]
    loading.load(house, planned(house, demo_bytes, "roll.xlsx"), "roll.xlsx")
    assert set(spans) >= {"begin", "put_organisations", "put_members", "show"}
    assert max(spans.values()) < 0.1, spans  # at most 20 ms of CPU on a quiet machine; this bound catches a lost split


def test_people_keep_their_key_when_everything_but_their_number_changes(any_house: House) -> None:
    loaded(any_house, SIX)
    before = present(any_house)["测试甲"]
    moved = person("测试甲改名", WEATHER, category="预备党员", number="n甲", exempt="病重")
    done = loaded(any_house, [moved, *SIX[1:]])
    assert (done.added, done.changed, done.gone, done.unchanged) == (0, 1, 0, 5)
    after = present(any_house)["测试甲改名"]
    assert after.key == before.key
    assert (after.category, after.exempt) == ("probationary", True)
    assert after.organisation_id != before.organisation_id


def test_without_a_number_organisation_name_and_phone_tell_who_it_is(any_house: House) -> None:
    rows = [person("王测同", phone="13800000001"), person("王测同", phone="13800000002"), person("赵测一")]
    loaded(any_house, rows)
    assert planned(any_house, csv_roll(reversed(rows))).empty
    other_phone = loaded(any_house, [*rows[:1], person("王测同", phone="13800000003"), rows[2]])
    assert (other_phone.added, other_phone.gone, other_phone.unchanged) == (1, 1, 2)


def test_last_four_digits_that_differ_are_another_person(any_house: House) -> None:
    loaded(any_house, [person("赵测一", phone="0001"), person("钱测二", phone="13800000002")])
    done = loaded(any_house, [person("赵测一", phone="0009"), person("钱测二", phone="0002")])
    assert (done.added, done.gone, done.unchanged) == (1, 1, 1)


def test_a_number_filled_in_later_belongs_to_the_same_person(any_house: House) -> None:
    loaded(any_house, [person("赵测一"), person("钱测二", phone="13800000001")])
    keys = {name: member.key for name, member in present(any_house).items()}
    done = loaded(any_house, [person("赵测一", number="A1"), person("钱测二", number="A2", phone="0001")])
    assert (done.added, done.gone, done.changed) == (0, 0, 2)
    assert {name: member.key for name, member in present(any_house).items()} == keys
    assert planned(any_house, csv_roll([person("赵测一"), person("钱测二")])).empty


def test_a_row_that_may_be_either_namesake_is_a_fault(any_house: House) -> None:
    loaded(any_house, [person("王测同", number="1"), person("王测同", number="2")])
    (fault,) = planned(any_house, csv_roll([person("赵测一"), person("王测同")])).faults
    assert (fault.row, fault.column, fault.facts) == (3, "B", {"count": 2})


def test_who_vanishes_from_the_roll_is_gone_and_may_come_back_with_the_same_key(any_house: House) -> None:
    loaded(any_house, SIX)
    key = present(any_house)["测试甲"].key
    assert loaded(any_house, SIX[1:]).gone == 1
    assert states(any_house) == {"present": 5, "gone": 1}
    assert loaded(any_house, SIX).changed == 1
    assert present(any_house)["测试甲"].key == key


def test_numbers_are_kept_as_hmacs_only(house: House) -> None:
    loaded(house, [person("赵测一", number="GH12345", phone="13800004321")])
    raw = house.settings.sqlite_path.read_bytes() + house.settings.sqlite_path.with_name("cup.db-wal").read_bytes()
    assert "赵测一".encode() in raw
    for secret in (b"GH12345", b"13800004321", b"4321"):
        assert secret not in raw


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("pieces", range(7))
def test_a_load_killed_between_any_two_pieces_leaves_nothing_to_see(
    any_house: House, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    loaded(any_house, SIX)
    monkeypatch.setattr(loading, "PIECE", 2)
    newcomers = [person(f"新测{name}", WEATHER, number=f"W{name}") for name in "甲乙丙丁戊"]
    changed = [person("测试甲改名", number="N甲"), *SIX[2:], *newcomers]
    run, left = any_house.writer.run, iter(range(pieces))

    def run_until_killed(*facts: Any, **options: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return run(*facts, **options)

    any_house.writer.run = run_until_killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        loaded(any_house, changed)
    assert set(present(any_house)) == {"测试甲", "测试乙", "测试丙", "测试丁", "测试戊", "测试己"}
    with any_house.database.reading() as session:
        assert searching.find(session, "气象局") == []

    any_house.writer.run = run  # type: ignore[method-assign]
    done = loaded(any_house, changed)
    assert (done.added, done.changed, done.gone) == (5, 1, 1)
    assert states(any_house) == {"present": 10, "gone": 1}


def test_a_plan_made_before_another_load_is_refused(any_house: House) -> None:
    stale = planned(any_house, csv_roll(SIX))
    loaded(any_house, SIX[:3])
    with pytest.raises(Refusal) as refused:
        loading.load(any_house, stale, "roll.csv")
    assert refused.value.key == "roll.overtaken"
    assert len(present(any_house)) == 3


def test_of_two_loads_at_once_the_later_wins_whole(any_house: House) -> None:
    with any_house.database.reading() as session:
        first = any_house.writer.run(loading.begin, 0, "a.csv", now=1)
        planned_first = plan(session, read_roll(csv_roll(SIX), "a.csv"), any_house.secret)
    loaded(any_house, SIX[:3])
    for step in (
        lambda: any_house.writer.run(loading.put_members, first, []),
        lambda: any_house.writer.run(loading.show, first, planned_first, {}, []),
    ):
        with pytest.raises(Refusal) as refused:
            step()
        assert refused.value.key == "roll.overtaken"
    assert len(present(any_house)) == 3


def test_a_roll_with_a_fault_loads_not_one_row(any_house: House) -> None:
    with pytest.raises(Refusal) as refused:
        loaded(any_house, [*SIX, person("赵测一", category="?")])
    assert (refused.value.key, refused.value.facts) == ("roll.faulty", {"count": 1})
    assert states(any_house) == {}


def test_a_part_of_the_roll_is_not_taken_for_the_whole(any_house: House) -> None:
    everybody = [person("测试" + chr(0x4E00 + n), number=f"N{n}") for n in range(60)]
    loaded(any_house, everybody)
    with pytest.raises(Refusal) as refused:
        loaded(any_house, everybody[:20])
    assert refused.value.key == "roll.many_leave"
    assert len(present(any_house)) == 60
    assert loaded(any_house, everybody[:20], many_may_leave=True).gone == 40


def test_the_tree_takes_its_kinds_and_short_names_from_the_paths(any_house: House) -> None:
    above = "中共测试县直机关工委/测试县公安局党总支"
    loaded(any_house, [
        person("赵测一", f"{above}/第一党支部"),
        person("钱测二", f"{above}/第二党支部"),
        person("孙测三", "中共测试县直机关工委/测试县税务局党总支/第一党支部"),
    ])  # fmt: skip
    with any_house.database.reading() as session:
        found = {label.path: label for label in labels.organisation_labels(session).values()}
        assert len(searching.resolve(session, "第一党支部")) == 2
        assert len(searching.resolve(session, "测试县公安局党总支 第一党支部")) == 1
    assert found[above].kind == OrganisationKind.GENERAL_BRANCH
    assert found[f"{above}/第一党支部"].short_name == "测试县公安局党总支第一党支部"
    assert found[f"{above}/第二党支部"].short_name == "第二党支部"
    assert found["中共测试县直机关工委"].short_name == "测试县直机关工委"


def test_brackets_and_blanks_in_a_path_do_not_make_a_second_organisation(any_house: House) -> None:
    loaded(
        any_house, [person("赵测一", f"{ARCHIVE}（机关）"), person("钱测二", f" {ARCHIVE.replace('/', ' / ')}(机关)")]
    )
    with any_house.database.reading() as session:
        assert len(labels.organisation_labels(session)) == 2
