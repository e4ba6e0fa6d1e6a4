"""A new contest from a preset, and changing one that is not open yet; its rules in words before anything is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks import index
from app.contests import creating, finding, wording
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.contests.presets import PRESETS, Preset
from app.contests.refusals import bad_slug, not_draft, slug_taken
from app.contests.rules import SLUG
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Language, Reading, house_of, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.drafting import ContestForm, Drafted, draft, first_form, form_of, sections_of, whole
from app.desk.drafting_rules import CHOSEN
from app.desk.layout import desk_page, sentence
from app.desk.saying import Saying
from app.organisations import circles
from app.organisations.models import Category
from app.signin.sessions import SignedOrganiser

router = desk_router()

METHODS = (("card_code", N_("参赛卡密码")), ("work_number", N_("工号")), ("phone_tail", N_("手机后四位")))


@dataclass(frozen=True)
class Asked:
    """Who asks for what: the rule set that the form starts from, and whether it is a contest already."""

    request: Request
    organiser: SignedOrganiser
    heading: str
    facts: Mapping[str, Any]
    exists: bool = False


@router.get("/desk/new/{name}")
def new_contest(
    request: Request, name: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    preset, say, now = _preset(name), Saying(language, house.settings.zone), house.clock.now()
    form = first_form(preset, _free_slug(session, preset.name), say, now)
    asked = _asked_new(request, organiser, preset, language, now)
    return _form_page(asked, session, form, draft(asked.facts, form, say))


@router.post("/desk/new/{name}")
def make_contest(
    request: Request,
    name: str,
    form: Annotated[ContestForm, Form()],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
) -> Response:
    preset, now = _preset(name), house.clock.now()
    asked = _asked_new(request, organiser, preset, language, now)
    drafted = draft(asked.facts, form, Saying(language, house.settings.zone))
    if form.do != "keep" or drafted.rules is None:
        return _form_page(asked, session, form, drafted)
    try:
        house.writer.run(creating.new_contest, form.slug, drafted.rules, preset=preset.name, now=now)
    except Refusal as refused:
        return _form_page(asked, session, form, drafted, refused=refused)
    return RedirectResponse(f"/desk/contests/{form.slug}?done=new", 303)


@router.get("/desk/contests/{slug}/change")
def change(
    request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    say = Saying(language, house.settings.zone)
    asked = _asked_change(request, organiser, _draft_of(session, slug), language)
    form = form_of(asked.facts, slug, say)
    return _form_page(asked, session, form, draft(asked.facts, form, say))


@router.post("/desk/contests/{slug}/change")
def keep_change(
    request: Request,
    slug: str,
    form: Annotated[ContestForm, Form()],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
) -> Response:
    view = _draft_of(session, slug)
    asked = _asked_change(request, organiser, view, language)
    form = form.model_copy(update={"slug": slug})
    drafted = draft(asked.facts, form, Saying(language, house.settings.zone))
    if form.do != "keep" or drafted.rules is None:
        return _form_page(asked, session, form, drafted)
    house.writer.run(creating.change_rules, view.id, drafted.rules, slug=slug, now=house.clock.now())
    return RedirectResponse(f"/desk/contests/{slug}?done=change", 303)


def _form_page(
    asked: Asked, session: Session, form: ContestForm, drafted: Drafted, *, refused: Refusal | None = None
) -> Response:
    settings, rules = house_of(asked.request).settings, drafted.rules
    say = Saying(language_of(asked.request), settings.zone)
    wrong = dict(drafted.wrong)
    if refused is not None:
        wrong["slug" if "slug" in refused.key else ""] = sentence(asked.request, refused)
    elif form.do and not asked.exists and (fault := _slug_fault(session, form.slug)) is not None:
        wrong["slug"] = sentence(asked.request, fault)
    banks = index.banks(session)
    return desk_page(
        asked.request,
        "contest_form.html",
        asked.organiser,
        "contests",
        status=refused.status if refused else 422 if wrong and form.do == "keep" else 200,
        heading=asked.heading,
        exists=asked.exists,
        form=form,
        wrong=wrong,
        sections=sections_of(asked.facts, form.bank),
        chosen=CHOSEN,
        circles=circles.circles(session),
        category_choices=[(one.value, say.category(one.value)) for one in Category],
        method_names=METHODS,
        banks=banks,
        bank_names={bank.name for bank in banks},
        rules_zh=wording.sentences(rules, "zh", zone=settings.zone) if rules else [],
        rules_en=wording.sentences(rules, "en", zone=settings.zone) if rules else [],
        zone=settings.timezone,
    )


def _slug_fault(session: Session, slug: str) -> Refusal | None:
    """Said with the other faults of the form, not after them."""
    if not re.fullmatch(SLUG, slug):
        return bad_slug()
    return slug_taken(slug=slug) if any(one.slug == slug for one in finding.contests(session)) else None


def _asked_new(request: Request, organiser: SignedOrganiser, preset: Preset, language: str, now: int) -> Asked:
    heading = translate(language, N_("新建：%(preset)s"), preset=translate(language, preset.title))
    return Asked(request, organiser, heading, whole(preset.compose(now, {})))


def _asked_change(request: Request, organiser: SignedOrganiser, view: ContestView, language: str) -> Asked:
    heading = translate(language, N_("修改：%(title)s"), title=view.rules.title)
    return Asked(request, organiser, heading, view.rules.model_dump(mode="json"), exists=True)


def _draft_of(session: Session, slug: str) -> ContestView:
    view = finding.contest(session, slug)
    if view.state != ContestState.DRAFT:
        raise not_draft(slug=slug)
    return view


def _preset(name: str) -> Preset:
    if name not in PRESETS:
        raise not_found()
    return PRESETS[name]


def _free_slug(session: Session, wanted: str) -> str:
    taken = {view.slug for view in finding.contests(session)}
    numbered = (f"{wanted}-{number}" for number in range(2, 10_000))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
