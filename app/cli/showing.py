"""``show``: simulated members sit the contest of a running server, so that the board moves."""

import asyncio
import json as json_
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
import yaml
from rich.console import Console
from rich.live import Live

from app.cli.house import Exit, Json, open_for_command, print_json, refuse
from app.cli.simulated_members import Figures, Knowledge, Pace, Told, simulate
from app.contests import finding
from app.contests.membership import opened_with
from app.core.house import House
from app.signin.cards import key_in, sheet

app = typer.Typer()

ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
BANKS = Path(__file__).parents[2] / "question_banks"


@app.command()
def show(
    members: Annotated[int, typer.Option(help="How many members / 人数", min=1, max=5000)] = 200,
    seconds: Annotated[float, typer.Option(help="How long / 时长（秒）", min=1)] = 120,
    base_url: Annotated[str, typer.Option(help="The running server; else of demo.json / 服务器地址")] = "",
    contest: Annotated[str, typer.Option(help="Else of demo.json / 竞赛代号")] = "",
    json: Json = False,
) -> None:
    """Let simulated members of the roll sit a running contest over HTTP / 模拟答题，让榜动起来."""
    with open_for_command() as house:
        demo = _demo(house)
        url, slug = base_url or demo.get("base_url", ""), contest or demo.get("contest", "")
        if not url or not slug:
            refuse("没有找到 demo.json。请先运行 make run。", "There is no demo.json: start `make run` first.")
        must_serve(url)
        tokens = tokens_of(house, slug, members, spare=demo.get("member", {}).get("token", ""))
    figures = simulated(url, slug, tokens, Pace(seconds))
    if json:
        print_json(figures.summary())
    else:
        say_figures(figures)
    raise typer.Exit(Exit.REFUSED if figures.errors or figures.lost else Exit.DONE)


def own_address(house: House) -> str:
    """Where this installation serves by its settings, reached from this machine."""
    host = house.settings.host
    return f"http://{'127.0.0.1' if host in ANYWHERE else host}:{house.settings.port}"


def _demo(house: House) -> dict[str, Any]:
    file = house.settings.data / "demo.json"
    found: dict[str, Any] = json_.loads(file.read_text()) if file.exists() else {}
    return found


def must_serve(url: str) -> None:
    try:
        httpx2.get(f"{url}/healthz", timeout=5, trust_env=False).raise_for_status()
    except httpx2.HTTPError:
        refuse(f"{url} 没有回答。请先运行 make run。", f"{url} does not answer: start `make run` first.")


def tokens_of(house: House, slug: str, members: int, *, spare: str) -> list[str]:
    """Card tokens of randomly chosen members of the contest's roll; ``spare`` keeps all attempts."""
    with house.database.reading() as session:
        on_roll = opened_with(session, finding.contest(session, slug).id) - {key_in(spare)}
        tokens = [card.token for card in sheet(session, house.secret) if key_in(card.token) in on_roll]
    random.shuffle(tokens)
    return tokens[:members]


def simulated(url: str, slug: str, tokens: list[str], pace: Pace) -> Figures:
    console = Console(stderr=True)
    console.print(f"{len(tokens)} → {url}/c/{slug} · {pace.seconds:g} s")
    with Live(console=console, refresh_per_second=4) as live:
        run = simulate(url, slug, tokens, pace, knowledge=learnt(BANKS), tell=_telling(live, pace))
        try:
            return asyncio.run(run)
        except KeyboardInterrupt:
            refuse("已停止。", "Stopped.")


def _telling(live: Live, pace: Pace) -> Told:
    def tell(figures: Figures, gone: float) -> None:
        saved = len(figures.spans.get("save", ()))
        live.update(
            f"{min(gone, pace.seconds):3.0f}/{pace.seconds:g} s · 登录 signed in {figures.signed_in}"
            f" · 作答 saves {saved} · 交卷 handed in {figures.handed_in} · 出错 errors {sum(figures.errors.values())}"
        )

    return tell


def learnt(banks: Path) -> Knowledge:
    """What people who read the banks' files know: right texts by stem. The server tells nobody."""
    known: dict[str, list[Any]] = {}
    for file in banks.glob("*/*.yaml"):
        for question in yaml.safe_load(file.read_text()).get("questions") or ():
            known[question["stem"]] = list(_right(question))
    return known


def _right(question: dict[str, Any]) -> Iterable[str]:
    answer = question["answer"]
    if isinstance(answer, bool):
        return ["T" if answer else "F"]
    if isinstance(answer, list):
        return [gap[0] for gap in answer]
    return [question["options"]["ABCDEFGH".index(letter)] for letter in answer]


def say_figures(figures: Figures) -> None:
    summary = figures.summary()
    for name, one in summary["requests"].items():
        print(f"{name:8} {one['count']:6}   p50 {one['p50_ms']:8.1f} ms   p99 {one['p99_ms']:8.1f} ms")
    print(f"交卷 / handed in {figures.handed_in}，没有次数 / no attempt left {figures.without_attempt}")
    print(f"重试 / retries {figures.retries}，丢失 / lost {figures.lost}")
    for why, number in figures.errors.items():
        print(f"出错 / error {why}: {number}")
