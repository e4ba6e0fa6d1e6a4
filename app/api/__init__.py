"""The JSON door, ``/api/v1``: for phones, scripts and whoever wants to recompute."""

from fastapi import APIRouter, FastAPI
from starlette.routing import Route

from app.api import contests, papers, sign_in
from app.api.boards import routes as board_routes
from app.api.boards import streams as board_streams
from app.api.described import openapi

PREFIX = "/api/v1"


def _prefixed(routes: list[Route]) -> list[Route]:
    return [Route(PREFIX + one.path, one.endpoint, methods=one.methods) for one in routes]


streams = _prefixed(board_streams)


hot = _prefixed([*sign_in.routes, *(one for one in papers.routes if one.path.startswith("/contests/"))])
"""What an opening rush asks for: found first."""


def mount(app: FastAPI) -> None:
    """Add every route: the lean plain ones first, because they are the hot ones."""
    app.router.routes.extend(_prefixed([*papers.routes, *sign_in.routes, *board_routes]))
    described = APIRouter(prefix=PREFIX)
    for part in (contests.router, papers.router):
        described.include_router(part)
    app.include_router(described)
    app.router.routes.append(Route(f"{PREFIX}/openapi.json", openapi))
