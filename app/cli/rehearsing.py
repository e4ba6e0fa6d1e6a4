"""``rehearse``: the whole day once through before it comes. ``dry-run``: chosen people try the contest themselves."""

import time
from typing import Annotated, Any

import typer

from app.boards import closing
from app.cli.house import Exit, Json, open_for_command, print_json
from app.cli.showing import must_serve, own_address, say_figures, simulated, tokens_of
from app.cli.simulated_members import Pace
from app.contests import finding, rehearsing
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.core.addresses import base_urls
from app.core.clock import DAY, MINUTE
from app.core.house import House
from app.live.erasing import erase_rehearsal
from app.verify.verifying import verify

app = typer.Typer()
WAIT = 60
"""Seconds for the server to hand in what is still open."""

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The contest to rehearse / 要演练的竞赛")]
Url = Annotated[str, typer.Option(help="The running server; else of demo.json or the settings / 服务器地址")]


@app.command()
def rehearse(
    slug: Slug,
    members: Annotated[int, typer.Option(help="How many members / 人数", min=1, max=10_000)] = 200,
    minutes: Annotated[float, typer.Option(help="How long / 时长（分钟）", min=0.2, max=240)] = 5,
    base_url: Url = "",
    keep: Annotated[bool, typer.Option("--keep", help="Do not delete it afterwards / 不删除")] = False,
    json: Json = False,
) -> None:
    """Drive simulated members through a rehearsal like SLUG, show figures, delete it whole. / 演练"""
    with open_for_command() as house:
        url = base_url or own_address(house)
        must_serve(url)
        with house.database.reading() as session:
            model = finding.contest(session, slug)
        length = int(minutes * MINUTE) + 10 * MINUTE
        wishes = {"circle": "", "attempts_per_day": None}
        rules = rehearsing.rules_like(model, "演练：", now=house.clock.now(), length=length, wishes=wishes)
        view = rehearsing.open_rehearsal(house, model, rules, now=house.clock.now())
        try:
            report = _drive(house, view, url, members, minutes)
        finally:
            gone = 0 if keep else erase_rehearsal(house, view.slug)
    report |= {"rehearsal": view.slug, "deleted_rows": gone}
    _tell(report, json=json, kept=keep)
    raise typer.Exit(Exit.DONE if report["fine"] else Exit.REFUSED)


def _drive(house: House, view: ContestView, url: str, members: int, minutes: float) -> dict[str, Any]:
    tokens = tokens_of(house, view.slug, members, spare="")
    figures = simulated(url, view.slug, tokens, Pace(minutes * 60))
    house.writer.run(closing.close, view.id, house.clock.now())
    closed = _wait_until_closed(house, view.slug)
    findings = verify(house, view.slug)
    fine = not (figures.errors or figures.lost or findings.differences) and closed
    return {
        "fine": fine,
        **figures.summary(),
        "members": len(tokens),
        "closed": closed,
        "differences": findings.differences,
        "figures": figures,
    }


def _wait_until_closed(house: House, slug: str) -> bool:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with house.database.reading() as session:
            if finding.contest(session, slug).state == ContestState.CLOSED:
                return True
        time.sleep(0.3)
    return False


def _tell(report: dict[str, Any], *, json: bool, kept: bool) -> None:
    figures = report.pop("figures")
    if json:
        print_json(report)
        return
    say_figures(figures)
    print(f"收卷 / closed: {'是 yes' if report['closed'] else '否 no'}；复核差异 / differences {report['differences']}")
    if kept:
        print(f"演练留着 / kept: {report['rehearsal']}（delete-rehearsal 可删）")
    else:
        print(f"演练已整场删除 / deleted whole: {report['deleted_rows']} rows")
    print("一切正常 / all is well" if report["fine"] else "有问题，见上 / something is wrong, see above")


@app.command("dry-run")
def dry_run(
    slug: Slug,
    circle: Annotated[str, typer.Option(metavar="CIRCLE", help="Who tries it out / 试答人员圈")],
    days: Annotated[int, typer.Option(help="How long / 几天", min=1, max=60)] = 3,
    json: Json = False,
) -> None:
    """Open a try-out like SLUG for a circle of people: marked everywhere, never counted, deleted whole. / 内部试答"""
    with open_for_command() as house:
        with house.database.reading() as session:
            model = finding.contest(session, slug)
        now = house.clock.now()
        rules = rehearsing.rules_like(model, "内部试答：", now=now, length=days * DAY, wishes={"circle": circle})
        view = rehearsing.open_rehearsal(house, model, rules, now=now)
        address = f"{base_urls(house.settings)[0]}/c/{view.slug}"
    if json:
        print_json({"slug": view.slug, "address": address})
    else:
        print(f"{address}\n试答完以后 / afterwards: python -m app delete-rehearsal {view.slug}")


@app.command("delete-rehearsal")
def delete_rehearsal(slug: Slug, json: Json = False) -> None:
    """Delete a rehearsal or try-out whole; refused for any other contest. / 删除演练"""
    with open_for_command() as house:
        gone = erase_rehearsal(house, slug)
    if json:
        print_json({"deleted_rows": gone})
    else:
        print(f"已删除 / deleted: {gone} rows")
