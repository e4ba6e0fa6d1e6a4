from collections import Counter
from pathlib import Path

import pytest

from app.organisations import demo
from app.organisations.roll_file import read_roll

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    return list(demo.demo_rows())


def test_it_has_the_counts_of_the_county(rows: list[tuple[str, ...]]) -> None:
    organisations = {"/".join(row[0].split("/")[:levels]) for row in rows for levels in (2, 3)}
    assert len(rows) == 2789
    assert len(organisations) == 168
    assert len({row[5] for row in rows}) == 63
    assert len({row[4] for row in rows}) == 5
    assert {row[0].split("/")[0] for row in rows} == {demo.ROOT}


def test_branches_have_three_to_fifty_people(rows: list[tuple[str, ...]]) -> None:
    sizes = Counter(row[0] for row in rows)
    assert (len(sizes), min(sizes.values()), max(sizes.values())) == (157, 3, 50)


def test_some_are_exempt_some_not_yet_members_some_namesakes(rows: list[tuple[str, ...]]) -> None:
    assert 20 < sum(row[6] == "是" for row in rows) < 80
    assert set(Counter(row[2] for row in rows)) == {"正式党员", "预备党员", "入党积极分子", "发展对象"}
    together = Counter((row[0], row[1]) for row in rows)
    assert sum(count == 2 for count in together.values()) >= 3
    assert len({row[3] for row in rows}) == 2789, "work numbers tell them apart"


@pytest.mark.parametrize("name", ["roll.csv", "roll.xlsx"])
def test_the_file_says_that_it_is_synthetic_and_is_the_same_every_time(tmp_path: Path, name: str) -> None:
    demo.write_demo_roll(tmp_path / name)
    first = (tmp_path / name).read_bytes()
    demo.write_demo_roll(tmp_path / name)
    assert (tmp_path / name).read_bytes() == first
    roll = read_roll(tmp_path / name)
    assert not roll.faults
    assert len(roll.rows) == 2789
    if name.endswith("csv"):
        assert "不是真人" in first.decode("utf-8-sig").splitlines()[0]
