"""The workbook of a series says what its boards say, and its means follow from its columns."""

import asyncio
from fractions import Fraction
from pathlib import Path

from app.exports.series import export_series
from app.exports.workbooks import export_xlsx
from tests.boards.test_series import make, month
from tests.exports.workbook import half_up, hundredths, read
from tests.open_contest import open_contest
from tests.world import World


def test_the_means_can_be_recomputed_from_the_columns(world: World, tmp_path: Path) -> None:
    month(world, "may", ("赵测一", 90, 60), ("钱测二", 80.5, 60), ("李测四", 70, 60), title="五月")
    month(world, "june", ("赵测一", 81, 60), ("钱测二", 91, 60), title="六月")
    month(world, "july", ("赵测一", 33.33, 60), title="七月")
    make(world, "may", "june", "july")
    sheets = read(export_series(world.house, "monthly", tmp_path / "monthly.xlsx"))
    for name in ("个人", "党组织"):
        assert sheets[name] != []
        for row in sheets[name]:
            sat = [hundredths(row[month]) for month in ("五月", "六月", "七月") if row[month] != ""]
            assert row["场次"] == len(sat)
            assert hundredths(row["平均分"]) == half_up(Fraction(sum(sat), len(sat)))
    people = {row["姓名"]: row for row in sheets["个人"]}
    assert people["李测四"]["名次"] == ""
    assert people["钱测二"]["名次"] == 1
    assert any("参加满 2 场" in row["内容"] for row in sheets["规则"])


def test_the_rules_sheet_says_persons_and_person_times(world: World, tmp_path: Path) -> None:
    cup = open_contest(world)
    for name in ("赵测一", "钱测二", "赵测一"):
        asyncio.run(cup.sit(name))
    said = {row["项目"]: row["内容"] for row in read(export_xlsx(world.house, "cup", tmp_path / "cup.xlsx"))["规则"]}
    assert (said["参加人数"], said["参加人次"]) == (2, 3)
