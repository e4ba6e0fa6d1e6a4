"""Who may come in: every page of the desk but the sign-in needs an organiser's session."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from app.core.web import HouseOf, session_token
from app.signin import sessions
from app.signin.refusals import needed
from app.signin.sessions import SignedOrganiser

SIGN_IN = "/desk/sign-in"
PASSWORD = "/desk/password"  # noqa: S105 - an address


class Elsewhere(Exception):
    """This page is not to be seen now: another one comes first."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class DeskRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_lead(request: Request) -> Response:
            try:
                return await handle(request)
            except Elsewhere as first:
                return RedirectResponse(first.address, 303)

        return handle_or_lead


def desk_router() -> APIRouter:
    return APIRouter(route_class=DeskRoute, include_in_schema=False)


def somebody(request: Request, house: HouseOf) -> SignedOrganiser:
    """The organiser who asks, perhaps still with the one-time password."""
    organiser = sessions.organiser_of(house, session_token(request), house.clock.now())
    if organiser is not None:
        return organiser
    if request.method == "GET":
        raise Elsewhere(SIGN_IN)
    raise needed()


def organiser(asking: Annotated[SignedOrganiser, Depends(somebody)], request: Request) -> SignedOrganiser:
    """The organiser who asks, with a password of their own."""
    if asking.one_time and request.method == "GET":
        raise Elsewhere(PASSWORD)
    if asking.one_time:
        raise needed()
    return asking


Somebody = Annotated[SignedOrganiser, Depends(somebody)]
Organiser = Annotated[SignedOrganiser, Depends(organiser)]
