"""准备: who you are, what is left, the rules in short, and the button that starts the clock."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.contests.finding import ContestView
from app.contests.phases import Phase, ended
from app.core.house import House
from app.core.i18n import translate
from app.core.opening import in_thread
from app.core.web import house_of, language_of
from app.organisations.secretaries import branches_of
from app.papers.book import book
from app.papers.closing import Locked
from app.papers.practice_locks import lock_on
from app.papers.sitting import start
from app.papers.tokens import send_token
from app.papers.trying import may_try
from app.phone.members import member_and_contest, to_the_door
from app.phone.shown import make_up_line, phase_line, phone_page, title
from app.phone.standing import standing
from app.signin.sessions import SignedMember

SEND = "cup_send"
"""The cookie that holds the send token for pages without scripts; it goes to the question page alone."""


async def ready(request: Request) -> Response:
    member, view = await member_and_contest(request, request.path_params["slug"])
    if member is None:
        return to_the_door(view.slug)
    return await in_thread(_ready, request, view, member)


def _ready(request: Request, view: ContestView, member: SignedMember) -> Response:
    house, language = house_of(request), language_of(request)
    now = house.clock.now()
    with house.database.reading() as session:
        return phone_page(
            request,
            "start.html",
            view=view,
            member=member,
            title=title(view, language),
            phase_line=phase_line(view, request, now),
            is_open=view.phase(now) is Phase.OPEN,
            over=ended(view.phase(now)),
            may_try=may_try(session, view),
            practice_lock=lock_on(session, view, now),
            is_secretary=bool(branches_of(session, member.id)),
            items=book(house, session, view).items,
            said_of=lambda refused: translate(language, refused.sentence, **refused.facts),
            make_up_line=make_up_line(view, language, house.settings.zone, now),
            **standing(house, session, view, member, now),
        )


async def begin(request: Request) -> Response:
    """Start the next attempt, or take the open paper to this device; the clock runs from here on."""
    house, slug = house_of(request), request.path_params["slug"]
    member, view = await member_and_contest(request, slug)
    if member is None:
        return to_the_door(slug)
    started = await start(house, view, member, house.clock.now())
    response = RedirectResponse(f"/c/{slug}/paper", 303)
    keep_send_token(response, house, view, started.paper)
    return response


def keep_send_token(response: Response, house: House, view: ContestView, paper: Locked) -> None:
    response.set_cookie(
        SEND,
        f"{paper.key}:{send_token(house.secret, paper.key, paper.lease)}",
        path=f"/c/{view.slug}/paper",
        httponly=True,
        samesite="lax",
        secure=house.settings.https,
    )


routes = [
    Route("/c/{slug}/start", ready, methods=["GET"]),
    Route("/c/{slug}/start", begin, methods=["POST"]),
]
