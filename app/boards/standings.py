"""One fold a contest and process, caught up under a lock; a frozen cut keeps a copy of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlmodel import Session

from app.boards import visible
from app.boards.folding import Standings
from app.boards.reading import Chain, others, read_roll, results
from app.boards.scheme import scheme_of
from app.boards.visible import Audience, Cut
from app.contests.finding import ContestView
from app.contests.rules import Rules
from app.core.house import House

CATCH_UP = 1.0
CHUNK = 20_000


class _Kept:
    """The folds of one contest: ``live`` follows the chain, ``held`` stands at the last freeze that ``live`` passed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.live: Standings | None = None
        self.held: Standings | None = None


@contextmanager
def at(
    house: House, session: Session, view: ContestView, audience: Audience, *, at_least: int = 0
) -> Iterator[tuple[Standings, Cut]]:
    """The standings at the audience's cut, for the length of the block; keep nothing of them.

    ``at_least`` is an entry that the caller has seen committed: the cut is not older, unless a freeze hides it.
    """
    cut = visible.cut(session, view.id, audience)
    if cut.seq >= at_least or cut.frozen:
        with _held(house, session, view, cut) as found:
            yield found
        return
    with house.database.reading() as fresh:
        cut = _wait_for(fresh, view.id, audience, at_least)
        with _held(house, fresh, view, cut) as found:
            yield found


def private(session: Session, view: ContestView, seq: int) -> Standings:
    """A fold of its own up to any place of the chain; for digests, never for an audience."""
    standings = _empty(session, view)
    _fold(standings, session, view.id, seq, None)
    return standings


def under(session: Session, view: ContestView, rules: Rules, seq: int) -> Standings:
    """As :func:`private`, counted by other rules than the contest's own."""
    standings = Standings(read_roll(session, view.id), scheme_of(rules))
    _fold(standings, session, view.id, seq, None)
    return standings


def _kept(house: House, contest_id: int) -> _Kept:
    folds = cast("dict[int, _Kept]", house.kept.setdefault("boards.folds", {}))
    return folds.setdefault(contest_id, _Kept())


def _wait_for(fresh: Session, contest_id: int, audience: Audience, at_least: int) -> Cut:
    """The caller's snapshot is older than an entry it knows of (or a replica is behind): look again, for a second."""
    until = time.monotonic() + CATCH_UP
    while True:
        cut = visible.cut(fresh, contest_id, audience)
        if cut.seq >= at_least or cut.frozen or time.monotonic() > until:
            return cut
        fresh.rollback()
        time.sleep(0.02)


@contextmanager
def _held(house: House, session: Session, view: ContestView, cut: Cut) -> Iterator[tuple[Standings, Cut]]:
    kept = _kept(house, view.id)
    with kept.lock:
        standings = _standings(kept, session, view, cut)
        if standings.seq != cut.seq:
            # Another thread has read further than this session's snapshot: what it stands at is public too.
            with house.database.reading() as fresh:
                cut = visible.cut_at(fresh, view.id, standings.seq)
        yield standings, cut


def _standings(kept: _Kept, session: Session, view: ContestView, cut: Cut) -> Standings:
    """The kept fold that may be shown at this cut; the live one is advanced, never set back."""
    if kept.live is None or kept.live.seq == 0:
        # Before the opening there is no roll yet: an empty fold is never kept.
        kept.live = _empty(session, view)
    if kept.live.seq < cut.seq:
        try:
            _fold(kept.live, session, view.id, cut.seq, kept)
        except BaseException:
            kept.live = None  # half a step is folded in: the next who looks begins anew
            raise
    if cut.seq == kept.live.seq:
        return kept.live
    if kept.held is not None and cut.seq <= kept.held.seq:
        return kept.held
    return kept.live if not cut.frozen else private(session, view, cut.seq)


def _fold(standings: Standings, session: Session, contest_id: int, upto: int, kept: _Kept | None) -> None:
    """Fold up to an entry; where the chain freezes, a copy of that state is held for the public."""
    source = Chain(session, contest_id)
    for seq, kind in others(session, contest_id, after=standings.seq, upto=upto):
        _results(standings, session, contest_id, seq - 1, source)
        standings.other(seq, kind, source)
        if kept is not None and kind in visible.FREEZE_KINDS:
            kept.held = standings.copy() if kind == "frozen" else None
    _results(standings, session, contest_id, upto, source)


def _results(standings: Standings, session: Session, contest_id: int, upto: int, source: Chain) -> None:
    while standings.seq < upto:
        last = min(upto, standings.seq + CHUNK)
        standings.results(results(session, contest_id, after=standings.seq, upto=last), last, source)


def _empty(session: Session, view: ContestView) -> Standings:
    return Standings(read_roll(session, view.id), scheme_of(view.rules))
