"""What is on, and under which rules."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session

from app.boards.visible import cut
from app.contests import finding
from app.contests.finding import ContestView
from app.contests.phases import public
from app.contests.sittings import published_seed
from app.contests.wording import sentences
from app.core.clock import rfc3339
from app.core.house import House
from app.core.refusal import not_found
from app.core.web import HouseOf, Language, Reading

router = APIRouter()


@router.get("/contests")
def list_contests(house: HouseOf, session: Reading, language: Language) -> list[dict[str, Any]]:
    """Every contest that members may know of, the newest window first."""
    now = house.clock.now()
    return [
        contest_json(house, session, view, language)
        for view in finding.contests(session)
        if public(view.phase(now)) and not view.rehearsal
    ]


@router.get("/contests/{slug}")
def read_contest(slug: str, house: HouseOf, session: Reading, language: Language) -> dict[str, Any]:
    view = finding.contest(session, slug)
    if not public(view.phase(house.clock.now())):
        raise not_found()
    return contest_json(house, session, view, language)


def contest_json(house: House, session: Session, view: ContestView, language: str) -> dict[str, Any]:
    """The public view of one contest; the head is the public's: while frozen, the place of the freeze."""
    place = cut(session, view.id, "public")
    commitment = view.sittings[0].commitment if view.sittings else None
    english = language == "en" and view.rules.title_en
    return {
        "slug": view.slug,
        "title": view.rules.title_en if english else view.rules.title,
        "phase": view.phase(house.clock.now()),
        "opens": rfc3339(view.opens),
        "closes": rfc3339(view.closes),
        "rules": sentences(view.rules, language, commitment=commitment, zone=house.settings.zone),
        "sittings": [_sitting_json(house, session, sitting) for sitting in view.sittings],
        "head": {"seq": place.seq, "hash": place.hash.hex()},
    }


def _sitting_json(house: House, session: Session, sitting: finding.SittingView) -> dict[str, Any]:
    shown = {
        "id": sitting.key,
        "name": sitting.name,
        "opens": rfc3339(sitting.opens),
        "closes": rfc3339(sitting.closes),
        "commitment": sitting.commitment,
    }
    seed = published_seed(house.secret, session, sitting.id)
    return shown if seed is None else {**shown, "seed": seed}
