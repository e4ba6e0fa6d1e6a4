"""Every state, window and moment has exactly one phase."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contests.models import ContestState
from app.contests.phases import Phase, ended, phase, public

pytestmark = pytest.mark.pure

instants = st.integers(0, 10**13)
ORDER = [Phase.SCHEDULED, Phase.OPEN, Phase.OVER]


@pytest.mark.parametrize(("state", "now"), list(itertools.product(ContestState, range(8))))
def test_the_whole_table_of_a_window_from_3_to_5(state: ContestState, now: int) -> None:
    table = {
        ContestState.DRAFT: [Phase.DRAFT] * 8,
        ContestState.OPENED: [Phase.SCHEDULED] * 3 + [Phase.OPEN] * 2 + [Phase.OVER] * 3,
        ContestState.CLOSED: [Phase.CLOSED] * 8,
        ContestState.FINALISED: [Phase.FINALISED] * 8,
    }
    assert phase(state, 3, 5, now) is table[state][now]


@given(instants, instants, instants, instants)
def test_time_only_moves_an_opened_contest_forward(opens: int, length: int, one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    closes = opens + length
    before, after = (ORDER.index(phase("opened", opens, closes, now)) for now in (earlier, later))
    assert before <= after


@given(instants, st.integers(1, 10**12))
def test_a_window_begins_with_its_first_and_ends_before_its_last_instant(opens: int, length: int) -> None:
    closes = opens + length
    assert phase("opened", opens, closes, opens) is Phase.OPEN
    assert phase("opened", opens, closes, closes - 1) is Phase.OPEN
    assert phase("opened", opens, closes, closes) is Phase.OVER
    if opens:
        assert phase("opened", opens, closes, opens - 1) is Phase.SCHEDULED


@given(st.sampled_from(["draft", "closed", "finalised"]), instants, instants, instants)
def test_what_is_settled_does_not_depend_on_the_time(state: str, opens: int, closes: int, now: int) -> None:
    assert phase(state, opens, closes, now).value == state


def test_an_unknown_state_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="paused"):
        phase("paused", 0, 1, 0)


def test_who_sees_what_when() -> None:
    assert [one for one in Phase if not public(one)] == [Phase.DRAFT]
    assert [one for one in Phase if ended(one)] == [Phase.OVER, Phase.CLOSED, Phase.FINALISED]
