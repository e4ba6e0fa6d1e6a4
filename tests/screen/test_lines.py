"""Rows as texts of the hall."""

from decimal import Decimal

import pytest

from app.screen.lines import line, lines, percent, size, span, takes_part, trimmed, two

pytestmark = pytest.mark.pure

GROUP = {
    "rank": 2,
    "shared": True,
    "id": "o",
    "name": "县财政局机关党支部",
    "score": Decimal("98.1"),
    "participants": 24,
    "roll": 1024,
    "participation": Decimal("0.9545"),
    "mean": 96,
    "passes_gate": True,
}


def test_figures_stand_with_two_decimals_and_thousands() -> None:
    shown = line(GROUP)
    assert (shown.score, shown.participation, shown.mean, shown.roll) == ("98.10", "95.45%", "96.00", "1,024")
    assert (shown.plate, shown.shared, shown.below) == ("m2", True, False)


def test_below_the_gate_nobody_wears_a_plate() -> None:
    shown = line({**GROUP, "passes_gate": False})
    assert (shown.plate, shown.below) == ("", True)


def test_while_nobody_passes_the_gate_it_is_not_drawn() -> None:
    early = {**GROUP, "passes_gate": False}
    assert [(one.plate, one.below) for one in lines([early])] == [("m2", False)]
    assert [(one.plate, one.below) for one in lines([GROUP, early])] == [("m2", False), ("", True)]


def test_a_members_marks_have_no_empty_decimals() -> None:
    row = {
        "rank": 1,
        "shared": False,
        "id": "m",
        "name": "王*民",
        "score": 92,
        "organisation": "甲",
        "duration_ms": 605_999,
    }
    assert (line(row).score, line(row).duration) == ("92", "10:05")
    assert [trimmed(figure) for figure in (Decimal("92.5"), 100, 0)] == ["92.5", "100", "0"]


def test_nobody_is_shown_for_having_no_result() -> None:
    assert not takes_part({**GROUP, "participants": 0})
    assert takes_part({"rank": 1})


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("县档案馆党支部", ""),
        ("县公安局交通警察大队党支部", "mid"),
        ("县自然资源和规划局执法大队党支部", "long"),
        ("县住房和城乡建设局业务二第一党支部", "longer"),
        ("县农业农村局动物卫生监督所党支部委员会", "longest"),
        ("县农业农村局动物卫生监督所和农产品质量安全中心党支部", "two"),
        ("Branch of the Archive", "mid"),
    ],
)
def test_long_names_are_drawn_in(name: str, called: str) -> None:
    assert size(name) == called


def test_numbers() -> None:
    assert (two(0), percent(1), percent(Decimal("0.0001")), span(0)) == ("0.00", "100.00%", "0.01%", "0:00")
