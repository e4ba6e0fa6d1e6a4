"""系列 at the desk: making one, choosing its contests, the means as they stand, the workbook."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field, StringConstraints
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from app.boards import series as boards
from app.boards.series_rows import member_rows, organisation_rows, sittings
from app.contests import finding
from app.contests import series as room
from app.contests.series import SeriesFacts, SeriesView
from app.contests.series_words import sentences
from app.core.house import House
from app.core.refusal import Refusal
from app.core.web import HouseOf, Language, Reading, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.exports.series import export_series
from app.signin.sessions import SignedOrganiser

router = desk_router()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOP = 100

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class SeriesForm(BaseModel):
    """Every field as text; ``contest`` are the slugs that are ticked."""

    slug: Line = ""
    title: Line = ""
    title_en: Line = ""
    min_sittings: Line = str(room.MIN_SITTINGS)
    contest: list[Line] = Field(default=[], max_length=200)

    def facts(self) -> SeriesFacts:
        """A number that is none is 0, which is refused with a sentence."""
        least = int(self.min_sittings) if re.fullmatch(r"[0-9]{1,3}", self.min_sittings) else 0
        return SeriesFacts(self.title, self.contest, self.title_en, least)


@router.get("/desk/series")
def all_series(request: Request, session: Reading, organiser: Organiser) -> Response:
    return _list_page(request, session, organiser, SeriesForm())


@router.post("/desk/series")
def make(
    request: Request, form: Annotated[SeriesForm, Form()], house: HouseOf, session: Reading, organiser: Organiser
) -> Response:
    try:
        house.writer.run(room.new_series, form.slug, form.facts(), now=house.clock.now())
    except Refusal as refused:
        return _list_page(request, session, organiser, form, refused)
    return RedirectResponse(f"/desk/series/{form.slug}?done=series", 303)


@router.get("/desk/series/{slug}")
def one_series(request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    view = room.series(session, slug)
    form = SeriesForm(
        slug=slug,
        title=view.title,
        title_en=view.title_en,
        min_sittings=str(view.min_sittings),
        contest=list(view.contests),
    )
    return _one_page(request, house, session, organiser, view, form)


@router.post("/desk/series/{slug}")
def change(
    request: Request,
    slug: str,
    form: Annotated[SeriesForm, Form()],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
) -> Response:
    view = room.series(session, slug)
    try:
        house.writer.run(room.change_series, slug, form.facts())
    except Refusal as refused:
        return _one_page(request, house, session, organiser, view, form, refused)
    return RedirectResponse(f"/desk/series/{slug}?done=series", 303)


@router.get("/desk/series/{slug}/export")
def export(slug: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language) -> Response:
    """The workbook, made on the spot; nothing of it stays behind."""
    room.series(session, slug)
    exports = house.settings.data / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="series-", dir=exports))
    try:
        file = export_series(house, slug, folder / f"{slug}.xlsx", language=language)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(file, media_type=XLSX, filename=file.name, background=away)


def _list_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    form: SeriesForm,
    refused: Refusal | None = None,
) -> Response:
    return desk_page(
        request,
        "series_list.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        listed=room.all_series(session),
        form=form,
        choices=_choices(session, form),
        refused=sentence(request, refused) if refused else "",
    )


def _one_page(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    view: SeriesView,
    form: SeriesForm,
    refused: Refusal | None = None,
) -> Response:
    table = boards.table(house, session, view)
    return desk_page(
        request,
        "series.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        series=view,
        form=form,
        choices=_choices(session, form),
        sittings=sittings(session, view, table),
        sentences=sentences(view, language_of(request)),
        organisations=organisation_rows(house, session, table, public=False)[:TOP],
        members=member_rows(house, session, table, public=False)[:TOP],
        people=len(table.members),
        top=TOP,
        refused=sentence(request, refused) if refused else "",
    )


def _choices(session: Session, form: SeriesForm) -> list[finding.ContestView]:
    """What may be ticked: those of the series in their order, then the others, the oldest window first."""
    views = {one.slug: one for one in reversed(finding.contests(session)) if not one.rehearsal}
    mine = [views[slug] for slug in form.contest if slug in views]
    return [*mine, *(one for one in views.values() if one.slug not in form.contest)]
