"""Signing in with the one-time password, the own password, signing out."""

from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from app.core import pages
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, drop_session, keep_session, language_of, session_token
from app.desk.admitting import PASSWORD, SIGN_IN, Elsewhere, Somebody, desk_router
from app.desk.layout import sentence
from app.signin import organisers, sessions

router = desk_router()

WRONG = N_("没有对上。请核对名字和密码；连着几次不对，请等 15 分钟再试，或请同事重发一次性密码。")


@router.get("/desk/sign-in")
def sign_in_page(request: Request) -> Response:
    return pages.page(request, "desk/sign_in.html", name="", refused="")


@router.post("/desk/sign-in")
async def sign_in(
    request: Request, house: HouseOf, name: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Response:
    try:
        address = request.client.host if request.client else ""
        token, organiser = await organisers.sign_in(house, name, password, house.clock.now(), address=address)
    except Refusal as refused:
        said = translate(language_of(request), WRONG) if refused.status == 401 else sentence(request, refused)
        return pages.page(request, "desk/sign_in.html", status=refused.status, name=name[:60], refused=said)
    response = RedirectResponse(PASSWORD if organiser.one_time else "/desk", 303)
    keep_session(response, house, token)
    return response


@router.get("/desk/password")
def password_page(request: Request, organiser: Somebody) -> Response:
    if not organiser.one_time:
        raise Elsewhere("/desk")
    return pages.page(request, "desk/password.html", organiser=organiser, refused="")


@router.post("/desk/password")
async def set_password(
    request: Request,
    house: HouseOf,
    organiser: Somebody,
    password: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:
    """Only while the password is the one-time one: whoever finds a desk left open cannot lock its owner out."""
    if not organiser.one_time:
        raise not_found()
    try:
        await organisers.choose_password(
            house, organiser.id, password, again, now=house.clock.now(), token=session_token(request)
        )
    except Refusal as refused:
        said = sentence(request, refused)
        return pages.page(request, "desk/password.html", status=refused.status, organiser=organiser, refused=said)
    return RedirectResponse("/desk?done=password", 303)


@router.post("/desk/sign-out")
async def sign_out(request: Request, house: HouseOf) -> Response:
    await house.writer.write(sessions.end, session_token(request), now=house.clock.now())
    response = RedirectResponse(SIGN_IN, 303)
    drop_session(response, house)
    return response
