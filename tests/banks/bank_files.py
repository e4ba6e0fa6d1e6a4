"""Bank files for the tests, as text."""

from typing import Any

import yaml


def question(name: str = "q-1", **changes: Any) -> dict[str, Any]:
    """A sound single-choice question; a change to ``None`` takes the field away."""
    made: dict[str, Any] = {
        "id": name,
        "kind": "single",
        "stem": f"本题的编号是哪一个（{name}）？",
        "options": ["甲项内容", "乙项内容", "丙项内容", "丁项内容"],
        "answer": "B",
        "explanation": "条文规定了编号。",
        "source": {"document": "测试条例", "edition": 2020, "article": 9},
        "difficulty": "easy",
        "topics": ["编号"],
        "status": "checked",
    }
    made.update(changes)
    return {key: value for key, value in made.items() if value is not None}


def true_false(name: str = "t-1", **changes: Any) -> dict[str, Any]:
    return question(name, **{"kind": "true_false", "options": None, "answer": True, **changes})


def blank(name: str = "b-1", **changes: Any) -> dict[str, Any]:
    facts = {"kind": "blank", "options": None, "stem": f"{name} 共有____条。", "answer": [["五", "5"]]}
    return question(name, **{**facts, **changes})


def bank(*questions: dict[str, Any], **head: Any) -> bytes:
    made = {"bank": "made", "title": "测试题库", "edition": "2020.1", **head, "questions": list(questions)}
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False).encode()
