"""Builds the app: mounts the doors, answers refusals, starts and stops what runs by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from asgi_cross_origin_protection import CrossOriginProtection
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from app import __version__, api, desk, phone, screen
from app.api.first import AnswersFirst
from app.core import health
from app.core.house import House
from app.core.i18n import translate
from app.core.opening import OpeningFirst
from app.core.pages import page
from app.core.pages import routes as static_routes
from app.core.refusal import Refusal
from app.core.streams import StreamsFirst
from app.core.web import SafeHeaders, answer_refusals, language_of
from app.live.anchoring import anchor_forever
from app.live.screens import note_screens_forever
from app.live.sweeping import sweep_forever
from app.live.ticker import tick_forever
from app.live.timekeeping import keep_time, set_clock


class Server(FastAPI):
    """Answers and streams go past everything, also past what Starlette and FastAPI put around every application."""

    def build_middleware_stack(self) -> ASGIApp:
        https = self.state.house.settings.https
        streams = StreamsFirst(super().build_middleware_stack(), streams=[*api.streams, *screen.streams], https=https)
        return AnswersFirst(streams, https=https)


def create_app(house: House) -> FastAPI:
    """The whole server around an open house. Closing the house is the caller's."""
    app = Server(
        title="Xincheng Cup 新城杯",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.house = house
    house.kept.setdefault("stopping", asyncio.Event())
    answer_refusals(app, _refusal_page)
    hot = [*static_routes, *phone.routes, *api.hot]
    app.add_middleware(OpeningFirst, routes=hot, never_busy=[one.path for one in health.routes])
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(CrossOriginProtection)
    app.add_middleware(SafeHeaders, https=house.settings.https)
    app.router.routes.extend(static_routes)
    app.router.routes.extend(health.routes)
    api.mount(app)
    for door in (phone, desk, screen):
        app.include_router(door.router, include_in_schema=False)
    return app


def _refusal_page(request: Request, refused: Refusal) -> Response:
    sentence = translate(language_of(request), refused.sentence, **refused.facts)
    return page(request, "error.html", status=refused.status, refused=refused, sentence=sentence)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: House = app.state.house
    stopping: asyncio.Event = house.kept["stopping"]
    await to_thread.run_sync(set_clock, house)
    by_itself = (sweep_forever, tick_forever, keep_time, anchor_forever, note_screens_forever)
    work = [asyncio.create_task(one(house, stopping)) for one in by_itself]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.gather(*work)
