"""Rendering for phones: what every page for members knows, and the elder view that stands in a cookie."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import HTMLResponse

from app.contests.asking import asked
from app.contests.finding import ContestView
from app.contests.models import RequestState
from app.contests.phases import Phase
from app.contests.privacy import Privacy
from app.contests.reasons import DECLINED
from app.contests.refusals import WHO_MAKES_UP
from app.contests.wording import moment
from app.core.clock import DAY, HOUR, MINUTE
from app.core.figures import marks
from app.core.i18n import translate
from app.core.pages import page
from app.core.refusal import N_
from app.core.web import house_of, language_of
from app.phone.words import DAYS, PHONE, words
from app.signin.sessions import SignedMember

GAPS = re.compile(r"(_{2,})")
YEAR = 31_536_000


def phone_page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """``templates/phone/<template>`` with what all pages share; ``?elder=1`` and ``0`` switch the elder view."""
    language, zone = language_of(request), house_of(request).settings.zone
    wish = request.query_params.get("elder")
    elder = in_elder_view(request)
    facts.setdefault("member", None)
    facts["pending"] = pending(request, facts["member"])
    response = page(
        request,
        f"phone/{template}",
        status=status,
        elder=elder,
        here=request.url.path,
        query=lambda **changes: "?" + urlencode({**request.query_params, **changes}),
        moment=lambda instant, ends=False: moment(instant, language, zone, ends=ends),
        marks=marks,
        span=span,
        remaining=lambda ms: remaining(ms, language),
        stem_parts=GAPS.split,
        phone_words=words(PHONE, language),
        **facts,
    )
    if wish in ("0", "1"):
        response.set_cookie("cup_elder", wish, max_age=YEAR, samesite="lax")
    return response


def in_elder_view(request: Request) -> bool:
    wish = request.query_params.get("elder")
    return wish == "1" if wish in ("0", "1") else request.cookies.get("cup_elder") == "1"


def pending(request: Request, member: SignedMember | None) -> dict[str, Any] | None:
    """What every page says to somebody whom the roll does not know; nothing to everybody else."""
    if member is None or not member.provisional:
        return None
    with house_of(request).database.reading() as session:
        made = asked(session, member.id)
    over = made is not None and made.state == RequestState.DECLINED
    word, said = N_("待核对"), N_("答的题先记着；支部书记或主办方核对以后，才算到您名下、计入支部。")
    if over:
        word, said = N_("没有核对上："), N_("%(why)s。这里的答题不计成绩；可以换用参赛卡登录，或找主办方。")
    language = language_of(request)
    why = translate(language, DECLINED[made.reason]) if made is not None and over else ""
    return {"word": translate(language, word), "said": translate(language, said, why=why), "over": over}


def title(view: ContestView, language: str) -> str:
    return (view.rules.title_en if language == "en" else "") or view.rules.title


def span(duration: int) -> str:
    """Milliseconds as ``21:36`` or ``1:02:03``; from a hundred hours on without seconds."""
    minutes, seconds = divmod(max(0, duration) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours > 99:
        return f"{hours}:{minutes:02d}"
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def remaining(ms: int, language: str) -> str:
    """As the clock shows it; from two days on in whole days, of which a clock's figures would say nothing."""
    return translate(language, DAYS, n=ms // DAY) if ms >= 2 * DAY else span(ms)


def phase_line(view: ContestView, request: Request, now: int) -> str:
    """Where the contest stands, in one line with its dates."""
    language, zone = language_of(request), house_of(request).settings.zone
    window = view.nearest(now) or view
    opens, closes = moment(window.opens, language, zone), moment(window.closes, language, zone, ends=True)
    phase = view.phase(now)
    if phase is Phase.SCHEDULED:
        sentence = N_("%(opens)s 开放，%(wait)s")
        return translate(language, sentence, opens=opens, wait=wait(window.opens - now, language))
    if phase is Phase.OPEN:
        return translate(language, N_("进行中 · %(opens)s 至 %(closes)s"), opens=opens, closes=closes)
    if phase is Phase.FINALISED:
        return translate(language, N_("已定榜 · %(closes)s 结束"), closes=closes)
    return translate(language, N_("已结束 · %(closes)s"), closes=closes)


def steady_until(view: ContestView, now: int) -> int:
    """Before which instant nothing that is said of a contest's time changes by itself (ms UTC)."""
    edges = [edge for one in view.sittings for edge in (one.opens, one.closes) if edge > now]
    coming = view.nearest(now)
    if coming is not None and coming.opens > now:
        edges.append(now + (coming.opens - now) % MINUTE + 1)  # how long to wait is said in whole minutes
    return min(edges, default=now + DAY)


def make_up_line(view: ContestView, language: str, zone: ZoneInfo, now: int) -> str:
    """When the make-up sitting is that runs or comes next, and for whom; "" without one."""
    rules, coming = view.rules, view.nearest(now)
    if rules.make_up is None or coming is None or coming not in view.make_ups or coming.closes <= now:
        return ""
    return translate(
        language,
        N_("补考：%(opens)s 至 %(closes)s，面向%(who)s，每人一次。"),
        opens=moment(coming.opens, language, zone),
        closes=moment(coming.closes, language, zone, ends=True),
        who=WHO_MAKES_UP[rules.make_up.who].said(language),
    )


def wait(ms: int, language: str) -> str:
    """How long until then, in words that are true for a while."""
    days, hours, minutes = ms // DAY, ms % DAY // HOUR, ms % HOUR // MINUTE
    if days:
        return translate(language, N_("还有 %(days)s 天 %(hours)s 小时"), days=days, hours=hours)
    if hours:
        return translate(language, N_("还有 %(hours)s 小时 %(minutes)s 分钟"), hours=hours, minutes=minutes)
    return translate(language, N_("还有 %(minutes)s 分钟"), minutes=max(1, minutes))


def erased(privacy: Privacy, language: str) -> str:
    """The day of erasure in words; as it is written where it is not a date."""
    try:
        day = date.fromisoformat(privacy.erase_on)
    except ValueError:
        return privacy.erase_on or "—"
    return f"{day.day} {day:%B} {day.year}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"
