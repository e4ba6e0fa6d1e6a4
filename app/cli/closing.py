"""``freeze``, ``unfreeze``, ``close`` and ``finalise``: the steps that end a contest."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import typer
from sqlmodel import Session

from app.boards import closing, publishing
from app.boards.visible import cut
from app.cli.house import Json, open_for_command, print_json
from app.contests import finding
from app.core.house import House
from app.live.sweeping import settle_once, sweep_once

app = typer.Typer()

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")]


@app.command()
def freeze(slug: Slug, json: Json = False) -> None:
    """From now on the public's boards stand still; results go on being counted. / 封榜"""
    _step(slug, closing.freeze, json)


@app.command()
def unfreeze(slug: Slug, json: Json = False) -> None:
    """Show the public where the boards stand now. / 解封"""
    _step(slug, closing.unfreeze, json)


@app.command()
def close(slug: Slug, json: Json = False) -> None:
    """End the window now; open papers are handed in after their grace. / 结束竞赛"""
    _step(slug, closing.close, json)


@app.command()
def finalise(slug: Slug, json: Json = False) -> None:
    """Settle the boards for good; refused while a paper is open. / 定榜"""
    with open_for_command() as house:
        # Without a server nobody else would hand in the papers whose time is up.
        asyncio.run(_sweep(house))
        _do(house, slug, closing.finalise, json)


async def _sweep(house: House) -> None:
    await sweep_once(house)
    await settle_once(house)


def _step(slug: str, use_case: Callable[[Session, int, int], Any], json: bool) -> None:
    with open_for_command() as house:
        _do(house, slug, use_case, json)


def _do(house: House, slug: str, use_case: Callable[[Session, int, int], Any], json: bool) -> None:
    with house.database.reading() as session:
        contest_id = finding.contest(session, slug).id
    outcome = house.writer.run(use_case, contest_id, house.clock.now())
    publishing.publish_digests(house, contest_id, house.clock.now())
    _report(house, slug, outcome if isinstance(outcome, int) else 0, json)


def _report(house: House, slug: str, papers_open: int, json: bool) -> None:
    with house.database.reading() as session:
        view = finding.contest(session, slug)
        head = cut(session, view.id, "organiser")
    phase = view.phase(house.clock.now()).value
    if json:
        facts = {"slug": slug, "phase": phase, "frozen": view.frozen, "papers_open": papers_open}
        print_json({**facts, "head": {"seq": head.seq, "hash": head.hash.hex()}})
        return
    frozen = "（封榜 / frozen）" if view.frozen else ""
    print(f"{slug}  {phase}{frozen}  流水 / chain {head.seq} {head.hash.hex()[:16]}")
    if papers_open:
        print(f"还有 {papers_open} 份试卷在收 / {papers_open} papers are being handed in")
