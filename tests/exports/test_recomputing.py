"""Whoever has the exported workbook can recompute its boards, by the rules that stand in it and nothing else."""

import asyncio
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.contests import moving
from app.exports.workbooks import export_xlsx
from tests.exports.workbook import boards, hundredths, read
from tests.open_contest import DAY, OpenContest, open_contest
from tests.world import ARCHIVE, EXEMPT, MEMBERS, World

EVERYBODY = ["full", "probationary", "applicant", "activist"]
HALF_DAY = DAY // 2

SCORINGS: list[dict[str, Any]] = [
    {"organisation_scoring": {"kind": "sum"}, "counts": "last"},
    {"organisation_scoring": {"kind": "mean", "min_participants": 2}, "counts": "first"},
    {"organisation_scoring": {"kind": "mean_of_roll", "categories": ["full"]}, "counts": "daily_best"},
    {"organisation_scoring": {"kind": "best", "best_n": 2}, "counts": "daily_first", "counted_a_day": 2},
    {
        "organisation_scoring": {
            "kind": "composite",
            "participation_weight": 40,
            "mean_weight_percent": 40,
            "full_marks_weight": 20,
            "gate_percent": 60,
        },
        "counts": "best",
        "ties": ["wrong", "duration"],
    },
]


def opened(world: World, **wishes: Any) -> OpenContest:
    ends = world.house.clock.now() + 10 * DAY
    return open_contest(world, attempts=None, closes=ends, **wishes)


def sit_for_three_days(contest: OpenContest, luck: Random) -> None:
    """Up to four attempts each, over three days, each with answers by chance."""
    begins = contest.house.clock.now() + 60_000

    async def all_of_them() -> None:
        for number, (name, *_rest) in enumerate(MEMBERS[:-1]):
            for attempt in range(luck.randrange(5)):
                at = begins + attempt * HALF_DAY + number * 60_000
                paper = (await contest.start(name, now=at)).paper
                await contest.save(paper, given(contest.shapes(paper), luck), now=at + 1000)
                await contest.hand_in(paper, now=at + luck.choice([61_000, 61_500, 95_250]))

    asyncio.run(all_of_them())


def given(shapes: list[str], luck: Random) -> dict[int, str]:
    letters = {"s": "ABCD", "m": ["A", "AB", "ABC"], "t": "TF"}
    return {n: luck.choice(letters[shape[0]]) for n, shape in enumerate(shapes, 1) if shape[0] != "b"}


@pytest.mark.parametrize("wishes", SCORINGS, ids=lambda wishes: wishes["organisation_scoring"]["kind"])
def test_the_boards_are_what_the_rows_say(wishes: dict[str, Any], world: World, tmp_path: Path) -> None:
    contest = opened(world, eligible=EVERYBODY, **wishes)
    sit_for_three_days(contest, Random(7))
    now, house = contest.house.clock.now(), contest.house
    house.writer.run(moving.leave, contest.view.id, world.keys["钱测二"], "transferred_out", now=now)
    house.writer.run(moving.exempt, contest.view.id, world.keys[EXEMPT], False, "other", now=now)
    sheets = read(export_xlsx(house, contest.slug, tmp_path / "cup.xlsx"))
    organisations, members = boards(sheets)
    assert len(organisations) >= 4
    assert {
        row["编号"]: (
            row["名次"],
            *(hundredths(row["成绩"]), row["实参加"], row["应参加"]),
            *(round(row["参与率"] * 10_000), hundredths(row["平均分"]), row["满分人数"]),
        )
        for row in sheets["党组织榜"]
    } == organisations
    assert {row["成员编号"]: (row["名次"], hundredths(row["得分"])) for row in sheets["个人成绩"]} == members


def test_a_wrong_row_would_be_noticed(world: World, tmp_path: Path) -> None:
    contest = opened(world, eligible=EVERYBODY)
    sit_for_three_days(contest, Random(7))
    sheets = read(export_xlsx(contest.house, contest.slug, tmp_path / "cup.xlsx"))
    before, _ = boards(sheets)
    best = max(sheets["成绩明细"], key=lambda row: row["得分"])
    best["得分"] = 0
    assert boards(sheets)[0] != before


def test_texts_stay_texts_and_an_empty_contest_has_its_headings(world: World, tmp_path: Path) -> None:
    contest = open_contest(world, title="=HYPERLINK(1)")
    sheets = read(export_xlsx(contest.house, contest.slug, tmp_path / "cup.xlsx"))
    assert sheets["规则"][0]["内容"] == "=HYPERLINK(1)"
    assert sheets["成绩明细"] == []
    assert {row["党组织"] for row in sheets["未参加（仅用于提醒）"]} >= {ARCHIVE}
