"""竞赛: the list, the presets and a new contest from one of them, with its rules in words before it is made."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks import index
from app.contests import creating, finding, wording
from app.contests.presets import PRESETS, Preset
from app.core.refusal import Refusal, not_found
from app.core.web import HouseOf, Language, Reading, house_of, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.drafting import ContestForm, Drafted, draft, first_form, sections_of
from app.desk.home import standing
from app.desk.layout import desk_page, sentence
from app.desk.saying import Saying
from app.organisations.counting import roll_counts
from app.signin.sessions import SignedOrganiser

router = desk_router()


@router.get("/desk/contests")
def contests(request: Request, house: HouseOf, session: Reading, organiser: Organiser, language: Language) -> Response:
    say, now = Saying(language, house.settings.zone), house.clock.now()
    roll = roll_counts(session)
    listed = [standing(session, view, roll, say, now) for view in finding.contests(session)]
    return desk_page(request, "contests.html", organiser, "contests", contests=listed)


@router.get("/desk/new")
def presets(request: Request, organiser: Organiser) -> Response:
    return desk_page(request, "presets.html", organiser, "contests", presets=PRESETS.values())


@router.get("/desk/new/{name}")
def new_contest(
    request: Request, name: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    preset, say, now = _preset(name), Saying(language, house.settings.zone), house.clock.now()
    form = first_form(preset, _free_slug(session, preset.name), say, now)
    return _form_page(request, session, organiser, preset, form, draft(preset, form, say, now))


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
    drafted = draft(preset, form, Saying(language, house.settings.zone), now)
    if form.do != "create":
        return _form_page(request, session, organiser, preset, form, drafted)
    if drafted.rules is None:
        return _form_page(request, session, organiser, preset, form, drafted, status=422)
    try:
        house.writer.run(creating.new_contest, form.slug, drafted.rules, preset=preset.name, now=now)
    except Refusal as refused:
        field = "slug" if "slug" in refused.key else ""
        drafted = Drafted(drafted.rules, {field: sentence(request, refused)})
        return _form_page(request, session, organiser, preset, form, drafted, status=refused.status)
    return RedirectResponse(f"/desk/contests/{form.slug}?done=new", 303)


def _form_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    preset: Preset,
    form: ContestForm,
    drafted: Drafted,
    *,
    status: int = 200,
) -> Response:
    zone, rules = house_of(request).settings.zone, drafted.rules
    banks = index.banks(session)
    return desk_page(
        request,
        "new_contest.html",
        organiser,
        "contests",
        status=status,
        preset=preset,
        form=form,
        wrong=drafted.wrong,
        sections=sections_of(preset, form.bank),
        banks=banks,
        bank_names={bank.name for bank in banks},
        rules_zh=wording.sentences(rules, "zh", zone=zone) if rules else [],
        rules_en=wording.sentences(rules, "en", zone=zone) if rules else [],
        zone="北京时间" if language_of(request) == "zh" and str(zone) == "Asia/Shanghai" else str(zone),
    )


def _preset(name: str) -> Preset:
    if name not in PRESETS:
        raise not_found()
    return PRESETS[name]


def _free_slug(session: Session, wanted: str) -> str:
    taken = {view.slug for view in finding.contests(session)}
    numbered = (f"{wanted}-{number}" for number in range(2, 10_000))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
