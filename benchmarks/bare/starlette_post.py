"""A plain Starlette route that validates the body with a pydantic ``TypeAdapter`` and says it back; nothing stored."""

from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.bare import serve
from benchmarks.bare.body import Answers

BODY = TypeAdapter(Answers)


async def answers(request: Request) -> Response:
    body = BODY.validate_json(await request.body())
    saved = {str(one.n): {"choice": one.choice, "lease": 1, "seq": one.seq} for one in body.answers}
    return JSONResponse({"saved": saved, "remaining_ms": 1_000_000})


async def alive(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


app = Starlette(
    routes=[Route("/api/v1/papers/{paper}/answers", answers, methods=["POST"]), Route("/healthz", alive)],
)

if __name__ == "__main__":
    serve(app)
