"""``check-bank`` holds banks against official texts, ``load-source`` keeps such texts, ``bank-report`` counts."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from app.banks.against_law import Doubt, Remark, doubts
from app.banks.files import Draft
from app.banks.law_text import BadLaw, LawText, read_law
from app.banks.reporting import BankReport, report
from app.banks.sources import load_source
from app.banks.twins import near_twins
from app.cli.banks import bank_files, check_file
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
    """Hold each question against the official text that it cites. / 对照正式文本检查题库

    Ends with 3 when a miss is neither mended nor explained in ``explained.yaml`` beside the bank.
    """
    laws = read_laws_of(law)
    drafts = list(_drafts(paths))
    found = {draft.bank: _checked(draft, file, laws) for file, draft in drafts}
    twins = [
        {"one": one, "other": other, "percent": percent}
        for one, other, percent in near_twins(
            [(f"{draft.bank}/{question.name}", question.stem) for _, draft in drafts for question in draft.questions]
        )
    ]
    if json:
        print_json({"banks": found, "twins": twins})
    else:
        _say(found, twins)
    if any(bank["unexplained"] for bank in found.values()):
        raise typer.Exit(Exit.DIFFERENCES)


@app.command("bank-report")
def bank_report(paths: Banks, law: Texts = [], json: Json = False) -> None:  # noqa: B006 - typer's way
    """Count kinds, letters, difficulty and, with the texts, chapters. / 题库统计"""
    laws = read_laws_of(law)
    made = {draft.bank: report(draft.questions, laws) for _, draft in _drafts(paths)}
    if json:
        print_json({bank: asdict(one) for bank, one in made.items()})
        return
    for bank, one in made.items():
        _say_report(bank, one)


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


def _drafts(paths: list[Path]) -> Iterator[tuple[Path, Draft]]:
    for path in paths:
        for file in bank_files(path):
            checked = check_file(file)
            if checked.errors:
                refuse(*(one.said("zh") for one in checked.errors[:5]))
            yield file, checked.draft


def _checked(draft: Draft, file: Path, laws: dict[tuple[str, int], LawText]) -> dict[str, Any]:
    explained = _explained(file)
    listed = [doubt for question in draft.questions for doubt in doubts(question, laws)]
    misses = [doubt for doubt in listed if doubt.remark in MISSES]
    return {
        "questions": len(draft.questions),
        "misses": [_row(doubt, explained) for doubt in misses],
        "unexplained": sorted({doubt.question for doubt in misses if doubt.question not in explained}),
        "wrong_options_in_article": [_row(doubt, explained) for doubt in listed if doubt.remark is Remark.OTHER_THERE],
        "stale_explanations": sorted(set(explained) - {doubt.question for doubt in misses}),
    }


def _row(doubt: Doubt, explained: dict[str, str]) -> dict[str, str]:
    row = {"question": doubt.question, "remark": doubt.remark.value, "what": doubt.what}
    return row if doubt.question not in explained else {**row, "explained": explained[doubt.question]}


def _explained(bank: Path) -> dict[str, str]:
    """Misses that a reader has looked at, each with a reason: ``explained.yaml`` beside the bank."""
    file = bank.with_name("explained.yaml")
    listed = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    return {str(name): str(reason) for name, reason in (listed or {}).items()}


def _say(found: dict[str, dict[str, Any]], twins: list[dict[str, Any]]) -> None:
    for bank, facts in found.items():
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
    for twin in twins:
        print(f"  ! {twin['one']} ≈ {twin['other']} {twin['percent']}%")


def _say_report(bank: str, one: BankReport) -> None:
    print(f"{bank}：{one.questions} 题，已审 {one.checked} / questions, checked")
    for name, counts in (
        ("题型 kinds", one.kinds),
        ("难度 difficulty", one.difficulty),
        ("单选答案 single keys", one.single_letters),
        ("多选答案字母 multiple letters", one.multiple_letters),
        ("多选答案个数 right options", one.multiple_sizes),
        ("判断 true/false", {"T": one.true, "F": one.false}),
        ("依据 documents", one.documents),
    ):
        print(f"  {name}：" + "，".join(f"{key} {count}" for key, count in counts.items()))
    for chapter, (asked, articles) in one.chapters.items():
        print(f"  {chapter}：{asked} 题 / {articles} 条")
