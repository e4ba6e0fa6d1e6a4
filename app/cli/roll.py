"""``load-roll``, ``demo-roll`` and ``make-organiser``."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.house import Json, open_for_command, print_json, progress_bar, refuse, refused_in_one_sentence
from app.core.house import House
from app.organisations import demo, loading
from app.organisations.choices import Choice, folded, remember
from app.organisations.faulty_rows import as_csv, as_workbook, faulty_rows
from app.organisations.loading import Loaded
from app.organisations.models import ChoiceKind
from app.organisations.questions import Question, answer
from app.organisations.roll_faults import MOST
from app.organisations.roll_plan import Plan, read_and_plan
from app.signin import organisers

app = typer.Typer()


@app.command("load-roll")
def load_roll(
    file: Annotated[Path, typer.Argument(help="The roll, .xlsx, .xls or .csv / 名册文件")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, load nothing / 只看不导")] = False,
    many_may_leave: Annotated[
        bool, typer.Option("--many-may-leave", help="More than half of the members may go / 允许多数人不再在册")
    ] = False,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--choose",
            help="“写法=党组织” or “写法=人员类别”: what a spelling means, kept for the next load; “=新建” makes a new"
            " organisation, “*=新建” of every unknown name / 对不上的写法指什么",
        ),
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option("--faults", help="Write the rows to be mended here, .xlsx or .csv / 要改的行写到这个文件"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Load a roll, whole or not at all: columns 所属党组织 (A/B/C or a name), 姓名, 人员类别, 工号 or 手机号, 片, 单位,
    免考; a second sheet may list the organisations."""
    if faults and faults.suffix.lower() not in (".xlsx", ".csv"):
        with refused_in_one_sentence():
            refuse("出错行请写到 .xlsx 或 .csv。", "The rows to be mended are written to .xlsx or .csv.")
    with open_for_command() as house:
        planned, chosen = _planned(house, file, choose or [])
        if planned.faults:
            if faults:
                _write_faulty(planned, faults)
            _refuse_faulty(planned, as_json=as_json)
        if dry_run:
            _say(planned.counts(), planned, "试读，没有导入 / dry run, nothing loaded", as_json=as_json)
            return
        with progress_bar(len(planned.added), "导入名册", quiet=as_json) as progress:
            loaded = loading.load(house, planned, file.name, many_may_leave=many_may_leave, progress=progress)
        house.writer.run(remember, chosen)
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


def _planned(house: House, file: Path, choose: list[str]) -> tuple[Plan, list[Choice]]:
    """The plan under the choices; one that is answered may uncover the next (a branch below an unknown committee)."""
    said = dict(_pair(one) for one in choose)
    chosen: dict[tuple[str, str], Choice] = {}
    while True:
        with house.database.reading() as session:
            planned = read_and_plan(session, file, file.name, house.secret, chosen.values())
        answered = {
            (one.kind.value, one.folded): answer(one, what, planned.tree)
            for one in planned.questions()
            if (what := said.get(one.folded) or (one.kind == ChoiceKind.ORGANISATION and said.get("*")))
        }
        if answered.keys() <= chosen.keys():
            break
        chosen |= answered
    used = {spelling for _, spelling in chosen} | {one.folded for one in planned.used}
    for spelling in said.keys() - used - {"*"}:
        print(f"--choose：文件里没有对不上的“{spelling}” / nothing to choose for {spelling!r}", file=sys.stderr)
    return planned, list(chosen.values())


def _pair(text: str) -> tuple[str, str]:
    written, equals, meaning = text.partition("=")
    if not (equals and written.strip() and meaning.strip()):
        refuse(f"--choose 要写成“写法=党组织”，不是“{text}”。", f'--choose wants "SPELLING=MEANING", not {text!r}.')
    return folded(written), meaning.strip()


def _write_faulty(planned: Plan, file: Path) -> None:
    """Only its owner reads it: names and numbers are in it."""
    rows = faulty_rows(planned.roll, planned.faults)
    content = as_workbook(rows) if file.suffix.lower() == ".xlsx" else as_csv(rows)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    print(f"要改的行 / rows to be mended: {file}", file=sys.stderr)


def _refuse_faulty(planned: Plan, *, as_json: bool) -> None:
    asked = planned.questions()
    if as_json:
        problems = {"problems": [f.as_json() for f in planned.faults], "choose": [_question(one) for one in asked]}
        print_json(planned.counts() | {"ignored": planned.ignored} | problems)
    for one in asked:
        print(f"{one.fault.said()}\n  共 {one.count:,} 行 / rows。{_how(one)}", file=sys.stderr)
    plain = [fault for fault in planned.faults if fault.asks is None]
    for fault in plain:
        print(fault.said(), file=sys.stderr)
    many = f"{len(planned.faults)}+" if len(plain) >= MOST else len(planned.faults)
    name = planned.roll.file
    refuse(
        f"“{name}”里有 {many} 处要改，一行也没有导入。改好后再导一次。",
        f"{many} places in {name!r} have to be mended; nothing was loaded.",
    )


def _question(one: Question) -> dict[str, Any]:
    return {"kind": one.kind.value, "written": one.written, "rows": one.count, "near": one.near}


def _how(one: Question) -> str:
    meanings = one.near[:3] or ["新建"]
    if one.kind == ChoiceKind.CATEGORY:
        meanings = ["正式党员"]
    return "选一次 / choose once: " + "  ".join(f'--choose "{one.written}={meaning}"' for meaning in meanings)


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
    for one in planned.used:
        print(f"  按选过的 / as chosen: {one.folded} → {one.meaning or '新建 / new'}")
    if planned.ignored:
        print(f"  没有读取，也不保存 {len(planned.ignored)} 列 / ignored, never stored: {'、'.join(planned.ignored)}")
