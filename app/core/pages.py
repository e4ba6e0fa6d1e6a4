"""Templates and static files: one environment a language, hashed names that never change their content."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

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


Headers = list[tuple[bytes, bytes]]


@lru_cache
def _served() -> dict[str, tuple[tuple[bytes, Headers], tuple[bytes, Headers]]]:
    """By hashed name: the file as it is and packed, each with its headers; read and packed once, in memory."""
    return {hashed: (_said(file, b""), _said(file, b"gzip")) for hashed, file in _hashed().values()}


def _said(file: Path, coding: bytes) -> tuple[bytes, Headers]:
    content = file.read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if coding else content
    if len(packed) >= len(content):
        coding, packed = b"", content
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {
        b"content-type": (f"{media}; charset=utf-8" if media.startswith("text/") else media).encode(),
        b"content-length": str(len(packed)).encode(),
        b"cache-control": b"public, max-age=31536000, immutable",
        b"vary": b"Accept-Encoding",
    }
    return packed, [*headers.items(), *([(b"content-encoding", coding)] if coding else [])]


async def serve_static(request: Request) -> Response:
    found = _served().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, headers = found["gzip" in request.headers.get("accept-encoding", "")]
    response = Response(content)
    response.raw_headers = list(headers)
    return response


routes = [Route("/static/{name:path}", serve_static, methods=["GET"])]
