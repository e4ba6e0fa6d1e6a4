"""``lots``: the pool of prizes by lot, and the one draw from it."""

from typing import Annotated, Any

import typer

from app.boards import drawing_lots
from app.boards.drawing_lots import Lots, Pool
from app.cli.house import Json, open_for_command, print_json
from app.contests import finding
from app.core.clock import rfc3339
from app.organisations.labels import member_names, organisation_labels

app = typer.Typer()


@app.command("lots")
def lots(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A finalised contest / 已定榜的竞赛")],
    call: Annotated[str, typer.Option(metavar="NUMBER", help="Called out in the hall / 现场报的号码")] = "",
    json: Json = False,
) -> None:
    """Show the pool of full marks; with --call draw the prizes, once and for all. / 抽奖"""
    with open_for_command() as house:
        with house.database.reading() as session:
            view = finding.contest(session, slug)
            pool = drawing_lots.pool(house, session, view)
        if call:
            house.writer.run(drawing_lots.draw, view, pool, call, now=house.clock.now())
        with house.database.reading() as session:
            made = drawing_lots.made(session, view.id)
            names = member_names(session, [key for tier in made.winners for key in tier] if made else ())
            homes = organisation_labels(session)
    said = {key: f"{name}（{homes[home].short_name}）" for key, (name, home) in names.items()}
    report = _report(pool, made, said)
    if json:
        print_json(report)
    else:
        _say(report)


def _report(pool: Pool, made: Lots | None, said: dict[str, str]) -> dict[str, Any]:
    report: dict[str, Any] = {"pool": len(pool.keys), "pool_digest": pool.digest, "head": pool.head.hex()}
    if made is not None:
        tiers = zip(pool.awards.tiers, made.winners, strict=True)
        report |= {"call": made.call, "drawn": rfc3339(made.at)}
        report["winners"] = [{"award": tier.name, "who": [said.get(key, key) for key in keys]} for tier, keys in tiers]
    return report


def _say(report: dict[str, Any]) -> None:
    print(f"满分 / full marks: {report['pool']}  校验码 / digest {report['pool_digest']}")
    if "call" not in report:
        print("还没有抽。现场报一个号码，再加 --call / not drawn yet: call a number in the hall, then --call")
        return
    print(f"号码 / number {report['call']}")
    for tier in report["winners"]:
        print(f"{tier['award']}: {'、'.join(tier['who']) or '—'}")
