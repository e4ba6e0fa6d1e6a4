"""``rank-under``: how past results would have ranked under another rule."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.boards.naming import names
from app.boards.what_if import Step, compare, other_rules
from app.cli.house import Json, open_for_command, print_json, refuse
from app.contests import finding, wording
from app.contests.rules_faults import BadRules
from app.contests.rules_file import read_rules
from app.core.figures import marks
from app.core.house import House

app = typer.Typer()

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")]


@app.command("rank-under")
def rank_under(
    slug: Slug,
    rules: Annotated[Path, typer.Option(metavar="FILE.yaml", help="How to count and score instead")],
    board: Annotated[str, typer.Option(help="organisations, districts, units or members")] = "organisations",
    json: Json = False,
) -> None:
    """Show how past results would have ranked under another rule; changes nothing. / 换一种规则试排名次"""
    with open_for_command() as house:
        try:
            _compare(house, slug, rules, board, json)
        except BadRules as bad:
            refuse(*(f"{rules} {line}" for language in ("zh", "en") for line in bad.said(language)))


def _compare(house: House, slug: str, file: Path, board: str, json: bool) -> None:
    with house.database.reading() as session:
        view = finding.contest(session, slug)
        rules = other_rules(view, read_rules(file.read_bytes(), house.settings.zone))
        steps = compare(session, view, rules, board)
        called = names(house, session).of(board)
    rows = [(called[one.id].name if one.id in called else str(one.id), one) for one in steps]  # type: ignore[index]
    if json:
        print_json({"contest": slug, "board": board, "rows": [_facts(name, one) for name, one in rows]})
        return
    print(wording.scoring_sentence(rules, "zh", board))
    for name, one in rows:
        places = f"{one.before or '—'} → {one.after or '—'}"
        print(f"{places}\t{name}\t{_marks(one.score_before)} → {_marks(one.score_after)}")


def _facts(name: str, one: Step) -> dict[str, Any]:
    return {
        "name": name,
        "before": one.before,
        "after": one.after,
        "score_before": None if one.score_before is None else one.score_before / 100,
        "score_after": None if one.score_after is None else one.score_after / 100,
    }


def _marks(score: int | None) -> str:
    return "—" if score is None else marks(score)
