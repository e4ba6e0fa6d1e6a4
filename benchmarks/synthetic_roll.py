"""Rolls of any size: made-up branches, people who are numbers."""

from pathlib import Path

from app.core.spreadsheets import Sheet, write_xlsx
from app.organisations.demo import HEADER, ROOT

A_BRANCH = 20
DISTRICTS = ("城东片", "城南片", "城西片", "城北片", "中心片")


def write_roll(path: Path, people: int, *, first: int = 0) -> Path:
    """``people`` from number ``first`` on, 20 a branch; the same number is the same person in the same branch."""
    rows = [_row(number) for number in range(first, first + people)]
    write_xlsx(
        path, [Sheet("合成名册", ("合成名册：没有真人。",), [HEADER, *rows], widths=(60, 14, 12, 12, 10, 20, 8))]
    )
    return path


def _row(number: int) -> tuple[str, ...]:
    branch = number // A_BRANCH
    where = f"{ROOT}/第{branch:04d}号党支部"
    unit = f"第{branch % 63:02d}号单位"
    return where, f"党员{number:06d}", "正式党员", f"S{number:06d}", DISTRICTS[branch % 63 % 5], unit, ""
