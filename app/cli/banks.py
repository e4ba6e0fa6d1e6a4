"""``load-bank``: read, check and load question banks. Nothing is loaded while one of the files has an error."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from app.banks.editions import LoadedEdition, load
from app.banks.faults import RULE_NAMES, SEVERITY_NAMES, Fault, Finding, Severity
from app.banks.files import Draft, read_bank
from app.banks.laws import NO_LAWS, BadLaws, Laws, laws_beside, read_laws
from app.banks.lint import counts, errors, lint
from app.cli.house import Json, open_for_command, print_json, refuse
from app.contests.rules_sums import KIND_NAMES
from app.core.i18n import translate

app = typer.Typer()

MOST_SAID = 50
MARKS = {Severity.ERROR: "✗", Severity.DOUBT: "?", Severity.WARNING: "!", Severity.NOTE: "·"}


@dataclass(frozen=True)
class Checked:
    """One file as it was understood."""

    draft: Draft
    laws: Laws
    errors: list[Fault | Finding]
    warnings: list[Finding]
    """Everything that does not refuse loading, the gravest first."""

    def json(self, loaded: LoadedEdition | None = None) -> dict[str, Any]:
        draft = self.draft
        return {
            "file": draft.file,
            "bank": draft.bank,
            "title": draft.title,
            "edition": draft.edition,
            "digest": draft.digest.hex(),
            "questions": len(draft.questions),
            "kinds": dict(Counter(question.kind for question in draft.questions)),
            "errors": [one.said("zh") for one in self.errors],
            "warnings": [one.said("zh") for one in self.warnings],
            "rules": counts([*self.errors, *self.warnings]),
            "loaded": None if loaded is None else {"edition": loaded.edition_id, "new": loaded.new},
        }


@app.command("load-bank")
def load_bank(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="A bank.yaml, or a folder that holds some")],
    check: Annotated[bool, typer.Option("--check", help="Read and lint only; load nothing / 只检查，不装入")] = False,
    json: Json = False,
) -> None:
    """Load question banks as immutable editions; the same file again changes nothing. / 装入题库"""
    checked = [check_file(file) for path in paths for file in bank_files(path)]
    if not json:
        for one in checked:
            say(one)
    if any(one.errors for one in checked):
        if json:
            print_json([one.json() for one in checked])
        count = sum(len(one.errors) for one in checked)
        refuse(f"有 {count} 处错误，没有装入任何题库 / {count} errors, no bank was loaded")
    if check:
        if json:
            print_json([one.json() for one in checked])
        return
    with open_for_command() as house:
        loaded = [load(house, one.draft, house.clock.now(), laws=one.laws) for one in checked]
    if json:
        print_json([one.json(done) for one, done in zip(checked, loaded, strict=True)])
        return
    for done in loaded:
        print(outcome(done))


def bank_files(path: Path) -> list[Path]:
    """The file itself, or the banks of a folder: its own ``bank.yaml``, else those of the folders in it."""
    if not path.is_dir():
        return [path]
    own = path / "bank.yaml"
    found = [own] if own.is_file() else sorted(path.glob("*/bank.yaml"))
    if not found:
        refuse(f"{path}：文件夹里没有 bank.yaml / no bank.yaml in this folder")
    return found


def check_file(file: Path) -> Checked:
    beside = laws_beside(file)
    try:
        laws = read_laws(beside) if beside else NO_LAWS
    except BadLaws as bad:
        refuse(str(bad))
    name = f"{file.parent.name}/{file.name}" if file.parent.name else file.name
    draft = read_bank(file, name)
    found = lint(draft, laws)
    wrong = errors(found)
    ordered = sorted(found, key=lambda one: list(Severity).index(one.severity))
    return Checked(draft, laws, [*draft.faults, *wrong], [one for one in ordered if one not in wrong])


def say(checked: Checked) -> None:
    draft = checked.draft
    kinds = Counter(question.kind for question in draft.questions)
    counted = "，".join(f"{translate('zh', KIND_NAMES[kind])} {count}" for kind, count in kinds.items())
    print(f"{draft.file}  {draft.title} {draft.edition}：{len(draft.questions)} 题（{counted}）")
    say_findings(draft, [*checked.errors, *checked.warnings])


def say_findings(draft: Draft, findings: Sequence[Fault | Finding]) -> None:
    """Grouped by severity, each group headed by what was found how often; then file, line, question and field."""
    for severity, rules in counts(findings).items():
        mark, listed = MARKS[severity], [one for one in findings if one.severity is severity]
        counted = "，".join(f"{translate('zh', RULE_NAMES[rule])} {count}" for rule, count in rules.items())
        print(f"  {mark} {translate('zh', SEVERITY_NAMES[severity])} / {severity} {len(listed)}：{counted}")
        for one in listed[:MOST_SAID]:
            print(f"    {mark} {placed(draft, one)}")
        if len(listed) > MOST_SAID:
            print(f"    {mark} … 另有 {len(listed) - MOST_SAID} 处 / {len(listed) - MOST_SAID} more")


def placed(draft: Draft, one: Fault | Finding) -> str:
    """``made/bank.yaml:41 q-1 answer: …``."""
    if isinstance(one, Fault):
        return one.said("zh")
    line = draft.lines.get(one.question, 0)
    return f"{draft.file}:{line} {one.said('zh')}" if line else f"{draft.file} {one.said('zh')}"


def outcome(loaded: LoadedEdition) -> str:
    done = "已装入 / loaded" if loaded.new else "没有变化 / nothing changed"
    twin = "；版本号和另一版相同，请改 edition / its edition label is another's too" if loaded.label_twin else ""
    return f"{loaded.bank} {loaded.label}：{loaded.questions} 题，{done}，{loaded.digest[:12]}{twin}"
