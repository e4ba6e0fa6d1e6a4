"""概况: the contests that are not settled with their counts and next step, and the list of what comes when."""

from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.banks import index
from app.contests import finding
from app.contests.finding import ContestView
from app.contests.phases import Phase
from app.core.i18n import translate
from app.core.refusal import N_
from app.core.web import HouseOf, Language, Reading
from app.desk import checklist
from app.desk.admitting import Organiser, desk_router
from app.desk.deeds import next_of
from app.desk.layout import desk_page
from app.desk.saying import Saying
from app.desk.turns import in_turn
from app.organisations.counting import RollCounts, roll_counts
from app.papers.counting import Counts, counts

router = desk_router()


@dataclass(frozen=True)
class Standing:
    """One contest on a page of the desk."""

    view: ContestView
    phase: Phase
    counts: Counts
    next: str


@router.get("/desk")
def home(request: Request, house: HouseOf, session: Reading, organiser: Organiser, language: Language) -> Response:
    now = house.clock.now()
    say = Saying(language, house.settings.zone)
    roll = roll_counts(session)
    views = in_turn(finding.contests(session), now)
    shown = [view for view in views if view.phase(now) is not Phase.FINALISED and not view.rehearsal] or views[:1]
    standings = [standing(session, view, roll, say, now) for view in shown]
    banks = len(index.banks(session))
    said = {
        checklist.ROLL.label: translate(language, N_("在册 %(n)s 人"), n=say.number(roll.members)),
        checklist.BANK.label: translate(language, N_("%(n)s 套"), n=banks),
    }
    latest = next((one for one in standings if not one.view.rehearsal), None)
    if latest is not None:
        said |= _dates(latest.view, say)
    steps = checklist.steps(
        roll.members, banks, latest.phase if latest else None, latest.view.slug if latest else "", said
    )
    return desk_page(
        request,
        "home.html",
        organiser,
        "home",
        now=now,
        contests=standings,
        steps=steps,
        next_step=checklist.next_step(steps),
    )


def standing(session: Session, view: ContestView, roll: RollCounts, say: Saying, now: int) -> Standing:
    phase = view.phase(now)
    if phase is Phase.DRAFT:
        able = sum(roll.by_category.get(category, 0) for category in view.rules.eligible)
        counted = Counts(able, 0, 0, 0, 0)
    else:
        counted = counts(session, view.id, since=say.midnight(now))
    return Standing(
        view,
        phase,
        counted,
        translate(say.language, next_of(phase, make_up_due=bool(view.rules.make_up) and not view.make_ups)),
    )


def _dates(view: ContestView, say: Saying) -> dict[str, str]:
    title = view.rules.title_en if say.language == "en" and view.rules.title_en else view.rules.title
    return {
        checklist.CONTEST.label: title,
        checklist.OPENING.label: say.moment(view.opens),
        checklist.WATCHING.label: translate(
            say.language, N_("到 %(closes)s"), closes=say.moment(view.closes, ends=True)
        ),
    }
