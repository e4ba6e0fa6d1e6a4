"""Tables for office programs: read again by another reader, figures as they were, and nothing that runs."""

import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.core import spreadsheets
from app.core.spreadsheets import Figure, Sheet, safe, write_csv, write_xlsx, xlsx_bytes

pytestmark = pytest.mark.pure

NASTY = ["=1+1", "+49 30", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "http://example.test", "007", "王测同"]


def sheet(rows: list[list[spreadsheets.Cell]], name: str = "表") -> Sheet:
    return Sheet(name, ["甲", "=乙"], rows)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    rows: list[list[spreadsheets.Cell]] = [[text, n] for n, text in enumerate(NASTY)]
    write_xlsx(tmp_path / "a.xlsx", [sheet(rows, "a/b:c[d]*?"), sheet([], "空")])
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.sheet_names == ["a b c d   ", "空"]
    read = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert read == [["甲", "=乙"], *[[text, float(n)] for n, text in enumerate(NASTY)]]
    assert book.get_sheet_by_index(1).to_python(skip_empty_area=False) == [["甲", "=乙"]]


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [sheet([[text, 1] for text in NASTY])])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        written = b"".join(parts.read(name) for name in parts.namelist() if "worksheets" in name)
    assert b"<f>" not in written
    assert b"hyperlink" not in written


def test_a_csv_opens_with_its_chinese_and_runs_nothing(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", sheet([[text, Figure(-1250)] for text in NASTY]))
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "甲,'=乙"
    assert lines[1] == "'=1+1,-12.50"
    assert lines[3] == "'-cmd|' /C calc'!A0,-12.50"
    assert lines[8] == "王测同,-12.50"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_of_a_csv_is_taken_for_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("王测同") == "王测同"


def test_the_same_sheets_give_the_same_bytes() -> None:
    written = xlsx_bytes([sheet([["甲", 1]])])
    assert written == xlsx_bytes([sheet([["甲", 1]])])
    assert CalamineWorkbook.from_filelike(io.BytesIO(written)).get_sheet_by_index(0).to_python() == [
        ["甲", "=乙"],
        ["甲", 1.0],
    ]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(8235, 4, percent=True), "82.35%"),
        (Figure(5, 2), "0.05"),
        (Figure(-5, 2), "-0.05"),
        (Figure(10_000, 4), "1.0000"),
    ],
)
def test_a_figure_is_shown_with_all_its_places(figure: Figure, text: str) -> None:
    assert figure.text == text


def test_a_long_sheet_goes_on_in_a_second_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    write_xlsx(tmp_path / "a.xlsx", [sheet([[str(n), n] for n in range(7)])])
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.sheet_names == ["表", "表 2", "表 3"]
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [4, 4, 2]
