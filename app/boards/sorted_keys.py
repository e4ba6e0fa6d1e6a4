"""Pure: a sorted collection of distinct integers in short runs, so that one change costs no pass over all."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

RUN = 512


class SortedKeys:
    def __init__(self, keys: Iterable[int] = ()) -> None:
        ordered = sorted(keys)
        self._runs = [ordered[i : i + RUN] for i in range(0, len(ordered), RUN)]
        self._lasts = [run[-1] for run in self._runs]
        self._size = len(ordered)
        self._before: list[int] = []
        """How many keys stand before each run; counted when it is asked, forgotten when something changes."""

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        for run in self._runs:
            yield from run

    def add(self, key: int) -> None:
        self._size += 1
        self._before = []
        if not self._runs:
            self._runs, self._lasts = [[key]], [key]
            return
        at = min(bisect_left(self._lasts, key), len(self._runs) - 1)
        run = self._runs[at]
        insort(run, key)
        if len(run) > 2 * RUN:
            self._runs[at : at + 1] = [run[:RUN], run[RUN:]]
            self._lasts[at : at + 1] = [run[RUN - 1], run[-1]]
        else:
            self._lasts[at] = run[-1]

    def __contains__(self, key: int) -> bool:
        at = bisect_left(self._lasts, key)
        if at == len(self._runs):
            return False
        run = self._runs[at]
        return run[bisect_left(run, key)] == key

    def remove(self, key: int) -> None:
        """Take out a key that is there."""
        at = bisect_left(self._lasts, key)
        run = self._runs[at]
        del run[bisect_left(run, key)]
        self._size -= 1
        self._before = []
        if run:
            self._lasts[at] = run[-1]
        else:
            del self._runs[at], self._lasts[at]

    def below(self, key: int) -> int:
        """How many keys are smaller."""
        at = bisect_left(self._lasts, key)
        if at == len(self._runs):
            return self._size
        if not self._before:
            self._before = list(accumulate(map(len, self._runs), initial=0))
        return self._before[at] + bisect_left(self._runs[at], key)

    def first(self, count: int) -> list[int]:
        return list(islice(self, count))
