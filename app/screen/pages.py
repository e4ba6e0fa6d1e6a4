"""``/screen/{slug}/{board}``: the first frame is drawn here; the module on the page follows the stream."""

import json
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.boards.rendering import board
from app.boards.writing import marks
from app.contests.finding import contest
from app.contests.rules import Rules
from app.core.i18n import translate
from app.core.pages import page
from app.core.refusal import N_
from app.core.web import HouseOf, Language, Reading
from app.organisations.models import OrganisationKind
from app.screen.lines import lines, percent

router = APIRouter()

TITLES = {
    "organisations": N_("党组织光荣榜"),
    "members": N_("个人光荣榜"),
    "districts": N_("片区光荣榜"),
    "units": N_("单位光荣榜"),
}
COLUMNS = {"organisations": N_("党组织"), "members": N_("姓名"), "districts": N_("片区"), "units": N_("单位")}
WORDS = {
    "page": N_("第 {from}–{to} 名 / 上榜 {count} 名"),
    "page_of_one": N_("第 {from} 名 / 上榜 {count} 名"),
    "updated": N_("{time} 更新"),
    "frozen": N_("{time} 封榜"),
    "final": N_("{time} 定榜"),
    "reconnecting": N_("重新连接中"),
    "shared": N_("并列"),
    "people": N_("人"),
    "up": N_("上升 {count} 名"),
    "down": N_("下降 {count} 名"),
    "same": N_("名次未变"),
}
ROWS = ("8", "6", "4")


@router.get("/screen/{slug}/{name}")
def show_board(
    request: Request,
    slug: str,
    name: str,
    house: HouseOf,
    session: Reading,
    language: Language,
    kind: OrganisationKind | None = None,
    division: str = "",
    rows: str = "8",
) -> Response:
    """``?rows=6`` and ``4``: for halls whose last row sits further away. ``?kind=``, ``?division=``: as in the API."""
    view = contest(session, slug)
    rendered = board(
        house, session, view, name, kind=kind and kind.value, division=division[:20] or None, language=language
    )
    data = json.loads(rendered.body, parse_float=Decimal)
    wished = {key: value for key, value in (("kind", kind and kind.value), ("division", division[:20])) if value}
    return page(
        request,
        "screen/board.html",
        board=name,
        data=data,
        lines=lines(data["rows"]),
        title=translate(language, _title(name, kind)),
        column=translate(language, _column(name, kind)),
        contest_title=(language == "en" and view.rules.title_en) or view.rules.title,
        theme=(language == "en" and view.rules.theme_en) or view.rules.theme,
        seal=view.rules.seal,
        division=division[:20],
        participation=percent(data["participation"]),
        scoring=view.rules.organisation_scoring.kind,
        rule=rule(view.rules, name, language),
        time=clock_time(data["as_of"], house.settings.zone),
        words=json.dumps({key: translate(language, sentence) for key, sentence in WORDS.items()}, ensure_ascii=False),
        rows_shown=rows if rows in ROWS else ROWS[0],
        stream=f"/api/v1/contests/{slug}/boards/{name}/stream" + (f"?{urlencode(wished)}" if wished else ""),
        zone=house.settings.timezone,
    )


def rule(rules: Rules, name: str, language: str) -> str:
    """How places come about, in one short line for the foot of the screen."""
    if name == "members":
        chain = {(): N_("同分并列"), ("duration",): N_("先比分数，再比用时，还相同的并列")}
        return translate(language, chain.get(tuple(rules.ties), N_("先比分数，再按规则，还相同的并列")))
    scoring = rules.organisation_scoring
    if scoring.kind == "mean_of_roll":
        return translate(language, N_("平均分按应参加人数算，缺考计 0 分"))
    sentence = N_("综合分 = 参与率×%(weight)s + 平均分×%(share)s　同分并列")
    if scoring.gate_percent is not None:
        sentence = N_("综合分 = 参与率×%(weight)s + 平均分×%(share)s　不到 %(gate)s%% 排后")
    return translate(
        language,
        sentence,
        weight=scoring.participation_weight,
        share=marks(scoring.mean_weight_percent),
        gate=scoring.gate_percent,
    )


def clock_time(as_of: str | None, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(as_of).astimezone(zone):%H:%M:%S}" if as_of else ""


def _title(name: str, kind: OrganisationKind | None) -> str:
    return N_("党支部光荣榜") if kind is OrganisationKind.BRANCH else TITLES.get(name, "")


def _column(name: str, kind: OrganisationKind | None) -> str:
    return N_("党支部") if kind is OrganisationKind.BRANCH else COLUMNS.get(name, "")
