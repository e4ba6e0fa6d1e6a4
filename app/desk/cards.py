"""印刷品: everybody's card branch by branch with slips and lists, or as CSV for a printing house; and the posters."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from app.contests import finding
from app.core.house import House
from app.core.refusal import not_found
from app.core.spreadsheets import safe
from app.core.web import HouseOf, Language, Reading
from app.desk import links
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.desk.printing import Parts, card_page, card_policy, sheets_of
from app.desk.saying import Saying
from app.desk.turns import in_turn
from app.organisations.counting import OrganisationCount, organisation_counts
from app.signin import cards
from app.signin.cards import CardRow

router = desk_router()

NEVER_KEPT = {"Cache-Control": "no-store"}
Chosen = Annotated[str, Query(max_length=40)]


@router.get("/desk/cards")
def choose(request: Request, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    branches = organisation_counts(session)
    open_ended = [view for view in finding.contests(session) if view.state != "finalised" and not view.rehearsal]
    return desk_page(
        request,
        "cards.html",
        organiser,
        "cards",
        contests=in_turn(open_ended, house.clock.now()),
        branches=branches,
        people=sum(branch.members for branch in branches),
        sheets=sum(sheets_of(branch.members) for branch in branches),
        base=links.base(house),
    )


@router.get("/desk/cards/print")
def print_cards(
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    contest: Chosen,
    branch: Chosen = "",
    person: Chosen = "",
    parts: Parts = Parts.ALL,
) -> Response:
    """Of one branch or person (their keys), or of all; ``parts`` leaves out the lists, or the cards."""
    view = finding.contest(session, contest)
    rows = list(cards.sheet(session, house.secret, member_key=person)) if person else _rows(house, session, branch)
    pieces = card_page(
        rows,
        parts=Parts.CARDS if person else parts,
        title=view.rules.title,
        seal=view.rules.seal,
        door=links.door(house, view.slug).address,
        language=language,
        open_from=Saying(language, house.settings.zone).window(view.opens, view.closes),
    )
    headers = NEVER_KEPT | {"Content-Security-Policy": card_policy()}
    return StreamingResponse(pieces, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/desk/cards/csv")
def download(house: HouseOf, session: Reading, organiser: Organiser, contest: Chosen, branch: Chosen = "") -> Response:
    view = finding.contest(session, contest)
    rows = _rows(house, session, branch)
    disposition = f"attachment; filename*=UTF-8''{quote(f'参赛卡-{view.slug}.csv')}"
    headers = NEVER_KEPT | {"Content-Disposition": disposition}
    return StreamingResponse(_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(house: House, session: Session, branch: str) -> list[CardRow]:
    """The cards of one branch (its key) or of all; read whole, since nothing may hold a session while it streams."""
    wanted = [_branch(organisation_counts(session), branch).id] if branch else None
    return list(cards.sheet(session, house.secret, wanted))


def _branch(branches: list[OrganisationCount], key: str) -> OrganisationCount:
    found = next((one for one in branches if one.key == key), None)
    if found is None:
        raise not_found()
    return found


def _csv(rows: list[CardRow]) -> Iterator[str]:
    """With a byte order mark, or Excel on a Chinese desktop reads it as GBK."""
    yield "\ufeff" + _line(CardRow._fields)
    for row in rows:
        yield _line(tuple(safe(value) for value in row))


def _line(values: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()
