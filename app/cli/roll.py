"""``load-roll``, ``demo-roll`` and ``make-organiser``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.house import Json, open_for_command, print_json, progress_bar, refuse, refused_in_one_sentence
from app.organisations import demo, loading
from app.organisations.loading import Loaded
from app.organisations.roll_faults import MOST
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import Plan, plan
from app.signin import organisers

app = typer.Typer()


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
        with progress_bar(len(planned.added), "导入名册", quiet=as_json) as progress:
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
