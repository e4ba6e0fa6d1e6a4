"""What comes in one window: how many members do what in each second of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

ARRIVAL = ("door", "file", "file", "file", "file", "file", "sign_in", "start_page", "start", "question_page")
"""What one phone with an empty cache asks for, in order, until it has its questions."""
KINDS = (*dict.fromkeys(ARRIVAL), "save", "hand_in")


@dataclass(frozen=True)
class Window:
    """Assumed, but for the counts of a paper: a closed-book hour to which everybody is called at once."""

    members: int
    rush_share: float = 0.5
    """Of the members, who come in the opening rush; the others over ``later`` after it."""
    rush: int = 300
    later: int = 1800
    answers: int = 30
    sitting: int = 1200
    """Seconds from the start of a paper to its end; taps are spread over them."""
    late_share: float = 0.2
    """Of the members, who are handed in by their phones when the time is up; the others hand in when they are done."""
    jitter: float = 5.0
    """Seconds over which those phones spread: half of a grace of 10 s."""
    watching: float = 0.02
    """Of the members, who have a board open."""

    @property
    def arrivals(self) -> float:
        """A second, in the opening rush."""
        return self.members * self.rush_share / self.rush

    @property
    def saves(self) -> float:
        """A second, at the most: those of the rush and those who came until they ended."""
        later = self.members * (1 - self.rush_share) * min(1.0, self.sitting / self.later)
        return (self.members * self.rush_share + later) * self.answers / self.sitting

    @property
    def late_hand_ins(self) -> float:
        return self.members * self.late_share / self.jitter

    @property
    def hand_ins(self) -> float:
        """A second, from those who are done before the time is up."""
        return self.members * (1 - self.late_share) * self.rush_share / self.rush

    def phases(self) -> dict[str, dict[str, float]]:
        """Requests a second by kind, in the busiest seconds of each part of the window."""
        opening = {kind: self.arrivals * ARRIVAL.count(kind) for kind in dict.fromkeys(ARRIVAL)}
        opening["save"] = self.saves / 4  # who came first answers already
        return {
            "opening": opening,
            "answering": {"save": self.saves, "hand_in": self.hand_ins},
            "closing": {"save": self.saves / 10, "hand_in": self.late_hand_ins},
        }

    @property
    def opening_requests(self) -> float:
        return sum(self.phases()["opening"].values())


def window_with(requests: float) -> Window:
    """The window whose opening rush has so many requests a second."""
    return Window(round(requests / Window(1_000_000).opening_requests * 1_000_000))


def moments(rate: float, seconds: float, chance: Random) -> Iterator[float]:
    """ms, at random (Poisson)."""
    now = 0.0
    while rate > 0 and (now := now + chance.expovariate(rate) * 1000) < seconds * 1000:
        yield now
