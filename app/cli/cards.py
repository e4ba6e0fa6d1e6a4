"""``sign-in-cards``, ``posters``, ``reissue-card`` and ``void-card``."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer
from sqlmodel import Session

from app.cli.house import Json, open_for_command, print_json, progress_bar, refuse
from app.contests import finding
from app.contests.finding import ContestView
from app.core.house import House
from app.desk import links
from app.desk.posters import Size, poster_page
from app.desk.printing import Parts, card_page
from app.desk.saying import Saying
from app.organisations import searching
from app.organisations.counting import OrganisationCount, organisation_counts
from app.signin import cards
from app.signin.cards import CardRow
from app.signin.holders import Holder, holders

app = typer.Typer()

Branch = Annotated[str, typer.Option("--branch", help="Only this organisation and those below it / 只要这个党组织")]
Name = Annotated[str, typer.Argument(help="The member's name / 姓名")]
OfBranch = Annotated[str, typer.Option("--branch", help="The member's branch / 所在党支部")]


class Format(StrEnum):
    HTML = "html"
    CSV = "csv"


class PosterFormat(StrEnum):
    HTML = "html"


@app.command("sign-in-cards")
def sign_in_cards(
    out: Annotated[Path, typer.Option("--out", help="The file to write / 输出文件")],
    branch: Branch = "",
    kind: Annotated[Format, typer.Option("--format", help="html to print, csv for programs")] = Format.HTML,
    contest: Annotated[str, typer.Option("--contest", help="Whose door the QR codes open / 二维码进哪场竞赛")] = "",
    parts: Annotated[
        Parts, typer.Option("--parts", help="Cards with slips and lists, or one of the two / 卡连同信封面和签收单")
    ] = Parts.ALL,
    as_json: Json = False,
) -> None:
    """Write everybody's sign-in card, by branch, with an envelope slip and a list to sign. The file opens every
    account: keep it like the secret key."""
    with open_for_command() as house:
        with house.database.reading() as session:
            rows = list(cards.sheet(session, house.secret, _organisations(session, branch)))
            view = _contest(session, contest) if kind is Format.HTML else None
        if not rows:
            refuse("名册里没有人，先导入名册。", "Nobody is on the roll: load one first.")
        with _private(out) as file:
            if view:
                _write_html(house, file, rows, view, parts, quiet=as_json)
            else:
                _write_csv(file, rows)
    if as_json:
        print_json({"file": str(out), "cards": len(rows)})
    else:
        print(f"已写好 {len(rows):,} 张参赛卡 / cards written: {out}")


@app.command("posters")
def posters(
    contest: Annotated[str, typer.Argument(metavar="SLUG", help="The contest / 竞赛代号")],
    out: Annotated[Path, typer.Option("--out", help="The file to write / 输出文件")],
    branch: Annotated[
        str, typer.Option("--branch", help="A page for each branch of this organisation / 这个党组织每个支部一张")
    ] = "",
    every_branch: Annotated[bool, typer.Option("--every-branch", help="A page a branch / 每个支部一张")] = False,
    size: Annotated[Size, typer.Option("--size", help="a3 or a4 / 纸张")] = Size.A3,
    kind: Annotated[PosterFormat, typer.Option("--format", help="html to print")] = PosterFormat.HTML,
    as_json: Json = False,
) -> None:
    """Write posters: when, how long, how to get in, whom to ask, and the QR code of the contest's door."""
    with open_for_command() as house:
        with house.database.reading() as session:
            view = finding.contest(session, contest)
            branches = _branches(session, branch, every=every_branch)
        out.write_text("".join(poster_page(house, view, branches, size, "zh")), encoding="utf-8")
    if as_json:
        print_json({"file": str(out), "posters": len(branches), "size": size, "format": kind})
    else:
        print(f"已写好 {len(branches):,} 张海报 / posters written: {out}")


@app.command("reissue-card")
def reissue_card(name: Name, branch: OfBranch, as_json: Json = False) -> None:
    """Give a member a new card: the old one and every session of theirs end at once."""
    with open_for_command() as house:
        one = _the_one(house, branch, name)
        issue = house.writer.run(cards.reissue, one.id, now=house.clock.now())
    if as_json:
        print_json({"name": one.name, "organisation": one.organisation, "issue": issue})
    else:
        print(f"{one.name}（{one.organisation}）：第 {issue} 张卡，旧卡已作废 / card {issue}; the old one is dead")


@app.command("void-card")
def void_card(name: Name, branch: OfBranch, as_json: Json = False) -> None:
    """Void a member's card: none opens until one is re-issued; every session of theirs ends at once."""
    with open_for_command() as house:
        one = _the_one(house, branch, name)
        house.writer.run(cards.void, one.id, now=house.clock.now())
    if as_json:
        print_json({"name": one.name, "organisation": one.organisation, "void": True})
    else:
        print(f"{one.name}（{one.organisation}）：卡已作废 / void; no card until reissue-card")


def _the_one(house: House, branch: str, name: str) -> Holder:
    """Namesakes are told apart at the desk, where their rows are seen."""
    with house.database.reading() as session:
        named = holders(session, name=name, organisations=_organisations(session, branch), now=house.clock.now())
    found = [one for one in named if one.name == name.strip()] or named
    if len(found) > 1:
        refuse(
            f"“{name}”有 {len(found)} 位。请写全姓名和支部；同名同姓的请在工作台的印刷品页里选。",
            f"{len(found)} members match {name!r}: name branch and member in full, or choose at the desk.",
        )
    if not found:
        refuse(f"“{branch}”没有名叫“{name}”的人。", f"Nobody in {branch!r} is named {name!r}.")
    return found[0]


def _branches(session: Session, branch: str, *, every: bool) -> Sequence[OrganisationCount | None]:
    if not branch and not every:
        return [None]
    wanted = _organisations(session, branch)
    found = [one for one in organisation_counts(session) if wanted is None or one.id in wanted]
    if not found:
        refuse("名册里没有人，先导入名册。", "Nobody is on the roll: load one first.")
    return found


def _organisations(session: Session, branch: str) -> list[int] | None:
    if not branch:
        return None
    found = searching.subtree(session, searching.resolve(session, branch))
    if not found:
        near = "、".join(hit.name for hit in searching.find(session, branch, 3))
        refuse(
            f"没有名叫“{branch}”的党组织。" + (f"是不是：{near}？" if near else ""),
            f"There is no organisation named {branch!r}.",
        )
    return found


def _contest(session: Session, slug: str) -> ContestView:
    """The contest that was asked for, else the newest that is not finalised."""
    if slug:
        return finding.contest(session, slug)
    running = [view for view in finding.contests(session) if view.state != "finalised" and not view.rehearsal]
    if not running:
        refuse(
            "还没有竞赛，二维码不知道进哪一场。先用 new-contest 新建，或用 --format csv。",
            "There is no contest for the QR codes to open: make one with new-contest, or use --format csv.",
        )
    return max(running, key=lambda view: view.id)


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """A file that only its owner reads; put in place when it is whole."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_html(
    house: House, file: TextIO, rows: list[CardRow], view: ContestView, parts: Parts, *, quiet: bool
) -> None:
    door = links.door(house, view.slug).address
    window = Saying("zh", house.settings.zone).window(view.opens, view.closes)
    facts = {"title": view.rules.title, "seal": view.rules.seal, "door": door, "open_from": window}
    pieces = card_page(rows, parts=parts, **facts)
    written = 0
    with progress_bar(len(rows), "参赛卡", quiet=quiet) as progress:
        for piece in pieces:
            file.write(piece)
            written += piece.count('class="qr"')
            progress(min(written, len(rows)), len(rows))


def _write_csv(file: TextIO, rows: Iterable[CardRow]) -> None:
    """Plain UTF-8 for programs; the desk's download has the byte order mark that Excel wants."""
    table = csv.writer(file)
    table.writerow(CardRow._fields)
    table.writerows(rows)
