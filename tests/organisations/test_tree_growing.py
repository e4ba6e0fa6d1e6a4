"""The two-sheet form: organisations beside people, each found under any of its names."""

import pytest

from app.core.house import House
from app.organisations import labels, loading
from app.organisations.models import Category
from tests.organisations.rolls import TREE, planned, two_sheets
from tests.organisations.test_loading import present

ROOT = "中共测试县直机关工作委员会"
PEOPLE = [
    ("档案局", "赵测一", "正式党员", "1", ""),
    ("测试县档案馆党支部", "钱测二", "预备", "2", ""),
    ("县直工委/档案馆/第一党小组", "孙测三", "发展对象", "3", ""),
    ("测试县三家联合党支部", "李测四", "正式党员", "4", "地震局"),
    ("测试县三家联合党支部", "周测五", "正式党员", "5", "邮政局"),
]


def faults(house: House, tree: list[tuple[str, ...]], people: list[tuple[str, ...]] = PEOPLE) -> list[str]:
    return [fault.said() for fault in planned(house, two_sheets(tree, people), "两表.xlsx").faults]


@pytest.mark.parametrize("titles", [False, True])
def test_both_sheets_are_read_in_any_order_and_load_whole(any_house: House, titles: bool) -> None:
    content = two_sheets(TREE, PEOPLE, titles=titles)
    plan = planned(any_house, content, "两表.xlsx")
    assert [fault.said() for fault in plan.faults] == []
    assert loading.load(any_house, plan, "两表.xlsx").added == 5
    assert planned(any_house, content, "两表.xlsx").empty
    with any_house.database.reading() as session:
        named = {label.path: label for label in labels.organisation_labels(session).values()}
        groupings = {label.name for label in labels.grouping_labels(session).values()}
    branch = f"{ROOT}/测试县档案馆支部委员会"
    assert {path: (one.kind, one.short_name) for path, one in named.items()} == {
        ROOT: ("work_committee", "县直工委"),
        branch: ("branch", "档案馆"),
        f"{branch}/第一党小组": ("group", "第一党小组"),
        f"{ROOT}/测试县三家联合党支部": ("branch", "测试县三家联合党支部"),
    }
    assert groupings == {"第一片", "气象局", "地震局", "邮政局"}
    people = present(any_house)
    assert people["孙测三"].category == Category.CANDIDATE
    assert people["李测四"].unit_id != people["周测五"].unit_id, "in a joint branch everybody keeps the own unit"
    assert people["赵测一"].district_id is not None, "the branch's district is that of its people"


def test_what_the_sheet_said_stays_when_a_flat_roll_is_loaded_later(house: House) -> None:
    loading.load(house, planned(house, two_sheets(TREE, PEOPLE), "a.xlsx"), "a.xlsx")
    flat = "所属党组织,姓名,人员类别,工号\n" + "".join(
        f"{branch},{name},{category},{number}\n" for branch, name, category, number, _unit in PEOPLE[:3]
    )
    plan = planned(house, flat.encode(), "b.csv")
    assert (plan.faults, plan.organisations, len(plan.gone), plan.unchanged) == ([], {}, 2, 3)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("甲支部", "", "没有的", "", "", "", "")], "第 2 行 C 列（上级党组织）：“没有的”和名册里的党组织对不上"),
        ([("甲支部", "", "乙支部", "", "", "", ""), ("乙支部", "", "甲支部", "", "", "", "")], "上级绕了一圈"),
        ([("甲工委", "", "", "", "", "", "")] * 2, "第 3 行 A 列（党组织全称）：和第 2 行"),
        ([("甲工委", "", "", "", "乙", "", ""), ("乙工委", "", "", "", "乙", "", "")], "一个名称只能指一个党组织"),
        ([("甲工委", "县", "", "", "", "", ""), ("乙工委", "县", "", "", "", "", "")], "榜上分不开"),
        ([("甲工委", "", "", "处", "", "", "")], "D 列（类型）：“处”不是认得的类型"),
        ([("甲联合党支部", "", "", "", "", "一、二、三、四、五、六", "")], "最多覆盖 5 个单位，这里写了 6 个"),
        ([("甲工委", "", "", "", "", "一、二", "")], "只有党支部才填覆盖单位"),
        ([("甲工委", "", "", "", "", "", ""), ("第一党小组", "", "甲工委", "", "", "", "")], "不在党支部下面"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_sheet_of_organisations_is_told_with_its_cell(
    house: House, rows: list[tuple[str, ...]], said: str
) -> None:
    people = [("甲工委", "赵测一", "正式党员", "1", "")] if rows[0][0] == "甲工委" else PEOPLE[:1]
    told = faults(house, rows, people)
    assert any(said in one for one in told), told
    assert all(one.startswith("“党组织”第 ") for one in told if "人员" not in one)


@pytest.mark.parametrize(
    ("unit", "said"),
    [("", "请写明本人的单位：气象局、地震局、邮政局"), ("水务局", "“水务局”不是这个联合党支部覆盖的单位")],
)
def test_a_member_of_a_joint_branch_belongs_to_one_of_its_units(house: House, unit: str, said: str) -> None:
    (told,) = faults(house, list(TREE), [("测试县三家联合党支部", "李测四", "正式党员", "4", unit)])
    assert said in told
    assert "“人员”第 2 行 E 列（单位）" in told


def test_the_same_person_under_two_names_of_a_branch_is_found(house: House) -> None:
    people = [("档案局", "王测同", "正式党员", "", ""), ("史志办", "王测同", "正式党员", "", "")]
    (told,) = faults(house, list(TREE), people)
    assert "和第 2 行（人员）同支部、同姓名" in told


def test_a_branch_in_the_file_that_no_sheet_names_is_asked_about_once(house: House) -> None:
    people = [("档案管支部", f"赵测{n}", "正式党员", n, "") for n in "一二三"]
    (question,) = planned(house, two_sheets(TREE, people), "a.xlsx").questions()
    assert (question.written, question.count, question.places[0].row) == ("档案管支部", 3, 2)
    assert question.near[0] == f"{ROOT}/测试县档案馆支部委员会"
    assert question.hangs == ROOT
