"""Bytes and requests of a first visit, as a phone with an empty cache gets it (gzip); then of the way to a question."""

from urllib.parse import urljoin, urlsplit

from benchmarks.installation import HOST, Installation, installed
from benchmarks.line import run
from benchmarks.report import Facts, Options, Row, RunFailed, Table
from benchmarks.wanted import wanted
from benchmarks.wire import Reply, Wire

STEPS = ("door", "start page", "question page")


class Phone:
    """A phone with an empty cache: nothing is loaded twice. ``bytes`` of every request, headers included."""

    def __init__(self, port: int) -> None:
        self.wire = Wire(HOST, port)
        self.bytes: dict[str, int] = {}

    async def visit(self, path: str) -> None:
        """Load a page and what it needs, scripts' imports too."""
        waiting = [path]
        kind = "text/html,*/*"
        while waiting:
            here = waiting.pop(0)
            if here in self.bytes:
                continue
            reply = await self.wire.get(here, accept=kind, encoding="gzip")
            self.bytes[here] = _weight(reply)
            if 300 <= reply.status < 400:
                waiting.append(urlsplit(urljoin(here, reply.headers["location"])).path)
                continue
            if reply.status != 200:
                raise RunFailed(f"{here} answers {reply.status}")
            kind = "*/*"
            plain = await self.wire.get(here, accept="*/*")
            waiting += [link for link in wanted(here, plain) if link not in self.bytes]


def _weight(reply: Reply) -> int:
    return len(reply.body) + sum(len(name) + len(value) + 4 for name, value in reply.headers.items())


async def _walk(port: int, contest: str, token: str) -> tuple[list[int], list[int], dict[str, int]]:
    """Bytes and requests of each step, and of each address."""
    phone = Phone(port)
    weights: list[int] = []
    counts: list[int] = []

    def step() -> None:
        weights.append(sum(phone.bytes.values()) - sum(weights))
        counts.append(len(phone.bytes) - sum(counts))

    await phone.visit(f"/c/{contest}")
    step()
    await phone.wire.post("/api/v1/sign-in", {"token": token})
    await phone.visit(f"/c/{contest}/start")
    step()
    started = await phone.wire.form(f"/c/{contest}/start", "")
    await phone.visit(urlsplit(started.headers.get("location", f"/c/{contest}/paper")).path)
    step()
    return weights, counts, phone.bytes


def measure(options: Options) -> list[Table]:
    made: Installation = installed(options.folder / "data")
    with made.serve() as app:
        weights, counts, files = run(_walk(app.port, made.contest, made.tokens[-1]))
    rows = [
        Row("first visit: the door with all it loads", "KB", [round(weights[0] / 1000, 1)], "≤ 60"),
        Row("requests of the first visit", "requests", [counts[0]], "≤ 6"),
        *(
            Row(f"then the {step}", "KB", [round(one / 1000, 1)])
            for step, one in zip(STEPS[1:], weights[1:], strict=True)
        ),
        Row("door, start page and question page together", "KB", [round(sum(weights) / 1000, 1)], "≤ 60"),
        Row("their requests together", "requests", [sum(counts)]),
    ]
    how = "Every request that a phone with an empty cache makes, gzip, headers included; nothing is loaded twice."
    heaviest = sorted(files.items(), key=lambda one: -one[1])[:4]
    named = ", ".join(f"{path.rsplit('/', 1)[-1]} {weight:,}" for path, weight in heaviest)
    facts: Facts = {"errors": 0, "heaviest, bytes": named}
    return [Table("first_visit", "Bytes of a first visit", how, rows, facts)]
