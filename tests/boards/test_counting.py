"""The flat loop of a cold fold against one result after the other, in whichever order they come."""

from array import array
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from app.boards.counting import Attempt, Single
from app.boards.daily import counting
from app.boards.facts import Result
from app.boards.scheme import Scheme
from tests.boards.ledgers import SCHEMES, START, TOTAL

HOUR = 3_600_000
SIZE = 3
KEYS = {f"m{place}": place for place in range(SIZE)}
HOME = array("i", range(SIZE))
ORGANISATIONS = [7, 8, 9]


def some_results(chance: Random, length: int) -> list[Result]:
    """A clock that jumps, few scores, attempts without a repeat: what is better is often not what is later."""
    found: list[Result] = []
    tries = dict.fromkeys(KEYS, 0)
    for _ in range(length):
        key = chance.choice(list(KEYS))
        tries[key] += 1
        score, duration = chance.choice([0, 500, 667, TOTAL]), chance.choice([0, 900, 1000, 1400, HOUR])
        at = START + chance.choice([0, 1, 1000, HOUR, 20 * HOUR, 26 * HOUR])
        wrong = chance.choice([None, 0, 1])
        found.append((key, tries[key], score, duration, at, wrong, ORGANISATIONS[KEYS[key]]))
    return found


def attempt(result: Result) -> Attempt:
    key, number, score, duration, at, wrong, _ = result
    duration = duration or 0
    return Attempt(number or 0, score or 0, duration, at, at - duration, wrong or 0, HOME[KEYS[key or ""]])


def told(counts: Single) -> list[tuple[object, ...]]:
    return [
        (
            *(counts.score[place], counts.duration[place], counts.handed_in[place], counts.wrong[place]),
            *(counts.seat[place], counts.tries[place], counts.full(place), sorted(counts.parts(place))),
        )
        for place in range(SIZE)
        if counts.tries[place]
    ]


@given(SCHEMES, some.integers(0, 1 << 32), some.integers(0, 12))
@settings(max_examples=400)
def test_the_flat_loop_counts_what_single_results_in_any_order_count(scheme: Scheme, seed: int, length: int) -> None:
    chance = Random(seed)
    results = some_results(chance, length)
    flat, single = counting(scheme, SIZE), counting(scheme, SIZE)
    touched: list[int] = []
    end = flat.run(5, iter(results), KEYS.get, HOME, ORGANISATIONS, bytearray(b"\0\1\1"), touched.append)  # type: ignore[arg-type]
    assert end == (5 + length, None)
    assert set(touched) <= {0}
    chance.shuffle(results)
    for one in results:
        single.take(KEYS[one[0] or ""], attempt(one))
    assert told(flat) == told(single)


def test_the_flat_loop_stops_at_a_stranger_and_at_somebody_elsewhere() -> None:
    for odd in (("nobody", 1, 5, 1, START, 0, 7), ("m0", 2, 5, 1, START, 0, 8)):
        counts = counting(Scheme(total=TOTAL), SIZE)
        rest = iter([("m0", 1, 300, 1, START, 0, 7), odd, ("m1", 1, 300, 1, START, 0, 8)])
        end = counts.run(0, rest, KEYS.get, HOME, ORGANISATIONS, bytearray(b"\1\1\1"), lambda _: None)  # type: ignore[arg-type]
        assert end == (2, odd)
        assert (counts.tries[0], counts.tries[1]) == (1, 0)
        assert len(list(rest)) == 1
