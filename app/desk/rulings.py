"""Late evidence and rulings on single papers: what came late is listed and admitted, a paper annulled or restored."""

from typing import Annotated, Any

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding
from app.contests.allowing import Reason
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.contests.people import person
from app.core.house import House
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.favours import REASONS
from app.desk.layout import desk_page, sentence
from app.papers.book import book
from app.papers.late import late_papers
from app.papers.marks import PaperMark, marks
from app.papers.rulings import Annulling, admit_late, annul, restore
from app.signin.sessions import SignedOrganiser

router = desk_router()

ANNULLING = {
    Annulling.MISCONDUCT: N_("违纪"),
    Annulling.MISTAKE: N_("误操作"),
    Annulling.WITHDRAWN: N_("本人申请"),
}


@router.get("/desk/contests/{slug}/rulings")
def rulings(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    name: str = "",
    branch: str = "",
) -> Response:
    """The late evidence, and the papers of one person who is asked for."""
    view = _opened(session, slug)
    try:
        found = _papers_of(session, view, name, branch) if name.strip() else []
    except Refusal as refused:
        return _page(request, house, session, organiser, view, name=name, branch=branch, refused=refused)
    return _page(request, house, session, organiser, view, name=name, branch=branch, found=found)


@router.post("/desk/contests/{slug}/rulings/{paper}/late")
def admit(
    request: Request,
    slug: str,
    paper: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    n: Annotated[list[int] | None, Form()] = None,
    reason: Annotated[Reason, Form()] = Reason.NETWORK,
) -> Response:
    view = _opened(session, slug)
    ours = book(house, session, view)
    try:
        house.writer.run(admit_late, ours, paper, n or [], reason=reason, now=house.clock.now())
    except Refusal as refused:
        return _page(request, house, session, organiser, view, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/rulings?done=late", 303)


@router.get("/desk/contests/{slug}/rulings/{paper}/{what}")
def ask(
    request: Request, slug: str, paper: str, what: str, session: Reading, organiser: Organiser, name: str = ""
) -> Response:
    """Before a paper is annulled or restored."""
    if what not in _TURNS:
        raise not_found()
    facts: dict[str, Any] = {"paper": paper, "what": what, "name": name, "reasons": ANNULLING, "refused": ""}
    return desk_page(request, "ruling.html", organiser, "contests", view=_opened(session, slug), **facts)


@router.post("/desk/contests/{slug}/rulings/{paper}/{what}")
def turn(
    request: Request,
    slug: str,
    paper: str,
    what: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    reason: Annotated[Annulling, Form()],
) -> Response:
    view = _opened(session, slug)
    if what not in _TURNS:
        raise not_found()
    try:
        house.writer.run(_TURNS[what], view.id, paper, reason, now=house.clock.now())
    except Refusal as refused:
        return _page(request, house, session, organiser, view, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/rulings?done={what}", 303)


_TURNS = {"annul": annul, "restore": restore}


def _papers_of(session: Session, view: ContestView, name: str, branch: str) -> list[PaperMark]:
    return marks(session, view.id, person(session, view.id, name, branch).member_key)


def _page(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    *,
    name: str = "",
    branch: str = "",
    found: list[PaperMark] | None = None,
    refused: Refusal | None = None,
) -> Response:
    return desk_page(
        request,
        "rulings.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=view,
        late=late_papers(session, book(house, session, view)),
        found=found or [],
        asked={"name": name, "branch": branch},
        refused=sentence(request, refused) if refused else "",
        reasons=REASONS,
        settled=view.state == ContestState.FINALISED,
    )


def _opened(session: Session, slug: str) -> ContestView:
    view = finding.contest(session, slug)
    if view.state == ContestState.DRAFT:
        raise not_found()
    return view
