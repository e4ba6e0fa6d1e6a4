"""``roll-change`` and ``secretary``: changes of an open contest's roll, and who sees to a branch."""

from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.house import Json, open_for_command, print_json, refuse
from app.contests import changing, denominators, finding
from app.contests.reasons import CHANGES
from app.organisations import secretaries
from app.organisations.searching import find, resolve, subtree
from app.organisations.secretaries import Known

app = typer.Typer()

Branch = Annotated[str, typer.Option("--branch", help="The member's organisation / 党组织")]
REASONS = "; ".join(f"{change}: {' | '.join(reasons)}" for change, reasons in CHANGES.items())


@app.command("roll-change")
def roll_change(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")],
    change: Annotated[str, typer.Argument(metavar="CHANGE", help=f"One of: {', '.join(CHANGES)}")],
    name: Annotated[str, typer.Option("--name", help="Full name / 姓名")],
    reason: Annotated[str, typer.Option("--reason", help=REASONS)],
    branch: Branch = "",
    to: Annotated[str, typer.Option("--to", help="Where a move goes / 转去哪个党组织")] = "",
    as_json: Json = False,
) -> None:
    """Change the roll of an open contest by a logged entry: joined, left, moved, exempted. / 开赛以后的名册变动"""
    if change not in CHANGES or reason not in CHANGES[change]:
        raise typer.BadParameter(REASONS)
    with open_for_command() as house:
        with house.database.reading() as session:
            view = finding.contest(session, slug)
            who = _one(session, name, branch, gone=True)
            target = _organisation(session, to) if change == "moved" else None
            changing.check(session, view.id, who, change, reason)
        now = house.clock.now()
        house.writer.run(changing.change_roll, view.id, who, change, reason, to=target, now=now)
        with house.database.reading() as session:
            expected = denominators.expected(session, view)
    if as_json:
        print_json({"slug": slug, "change": change, "member": who.key, "expected": expected})
    else:
        print(f"{slug}  {who.name}（{who.organisation}）{change} · {reason}  应参 / expected {expected:,}")


@app.command()
def secretary(
    branch: Annotated[str, typer.Argument(metavar="BRANCH", help="The organisation / 党组织")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Full name / 姓名")],
    remove: Annotated[bool, typer.Option("--remove", help="No longer / 撤下")] = False,
    as_json: Json = False,
) -> None:
    """Let a member see to a branch: the page 我的支部 on the own phone. / 设支部书记"""
    with open_for_command() as house:
        with house.database.reading() as session:
            own = _organisation(session, branch)
            mine = [one for one in secretaries.people(session, name) if one.organisation_id in subtree(session, [own])]
            who = _only(mine or secretaries.people(session, name), name)
            key = secretaries.organisation_key(session, own)
        house.writer.run(secretaries.dismiss if remove else secretaries.appoint, who.key, key)
    if as_json:
        print_json({"branch": branch, "member": who.key, "secretary": not remove})
    else:
        print(f"{branch}  {who.name}  {'已撤下 / removed' if remove else '书记 / secretary'}")


def _one(session: Session, name: str, branch: str, *, gone: bool) -> Known:
    found = secretaries.people(session, name, gone=gone)
    if branch:
        within = subtree(session, [_organisation(session, branch)])
        found = [one for one in found if one.organisation_id in within]
    return _only(found, name)


def _only(found: list[Known], name: str) -> Known:
    exact = [one for one in found if one.name == name] or found
    if len(exact) != 1:
        near = "、".join(f"{one.name}（{one.organisation}）" for one in exact[:5])
        refuse(
            f"叫“{name}”的有 {len(exact)} 人。" + (f"是哪一位：{near}？请写 --branch。" if near else ""),
            f"{len(exact)} people are called {name!r}: say which with --branch.",
        )
    return exact[0]


def _organisation(session: Session, wanted: str) -> int:
    ids = resolve(session, wanted) if wanted.strip() else []
    if len(ids) != 1:
        near = "、".join(hit.name for hit in find(session, wanted, 3))
        refuse(
            f"没有名叫“{wanted}”的党组织。" + (f"是不是：{near}？" if near else ""),
            f"There is no organisation named {wanted!r}.",
        )
    return ids[0]
