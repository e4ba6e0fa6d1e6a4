"""One sheet under its header: the headings that real systems print, titles, merged cells, sheets of one branch."""

import pytest

from app.organisations.headers import header_in
from app.organisations.roll_file import Roll, read_roll
from tests.organisations.old_xls import xls
from tests.organisations.rolls import csv_roll

pytestmark = pytest.mark.pure

MEMBERS = [
    "姓名",
    "性别",
    "出生日期",
    "民族",
    "党龄",
    "加入党组织日期",
    "所在党支部职务",
    "归属部门",
    "人员类别",
    "学历",
    "手机号码",
]
REGISTER = [
    "序号",
    "姓名",
    "身份证号",
    "性别",
    "籍贯",
    "出生年月",
    "学历",
    "工作单位",
    "预/正",
    "手机号码",
    "QQ",
    "微信",
    "入党时间",
]


def row(header: list[str], **cells: str) -> list[str]:
    return [cells.get(heading.replace("/", ""), f"测{heading}") for heading in header]


def one(roll: Roll) -> tuple[object, ...]:
    assert [fault.said() for fault in roll.faults] == []
    (found,) = roll.rows
    return found.organisation, found.name, found.category.value, found.phone, found.unit


def test_a_members_list_whose_department_is_the_branch() -> None:
    cells = row(MEMBERS, 姓名="赵测一", 归属部门="甲支部", 人员类别="发展对象", 手机号码="13900000001")
    roll = read_roll(csv_roll([cells], MEMBERS), "a.csv")
    assert one(roll) == (("甲支部",), "赵测一", "candidate", "13900000001", None)
    assert len(roll.ignored) == 7


def test_a_register_of_one_branch_takes_it_from_the_title_and_never_reads_the_rest() -> None:
    cells = row(REGISTER, 姓名="赵测一", 工作单位="测试县档案馆", 预正="预", 手机号码="13900000001")
    rows = [["2026年测试县档案馆党支部党员花名册"], REGISTER, cells]
    roll = read_roll(xls({"Sheet1": rows}, [(0, 0, 0, 12)]), "a.xls")
    assert one(roll) == (("测试县档案馆党支部",), "赵测一", "probationary", "13900000001", "测试县档案馆")
    assert {"身份证号", "籍贯", "QQ", "微信"} <= set(roll.ignored)
    assert "测身份证号" not in repr(roll)


def test_a_sheet_is_named_after_its_branch() -> None:
    rows = [["姓名", "类别"], ["赵测一", "正式"]]
    roll = read_roll(xls({"甲支部": rows, "乙支部": rows}), "a.xls")
    assert [one.organisation for one in roll.rows] == [("甲支部",), ("乙支部",)]


def test_a_sheet_that_speaks_of_no_branch_is_refused_at_its_header() -> None:
    (fault,) = read_roll(xls({"Sheet1": [["姓名", "类别"], ["赵测一", "正式"]]}), "a.xls").faults
    assert (fault.sheet, fault.row, fault.facts) == ("Sheet1", 1, {"missing": "所属党组织"})


@pytest.mark.parametrize("titles", range(6))
def test_the_header_is_found_in_the_first_six_rows(titles: int) -> None:
    rows = [*[["测试县党员信息"]] * titles, ["所属党组织", "姓名", "人员类别"], ["甲支部", "赵测一", "正式"]]
    roll = read_roll(xls({"名册": rows}, [(place, place, 0, 2) for place in range(titles)]), "a.xls")
    assert roll.rows[0].row == titles + 2


def test_merged_cells_speak_of_all_their_rows() -> None:
    rows = [
        ["所属党组织", "姓名", "人员类别", "单位"],
        ["甲支部", "赵测一", "正式", "档案馆"],
        ["", "钱测二", "", ""],
        ["乙支部", "孙测三", "预备", ""],
    ]
    roll = read_roll(xls({"名册": rows}, [(1, 2, 0, 0), (1, 2, 2, 2), (1, 2, 3, 3)]), "a.xls")
    assert [(one.organisation, one.category.value, one.unit) for one in roll.rows] == [
        (("甲支部",), "full", "档案馆"), (("甲支部",), "full", "档案馆"), (("乙支部",), "probationary", None),
    ]  # fmt: skip


def test_a_merged_name_is_one_person() -> None:
    rows = [["所属党组织", "姓名", "人员类别"], ["甲支部", "赵测一", "正式"], ["", "", ""]]
    roll = read_roll(xls({"名册": rows}, [(1, 2, 0, 0), (1, 2, 1, 1), (1, 2, 2, 2)]), "a.xls")
    assert len(roll.rows) == 1


def test_a_merged_name_is_not_given_to_a_row_of_its_own() -> None:
    rows = [["所属党组织", "姓名", "人员类别", "工号"], ["甲支部", "赵测一", "正式", "1"], ["", "", "", "2"]]
    (fault,) = read_roll(xls({"名册": rows}, [(1, 2, 0, 0), (1, 2, 1, 1), (1, 2, 2, 2)]), "a.xls").faults
    assert (fault.row, fault.column) == (3, "B")


def test_of_two_header_rows_the_lower_counts() -> None:
    rows = [
        ["所属党组织", "姓名", "人员类别", "联系方式", ""],
        ["", "", "", "手机", "邮箱"],
        ["甲支部", "赵测一", "正式", "13900000001", "a@example.org"],
    ]
    merged = [(0, 1, 0, 0), (0, 1, 1, 1), (0, 1, 2, 2), (0, 0, 3, 4)]
    roll = read_roll(xls({"名册": rows}, merged), "a.xls")
    assert one(roll) == (("甲支部",), "赵测一", "full", "13900000001", None)
    assert roll.ignored == ["邮箱"]


def test_levels_in_columns_of_their_own_become_a_path() -> None:
    header = ["所属党委", "党总支", "党支部", "党小组", "姓名", "人员类别"]
    rows = [
        ["甲党委", "乙党总支", "丙支部", "第一党小组", "赵测一", "正式"],
        ["甲党委", "", "丁支部", "", "钱测二", "正式"],
        ["甲党委", "", "甲党委/戊支部", "", "孙测三", "正式"],
    ]
    assert [one.organisation for one in read_roll(csv_roll(rows, header), "a.csv").rows] == [
        ("甲党委", "乙党总支", "丙支部", "第一党小组"), ("甲党委", "丁支部"), ("甲党委", "戊支部"),
    ]  # fmt: skip


def test_the_heading_of_its_own_comes_before_one_that_also_would_do() -> None:
    header = header_in(["姓名", "政治面貌", "人员类别", "联系电话", "手机号", "工作单位"], 1)
    assert header is not None
    assert header.places == {"name": 0, "category": 2, "phone": 4, "unit": 5}
    assert (header.ignored, header.twice) == (("政治面貌", "联系电话"), ())


def test_a_namesake_by_the_same_last_four_digits_is_not_told_apart() -> None:
    rows = [("甲支部", "王测同", "正式", "13900000001"), ("甲支部", "王测同", "正式", "0001")]
    (fault,) = read_roll(csv_roll(rows, ("党支部", "姓名", "类别", "手机号")), "a.csv").faults
    assert (fault.row, fault.facts["other"]) == (3, 2)
