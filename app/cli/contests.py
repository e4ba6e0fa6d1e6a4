"""``new-contest`` and ``open``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.house import Json, open_for_command, print_json, refuse
from app.contests import creating, finding, opening, wording
from app.contests.finding import ContestView
from app.contests.presets import PRESETS
from app.contests.rules_faults import BadRules
from app.contests.rules_file import read_rules
from app.core.clock import rfc3339
from app.core.house import House

app = typer.Typer()

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")]


@app.command("new-contest")
def new_contest(
    slug: Slug,
    preset: Annotated[str, typer.Option(help=f"One of: {', '.join(PRESETS)}")] = "",
    like: Annotated[str, typer.Option(metavar="SLUG", help="Copy the rules of this contest / 照这一场")] = "",
    rules: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="Fields of the rules that differ")] = None,
    json: Json = False,
) -> None:
    """Make a draft from a preset, or with the rules of another contest. / 新建竞赛（草稿）"""
    if not preset and not like:
        raise typer.BadParameter("请写 --preset 或 --like / give --preset or --like")
    with open_for_command() as house:
        try:
            view = _make(house, slug, preset, like, rules)
        except BadRules as bad:
            refuse(*(f"{rules or ''} {line}".strip() for language in ("zh", "en") for line in bad.said(language)))
        _report(house, view, json)


def _make(house: House, slug: str, preset: str, like: str, rules: Path | None) -> ContestView:
    now = house.clock.now()
    wishes = read_rules(rules.read_bytes(), house.settings.zone) if rules else {}
    with house.database.reading() as session:
        model = finding.contest(session, like) if like else None
    if model is not None:
        made = creating.compose_like(model, wishes, now=now)
        preset = model.preset
    else:
        made = creating.compose(preset, wishes, now=now)
    house.writer.run(creating.new_contest, slug, made, preset=preset, now=now)
    with house.database.reading() as session:
        return finding.contest(session, slug)


@app.command("open")
def open_contest(slug: Slug, json: Json = False) -> None:
    """Freeze rules, editions and roll, seal the seed and open, also before the window. / 开赛"""
    with open_for_command() as house:
        with house.database.reading() as session:
            view = finding.contest(session, slug)
            prepared = opening.prepare(house, session, view, house.clock.now(), progress=_progress(quiet=json))
        house.writer.run(opening.open_contest, prepared, house.clock.now())
        with house.database.reading() as session:
            view = finding.contest(session, slug)
        _report(house, view, json, roll=prepared.roll)


def _progress(*, quiet: bool) -> Any:
    def tell(written: int, total: int) -> None:
        if not quiet and (written == total or written % 2500 == 0):
            print(f"参赛名册 / contest roll: {written}/{total}")

    return tell


def _report(house: House, view: ContestView, json: bool, roll: int | None = None) -> None:
    zone = house.settings.zone
    commitment = view.sittings[0].commitment if view.sittings else None
    phase = view.phase(house.clock.now()).value
    if json:
        facts: dict[str, Any] = {
            "slug": view.slug,
            "title": view.rules.title,
            "phase": phase,
            "opens": rfc3339(view.opens),
            "closes": rfc3339(view.closes),
            "commitment": commitment,
            "rules": wording.sentences(view.rules, "zh", commitment, zone),
        }
        print_json(facts if roll is None else {**facts, "roll": roll})
        return
    print(f"{view.slug}  {view.rules.title}  {phase}")
    for sentence in wording.sentences(view.rules, "zh", commitment, zone):
        print(f"  {sentence}")
    if roll is not None:
        print(f"参赛名册 {roll} 人 / {roll} on the contest roll；commitment {commitment}")
