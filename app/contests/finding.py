"""Reading contests: what doors and rooms above know of one. Drafts are found too; who may see them, doors ask."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.models import Contest, ContestState, PinnedEdition, Sitting
from app.contests.phases import Phase, phase
from app.contests.rules import Rules, from_text
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
    return _one(
        session,
        session.execute(select(Contest).where(col(Contest.slug) == slug)).scalar_one_or_none(),
    )


def contest_by_id(session: Session, contest_id: int) -> ContestView:
    return _one(
        session,
        session.execute(select(Contest).where(col(Contest.id) == contest_id)).scalar_one_or_none(),
    )


def contests(session: Session) -> list[ContestView]:
    """Every contest, the newest window first."""
    rows = list(session.execute(select(Contest)).scalars())
    views = _views(session, rows)
    return sorted(views, key=lambda view: (-view.opens, view.slug))


def drawing_from(session: Session, banks: Collection[str] | None = None) -> list[ContestView]:
    """Every contest that is no draft and no rehearsal and draws from one of these banks (``None``: from any)."""
    pinned = select(col(PinnedEdition.contest_id))
    if banks is not None:
        pinned = pinned.where(col(PinnedEdition.bank).in_(banks))
    rows = session.execute(
        select(Contest).where(
            col(Contest.id).in_(pinned),
            col(Contest.state) != ContestState.DRAFT,
            col(Contest.rehearsal).is_(False),
        )
    )
    return _views(session, rows.scalars())


def _one(session: Session, row: Contest | None) -> ContestView:
    if row is None:
        raise not_found()
    return _views(session, [row])[0]


def _views(session: Session, rows: Iterable[Contest]) -> list[ContestView]:
    rows = list(rows)
    ids = [row.id for row in rows]
    sittings: dict[int, list[SittingView]] = {}
    for sitting in session.execute(
        select(Sitting).where(col(Sitting.contest_id).in_(ids)).order_by(col(Sitting.id))
    ).scalars():
        sittings.setdefault(sitting.contest_id, []).append(_sitting(sitting))
    editions: dict[int, dict[str, int]] = {}
    for pinned in session.execute(select(PinnedEdition).where(col(PinnedEdition.contest_id).in_(ids))).scalars():
        editions.setdefault(pinned.contest_id, {})[pinned.bank] = pinned.edition_id
    return [_view(row, sittings, editions) for row in rows]


def _view(
    row: Contest,
    sittings: Mapping[int, list[SittingView]],
    editions: Mapping[int, Mapping[str, int]],
) -> ContestView:
    assert row.id is not None
    return ContestView(
        id=row.id,
        slug=row.slug,
        preset=row.preset,
        state=row.state,
        frozen=row.frozen,
        rehearsal=row.rehearsal,
        created=row.created,
        rules=from_text(row.rules),
        rules_text=row.rules,
        sittings=tuple(sittings.get(row.id, ())),
        editions=editions.get(row.id, {}),
    )


def _sitting(row: Sitting) -> SittingView:
    assert row.id is not None
    return SittingView(
        row.id,
        row.key,
        row.name,
        row.opens,
        row.closes,
        row.commitment,
        row.seed_published,
    )
