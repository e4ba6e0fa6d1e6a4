"""Taking results and boards home from the desk."""

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Literal

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from app.contests import finding
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.exports.workbooks import export_csv, export_xlsx

router = desk_router()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/desk/contests/{slug}/export")
def choose(request: Request, slug: str, session: Reading, organiser: Organiser) -> Response:
    return desk_page(request, "export.html", organiser, "contests", view=finding.contest(session, slug))


@router.get("/desk/contests/{slug}/export/{form}")
def take(
    slug: str,
    form: Literal["xlsx", "csv"],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    nameless: bool = False,
) -> Response:
    """The file, made on the spot; nothing of it stays behind."""
    finding.contest(session, slug)
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=_exports(house.settings.data)))
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    name = f"{slug}{'-nameless' if nameless else ''}"
    try:
        if form == "xlsx":
            file = export_xlsx(house, slug, folder / f"{name}.xlsx", language=language, nameless=nameless)
            return FileResponse(file, media_type=XLSX, filename=file.name, background=away)
        file = folder / f"{name}.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in export_csv(house, slug, folder, language=language, nameless=nameless):
                archive.write(path, path.name)
        return FileResponse(file, media_type="application/zip", filename=file.name, background=away)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _exports(data: Path) -> Path:
    folder = data / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
