"""The figures of an organisation: worked examples by hand, rounding, the gate, the chain of ties."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.boards.fairness import Figures, figures_of, half_up, merit, organisation_score
from app.boards.scheme import Scheme

pytestmark = pytest.mark.pure

HEAT = Scheme(total=10_000, gate_percent=80)
MONTHLY = Scheme(
    total=10_000, counts="first", kind="mean_of_roll", organisation_ties=("participation", "full_marks", "duration")
)


def of(scheme: Scheme, taking: int, roll: int, total: int, *, duration: int = 0, full: int = 0) -> Figures:
    return figures_of(scheme, participants=taking, roll=roll, total=total, duration=duration, full_marks=full)


@pytest.mark.parametrize(
    ("taking", "roll", "total", "score"),
    [
        (17, 17, 17 * 9765, 9883),  # everybody, mean 97.65: 50 + 48.825, half up
        (24, 24, 24 * 9633, 9817),  # 50 + 48.165
        (21, 22, 21 * 9690, 9618),  # 50 × 21/22 + 48.45 = 47.7272… + 48.45
        (28, 30, 28 * 9571, 9452),  # 50 × 28/30 + 47.855 = 46.6666… + 47.855
        (1, 3, 10_000, 6667),
        (0, 5, 0, 0),
        (0, 0, 0, 0),
    ],
)
def test_composite_of_the_heat(taking: int, roll: int, total: int, score: int) -> None:
    assert of(HEAT, taking, roll, total).score == score


@pytest.mark.parametrize(
    ("taking", "roll", "total", "score"),
    [
        (3, 4, 9500 + 8000 + 7000, 6125),  # the absent counts 0: 245 / 4 = 61.25
        (2, 3, 10_000 + 9500, 6500),
        (1, 3, 10_000, 3333),
        (2, 3, 20_000, 6667),
        (1, 8, 8500, 1063),  # 10.625 goes up
    ],
)
def test_mean_of_the_roll_of_the_monthly_test(taking: int, roll: int, total: int, score: int) -> None:
    assert of(MONTHLY, taking, roll, total).score == score


def test_one_absent_costs_a_small_branch_more_than_a_large_one() -> None:
    small, large = of(MONTHLY, 2, 3, 2 * 9000), of(MONTHLY, 29, 30, 29 * 9000)
    assert (small.score, large.score) == (6000, 8700)


@given(some.integers(0, 10**12), some.integers(1, 10**6))
def test_half_up_is_exact(numerator: int, denominator: int) -> None:
    assert half_up(numerator, denominator) == floor(Fraction(numerator, denominator) + Fraction(1, 2))


@given(some.integers(1, 400), some.integers(0, 400), some.data(), some.integers(0, 100), some.integers(0, 100))
def test_a_composite_is_rounded_once_from_the_exact_sum(
    roll: int, absent: int, data: some.DataObject, weight: int, share: int
) -> None:
    taking = max(0, roll - absent)
    total = data.draw(some.integers(0, taking * 10_000))
    scheme = Scheme(total=10_000, participation_weight=weight, mean_weight_percent=share)
    exact = Fraction(0)
    if taking:
        exact = weight * 100 * Fraction(taking, roll) + Fraction(share, 100) * Fraction(total, taking)
    found = organisation_score(scheme, participants=taking, roll=roll, total=total)
    assert found == floor(exact + Fraction(1, 2))


def test_below_the_gate_comes_after_all_that_pass() -> None:
    weak = of(HEAT, 8, 10, 8 * 1000)
    brilliant_but_absent = of(HEAT, 79, 100, 79 * 10_000)
    assert brilliant_but_absent.score > weak.score
    assert not brilliant_but_absent.passes
    assert merit(HEAT, weak) < merit(HEAT, brilliant_but_absent)


def test_the_gate_itself_passes() -> None:
    assert of(HEAT, 80, 100, 0).passes


def test_a_branch_of_exempt_members_alone_passes_no_gate() -> None:
    assert not of(HEAT, 0, 0, 0).passes


def test_the_figure_shown_decides_before_the_chain_does() -> None:
    """Exact means 90.004 and 90.001 are both shown as 90.00: participation decides, not what nobody can see."""
    more_exact = of(MONTHLY, 900, 1000, 9_000_400)
    better_attended = of(MONTHLY, 1000, 1000, 9_000_100)
    assert more_exact.score == better_attended.score == 9000
    assert merit(MONTHLY, better_attended) < merit(MONTHLY, more_exact)


def test_the_chain_of_the_heat_in_its_order() -> None:
    chain = [
        of(HEAT, 10, 10, 90_000, duration=50_000, full=2),
        of(HEAT, 10, 10, 90_000, duration=60_000, full=2),
        of(HEAT, 10, 10, 90_000, duration=10_000, full=1),
    ]
    merits = [merit(HEAT, one) for one in chain]
    assert merits == sorted(merits)
    assert len(set(merits)) == 3


def test_full_marks_are_compared_as_a_share() -> None:
    few_of_few, more_of_many = of(HEAT, 4, 4, 40_000, full=2), of(HEAT, 20, 20, 200_000, full=5)
    assert merit(HEAT, few_of_few) < merit(HEAT, more_of_many)


def test_all_alike_share_the_place() -> None:
    assert merit(HEAT, of(HEAT, 5, 5, 40_000, duration=5)) == merit(HEAT, of(HEAT, 10, 10, 80_000, duration=10))
