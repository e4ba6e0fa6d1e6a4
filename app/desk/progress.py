"""各支部进度: who is behind, who has not taken part yet, and a reminder to copy. Help, not an assessment."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.boards.branch import Turnout, branch, turnouts
from app.contests import finding
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.contests.phases import Phase
from app.contests.reminding import reminder
from app.core.house import House
from app.core.refusal import not_found
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.organisations.labels import Label, member_names, organisation_labels
from app.organisations.names import sort_key
from app.organisations.searching import find

router = desk_router()

A_PAGE = 100


@dataclass(frozen=True)
class Line:
    """One organisation of the list."""

    is_: Turnout
    label: Label

    @property
    def missing(self) -> int:
        return max(self.is_.roll - self.is_.participants, 0)


def lines(house: House, session: Session, view: ContestView) -> list[Line]:
    """The organisations of an opened contest, those that are furthest behind first."""
    labels = organisation_labels(session)
    return [Line(one, labels[one.organisation]) for one in turnouts(house, session, view)]


@router.get("/desk/contests/{slug}/progress")
def progress(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    q: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    view = _opened(session, slug)
    listed = lines(house, session, view)
    if wanted := q.strip():
        hits = {hit.id for hit in find(session, wanted, 1000)}
        listed = [one for one in listed if one.is_.organisation in hits]
    now = house.clock.now()
    return desk_page(
        request,
        "progress.html",
        organiser,
        "contests",
        view=view,
        phase=view.phase(now),
        now=now,
        wanted=wanted,
        branches=listed[(page - 1) * A_PAGE : page * A_PAGE],
        page=page,
        pages=max(1, -(-len(listed) // A_PAGE)),
    )


@router.get("/desk/contests/{slug}/progress/{key}")
def absent(
    request: Request, slug: str, key: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    """Who of one organisation has not taken part, with full names: the organiser has to recognise them."""
    view = _opened(session, slug)
    labels = organisation_labels(session)
    id_ = next((id_ for id_, label in labels.items() if label.key == key), None)
    if id_ is None:
        raise not_found()
    stands = branch(house, session, view, id_, audience="organiser")
    names = member_names(session, stands.absent)
    return desk_page(
        request,
        "progress_branch.html",
        organiser,
        "contests",
        view=view,
        phase=view.phase(house.clock.now()),
        branch=labels[id_],
        stands=stands,
        absent=sorted((names[one][0] for one in stands.absent if one in names), key=sort_key),
        reminder=reminder(view, stands.participants, stands.roll, language, house.settings.zone),
        is_open=view.phase(house.clock.now()) in (Phase.SCHEDULED, Phase.OPEN),
    )


def _opened(session: Session, slug: str) -> ContestView:
    view = finding.contest(session, slug)
    if view.state == ContestState.DRAFT:
        raise not_found()
    return view
