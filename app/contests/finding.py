"""Reading contests: what doors and rooms above know of one. Drafts are found too; who may see them, doors ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlmodel import Session

from app.contests.phases import Phase, phase
from app.contests.rules import Rules, from_text
from app.core.glancing import Looking, Row, in_both
from app.core.plain import plain
from app.core.refusal import not_found


@dataclass(frozen=True)
class SittingView:
    """One window; the seed itself is read through :func:`app.contests.sittings.seed`."""

    id: int
    key: str
    name: str
    opens: int
    closes: int
    commitment: str
    seed_published: bool


@dataclass(frozen=True)
class ContestView:
    """A contest as it stands: state, rules, sittings and pinned editions (the last two are empty before opening)."""

    id: int
    slug: str
    preset: str
    state: str
    frozen: bool
    rehearsal: bool
    created: int
    rules: Rules
    rules_text: str
    sittings: tuple[SittingView, ...]
    editions: Mapping[str, int]

    @property
    def opens(self) -> int:
        """The window's start: of the first sitting, before opening of the rules."""
        return min((sitting.opens for sitting in self.sittings), default=self.rules.opens)

    @property
    def closes(self) -> int:
        return max((sitting.closes for sitting in self.sittings), default=self.rules.closes)

    @property
    def sitting(self) -> SittingView:
        """The main sitting of a contest that was opened."""
        return self.sittings[0]

    @property
    def make_ups(self) -> tuple[SittingView, ...]:
        """The sittings after the main one."""
        return self.sittings[1:]

    def nearest(self, now: int) -> SittingView | None:
        """The sitting that is open, else the next one, else the last; ``None`` before opening."""
        coming = [one for one in self.sittings if now < one.closes]
        return min(coming, key=lambda one: one.opens) if coming else max(self.sittings, key=_ends, default=None)

    def phase(self, now: int) -> Phase:
        """Between two sittings it is scheduled again: nobody can start, and it is not over."""
        nearest = self.nearest(now)
        opens, closes = (self.opens, self.closes) if nearest is None else (nearest.opens, nearest.closes)
        return phase(self.state, opens, closes, now)


def _ends(sitting: SittingView) -> int:
    return sitting.closes


def contest(session: Session, slug: str) -> ContestView:
    """The contest of a slug, or ``not_found``."""
    return contest_seen(plain(session), slug)


def contest_seen(here: Looking, slug: str) -> ContestView:
    """The same by plain SQL, in one statement."""
    return _one(here.rows(OF_SLUG, slug=slug))


def contest_by_id(session: Session, contest_id: int) -> ContestView:
    return _one(plain(session).rows(OF_ID, id=contest_id))


def contests(session: Session) -> list[ContestView]:
    """Every contest, the newest window first."""
    return contests_seen(plain(session))


def contests_seen(here: Looking) -> list[ContestView]:
    """The same by plain SQL, in one statement."""
    return sorted(_views(here.rows(ALL)), key=lambda view: (-view.opens, view.slug))


def drawing_from(session: Session, banks: Collection[str] | None = None) -> list[ContestView]:
    """Every contest that is no draft and no rehearsal and draws from one of these banks (``None``: from any)."""
    found = _views(plain(session).rows(PUBLIC))
    return [view for view in found if (view.editions if banks is None else not view.editions.keys().isdisjoint(banks))]


_CONTESTS = """
SELECT c.id, c.slug, c.preset, c.state, c.frozen, c.rehearsal, c.created, c.rules,
       s.id, s.key, s.name, s.opens, s.closes, s.commitment, s.seed_published, p.bank, p.edition_id
  FROM contest c LEFT JOIN sitting s ON s.contest_id = c.id LEFT JOIN pinned_edition p ON p.contest_id = c.id
 {} ORDER BY c.id, s.id, p.bank
"""
"""A row for each sitting and pinned edition of a contest."""
CONTEST, SITTING, PINNED = slice(0, 8), slice(8, 15), slice(15, 17)
OF_SLUG = in_both(_CONTESTS.format("WHERE c.slug = :slug"))
OF_ID = in_both(_CONTESTS.format("WHERE c.id = :id"))
PUBLIC = in_both(_CONTESTS.format("WHERE c.state <> 'draft' AND NOT c.rehearsal"))
ALL = in_both(_CONTESTS.format(""))


def _one(rows: list[Row]) -> ContestView:
    if not rows:
        raise not_found()
    return _view(tuple(rows))


def _views(rows: list[Row]) -> list[ContestView]:
    return [_view(tuple(of_one)) for _, of_one in groupby(rows, key=itemgetter(0))]


@lru_cache(512)
def _view(rows: tuple[Row, ...]) -> ContestView:
    """As long as its rows say the same, a contest's view is the same object."""
    id_, slug, preset, state, frozen, rehearsal, created, rules = rows[0][CONTEST]
    sittings = dict.fromkeys(row[SITTING] for row in rows if row[SITTING][0] is not None)
    return ContestView(
        id=id_,
        slug=slug,
        preset=preset,
        state=state,
        frozen=bool(frozen),
        rehearsal=bool(rehearsal),
        created=created,
        rules=from_text(rules),
        rules_text=rules,
        sittings=tuple(_sitting(*one) for one in sittings),
        editions=dict(row[PINNED] for row in rows if row[PINNED][0] is not None),
    )


def _sitting(id_: int, key: str, name: str, opens: int, closes: int, commitment: str, published: Any) -> SittingView:
    return SittingView(id_, key, name, opens, closes, commitment, seed_published=bool(published))
