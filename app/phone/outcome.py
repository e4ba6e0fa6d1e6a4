"""成绩 and 解析: what became of a paper, as far as the rules show it now."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.boards.naming import division_said
from app.boards.places import own
from app.contests.finding import ContestView
from app.contests.make_up import latest_end
from app.contests.phases import Phase, ended
from app.core.clock import local
from app.core.web import HouseOf, Language, Reading
from app.papers.book import book
from app.papers.models import Paper, PaperState
from app.papers.refusals import not_shown_yet
from app.papers.results import result_json, result_mark
from app.papers.review import make_up_due
from app.papers.viewing import attempts, own_paper
from app.phone.members import public_contest, signed, to_the_door
from app.phone.shown import make_up_line, phase_line, phone_page, title
from app.phone.standing import standing
from app.signin.sessions import SignedMember

router = APIRouter()


@router.get("/c/{slug}/result")
def result(
    slug: str, request: Request, house: HouseOf, session: Reading, language: Language, paper: str = ""
) -> Response:
    """The newest paper's outcome, or of the asked one; while it is being registered the page asks again by itself."""
    now = house.clock.now()
    view = public_contest(session, slug, now)
    member = signed(request, view)
    if member is None:
        return to_the_door(slug)
    shown = _asked(session, view, member, paper)
    if shown is None or (shown.state == PaperState.OPEN and shown.due >= now):
        return RedirectResponse(f"/c/{slug}/{'paper' if shown else 'start'}", 303)
    facts: dict[str, Any] = {"view": view, "member": member, "title": title(view, language)}
    if shown.state == PaperState.OPEN:
        return phone_page(request, "waiting.html", **facts)
    outcome = result_json(session, book(house, session, view), view, shown, language, now)
    mark = result_mark(session, shown)
    return phone_page(
        request,
        "result.html",
        **facts,
        outcome=outcome,
        handed_in=f"{local(shown.handed_in or now, house.settings.zone):%H:%M:%S}",
        handed_in_at=shown.handed_in or now,
        place=own(house, session, view, member.key, at_least=mark.seq)
        if "score" in outcome and view.rules.ranking and not member.provisional
        else None,
        division_said=lambda division, out_of: division_said(division, out_of, language),
        passed=view.rules.pass_mark is not None and mark.score >= view.rules.pass_mark,
        at_make_up=shown.sitting_id != view.sitting.id,
        closes=next(one.closes for one in view.sittings if one.id == shown.sitting_id),
        make_up_line=make_up_line(view, language, house.settings.zone, now),
        make_up_waits=latest_end(view.rules, view.sitting.closes) if make_up_due(view, now) else 0,
        phase_line=phase_line(view, request, now),
        is_open=view.phase(now) is Phase.OPEN,
        over=ended(view.phase(now)),
        papers=_handed_in(session, view, member),
        **standing(house, session, view, member, now, paper=shown),
    )


@router.get("/c/{slug}/review/{paper}")
def review(slug: str, paper: str, request: Request, house: HouseOf, session: Reading, language: Language) -> Response:
    """Every question with what was given, what is right, why, and where it says so, once the rules allow it."""
    now = house.clock.now()
    view = public_contest(session, slug, now)
    member = signed(request, view)
    if member is None:
        return to_the_door(slug)
    found = own_paper(session, paper, member.id, of=view.id)
    outcome = result_json(session, book(house, session, view), view, found, language, now)
    if "items" not in outcome:
        raise not_shown_yet()
    return phone_page(request, "review.html", view=view, member=member, title=title(view, language), outcome=outcome)


def _asked(session: Session, view: ContestView, member: SignedMember, paper: str) -> Paper | None:
    if paper:
        return own_paper(session, paper, member.id, of=view.id)
    papers = attempts(session, view.id, member.id, view.rules.attempts).papers
    return papers[-1] if papers else None


def _handed_in(session: Session, view: ContestView, member: SignedMember) -> list[dict[str, Any]]:
    papers = attempts(session, view.id, member.id, view.rules.attempts).papers
    return [{"key": one.key, "attempt": one.attempt} for one in papers if one.state == PaperState.CLOSED]
