"""``add-sitting`` and ``allow``: a make-up sitting for those who may sit it, and what one person is granted."""

from typing import Annotated

import typer

from app.cli.house import Json, open_for_command, print_json, refuse
from app.contests import finding
from app.contests.allowing import MOST_ATTEMPTS, MOST_PERCENT, Reason, allow_attempts, allow_time, granted
from app.contests.make_up import add_sitting, prepare_sitting
from app.contests.people import person
from app.contests.rules_faults import BadRules
from app.contests.rules_file import read_rules
from app.core.clock import rfc3339
from app.core.house import House

app = typer.Typer()

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")]


@app.command("add-sitting")
def add_make_up(
    slug: Slug,
    opens: Annotated[str, typer.Option(metavar="TIME", help="2026-06-08 08:00")],
    closes: Annotated[str, typer.Option(metavar="TIME", help="2026-06-08 09:00")],
    json: Json = False,
) -> None:
    """Add a make-up sitting with a seed of its own; a contest that has closed opens again. / 加一场补考"""
    with open_for_command() as house:
        window = _window(house, opens, closes)
        now = house.clock.now()
        with house.database.reading() as session:
            new = prepare_sitting(house, session, finding.contest(session, slug), *window, now)
        house.writer.run(add_sitting, new, now=now)
        facts = {"slug": slug, "sitting": new.key, "opens": rfc3339(new.opens), "closes": rfc3339(new.closes)}
        if json:
            print_json({**facts, "commitment": new.commitment})
        else:
            print(
                f"补考已加 / make-up sitting added: {facts['opens']} – {facts['closes']}；commitment {new.commitment}"
            )


def _window(house: House, opens: str, closes: str) -> tuple[int, int]:
    try:
        read = read_rules(f'opens: "{opens}"\ncloses: "{closes}"\n'.encode(), house.settings.zone)
    except BadRules as bad:
        refuse(*(line for language in ("zh", "en") for line in bad.said(language)))
    return read["opens"], read["closes"]


@app.command()
def allow(
    slug: Slug,
    member: Annotated[str, typer.Option(help="Name or member key / 姓名或编号")],
    branch: Annotated[str, typer.Option(help="Where several have the name / 同名时写党组织")] = "",
    time: Annotated[int, typer.Option(min=0, max=MOST_PERCENT, help="Percent of the limit: 150 / 用时百分比")] = 0,
    attempts: Annotated[int, typer.Option(min=0, max=MOST_ATTEMPTS, help="Further attempts / 加几次")] = 0,
    reason: Annotated[Reason, typer.Option(help="Why further attempts / 为什么加")] = Reason.ORGANISER,
    json: Json = False,
) -> None:
    """Grant one person more time (also in an open paper) or further attempts. / 给一个人延时或加次数"""
    if bool(time) == bool(attempts) or 0 < time < 100:
        raise typer.BadParameter("请写 --time 100–400 或 --attempts / give --time 100–400 or --attempts")
    with open_for_command() as house:
        with house.database.reading() as session:
            contest_id = finding.contest(session, slug).id
            who = person(session, contest_id, member, branch)
        now = house.clock.now()
        if time:
            house.writer.run(allow_time, contest_id, who.member_key, time, now=now)
        else:
            house.writer.run(allow_attempts, contest_id, who.member_key, attempts, reason=reason, now=now)
        with house.database.reading() as session:
            stands = granted(session, contest_id, who.member_key)
        if json:
            facts = {"member": who.member_key, "time_percent": stands.time_percent, "attempts": stands.attempts}
            print_json({"slug": slug, **facts})
        else:
            print(f"{who.name}：用时 / time {stands.time_percent}%，加次数 / further attempts {stands.attempts}")
