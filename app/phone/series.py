"""``/series/{slug}``: several contests under one mean, for everybody; who is signed in sees the own sittings too."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.boards import series as boards
from app.boards.series_rows import member_rows, organisation_rows, sittings
from app.contests.finding import contest
from app.contests.phases import public
from app.contests.series import series
from app.contests.series_words import sentences
from app.core.web import HouseOf, Language, Reading
from app.phone.members import signed
from app.phone.shown import phone_page

router = APIRouter()


@router.get("/series/{slug}")
def show_series(slug: str, request: Request, house: HouseOf, session: Reading, language: Language) -> Response:
    """The means as far as they are public; contests that nobody may know of yet are not named."""
    view, now = series(session, slug), house.clock.now()
    member = signed(request)
    table = boards.table(house, session, view)
    key = member.key if member is not None else ""
    listed = [one for one in sittings(session, view, table, key) if public(contest(session, one.slug).phase(now))]
    return phone_page(
        request,
        "series.html",
        member=member,
        series=view,
        title=view.called(language),
        sentences=sentences(view, language),
        sittings=listed,
        counted=len(table.parts),
        own=table.member(key) if member is not None else None,
        top=table.published_members,
        organisations=organisation_rows(house, session, table),
        members=member_rows(house, session, table),
        figure=figure,
    )


def figure(hundredths: int) -> str:
    """Always with two decimals: places hang on them."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
