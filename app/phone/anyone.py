"""Pages that are the same for everybody who is not signed in: what is on, and a contest's privacy notice."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.contests.finding import ContestView, contests_seen
from app.contests.phases import Phase, public
from app.contests.privacy import privacy
from app.contests.series import SeriesView, series_seen
from app.core.clock import DAY
from app.core.glancing import Looking, look
from app.core.kept_pages import kept_page
from app.core.opening import in_thread
from app.core.web import house_of, language_of, session_token
from app.phone.members import public_seen
from app.phone.shown import erased, in_elder_view, phase_line, phone_page, steady_until, title


async def what_is_on(request: Request) -> Response:
    """The doors of all contests that members may know of; the one that is open first. The same for everybody."""
    house = house_of(request)
    now = house.clock.now()
    views, series = await look(house.database, _what_is_on, now)
    if not is_anonymous(request):
        return await in_thread(_contests_page, request, views, series, now)
    until = min((steady_until(view, now) for view in views), default=now + DAY)
    render = partial(in_thread, _contests_page, request, views, series, now)
    return await kept_page(request, ("/", *looks(request)), (views, series), now, until, render)


def _what_is_on(here: Looking, now: int) -> tuple[list[ContestView], list[SeriesView]]:
    views = [view for view in contests_seen(here) if public(view.phase(now)) and not view.rehearsal]
    listed = {view.slug for view in views}
    return views, [one for one in series_seen(here) if listed.intersection(one.contests)]


def _contests_page(request: Request, views: list[ContestView], series: list[SeriesView], now: int) -> Response:
    language = language_of(request)
    shown = [
        {
            "slug": view.slug,
            "title": title(view, language),
            "phase_line": phase_line(view, request, now),
            "is_open": view.phase(now) is Phase.OPEN,
        }
        for view in sorted(views, key=lambda view: view.phase(now) is not Phase.OPEN)
    ]
    return phone_page(request, "contests.html", views=shown, series=series)


async def privacy_page(request: Request) -> Response:
    house, slug = house_of(request), request.path_params["slug"]
    now = house.clock.now()
    view = await look(house.database, public_seen, slug, now)
    render = partial(in_thread, _privacy_page, request, view)
    if not is_anonymous(request):
        return await render()
    return await kept_page(request, (slug, "privacy", *looks(request)), (view,), now, now + DAY, render)


def _privacy_page(request: Request, view: ContestView) -> Response:
    facts = privacy_facts(request, view)
    return phone_page(request, "privacy.html", view=view, title=title(view, language_of(request)), **facts)


def is_anonymous(request: Request) -> bool:
    """Nobody is signed in here, and the address says nothing more."""
    return not request.scope["query_string"] and session_token(request) is None


def looks(request: Request) -> tuple[str, bool]:
    """In which language and which view the same page is read."""
    return language_of(request), in_elder_view(request)


def privacy_facts(request: Request, view: ContestView) -> dict[str, Any]:
    notice = privacy(view.rules, house_of(request).settings)
    return {"privacy": notice, "privacy_date": erased(notice, language_of(request))}


routes = [
    Route("/", what_is_on, methods=["GET"]),
    Route("/c/{slug}/privacy", privacy_page, methods=["GET"]),
]
