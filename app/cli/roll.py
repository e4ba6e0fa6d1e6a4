"""``load-roll``, ``demo-roll``, ``sign-in-cards`` and ``make-organiser``."""

import csv
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer
from sqlmodel import Session

from app.cli.house import Json, open_for_command, print_json, refuse, refused_in_one_sentence
from app.contests import finding
from app.contests.finding import ContestView
from app.core.house import House
from app.desk import links
from app.desk.printing import card_page
from app.desk.saying import Saying
from app.organisations import demo, loading, searching
from app.organisations.loading import Loaded
from app.organisations.roll_faults import MOST
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import Plan, plan
from app.signin import cards, organisers
from app.signin.cards import CardRow

app = typer.Typer()


class Format(StrEnum):
    HTML = "html"
    CSV = "csv"


@app.command("load-roll")
def load_roll(
    file: Annotated[Path, typer.Argument(help="The roll, .xlsx or .csv / 名册文件")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, load nothing / 只看不导")] = False,
    many_may_leave: Annotated[
        bool, typer.Option("--many-may-leave", help="More than half of the members may go / 允许多数人不再在册")
    ] = False,
    as_json: Json = False,
) -> None:
    """Load a roll: columns 所属党组织 (A/B/C), 姓名, 人员类别, 工号 or 手机号, 片, 单位, 免考. Whole or not at all."""
    with open_for_command() as house:
        roll = read_roll(file)
        with house.database.reading() as session:
            planned = plan(session, roll, house.secret)
        if planned.faults:
            _refuse_faulty(planned, as_json=as_json)
        if dry_run:
            _say(planned.counts(), planned, "试读，没有导入 / dry run, nothing loaded", as_json=as_json)
            return
        with _progress(len(planned.added), "导入名册", quiet=as_json) as progress:
            loaded = loading.load(house, planned, file.name, many_may_leave=many_may_leave, progress=progress)
        _say(_counts(loaded), planned, "已导入 / loaded", as_json=as_json)


@app.command("demo-roll")
def demo_roll(
    out: Annotated[Path, typer.Option("--out", help="The file to write, .xlsx or .csv / 输出文件")],
    as_json: Json = False,
) -> None:
    """Write the synthetic roll: 168 organisations, 63 units in 5 districts, 2,789 invented people."""
    with refused_in_one_sentence():
        if out.suffix.lower() not in (".xlsx", ".csv"):
            refuse("输出文件请用 .xlsx 或 .csv。", "The file to write ends in .xlsx or .csv.")
        demo.write_demo_roll(out)
    if as_json:
        print_json({"file": str(out), "people": demo.PEOPLE})
    else:
        print(f"已写好演示名册（姓名是拼成的，不是真人）/ synthetic roll written: {out} ({demo.PEOPLE:,})")


@app.command("sign-in-cards")
def sign_in_cards(
    out: Annotated[Path, typer.Option("--out", help="The file to write / 输出文件")],
    branch: Annotated[
        str, typer.Option("--branch", help="Only this organisation and those below it / 只要这个党组织")
    ] = "",
    kind: Annotated[Format, typer.Option("--format", help="html to print, csv for programs")] = Format.HTML,
    contest: Annotated[str, typer.Option("--contest", help="Whose door the QR codes open / 二维码进哪场竞赛")] = "",
    as_json: Json = False,
) -> None:
    """Write everybody's sign-in card. The file opens every account: keep it like the secret key."""
    with open_for_command() as house:
        with house.database.reading() as session:
            rows = list(cards.sheet(session, house.secret, _organisations(session, branch)))
            view = _contest(session, contest) if kind is Format.HTML else None
        if not rows:
            refuse("名册里没有人，先导入名册。", "Nobody is on the roll: load one first.")
        with _private(out) as file:
            if view:
                _write_html(house, file, rows, view, quiet=as_json)
            else:
                _write_csv(file, rows)
    if as_json:
        print_json({"file": str(out), "cards": len(rows)})
    else:
        print(f"已写好 {len(rows):,} 张参赛卡 / cards written: {out}")


@app.command("make-organiser")
def make_organiser(
    name: Annotated[str, typer.Argument(help="The name to sign in with at the desk / 登录名")],
    reset: Annotated[
        bool, typer.Option("--reset", help="A new one-time password for an organiser who forgot / 重发一次性密码")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make an organiser and print the one-time password; at the first sign-in it is replaced by an own one."""
    with open_for_command() as house:
        password = organisers.make(house, name, reset=reset)
    if as_json:
        print_json({"name": name.strip(), "password": password})
    else:
        print(f"{name.strip()}\n一次性密码 / one-time password: {password}")


def _refuse_faulty(planned: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(planned.counts() | {"ignored": planned.ignored, "problems": [f.as_json() for f in planned.faults]})
    for fault in planned.faults:
        print(fault.said(), file=sys.stderr)
    many = f"{len(planned.faults)}+" if len(planned.faults) >= MOST else len(planned.faults)
    refuse(
        f"名册里有 {many} 处要改，一行也没有导入。改好后再导一次。",
        f"{many} places in the roll have to be mended; nothing was loaded.",
    )


def _counts(loaded: Loaded) -> dict[str, int]:
    people = loaded.added + loaded.changed + loaded.unchanged
    return {
        "people": people,
        "added": loaded.added,
        "changed": loaded.changed,
        "gone": loaded.gone,
        "unchanged": loaded.unchanged,
        "organisations": loaded.organisations,
        "faults": 0,
    }


def _say(counts: dict[str, int], planned: Plan, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(counts | {"ignored": planned.ignored, "problems": []})
        return
    print(f"{what}：{counts['people']:,} 人 / people")
    for label, of in (
        ("新增 / added", "added"),
        ("有变动 / changed", "changed"),
        ("不再在册 / gone", "gone"),
        ("没有变 / unchanged", "unchanged"),
        ("新的党组织 / new organisations", "organisations"),
    ):
        print(f"  {label}: {counts[of]:,}")
    if planned.ignored:
        print(f"  没有读取，也不保存 / ignored, never stored: {'、'.join(planned.ignored)}")


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


def _write_html(house: House, file: TextIO, rows: list[CardRow], view: ContestView, *, quiet: bool) -> None:
    door = links.door(house, view.slug).address
    window = Saying("zh", house.settings.zone).window(view.opens, view.closes)
    pieces = card_page(rows, title=view.rules.title, seal=view.rules.seal, door=door, open_from=window)
    written = 0
    with _progress(len(rows), "参赛卡", quiet=quiet) as progress:
        for piece in pieces:
            file.write(piece)
            written += piece.count('class="qr"')
            progress(min(written, len(rows)), len(rows))


def _write_csv(file: TextIO, rows: Iterable[CardRow]) -> None:
    """Plain UTF-8 for programs; the desk's download has the byte order mark that Excel wants."""
    table = csv.writer(file)
    table.writerow(CardRow._fields)
    table.writerows(rows)


@contextmanager
def _progress(of: int, label: str, *, quiet: bool) -> Iterator[loading.Progress]:
    """A bar on a terminal's standard error, nothing elsewhere."""
    with typer.progressbar(length=of, label=label, file=sys.stderr, hidden=quiet or not sys.stderr.isatty()) as bar:
        yield lambda done, _of: bar.update(done - bar.pos)
