"""The OpenAPI document, with the plain Starlette routes added by hand (FastAPI leaves them out)."""

from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.api.sign_in import SIGN_IN
from app.papers.answers import ANSWERS, HAND_IN

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "key": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
    "required": ["type", "title", "status", "detail", "key"],
}
OBJECT = {"type": "object"}
KINDS = ["organisations", "members", "districts", "units"]


async def openapi(request: Request) -> JSONResponse:
    """Made once: the routes of a running server do not change."""
    app = request.app
    if app.openapi_schema is None:
        app.openapi_schema = described(app)
    return JSONResponse(app.openapi_schema, headers={"Cache-Control": "no-cache"})


def described(app: Any) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    made["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "cup_session", "description": "from POST /sign-in"}
    }
    for path, methods in _plain(schemas).items():
        made["paths"].setdefault(path, {}).update(methods)
    for methods in made["paths"].values():
        for operation in methods.values():
            _name_refusals(operation)
    return made


def _name_refusals(operation: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {"description": "a refusal", "content": problem}


def _plain(schemas: dict[str, Any]) -> dict[str, dict[str, Any]]:
    slug, paper = _in_path("slug"), _in_path("paper")
    return {
        "/api/v1/sign-in": {
            "post": _operation("Sign in", body=_schema("SignIn", SIGN_IN, schemas), session=False),
            "delete": _operation("Sign out", status="204", session=False),
        },
        "/api/v1/contests/{slug}/papers": {
            "post": _operation("Start an attempt, or open it on this device", status="201", parameters=[slug])
        },
        "/api/v1/papers/{paper}/answers": {
            "post": _operation(
                "Save answers", body=_schema("Answers", ANSWERS, schemas), parameters=[paper], session=False
            )
        },
        "/api/v1/papers/{paper}/hand-in": {
            "post": _operation("Hand in", body=_schema("HandIn", HAND_IN, schemas), parameters=[paper], session=False)
        },
        "/api/v1/contests/{slug}/boards/{board}": {
            "get": _operation("A board", parameters=[slug, _board(), *_board_queries()], session=False)
        },
        "/api/v1/contests/{slug}/boards/{board}/stream": {
            "get": _operation(
                "A board as it changes",
                parameters=[slug, _board(), *_board_queries()],
                session=False,
                media="text/event-stream",
            )
        },
    }


def _operation(
    summary: str,
    *,
    body: dict[str, Any] | None = None,
    status: str = "200",
    parameters: list[dict[str, Any]] | None = None,
    session: bool = True,
    media: str = "application/json",
) -> dict[str, Any]:
    content = {} if status == "204" else {"content": {media: {"schema": OBJECT if "json" in media else {}}}}
    responses: dict[str, Any] = {status: {"description": summary, **content}}
    if status == "201":
        responses["200"] = {"description": "it was open already", **content}
    made: dict[str, Any] = {"summary": summary, "parameters": parameters or [], "responses": responses}
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if session:
        made["security"] = [{"session": []}]
    return made


def _schema(name: str, adapter: TypeAdapter[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    made = adapter.json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs", {}))
    schemas[name] = made
    return {"$ref": f"#/components/schemas/{name}"}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _board() -> dict[str, Any]:
    return {"name": "board", "in": "path", "required": True, "schema": {"type": "string", "enum": KINDS}}


def _board_queries() -> list[dict[str, Any]]:
    schemas = {"kind": {"type": "string"}, "division": {"type": "string"}, "top": {"type": "integer", "minimum": 1}}
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
