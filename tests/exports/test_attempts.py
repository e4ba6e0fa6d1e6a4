"""Attempts as an export tells them: whose they are now, and where they count."""

from pathlib import Path

from app.boards.branch import branch
from app.contests import moving
from app.exports.workbooks import export_csv, export_xlsx
from tests.contests.test_asking import ask, signed
from tests.exports.workbook import read
from tests.papers.test_provisional import ONE, confirm, sit
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, PRICES, World


def test_a_confirmed_paper_counts_where_the_member_stood_then(world: World, tmp_path: Path) -> None:
    contest = open_small_contest(world)
    key = ask(contest)
    sit(contest, signed(contest))
    confirm(contest, key, world.members[ONE])
    prices = world.organisations[PRICES]
    contest.house.writer.run(
        moving.move, contest.view.id, world.keys[ONE], prices, "transferred", now=contest.now + 5000
    )
    workbook = export_xlsx(contest.house, contest.view.slug, tmp_path / "cup.xlsx")
    assert workbook.stat().st_mode & 0o077 == 0, "only its owner reads it"
    (row,) = read(workbook)["成绩明细"]
    assert (row["成员编号"], row["状态"], PLANNING in row["党组织"]) == (world.keys[ONE], "有效", True)
    assert participants(contest, world, PLANNING) == 1
    assert participants(contest, world, PRICES) == 0


def participants(contest: Opened, world: World, name: str) -> int:
    with contest.house.database.reading() as session:
        return branch(contest.house, session, contest.again(), world.organisations[name]).participants


def test_nameless_files_never_lie_among_files_with_names(world: World, tmp_path: Path) -> None:
    contest = open_small_contest(world)
    named = export_csv(contest.house, contest.view.slug, tmp_path)
    nameless = export_csv(contest.house, contest.view.slug, tmp_path, nameless=True)
    assert not set(named) & set(nameless)
    assert {path.stat().st_mode & 0o077 for path in named} == {0}, "only its owner reads it"
    assert all(path.name.startswith("small-cup-nameless-") for path in nameless)
