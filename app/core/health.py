"""Whether the server lives, whether it is ready, and its figures. Outside the API, never cached."""

import hmac

from anyio import to_thread
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.core.house import House
from app.core.migrating import at_head, triggers_stand
from app.core.web import house_of

LOOPBACK = ("127.0.0.1", "::1")


async def healthz(request: Request) -> Response:
    """Alive: answers without touching the database."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Ready: the database answers, every migration is applied and the ledger's guards stand; else 503."""
    checks = await to_thread.run_sync(_checks, house_of(request))
    ready = all(checks.values())
    headers = {} if ready else {"Retry-After": "5"}
    return JSONResponse({"status": "ok" if ready else "not ready", **checks}, 200 if ready else 503, headers)


def _checks(house: House) -> dict[str, bool]:
    try:
        with house.database.reading() as session:
            session.execute(text("SELECT 1"))
        return {
            "database": True,
            "migrations": at_head(house.database),
            "triggers": triggers_stand(house.database),
        }
    except Exception:
        return {"database": False, "migrations": False, "triggers": False}


async def metrics(request: Request) -> Response:
    """Prometheus figures, for the machine itself or who knows ``CUP_METRICS_TOKEN``; else the same 404."""
    house = house_of(request)
    wanted = f"Bearer {house.settings.metrics_token}"
    given = request.headers.get("authorization", "")
    local = request.client is not None and request.client.host in LOOPBACK
    known = bool(house.settings.metrics_token) and hmac.compare_digest(given.encode(), wanted.encode())
    if not (local or known):
        return Response(status_code=404)
    return PlainTextResponse(_figures(house), media_type="text/plain; version=0.0.4")


def _figures(house: House) -> bytes:
    registry = CollectorRegistry()
    batches = Counter("cup_writer_batches", "Transactions committed by the writer", registry=registry)
    jobs = Counter("cup_writer_jobs", "Use cases written", registry=registry)
    waiting = Gauge("cup_writer_waiting_seconds", "How long the oldest queued use case has waited", registry=registry)
    batches.inc(house.writer.batches)
    jobs.inc(house.writer.jobs)
    waiting.set(house.writer.waiting())
    return generate_latest(registry)


routes = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]
