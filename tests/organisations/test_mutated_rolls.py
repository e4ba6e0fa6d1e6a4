"""Rolls as nobody wants them: whatever a file holds, it is read, or refused with the places named."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.house import House
from app.organisations import loading
from app.organisations.roll_file import Roll, read_roll
from tests.organisations.rolls import HEADER, csv_roll, person, planned, xlsx_roll

HOSTILE = (
    "", " ", "\x00", "\u202e测", "=HYPERLINK(1)", "王" * 5000, "1e308", "#N/A", "／／／", "A/B/C/D/E/F/G/H/I/J",
    "𠮷测", "\ud7ff", "🙂", "正式党员\n预备党员",
    "ＡＢＣ", "-1", "11010119000101000X", "<x>&amp;", "ß" * 60, "ΐ" * 60, "ﷺ" * 5, '"', "是否", "\x1b[31m", "测\u0301",
)  # fmt: skip
CELL = st.sampled_from(HOSTILE) | st.text(max_size=12)
MUTATIONS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), CELL), min_size=1, max_size=8)
GOOD = [person(f"测试{n}".replace(str(n), "甲乙丙丁戊己"[n]), number=f"N{n}") for n in range(6)]
WORKBOOK = xlsx_roll(GOOD)


def mutated(changes: list[tuple[int, int, str]]) -> list[list[str]]:
    rows = [list(HEADER), *map(list, GOOD)]
    for row, column, cell in changes:
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    return rows


def is_answered(roll: Roll) -> None:
    """Every row is read, or every refusal says where: a row and column, or a row, or the whole sheet."""
    assert roll.rows or roll.faults
    for fault in roll.faults:
        assert fault.sheet
        assert fault.said().endswith("。")
        assert not fault.column or (fault.row and fault.header)
    for row in roll.rows:
        assert row.name
        assert row.organisation
        assert all(sign.isprintable() for sign in row.name + "".join(row.organisation))


@pytest.mark.pure
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_mutated_csv(changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    is_answered(read_roll(csv_roll(rows, header, "utf-8"), "a.csv"))


@pytest.mark.pure
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_mutated_workbook(changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    is_answered(read_roll(xlsx_roll(rows, header), "a.xlsx"))


@pytest.mark.pure
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_bytes(data: st.DataObject) -> None:
    workbook = data.draw(st.booleans())
    content = bytearray(WORKBOOK if workbook else csv_roll(GOOD))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    is_answered(read_roll(bytes(content), "a.xlsx" if workbook else "a.csv"))


@pytest.mark.pure
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(MUTATIONS)
def test_whatever_is_read_without_a_fault_can_be_loaded(any_house: House, changes: list[tuple[int, int, str]]) -> None:
    header, *rows = mutated(changes)
    understood = planned(any_house, csv_roll(rows, header, "utf-8"))
    if not understood.faults:
        loading.load(any_house, understood, "a.csv", many_may_leave=True)
        assert planned(any_house, csv_roll(rows, header, "utf-8")).empty
