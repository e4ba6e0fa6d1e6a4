"""``check-bank`` lints banks and holds them against official texts, ``load-source`` keeps such texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from app.banks.against_law import Doubt, Remark, doubts
from app.banks.faults import Severity
from app.banks.law_text import BadLaw, LawText, read_law
from app.banks.lint import counts
from app.banks.sources import load_source
from app.banks.twins import near_twins
from app.cli.banks import Checked, bank_files, check_file, placed, say_findings
from app.cli.house import Exit, Json, open_for_command, print_json, refuse

app = typer.Typer()

Banks = Annotated[list[Path], typer.Argument(metavar="PATH…", help="A bank.yaml, or a folder that holds some")]
Texts = Annotated[list[Path], typer.Option("--law", metavar="FILE", help="An official text, or a folder of them")]
MISSES = (Remark.NO_TEXT, Remark.NO_ARTICLE, Remark.KEY_MISSING)
SAID = {
    Remark.NO_TEXT: "没有给出它引用的文本 / its text was not given",
    Remark.NO_ARTICLE: "引用的条文不存在 / no such article",
    Remark.KEY_MISSING: "答案的文字不在条文里 / the key is not in the article",
    Remark.OTHER_THERE: "错误选项也在条文里 / a wrong option is in the article",
}


@app.command("check-bank")
def check_bank(paths: Banks, law: Texts, json: Json = False) -> None:
    """Lint each question and hold it against the official text that it cites. / 检查题库，对照正式文本

    Ends with 3 when a miss or a doubtful key is neither mended nor explained in ``explained.yaml`` beside the bank.
    """
    laws = read_laws_of(law)
    drafts = list(_drafts(paths))
    found = {one.draft.bank: _checked(one, file, laws) for file, one in drafts}
    twins = [
        {"one": one, "other": other, "percent": percent}
        for one, other, percent in near_twins(
            [
                (f"{one.draft.bank}/{question.name}", question.stem)
                for _, one in drafts
                for question in one.draft.questions
            ]
        )
    ]
    if json:
        print_json({"banks": found, "twins": twins})
    else:
        _say(found, twins, [one for _, one in drafts])
    if any(bank["unexplained"] for bank in found.values()):
        raise typer.Exit(Exit.DIFFERENCES)


@app.command("load-source")
def load_source_text(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="An official text, or a folder of them")],
    json: Json = False,
) -> None:
    """Load official texts, so that members read the cited article in review. / 装入条文原文"""
    laws = read_laws_of(files)
    if not laws:
        refuse("没有找到可以读的文本 / no text was found")
    with open_for_command() as house:
        loaded = [
            {"document": law.title, "edition": law.edition, "articles": house.writer.run(load_source, law)}
            for law in laws.values()
        ]
    if json:
        print_json(loaded)
        return
    for one in loaded:
        print(f"《{one['document']}》（{one['edition']}）：{one['articles']} 条 / articles")


def read_laws_of(paths: list[Path]) -> dict[tuple[str, int], LawText]:
    """Texts by title and edition; of a folder every ``.md`` that is one."""
    laws = {}
    for path in paths:
        for file in sorted(path.glob("*.md")) if path.is_dir() else [path]:
            try:
                text = read_law(file.read_text(encoding="utf-8"), file.name)
            except BadLaw as bad:
                if path.is_dir():
                    continue
                refuse(str(bad))
            laws[text.title, text.edition] = text
    return laws


def _drafts(paths: list[Path]) -> Iterator[tuple[Path, Checked]]:
    for path in paths:
        for file in bank_files(path):
            checked = check_file(file)
            if checked.errors:
                refuse(*(placed(checked.draft, one) for one in checked.errors[:5]))
            yield file, checked


def _checked(checked: Checked, file: Path, laws: dict[tuple[str, int], LawText]) -> dict[str, Any]:
    draft, explained = checked.draft, _explained(file)
    doubtful = {one.question for one in checked.warnings if one.severity is Severity.DOUBT}
    listed = [doubt for question in draft.questions for doubt in doubts(question, laws)]
    misses = [doubt for doubt in listed if doubt.remark in MISSES]
    return {
        "questions": len(draft.questions),
        "misses": [_row(doubt, explained) for doubt in misses],
        "unexplained": sorted({doubt.question for doubt in misses}.union(doubtful).difference(explained)),
        "wrong_options_in_article": [_row(doubt, explained) for doubt in listed if doubt.remark is Remark.OTHER_THERE],
        "stale_explanations": sorted(set(explained).difference(doubtful, (doubt.question for doubt in misses))),
        "findings": [placed(draft, one) for one in checked.warnings],
        "rules": counts(checked.warnings),
    }


def _row(doubt: Doubt, explained: dict[str, str]) -> dict[str, str]:
    row = {"question": doubt.question, "remark": doubt.remark.value, "what": doubt.what}
    return row if doubt.question not in explained else {**row, "explained": explained[doubt.question]}


def _explained(bank: Path) -> dict[str, str]:
    """Misses that a reader has looked at, each with a reason: ``explained.yaml`` beside the bank."""
    file = bank.with_name("explained.yaml")
    listed = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    return {str(name): str(reason) for name, reason in (listed or {}).items()}


def _say(found: dict[str, dict[str, Any]], twins: list[dict[str, Any]], checked: list[Checked]) -> None:
    for (bank, facts), one in zip(found.items(), checked, strict=True):
        explained = len({row["question"] for row in facts["misses"]}) - len(facts["unexplained"])
        print(
            f"{bank}：{facts['questions']} 题 / questions，"
            f"未说明的 {len(facts['unexplained'])} / unexplained，已说明的 {explained} / explained，"
            f"错误选项在条文里的 {len(facts['wrong_options_in_article'])} 处 / wrong options in the article"
        )
        for row in facts["misses"]:
            if "explained" not in row:
                print(f"  ✗ {row['question']} {SAID[Remark(row['remark'])]}：{row['what']}")
        for name in facts["stale_explanations"]:
            print(f"  ! {name} 的说明用不上了 / explained, but not missed")
        unsettled = set(facts["unexplained"])
        say_findings(
            one.draft,
            [found for found in one.warnings if found.severity is not Severity.DOUBT or found.question in unsettled],
        )
    for twin in twins:
        print(f"  ! {twin['one']} ≈ {twin['other']} {twin['percent']}%")
