"""A rules file is written as people write: local times, marks with decimals."""

from zoneinfo import ZoneInfo

import pytest

from app.contests.rules_faults import BadRules
from app.contests.rules_file import read_rules
from tests.contests.rule_sets import CLOSES, DAY, OPENS

pytestmark = pytest.mark.pure

CHINA = ZoneInfo("Asia/Shanghai")


def read(text: str) -> dict[str, object]:
    return read_rules(text.encode(), CHINA)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("opens: 2026-06-01 08:00", OPENS),
        ("opens: 2026-06-01 8:00", OPENS),
        ("opens: 2026-06-01T08:00:00", OPENS),
        ('opens: "2026-06-01 08:00"', OPENS),
        ("opens: 2026-06-01", OPENS - DAY // 3),
        ("closes: 2026-06-30 24:00", CLOSES),
        ("closes: 2026-06-30", CLOSES),
        ("closes: 2026-07-01 00:00", CLOSES),
        ("freeze_at: 2026-06-30", CLOSES),
    ],
)
def test_times_are_local(written: str, instant: int) -> None:
    assert list(read(written).values()) == [instant]


def test_times_follow_the_zone() -> None:
    berlin = read_rules(b"opens: 2026-06-01 08:00", ZoneInfo("Europe/Berlin"))
    assert berlin["opens"] == OPENS + DAY // 4


@pytest.mark.parametrize(
    ("written", "hundredths"), [("100", 10_000), ("2.5", 250), ("1.25", 125), ("0.05", 5), ('"3"', 300)]
)
def test_marks_have_at_most_two_decimals(written: str, hundredths: int) -> None:
    assert read(f"total: {written}") == {"total": hundredths}
    sections = read(f"sections: [{{bank: made, kind: single, count: 1, marks: {written}}}]")["sections"]
    assert sections == [{"bank": "made", "kind": "single", "count": 1, "marks": hundredths}]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("opens: tomorrow", "opens"),
        ("opens: 2026-02-30 08:00", "opens"),
        ("opens: 2026-06-01 25:00", "opens"),
        ("opens: 2026-06-01 08:60", "opens"),
        ("total: 1.255", "total"),
        ("total: -5", "total"),
        ("total: true", "total"),
        ("sections: [{marks: 2}, {marks: many}]", "sections.2.marks"),
        ("- a list", ""),
        ("a: &x 1\nb: *x", "1"),
    ],
)
def test_what_cannot_be_read_is_named(written: str, at: str) -> None:
    with pytest.raises(BadRules) as bad:
        read(written)
    assert [fault.at for fault in bad.value.faults] == [at]


def test_nothing_is_left_as_it_is() -> None:
    assert read("freeze_at: null\npass_mark: ~") == {"freeze_at": None, "pass_mark": None}
