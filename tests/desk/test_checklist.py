"""The list on the first page: exactly one step is to be taken now, and it is the first that is not done."""

import pytest

from app.contests.phases import Phase
from app.desk import checklist
from app.desk.deeds import CLOSE, FINALISE, FREEZE, NEXT, OPEN, UNFREEZE, next_of, offered, primary


@pytest.mark.parametrize(
    ("members", "banks", "phase", "now"),
    [
        (0, 0, None, "名册"),
        (0, 1, Phase.DRAFT, "名册"),
        (12, 0, None, "题库"),
        (12, 1, None, "规则"),
        (12, 1, Phase.DRAFT, "开赛"),
        (12, 1, Phase.SCHEDULED, "参赛卡"),
        (12, 1, Phase.OPEN, "监控"),
        (12, 1, Phase.CLOSED, "定榜"),
    ],
)
def test_one_step_is_to_be_taken_now(members: int, banks: int, phase: Phase | None, now: str) -> None:
    listed = checklist.steps(members, banks, phase, "cup" if phase else "", {})
    assert [step.label for step in listed if step.state == "now"] == [now]
    before = listed[: [step.label for step in listed].index(now)]
    assert all(step.state == "done" for step in before)


def test_after_the_final_board_nothing_is_left() -> None:
    listed = checklist.steps(12, 1, Phase.FINALISED, "cup", {})
    assert checklist.next_step(listed) is None


@pytest.mark.parametrize(
    ("phase", "frozen", "deeds"),
    [
        (Phase.DRAFT, False, [OPEN]),
        (Phase.SCHEDULED, False, [FREEZE, CLOSE]),
        (Phase.OPEN, True, [UNFREEZE, CLOSE]),
        (Phase.OVER, False, [FREEZE, CLOSE]),
        (Phase.CLOSED, False, [FINALISE]),
        (Phase.CLOSED, True, [FINALISE, UNFREEZE]),
        (Phase.FINALISED, False, []),
    ],
)
def test_each_phase_offers_what_the_boards_allow(phase: Phase, frozen: bool, deeds: list[object]) -> None:
    assert offered(phase, frozen=frozen) == deeds
    assert primary(phase) in (None, *deeds)


def test_a_make_up_that_the_rules_promise_comes_before_the_final_board() -> None:
    assert "补考" in next_of(Phase.CLOSED, make_up_due=True)
    assert next_of(Phase.CLOSED, make_up_due=False) == NEXT[Phase.CLOSED]
    assert next_of(Phase.OPEN, make_up_due=True) == NEXT[Phase.OPEN]
