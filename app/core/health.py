"""``/healthz`` alive, ``/readyz`` database, migrations and triggers, ``/metrics`` for Prometheus."""

import hmac
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.core import refusal
from app.core.house import House
from app.core.migrating import at_head, triggers_stand
from app.core.web import house_of

log = structlog.get_logger()

Gauges = dict[str, tuple[str, Callable[[], float]]]
"""Name → (what it says, how it is read). Rooms above add theirs to ``house.kept["gauges"]``."""


async def healthz(_request: Request) -> Response:
    """The event loop answers. Nothing else is asked, so that a slow disk does not get the process killed."""
    return PlainTextResponse("ok\n")


def readyz(request: Request) -> Response:
    """200 when answers can be taken, else 503; which of the parts is missing stands in the body."""
    house = house_of(request)
    parts = {
        "database": _holds(lambda: _answers(house)),
        "migrations": _holds(lambda: at_head(house.database)),
        "triggers": _holds(lambda: triggers_stand(house.database)),
    }
    ready = all(parts.values())
    return JSONResponse({"ready": ready, **parts}, 200 if ready else 503, {"Cache-Control": "no-store"})


def metrics(request: Request) -> Response:
    """For the machine itself, or for whoever brings ``CUP_METRICS_TOKEN`` as a bearer token; else not there."""
    house = house_of(request)
    if not (_is_local(request) or _brings_token(request, house.settings.metrics_token)):
        raise refusal.not_found()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(HouseCollector(house))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class HouseCollector(Collector):
    """Reads the house when it is asked; nothing is counted twice."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        writer = self._house.writer
        yield CounterMetricFamily("cup_writer_batches", "Batches committed", writer.batches)
        yield CounterMetricFamily("cup_writer_use_cases", "Use cases written", writer.jobs)
        yield GaugeMetricFamily("cup_writer_waiting_seconds", "Wait of the oldest queued use case", writer.waiting())
        yield GaugeMetricFamily("cup_clock_step_seconds", "Clock against the system's", self._house.clock.step() / 1000)
        if self._house.database.is_sqlite:
            yield GaugeMetricFamily("cup_wal_bytes", "Size of the write-ahead log", _wal_bytes(self._house))
        gauges: Gauges = self._house.kept.get("gauges", {})
        for name, (says, read) in sorted(gauges.items()):
            yield GaugeMetricFamily(f"cup_{name}", says, read())


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except SQLAlchemyError as error:
        log.warning("readyz.database", error=type(error).__name__)
        return False


def _answers(house: House) -> bool:
    with house.database.reading() as session:
        return bool(session.execute(text("SELECT 1")).scalar_one() == 1)


def _wal_bytes(house: House) -> int:
    log_file = house.settings.sqlite_path.with_name(house.settings.sqlite_path.name + "-wal")
    return log_file.stat().st_size if log_file.exists() else 0


def _is_local(request: Request) -> bool:
    """From this machine and not through a proxy on it."""
    forwarded = {"x-forwarded-for", "forwarded"} & set(request.headers)
    if request.client is None or forwarded:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _brings_token(request: Request, token: str) -> bool:
    brought = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(brought.encode(), token.encode())


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
