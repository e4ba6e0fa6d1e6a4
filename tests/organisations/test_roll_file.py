import io
import time
import zipfile

import pytest

from app.organisations.roll_file import Roll, read_roll
from tests.organisations.old_xls import xls
from tests.organisations.rolls import ARCHIVE, HEADER, csv_roll, person, xlsx_roll

pytestmark = pytest.mark.pure


def places(roll: Roll) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.header) for fault in roll.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_offices_save(encoding: str) -> None:
    roll = read_roll(csv_roll([person("赵测一", number="A1")], encoding=encoding), "roll.csv")
    assert not roll.faults
    assert roll.rows[0].organisation == tuple(ARCHIVE.split("/"))
    assert (roll.rows[0].name, roll.rows[0].category, roll.rows[0].number) == ("赵测一", "full", "A1")


def test_a_workbook_with_titles_above_and_decorated_headings() -> None:
    header = (
        "序号",
        "所在\n党支部*",
        "姓　名（必填）",
        "预/正",
        "联系 电话",
        "片 区",
        "工作单位",
        "备注-免考",
        "身份证号",
    )
    row = (
        1,
        ARCHIVE.replace("/", "／"),
        "赵　测",
        "预备",
        13800000000.0,
        "第一片",
        "档案馆",
        "√",
        "11010119000101000X",
    )
    roll = read_roll(xlsx_roll([row], header, above=2), "roll.xlsx")
    assert not roll.faults
    (read,) = roll.rows
    assert read.row == 4
    assert (read.name, read.category, read.phone, read.exempt) == ("赵测", "probationary", "13800000000", True)
    assert roll.ignored == ["序号", "身份证号"]
    assert "11010119000101000X" not in repr(roll)


@pytest.mark.parametrize(
    ("word", "category"),
    [("正式党员", "full"), ("预备党员", "probationary"), ("发展对象", "candidate"), ("申请人", "applicant"),
     ("入党积极分子", "activist"), ("非党员干部", "non_party"), (" 正式 党员 ", "full")],
)  # fmt: skip
def test_the_words_for_a_category(word: str, category: str) -> None:
    assert read_roll(csv_roll([person("赵测一", category=word)]), "a.csv").rows[0].category == category


def test_every_fault_names_sheet_row_column_and_header() -> None:
    rows = [
        person("赵测一", number="1"),
        person("", category="党员干部"),
        person("钱测二", phone="12"),
        person("孙测三", exempt="也许"),
        person("李测四", branch="工委//支部"),
        person("=1+1", number="2"),
        person("周测五\x07", number="3"),
    ]
    roll = read_roll(csv_roll(rows), "名册.csv")
    assert places(roll) == [
        (3, "B", "姓名"),
        (3, "C", "人员类别"),
        (4, "E", "手机号"),
        (5, "H", "免考"),
        (6, "A", "所属党组织"),
        (7, "B", "姓名"),
        (8, "B", "姓名"),
    ]
    assert all(fault.sheet == "名册.csv" for fault in roll.faults)
    assert roll.faults[1].said().startswith("“名册.csv”第 3 行 C 列（人员类别）：")


def test_namesakes_that_nothing_tells_apart_are_a_fault_that_names_both_rows() -> None:
    roll = read_roll(csv_roll([person("王测同"), person("赵测一"), person("王　测同")]), "a.csv")
    (fault,) = roll.faults
    assert (fault.row, fault.facts["other"]) == (4, 2)
    assert "第 4 行" in fault.said()
    assert "第 2 行" in fault.said()


def test_namesakes_with_numbers_or_phones_are_two_people() -> None:
    told_apart = [person("王测同", number="1"), person("王测同", number="2"), person("王测同", phone="13800000001")]
    assert not read_roll(csv_roll(told_apart), "a.csv").faults


def test_a_work_number_belongs_to_one_person() -> None:
    roll = read_roll(csv_roll([person("赵测一", number="a-1"), person("钱测二", number="Ａ－１")]), "a.csv")
    assert [(fault.row, fault.column, fault.facts["other"]) for fault in roll.faults] == [(3, "D", 2)]


@pytest.mark.parametrize("missing", ["所属党组织", "人员类别"])
def test_a_missing_column_is_named(missing: str) -> None:
    header = tuple("备注" if heading == missing else heading for heading in HEADER)
    (fault,) = read_roll(csv_roll([person("赵测一")], header), "a.csv").faults
    assert fault.facts == {"missing": missing}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0 old", "a.xls"),
        (b"hello", "a.xlsx"),
        (b"a,b\n1,2\n", "a.csv"),
        (csv_roll([]), "a.csv"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv"),
        (b"1", "a.pdf"),
    ],
)
def test_what_is_no_roll_is_refused_in_a_sentence(content: bytes, name: str) -> None:
    (fault,) = read_roll(content, name).faults
    assert fault.said().endswith("。")


def test_a_zip_bomb_is_refused_before_it_is_parsed() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(150):
                part.write(b" " * (1 << 20))
    assert len(bomb.getvalue()) < 200_000
    started = time.monotonic()
    (fault,) = read_roll(bomb.getvalue(), "a.xlsx").faults
    assert "解开后太大" in fault.said()
    assert time.monotonic() - started < 2


def test_one_long_text_in_every_cell_is_refused_before_it_is_copied() -> None:
    rows = [["测" * 30_000] * 20 for _ in range(60)]
    bomb = xlsx_roll(rows)
    assert len(bomb) < 100_000
    (fault,) = read_roll(bomb, "a.xlsx").faults
    assert "解开后太大" in fault.said()


def test_an_old_workbook_with_cells_far_out_is_refused_before_they_are_made() -> None:
    far = xls({"名册": [[""] * 250 + ["测"] for _ in range(20_000)]})
    started = time.monotonic()
    (fault,) = read_roll(far, "a.xls").faults
    assert "解开后太大" in fault.said()
    assert time.monotonic() - started < 10


def test_what_a_few_bytes_claim_is_not_believed() -> None:
    """A sheet's claimed size, and its count of shared strings: no memory is asked for on their word."""
    claim = b"\x00\x02\x0e\x00" + b"\x00\x00\x00\x00\xff\xff\xff\x7f\x00\x00\xff\x00\x00\x00"
    hostile = xls({"名册": [HEADER, person("赵测一")]}, records=claim)
    assert [row.name for row in read_roll(hostile, "a.xls").rows] == ["赵测一"]


def test_an_understated_size_does_not_get_past_the_count() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * (120 << 20))
    lying = bomb.getvalue().replace((120 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert len(read_roll(lying, "a.xlsx").faults) == 1


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "XFD40000"])
def test_a_cell_far_out_does_not_lay_out_billions_of_empty_ones(reference: str) -> None:
    far = rewritten(xlsx_roll([person("赵测一")]), b'r="B2"', f'r="{reference}"'.encode())
    (fault,) = read_roll(far, "a.xlsx").faults
    assert fault.said().endswith("再存。")


def test_empty_rows_down_to_the_end_of_the_sheet_are_no_matter() -> None:
    empty = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    roll = read_roll(rewritten(xlsx_roll([person("赵测一")]), b"</sheetData>", empty), "a.xlsx")
    assert not roll.faults
    assert len(roll.rows) == 1


def rewritten(workbook: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with bytes of its sheets replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            after.writestr(part.filename, content.replace(old, new) if "worksheets" in part.filename else content)
    return out.getvalue()
