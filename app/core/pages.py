"""Templates and static files: one environment a language, hashed names that never change their content."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from app.core.i18n import catalogue
from app.core.web import house_of, language_of

APP = Path(__file__).parent.parent
STATIC = APP / "static"


@lru_cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(APP / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static_url, lang=language)
    return made


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Render ``templates/<template>`` in the request's language; pages are never cached."""
    language = language_of(request)
    facts.setdefault("settings", house_of(request).settings)
    html = environment(language).get_template(template).render(request=request, **facts)
    response = HTMLResponse(html, status, {"Cache-Control": "no-store"})
    if request.query_params.get("lang") == language:
        response.set_cookie("cup_lang", language, max_age=31_536_000, samesite="lax")
    return response


@lru_cache
def _hashed() -> dict[str, tuple[str, Path]]:
    """``phone/paper.js`` → (its hashed name, file)."""
    names = {}
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            name = file.relative_to(STATIC).as_posix()
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
            names[name] = (f"{name.rsplit('.', 1)[0]}.{digest}.{name.rsplit('.', 1)[1]}", file)
    return names


def static_url(name: str) -> str:
    """The immutable address of a static file; a module that imports another does so through an import map-free,
    hashed name written into the page, so modules stay single files."""
    return f"/static/{_hashed()[name][0]}"


@lru_cache
def _served() -> dict[str, tuple[bytes, str]]:
    return {
        hashed: (file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        for hashed, file in _hashed().values()
    }


async def serve_static(request: Request) -> Response:
    found = _served().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, media = found
    return Response(content, media_type=media, headers={"Cache-Control": "public, max-age=31536000, immutable"})
