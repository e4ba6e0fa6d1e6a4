"""``bank-report``: a bank in figures, with what the lint found."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.banks.lint import counts
from app.banks.reporting import BankReport, report
from app.cli.banks import Checked, bank_files, check_file, say_findings
from app.cli.checking import Banks, read_laws_of
from app.cli.house import Json, print_json

app = typer.Typer()

TOPICS_SAID = 12


@app.command("bank-report")
def bank_report(
    paths: Banks,
    law: Annotated[
        list[Path], typer.Option("--law", metavar="FILE", help="An official text, or a folder of them")
    ] = [],  # noqa: B006 - typer's way
    json: Json = False,
) -> None:
    """Count kinds, difficulty, status, letters before and after shuffling, sources, twins and chapters. / 题库统计"""
    texts = read_laws_of(law)
    checked = [check_file(file) for path in paths for file in bank_files(path)]
    made = [(one, report(one.draft.questions, texts, one.laws)) for one in checked]
    if json:
        print_json({one.draft.bank or one.draft.file: {**asdict(figures), **_lint(one)} for one, figures in made})
        return
    for one, figures in made:
        _say(one, figures)


def _lint(checked: Checked) -> dict[str, Any]:
    return {"lint": counts([*checked.errors, *checked.warnings])}


def _say(checked: Checked, one: BankReport) -> None:
    print(f"{checked.draft.bank}：{one.questions} 题，已审 {one.checked} / questions, checked")
    for name, counted in (
        ("题型 kinds", one.kinds),
        ("难度 difficulty", one.difficulty),
        ("状态 status", one.status),
        ("单选答案，文件里 single keys, as written", one.single_letters),
        ("单选答案，打乱后（期望）shuffled, expected", one.single_letters_shuffled),
        ("多选答案字母，文件里 multiple letters, as written", one.multiple_letters),
        ("多选答案字母，打乱后（期望）shuffled, expected", one.multiple_letters_shuffled),
        ("多选答案个数 right options", one.multiple_sizes),
        ("判断 true/false", {"T": one.true, "F": one.false}),
        ("话题 topics", dict(list(one.topics.items())[:TOPICS_SAID])),
    ):
        if counted:
            print(f"  {name}：" + "，".join(f"{key} {count}" for key, count in counted.items()))
    print("  依据 sources：")
    for document, cited in one.sources.items():
        of = f" / {cited.articles}" if cited.articles else ""
        print(f"    {document}：{cited.questions} 题 questions，{cited.articles_cited}{of} 条 articles")
    for chapter, (asked, articles) in one.chapters.items():
        print(f"  {chapter}：{asked} 题 / {articles} 条")
    for first, other, percent in one.near_twins:
        print(f"  {first} ≈ {other} {percent}%")
    say_findings(checked.draft, [*checked.errors, *checked.warnings])
    if not checked.errors and not checked.warnings:
        print("  检查没有发现问题 / lint found nothing")
