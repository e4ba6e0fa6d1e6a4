"""体检: the machine on the day: every check with what to do, the browser's clock, and a code that a phone scans."""

from functools import partial
from typing import Annotated, Any

from fastapi import Form, Query, Request
from starlette.responses import JSONResponse, Response

from app.core import reach
from app.core.addresses import base_urls
from app.core.checkup import examine, worst
from app.core.clock import SECOND, local
from app.core.house import House
from app.core.i18n import translate
from app.core.pages import page
from app.core.qr_codes import qr
from app.core.reach import Reached
from app.core.refusal import N_, not_found
from app.core.remark import LIGHT_NAMES, Ground, Light
from app.core.web import HouseOf, Language
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.papers.latest import newest_instant

router = desk_router()

Instant = Annotated[int, Form(ge=0, le=2**53)]
CLOSE, APART = 2 * SECOND, 60 * SECOND
WAIT = 120
"""Seconds that the page asks whether a phone has come."""
TAGS = {Light.GREEN: "ok", Light.AMBER: "warn", Light.RED: "bad"}
MARKS = {Light.GREEN: "✓", Light.AMBER: "!", Light.RED: "✗"}


@router.get("/desk/doctor")
def doctor(
    request: Request,
    house: HouseOf,
    organiser: Organiser,
    language: Language,
    code: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    now = house.clock.now()
    remarks = examine(Ground(house, now, partial(_newest, house), serving=True))
    if not reach.is_good(house.secret, code, now):
        code = reach.new_code(house.secret, now)
    return desk_page(
        request,
        "doctor.html",
        organiser,
        "doctor",
        now=f"{local(now, house.settings.zone):%Y-%m-%d %H:%M:%S}",
        remarks=sorted(remarks, key=lambda remark: list(Light)[::-1].index(remark.light)),
        worst=worst(remarks),
        counts={light: sum(remark.light is light for remark in remarks) for light in Light},
        names=LIGHT_NAMES,
        tags=TAGS,
        marks=MARKS,
        addresses=base_urls(house.settings),
        code=code,
        reached=_said(house, language, reach.who_came(house, code)),
        wait=WAIT,
        qr=qr,
    )


@router.post("/desk/doctor/clock")
def compare_clocks(house: HouseOf, organiser: Organiser, language: Language, browser: Instant) -> Response:
    """How far the organiser's browser is from the server, in words."""
    ahead = house.clock.now() - browser
    light = Light.GREEN if abs(ahead) <= CLOSE else Light.AMBER if abs(ahead) <= APART else Light.RED
    return JSONResponse({"light": light, "mark": MARKS[light], "says": _apart(language, ahead)})


@router.get("/reach/{code}")
def reached(request: Request, code: str, house: HouseOf) -> Response:
    """What a phone sees that has scanned the code: it got through. Nothing else is stored."""
    now = house.clock.now()
    if not reach.is_good(house.secret, code, now):
        raise not_found()
    reach.came(house, code, request.client.host if request.client else "", now)
    return page(request, "desk/reach.html")


@router.get("/reach/{code}/seen")
def seen(code: str, house: HouseOf, language: Language) -> Response:
    """Who came with this code: for whoever made it (the page or the command)."""
    if not reach.is_good(house.secret, code, house.clock.now()):
        raise not_found()
    return JSONResponse(_said(house, language, reach.who_came(house, code)))


def _newest(house: House) -> int:
    with house.database.reading() as session:
        return newest_instant(session)


def _said(house: House, language: str, found: Reached | None) -> dict[str, Any]:
    if found is None:
        return {"reached": False, "own": False, "address": None, "says": ""}
    sentence = N_("手机连上来了：%(at)s，来自 %(address)s。")
    if found.own:
        sentence = N_("%(at)s 打开网址的是这台电脑自己（%(address)s）。请用手机扫。")
    at = f"{local(found.at, house.settings.zone):%H:%M:%S}"
    says = translate(language, sentence, at=at, address=found.address)
    return {"reached": True, "own": found.own, "address": found.address, "says": says}


def _apart(language: str, ahead: int) -> str:
    seconds = (abs(ahead) + SECOND // 2) // SECOND
    if abs(ahead) <= CLOSE:
        return translate(language, N_("服务器的时钟和这个浏览器的相差不到 2 秒。"))
    faster, slower = (
        N_("服务器的时钟比这个浏览器快 %(seconds)s 秒。"),
        N_("服务器的时钟比这个浏览器慢 %(seconds)s 秒。"),
    )
    check = translate(language, N_("请拿手机的时间来对：错的那一台请校准。"))
    return translate(language, faster if ahead > 0 else slower, seconds=seconds) + check
