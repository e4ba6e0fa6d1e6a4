"""A board's sheet as the office reads it: figures in their units, words instead of codes, nothing like a date."""

import asyncio
from pathlib import Path

from app.exports.workbooks import export_xlsx
from tests.exports.workbook import read
from tests.open_contest import open_contest
from tests.world import PLANNING, World

EVERYBODY = ["full", "probationary", "applicant", "activist"]


def test_attempts_a_head_sizes_and_kinds(world: World, tmp_path: Path) -> None:
    contest = open_contest(world, eligible=EVERYBODY, attempts=3, divisions=[2])

    async def twice() -> None:
        now = contest.house.clock.now()
        for at in (now, now + 60_000):
            await contest.hand_in((await contest.start("赵测一", now=at)).paper, now=at + 1000)

    asyncio.run(twice())
    sheets = read(export_xlsx(contest.house, contest.slug, tmp_path / "cup.xlsx"))
    (row,) = (one for one in sheets["党组织榜"] if one["名称"] == PLANNING.rpartition("/")[2])
    assert row["应参加"] > 1
    assert abs(row["人均次数"] - 2 / row["应参加"]) < 0.0001
    assert {one["组别"] for one in sheets["党组织榜"]} <= {"1–2 人", "3 人及以上"}
    assert {one["党组织类型"] for one in sheets["名册"]} <= {"党支部", "党小组", "党总支"}
