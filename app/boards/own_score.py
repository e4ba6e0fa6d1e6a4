"""Pure: what counts of one member's results, of all and of one day, by the code that the boards count with."""

from collections.abc import Iterable
from typing import NamedTuple

from app.boards.counting import NOBODY, Attempt
from app.boards.daily import counting
from app.boards.days import Days
from app.boards.scheme import Scheme


class OwnScore(NamedTuple):
    """In hundredths of a mark. With daily sums ``whole`` adds up what counts of every day."""

    whole: int
    of_the_day: int | None
    """What counts of the asked day alone; None without one, and where days do not count."""
    days: int
    """The days with a result."""


def own_score(scheme: Scheme, results: Iterable[Attempt], day_of: int | None = None) -> OwnScore | None:
    """``day_of``: the instant when a paper was started whose day is asked for. None without a result."""
    results = list(results)
    whole = _counted(scheme, results)
    if whole is None:
        return None
    days = Days(scheme.zone)
    of_the_day = None
    if day_of is not None and scheme.counts.startswith("daily"):
        of_the_day = _counted(scheme, [one for one in results if days.day(one.start) == days.day(day_of)])
    return OwnScore(whole, of_the_day, len({days.day(one.start) for one in results}))


def _counted(scheme: Scheme, results: list[Attempt]) -> int | None:
    count = counting(scheme, 1)
    for one in results:
        count.take(0, one)
    return None if count.score[0] == NOBODY else count.score[0]
