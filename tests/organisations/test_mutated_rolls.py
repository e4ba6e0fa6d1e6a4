"""Rolls as nobody wants them: whatever a file holds, it is read, or refused with the places named."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.house import House
from app.organisations import loading
from app.organisations.choices import NEW, Choice
from app.organisations.models import ChoiceKind
from app.organisations.roll_faults import Fault
from app.organisations.roll_file import Roll, read_roll
from app.organisations.tree import Tree
from app.organisations.tree_growing import plant, settle
from tests.organisations.old_xls import xls
from tests.organisations.rolls import (
    HEADER,
    PEOPLE_HEADER,
    TREE,
    TREE_HEADER,
    csv_roll,
    person,
    planned,
    xlsx_roll,
)

HOSTILE = (
    "", " ", "\x00", "\u202e测", "=HYPERLINK(1)", "王" * 5000, "1e308", "#N/A", "／／／", "A/B/C/D/E/F/G/H/I/J",
    "𠮷测", "\ud7ff", "🙂", "正式党员\n预备党员",
    "ＡＢＣ", "-1", "11010119000101000X", "<x>&amp;", "ß" * 60, "ΐ" * 60, "ﷺ" * 5, '"', "是否", "\x1b[31m", "测\u0301",
)  # fmt: skip
CELL = st.sampled_from(HOSTILE) | st.text(max_size=12)
MUTATIONS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), CELL), min_size=1, max_size=8)
GOOD = [person(f"测试{n}".replace(str(n), "甲乙丙丁戊己"[n]), number=f"N{n}") for n in range(6)]
WORKBOOK = xlsx_roll(GOOD)
OLD = xls({"名册": [HEADER, *GOOD]})
BOTH = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4), st.integers(0, 6), CELL), min_size=1, max_size=6)


def mutated(changes: list[tuple[int, int, str]]) -> list[list[str]]:
    rows = [list(HEADER), *map(list, GOOD)]
    for row, column, cell in changes:
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    return rows


PEOPLE = [("档案局", "赵测一", "正式党员", "1", ""), ("测试县三家联合党支部", "李测四", "预备", "4", "地震局")]
TWO = [[list(TREE_HEADER), *map(list, TREE)], [list(PEOPLE_HEADER), *map(list, PEOPLE)]]


def mutated_sheets(changes: list[tuple[int, int, int, str]]) -> dict[str, list[list[str]]]:
    both = [[list(row) for row in sheet] for sheet in TWO]
    for sheet, row, column, cell in changes:
        line = both[sheet][row % len(both[sheet])]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = cell
    return {"党组织": both[0], "人员": both[1]}


def say_where(faults: list[Fault]) -> None:
    """Every refusal names the sheet (of a .csv the file), and wherever it is about a row, that and the column."""
    for fault in faults:
        assert fault.sheet
        assert fault.said().endswith("。")
        assert not fault.column or (fault.row and fault.header)
        assert fault.column or not fault.asks or not fault.row


def is_answered(roll: Roll) -> None:
    """Every row is read and has its place in the tree, or every refusal says where."""
    assert roll.rows or roll.faults
    tree = Tree()
    faults = plant(tree, roll)
    say_where(roll.faults + faults)
    if not faults:
        say_where(settle(tree, roll)[1])
    for row in roll.rows:
        assert row.name
        assert row.organisation
        assert all(sign.isprintable() for sign in row.name + "".join(row.organisation))


@pytest.mark.pure
@settings(max_examples=32, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_mutated_csv(changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    is_answered(read_roll(csv_roll(rows, header, "utf-8"), "a.csv"))


@pytest.mark.pure
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_mutated_workbook(changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    is_answered(read_roll(xlsx_roll(rows, header), "a.xlsx"))


@pytest.mark.pure
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_bytes(data: st.DataObject) -> None:
    workbook = data.draw(st.booleans())
    content = bytearray(WORKBOOK if workbook else csv_roll(GOOD))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    is_answered(read_roll(bytes(content), "a.xlsx" if workbook else "a.csv"))


@pytest.mark.pure
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_parts_of_a_workbook(data: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as before, zipfile.ZipFile(out, "w") as after:
        parts = before.infolist()
        victim = data.draw(st.sampled_from([part.filename for part in parts]))
        for part in parts:
            content = bytearray(before.read(part))
            if part.filename == victim:
                start = data.draw(st.integers(0, len(content) - 1))
                content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
            after.writestr(part.filename, bytes(content))
    is_answered(read_roll(out.getvalue(), "a.xlsx"))


@pytest.mark.pure
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_mutated_old_workbook(changes: list[tuple[int, int, str]]) -> None:
    is_answered(read_roll(xls({"名册": mutated(changes)}), "a.xls"))


@pytest.mark.pure
@settings(max_examples=32, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOTH)
def test_mutated_two_sheets(changes: list[tuple[int, int, int, str]]) -> None:
    is_answered(read_roll(xls(mutated_sheets(changes)), "a.xls"))


@pytest.mark.pure
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_bytes_of_an_old_workbook(data: st.DataObject) -> None:
    content = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    is_answered(read_roll(bytes(content), "a.xls"))


@settings(
    max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(BOTH, st.booleans())
def test_two_sheets_load_whole_or_not_at_all(house: House, changes: list[tuple[int, int, int, str]], new: bool) -> None:
    content = xls(mutated_sheets(changes))
    understood = planned(house, content, "a.xls")
    say_where(understood.faults)
    if new:
        asked = [one for one in understood.questions() if one.kind == ChoiceKind.ORGANISATION]
        more = [Choice(one.kind, one.folded, NEW) for one in asked]
        understood = planned(house, content, "a.xls", more)
    if not understood.faults:
        loading.load(house, understood, "a.xls", many_may_leave=True)
        again = planned(house, content, "a.xls")
        assert again.empty or again.faults


@settings(
    max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(MUTATIONS)
def test_whatever_is_read_without_a_fault_can_be_loaded(any_house: House, changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    understood = planned(any_house, csv_roll(rows, header, "utf-8"))
    if not understood.faults:
        loading.load(any_house, understood, "a.csv", many_may_leave=True)
        assert planned(any_house, csv_roll(rows, header, "utf-8")).empty
