"""系列: several contests under one mean: which belong to it, and from how many sittings on there is a place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests.models import Contest, Series, SeriesContest
from app.contests.rules import SLUG
from app.core.glancing import Looking, Row, in_both
from app.core.plain import plain
from app.core.refusal import N_, declare, not_found

MIN_SITTINGS = 9
MOST = 60

bad_series = declare(
    "series.bad",
    422,
    N_("系列的代号要用 2 到 40 个小写字母、数字或短横线，名称 1 到 100 个字，至少次数 1 到 60，最多 60 场。"),
)
series_taken = declare("series.taken", 409, N_("系列代号 %(series)s 已经有了。请换一个。"))
no_contest = declare("series.no_contest", 422, N_("没有代号为 %(contest)s 的竞赛，或者它是演练，不能放进系列。"))


@dataclass(frozen=True)
class SeriesView:
    id: int
    slug: str
    title: str
    title_en: str
    min_sittings: int
    contests: tuple[str, ...]
    """Slugs, in order."""

    def called(self, language: str) -> str:
        return (self.title_en if language == "en" else "") or self.title


@dataclass(frozen=True)
class SeriesFacts:
    """What a series is to be: its names, which contests in which order, and how many sittings it takes for a place."""

    title: str
    contests: Sequence[str]
    title_en: str = ""
    min_sittings: int = MIN_SITTINGS


def all_series(session: Session) -> list[SeriesView]:
    """The newest first."""
    return series_seen(plain(session))


def series_seen(here: Looking) -> list[SeriesView]:
    """The same by plain SQL, in one statement."""
    by_series = groupby(here.rows(ALL), key=itemgetter(0))
    return [_of_rows(list(rows)) for _, rows in by_series]


def _of_rows(rows: list[Row]) -> SeriesView:
    id_, slug, title, title_en, least, _ = rows[0]
    return SeriesView(id_, slug, title, title_en, least, tuple(row[5] for row in rows if row[5] is not None))


ALL = in_both(
    "SELECT r.id, r.slug, r.title, r.title_en, r.min_sittings, c.slug FROM series r"
    " LEFT JOIN series_contest p ON p.series_id = r.id LEFT JOIN contest c ON c.id = p.contest_id"
    " ORDER BY r.created DESC, r.slug, p.place"
)


def series(session: Session, slug: str) -> SeriesView:
    """The series of a slug, or ``not_found``."""
    row = session.execute(select(Series).where(col(Series.slug) == slug)).scalar_one_or_none()
    if row is None:
        raise not_found()
    return _view(session, row)


def new_series(session: Session, slug: str, facts: SeriesFacts, *, now: int) -> int:
    """Refusals: ``series.bad``, ``series.taken``, ``series.no_contest``."""
    _check(slug, facts)
    made = Series(slug=slug, title="", min_sittings=facts.min_sittings, created=now)
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise series_taken(series=slug) from None
    assert made.id is not None
    _put(session, made.id, facts)
    return made.id


def change_series(session: Session, slug: str, facts: SeriesFacts) -> None:
    """Everything but the slug may change at any time: a series holds no results of its own."""
    _check(slug, facts)
    _put(session, series(session, slug).id, facts)


def _check(slug: str, facts: SeriesFacts) -> None:
    named = 0 < len(facts.title.strip()) <= 100 and len(facts.title_en) <= 200
    counted = 1 <= facts.min_sittings <= MOST and len(facts.contests) <= MOST
    if not (re.fullmatch(SLUG, slug) and named and counted):
        raise bad_series()


def _put(session: Session, series_id: int, facts: SeriesFacts) -> None:
    """The names, and these contests, each once, in this order."""
    said = {"title": facts.title.strip(), "title_en": facts.title_en.strip(), "min_sittings": facts.min_sittings}
    session.execute(update(Series).where(col(Series.id) == series_id).values(said))
    wanted = list(dict.fromkeys(facts.contests))
    rows = session.execute(
        select(col(Contest.slug), col(Contest.id)).where(
            col(Contest.slug).in_(wanted), col(Contest.rehearsal).is_(False)
        )
    )
    ids = {row.slug: row.id for row in rows}
    for slug in wanted:
        if slug not in ids:
            raise no_contest(contest=slug[:40])
    session.execute(delete(SeriesContest).where(col(SeriesContest.series_id) == series_id))
    if wanted:
        placed = enumerate(wanted)
        session.execute(
            insert(SeriesContest),
            [{"series_id": series_id, "contest_id": ids[slug], "place": place} for place, slug in placed],
        )


def _view(session: Session, row: Series) -> SeriesView:
    slugs = session.execute(
        select(col(Contest.slug))
        .join(SeriesContest, col(SeriesContest.contest_id) == col(Contest.id))
        .where(col(SeriesContest.series_id) == row.id)
        .order_by(col(SeriesContest.place))
    ).scalars()
    assert row.id is not None
    return SeriesView(row.id, row.slug, row.title, row.title_en, row.min_sittings, tuple(slugs))
