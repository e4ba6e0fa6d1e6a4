"""入围: the first of a finalised contest as a circle, so that a final can be opened for them alone."""

from dataclasses import dataclass

from sqlmodel import Session

from app.boards import standings as folds
from app.contests.finding import contest
from app.contests.models import ContestState
from app.core.house import House
from app.core.refusal import N_, declare
from app.organisations import circles
from app.organisations.circle_people import present

not_finalised = declare("circle.not_finalised", 409, N_("竞赛 %(contest)s 还没有定榜，入围的人还没有定。"))


@dataclass(frozen=True)
class Qualified:
    """``people`` are in the circle; ``gone`` qualified too and are no longer on the roll."""

    circle: str
    people: int
    gone: int


def qualifiers(house: House, session: Session, slug: str, top: int) -> list[str]:
    """The member keys of the first ``top`` and of all who share the last of these places. Refusals: ``not_found``,
    ``circle.not_finalised``."""
    view = contest(session, slug)
    if view.state != ContestState.FINALISED:
        raise not_finalised(contest=slug)
    with folds.at(house, session, view, "organiser") as (standings, _cut):
        rows = standings.order.top(len(standings.order))
        return [standings.people.key(row.place) for row in rows if row.rank <= top]


def circle_from(house: House, slug: str, top: int, circle: str, name: str, now: int) -> Qualified:
    """Make the circle. Blocks on the writer. Refusals as :func:`qualifiers` and of ``circles.make``."""
    with house.database.reading() as session:
        keys = qualifiers(house, session, slug, top)
        ids = present(session, keys)
    house.writer.run(circles.make, circle, name, ids, now=now)
    return Qualified(circle, len(ids), len(keys) - len(ids))
