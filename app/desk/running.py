"""One contest: where it stands, what may be done with it, and doing it after a second page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks import index
from app.boards import closing, publishing
from app.contests import finding, opening, requesting, wording
from app.contests.finding import ContestView
from app.contests.phases import Phase
from app.core.house import House
from app.core.i18n import translate
from app.core.qr_codes import qr
from app.core.refusal import N_, Refusal, declare, not_found
from app.core.web import HouseOf, Language, Reading
from app.desk import deeds, links
from app.desk.admitting import Organiser, desk_router
from app.desk.deeds import DEEDS, Deed
from app.desk.home import standing
from app.desk.layout import desk_page, sentence
from app.desk.progress import lines
from app.desk.saying import Saying
from app.desk.shared_banks import sharing
from app.ledger import tail
from app.organisations.counting import roll_counts
from app.papers.counting import Counts, taking_part
from app.signin.sessions import SignedOrganiser

router = desk_router()

SHOWN_BEHIND = 8

not_confirmed = declare("desk.not_confirmed", 422, N_("输入的代号不是 %(slug)s，什么都没有做。"))


@dataclass(frozen=True)
class SectionRow:
    """What a section wants and what its bank's edition holds: the pinned one, before opening the newest."""

    title: str
    kind: str
    wanted: int | None
    """``None``: all of them."""
    there: int
    marks: int


@router.get("/desk/contests/{slug}")
def contest(
    request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    view, now = finding.contest(session, slug), house.clock.now()
    say = Saying(language, house.settings.zone)
    stands = standing(session, view, roll_counts(session), say, now)
    missing = _missing(request, house, session, view, now)
    commitment = view.sittings[0].commitment if view.sittings else None
    return desk_page(
        request,
        "contest.html",
        organiser,
        "contests",
        view=view,
        phase=stands.phase,
        counts=stands.counts,
        taking=taking_part(session, view.id) if view.rules.circle else None,
        now=now,
        next=stands.next,
        deeds=deeds.offered(stands.phase, frozen=view.frozen),
        primary=None if missing else deeds.primary(stands.phase),
        missing=missing,
        sharing=sharing(session, view, now),
        behind=lines(house, session, view)[:SHOWN_BEHIND] if stands.phase in (Phase.OPEN, Phase.OVER) else [],
        sections=_sections(house, session, view, language),
        rules_zh=wording.sentences(view.rules, "zh", commitment, house.settings.zone),
        rules_en=wording.sentences(view.rules, "en", commitment, house.settings.zone),
        links=links.links(house, slug),
        head=tail.head(session, view.id),
        waiting=len(requesting.requests(session, view.id)),
        qr=qr,
    )


@router.get("/desk/contests/{slug}/{name}")
def confirm(
    request: Request, slug: str, name: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    view = finding.contest(session, slug)
    return _confirm_page(request, house, session, organiser, view, _deed(name), language)


@router.post("/desk/contests/{slug}/{name}")
def do(
    request: Request,
    slug: str,
    name: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    typed: Annotated[str, Form()] = "",
) -> Response:
    deed, view = _deed(name), finding.contest(session, slug)
    try:
        if deed.typed and typed.strip().casefold() != slug:
            raise not_confirmed(slug=slug)
        _do(house, session, view, deed)
    except Refusal as refused:
        return _confirm_page(request, house, session, organiser, view, deed, language, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}?done={name}", 303)


def _do(house: House, session: Session, view: ContestView, deed: Deed) -> None:
    now = house.clock.now()
    if deed is deeds.OPEN:
        prepared = opening.prepare(house, session, view, now)
        house.writer.run(opening.open_contest, prepared, now=house.clock.now())
        return
    house.writer.run(_USE_CASES[deed.name], view.id, now)
    publishing.publish_digests(house, view.id, house.clock.now())


_USE_CASES: dict[str, Callable[..., object]] = {
    deeds.FREEZE.name: closing.freeze,
    deeds.UNFREEZE.name: closing.unfreeze,
    deeds.CLOSE.name: closing.close,
    deeds.FINALISE.name: closing.finalise,
}


def _confirm_page(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    deed: Deed,
    language: str,
    *,
    refused: Refusal | None = None,
) -> Response:
    now = house.clock.now()
    say = Saying(language, house.settings.zone)
    stands = standing(session, view, roll_counts(session), say, now)
    return desk_page(
        request,
        "confirm.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=view,
        phase=stands.phase,
        deed=deed,
        refused=sentence(request, refused) if refused else "",
        missing=_missing(request, house, session, view, now) if deed is deeds.OPEN and not refused else [],
        facts_now=_facts_now(deed, view, stands.counts, say),
    )


def _facts_now(deed: Deed, view: ContestView, counts: Counts, say: Saying) -> list[str]:
    """What it would touch at this moment."""
    if deed is deeds.OPEN:
        return [translate(say.language, N_("现在名册上能参加的有 %(n)s 人。"), n=say.number(counts.roll))]
    facts = []
    if deed in (deeds.CLOSE, deeds.FINALISE):
        facts.append(translate(say.language, N_("现在有 %(n)s 份试卷正在作答。"), n=say.number(counts.answering)))
    if deed is deeds.FINALISE and view.rules.make_up and not view.make_ups:
        facts.append(translate(say.language, N_("规则里有补考，还没有加过；定榜以后不能再加。")))
    return facts


@dataclass(frozen=True)
class Missing:
    """Why a draft could not open now, and where that is mended."""

    said: str
    address: str
    button: str


def _missing(request: Request, house: House, session: Session, view: ContestView, now: int) -> list[Missing]:
    if view.phase(now) is not Phase.DRAFT:
        return []
    try:
        opening.check(house, session, view, now)
    except Refusal as refused:
        address, button = MENDED_AT.get(refused.key, ("", ""))
        return [Missing(_without_settings(request, refused), address.replace("SLUG", view.slug), button)]
    return []


def _without_settings(request: Request, refused: Refusal) -> str:
    """The refusal for whoever sits at the desk: names of settings are for the command line."""
    return re.sub(r"\s?[（(]CUP_\w+[)）]", "", sentence(request, refused))


def _sections(house: House, session: Session, view: ContestView, language: str) -> list[SectionRow]:
    rows = []
    for section in view.rules.sections:
        edition_id = view.editions.get(section.bank) or index.newest(session, section.bank)
        found = index.edition(house, session, edition_id) if edition_id else None
        title = (found.title_en if language == "en" else "") or found.title if found else section.bank
        there = len(found.candidates(section.kind, section.statuses)) if found else 0
        rows.append(SectionRow(title, section.kind, section.count, there, section.marks))
    return rows


MENDED_AT = {
    "contest.no_privacy_notice": ("/desk/contests/SLUG/change#office", N_("去补上")),
    "contest.window_past": ("/desk/contests/SLUG/change#closes", N_("去改时间")),
    "contest.no_bank": ("/desk/banks", N_("去载入题库")),
    "contest.too_few_questions": ("/desk/contests/SLUG/change#bank-0", N_("换一套题库")),
    "contest.too_many_questions": ("/desk/contests/SLUG/change#bank-0", N_("换一套题库")),
    "contest.no_roll": ("/desk/roll", N_("去上传名册")),
}


def _deed(name: str) -> Deed:
    if name not in DEEDS:
        raise not_found()
    return DEEDS[name]
