"""Posters of a contest, A3 or A4, for all or for one branch: one HTML page that prints well and needs nothing else."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from fastapi import Query
from markupsafe import Markup
from starlette.responses import Response, StreamingResponse

from app.contests import finding
from app.contests.finding import ContestView
from app.contests.privacy import privacy
from app.contests.wording import category_name, scoring_sentence
from app.core.house import House
from app.core.i18n import translate
from app.core.pages import APP, environment
from app.core.qr_codes import qr
from app.core.refusal import N_, not_found
from app.core.web import HouseOf, Language, Reading
from app.desk import links
from app.desk.admitting import Organiser, desk_router
from app.desk.printing import style_policy
from app.desk.saying import Saying
from app.organisations.counting import OrganisationCount, organisation_counts
from app.signin.labels import secret_label

router = desk_router()

EVERY = "every"


class Size(StrEnum):
    A3 = "a3"
    A4 = "a4"


WIDTH = {Size.A3: 297, Size.A4: 210}
"""Millimetres. Everything on a poster is measured in ``rem``, a 210th of it."""


@router.get("/desk/posters")
def posters(
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    contest: Annotated[str, Query(max_length=40)],
    branch: Annotated[str, Query(max_length=40)] = "",
    size: Size = Size.A3,
) -> Response:
    """``branch``: the key of one, ``every`` for one page each, nothing for a poster that hangs anywhere."""
    view = finding.contest(session, contest)
    branches: list[OrganisationCount | None] = [None]
    if branch:
        branches = [one for one in organisation_counts(session) if branch in (EVERY, one.key)]
    if not branches:
        raise not_found()
    pieces = poster_page(house, view, branches, size, language)
    headers = {"Content-Security-Policy": style_policy(style(size))}
    return StreamingResponse(pieces, media_type="text/html; charset=utf-8", headers=headers)


def poster_page(
    house: House, view: ContestView, branches: Sequence[OrganisationCount | None], size: Size, language: str
) -> Iterator[str]:
    """A page a branch; ``None`` is the poster without one."""
    templates, say = environment(language), Saying(language, house.settings.zone)
    rules, door = view.rules, links.door(house, view.slug).address
    facts = {
        "title": say.title(rules),
        "theme": (rules.theme_en if language == "en" else "") or rules.theme,
        "seal": tuple(rules.seal[:4]),
        "rules": rules,
        "window": (say.moment(view.opens), say.moment(view.closes, ends=True)),
        "sentences": _short(view, language),
        "secret": secret_label(rules.secrets, language),
        "notice": privacy(rules, house.settings),
        "typed": door.split("://", 1)[-1],
    }
    yield templates.get_template("posters/top.html").render(style=Markup(style(size)), **facts)  # noqa: S704
    poster = templates.get_template("posters/poster.html")
    for branch in branches:
        address = f"{door}?branch={branch.key}" if branch else door
        code = qr(address, translate(language, N_("扫码进入")), border=0)
        yield poster.render(branch=branch, code=code, **facts)
    yield templates.get_template("posters/bottom.html").render()


@lru_cache
def style(size: Size) -> str:
    css = (APP / "templates" / "posters" / "poster.css").read_text(encoding="utf-8")
    sheet = f"@page {{ size: {size.upper()} portrait; margin: 0; }}\n"
    return f"{sheet}html {{ font-size: {WIDTH[size] / 210:.4f}mm; }}\n{css}"


def _short(view: ContestView, language: str) -> list[str]:
    """Who, how counted, what is seen: the rest is behind the code."""
    rules = view.rules
    between = ", " if language == "en" else "、"
    who = between.join(category_name(category, language) for category in rules.eligible)
    said = [
        translate(language, N_("谁能参加：名册上的%(who)s。"), who=who),
        scoring_sentence(rules, language, "members"),
    ]
    if rules.review.score == "at_once":
        said.append(translate(language, N_("交卷后看到分数。")))
    else:
        said.append(translate(language, N_("结束后公布分数。")))
    if rules.closed_book:
        said.append(translate(language, N_("闭卷作答，请不要翻书、查手机、互相讨论。")))
    return said
