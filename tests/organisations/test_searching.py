import pytest
from sqlalchemy import select

from app.core.house import House
from app.organisations import labels, searching
from app.organisations.models import Member
from tests.organisations.rolls import ROOT, loaded, person

FINANCE = f"中共{ROOT}/中共测试县财政局总支部委员会/测试县财政局机关党支部"
ROWS = [
    person("赵测一", FINANCE, number="1"),
    person("钱测二", f"中共{ROOT}/测试县财经学校党支部", number="2"),
    person("孙测三", f"中共{ROOT}/测试县气象局党支部", number="3"),
]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("测试县气象局党支部", ["测试县气象局党支部"]),
        ("气象", ["测试县气象局党支部"]),
        ("测试县财", ["测试县财经学校党支部", "测试县财政局机关党支部"]),
        ("csxqxj", ["测试县气象局党支部"]),
        ("QXJ", ["测试县气象局党支部"]),
        ("总支部委员会", []),
        ("100%", []),
        ("_", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_a_branch_is_found_by_what_people_type(any_house: House, query: str, names: list[str]) -> None:
    loaded(any_house, ROWS)
    with any_house.database.reading() as session:
        assert [hit.name for hit in searching.find(session, query)] == names


def test_a_hit_says_where_the_branch_hangs(any_house: House) -> None:
    loaded(any_house, ROWS)
    with any_house.database.reading() as session:
        (hit,) = searching.find(session, "财政局机关")
    assert hit.path == f"{ROOT} / 测试县财政局总支部委员会"


def test_a_branch_whose_people_all_left_is_not_offered(any_house: House) -> None:
    loaded(any_house, ROWS)
    loaded(any_house, ROWS[:2])
    with any_house.database.reading() as session:
        assert searching.find(session, "气象") == []


def test_a_branch_answers_to_its_key_and_every_spelling(any_house: House) -> None:
    loaded(any_house, ROWS)
    with any_house.database.reading() as session:
        by_path = {label.path: (id_, label.key) for id_, label in labels.organisation_labels(session).items()}
        id_, key = by_path["中共测试县直机关工委/中共测试县财政局总支部委员会"]
        for spelling in (
            key,
            key.upper(),
            "测试县财政局党总支",
            " 测试县 财政局总支部委员会",
            "中共测试县财政局总支部委员会",
        ):
            assert searching.resolve(session, spelling) == [id_]
        assert searching.resolve(session, "财政局") == []
        assert len(searching.subtree(session, [id_])) == 2


def test_a_branch_stands_for_its_groups(any_house: House) -> None:
    branch = f"中共{ROOT}/测试县水务局党支部"
    loaded(any_house, [person("赵测一", f"{branch}/第一党小组", number="1"), person("钱测二", branch, number="2")])
    with any_house.database.reading() as session:
        assert len(searching.resolve(session, "测试县水务局党支部")) == 2
        assert len(searching.resolve(session, "第一党小组")) == 1
    loaded(any_house, [person("赵测一", f"{branch}/第一党小组", number="1")])
    with any_house.database.reading() as session:
        assert [hit.name for hit in searching.find(session, "水务")] == ["测试县水务局党支部"]


def test_names_and_branches_of_ledger_keys(any_house: House) -> None:
    loaded(any_house, ROWS)
    loaded(any_house, ROWS[:2])
    with any_house.database.reading() as session:
        keys = {name: key for key, (name, _) in labels.member_names(session, _all_keys(any_house)).items()}
        assert set(keys) == {"赵测一", "钱测二", "孙测三"}, "who has left keeps the name"
        assert {label.kind for label in labels.grouping_labels(session).values()} == {"district", "unit"}


def _all_keys(house: House) -> list[str]:
    with house.database.reading() as session:
        return [*session.execute(select(Member.key)).scalars(), "nobody"]
