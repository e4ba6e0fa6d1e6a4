"""``check-bank`` and ``bank-report``: findings by severity and rule, each with its place."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.core.logging import set_up_logging
from tests.banks.bank_files import bank, question
from tests.banks.test_law_text import SAMPLE


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    yield
    set_up_logging()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank with a doubtful key and a question without an explanation, and the text that it cites."""
    (tmp_path / "made").mkdir()
    doubtful, bare = (
        question(
            name,
            stem=stem,
            options=["三年", "四年", "五年", "六年"],
            answer="C",
            source={"document": "测试条例", "edition": 2022, "article": 3},
            explanation=explanation,
        )
        for name, stem, explanation in (("q-1", "任期是几年？", "条文写得清楚，故选B。"), ("q-2", "一届有多长？", None))
    )
    (tmp_path / "made" / "bank.yaml").write_bytes(bank(doubtful, bare))
    (tmp_path / "made" / "laws.yaml").write_text(
        "documents:\n  - title: 测试条例\n    editions:\n      - {edition: 2022, articles: 9}\n"
    )
    (tmp_path / "law.md").write_text(SAMPLE)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout


def test_findings_are_grouped_with_their_places(folder: Path) -> None:
    code, said = run("check-bank", str(folder / "made"), "--law", str(folder / "law.md"))
    assert code == 3, "a doubtful key wants a person"
    assert "? 需人工核对 / doubt 1：解析和答案不同 1" in said
    assert "? made/bank.yaml:5 q-1 explanation: 解析说的答案" in said
    assert "没有解析 1" in said


def test_a_doubt_that_is_explained_is_settled(folder: Path) -> None:
    (folder / "made" / "explained.yaml").write_text("q-1: 两人看过，解析笔误。\n")
    code, said = run("check-bank", str(folder / "made"), "--law", str(folder / "law.md"))
    assert (code, "需人工核对" in said) == (0, False)


def test_the_report_counts_findings_by_severity_and_rule(folder: Path) -> None:
    code, said = run("bank-report", str(folder / "made"), "--json")
    found = json.loads(said)["made"]
    assert code == 0
    assert found["lint"]["doubt"] == {"explanation_differs": 1}
    assert found["lint"]["warning"]["no_explanation"] == 1
    code, said = run("bank-report", str(folder / "made"), "--law", str(folder / "law.md"))
    assert (code, "shuffled, expected：A 0.5，B 0.5，C 0.5，D 0.5" in said) == (0, True)
    assert "《测试条例》（2022）：2 题 questions，1 / 9 条 articles" in said


def test_a_bank_with_errors_is_reported_with_its_line(folder: Path) -> None:
    (folder / "made" / "bank.yaml").write_bytes(bank(question(answer="E")))
    code, said = run("bank-report", str(folder / "made"))
    assert (code, "✗ made/bank.yaml:5 q-1 answer: 答案有 E" in said) == (0, True)
    assert run("check-bank", str(folder / "made"), "--law", str(folder / "law.md"))[0] == 1
