"""YAML from people says what was typed: no dates, no floats, no yes and no, no tricks."""

import pytest

from app.core.yaml_text import BadYaml, Parsed, read_yaml, storable

pytestmark = pytest.mark.pure


def value(text: str) -> object:
    return read_yaml(text.encode()).value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-06-01", "2026-06-01"),
        ("3.50", "3.50"),
        ("1e3", "1e3"),
        ("yes", "yes"),
        ("N", "N"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("+5", "+5"),
        ("12:30", "12:30"),
        ("-5", -5),
        ("0", 0),
        ("true", True),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ('"5"', "5"),
    ],
)
def test_scalars_are_what_was_typed(written: str, meant: object) -> None:
    assert value(f"key: {written}") == {"key": meant}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_yaml(b"\xef\xbb\xbfkey: x").value == {"key": "x"}


def test_lines_are_told_by_path() -> None:
    parsed: Parsed = read_yaml(b"head: x\nlist:\n  - a: 1\n  - a: 2\n    b: 3\n")
    assert parsed.line("head") == 1
    assert parsed.line("list", 1) == 4
    assert parsed.line("list", 1, "b") == 5
    assert parsed.line("list", 1, "missing") == 4
    assert parsed.line("nothing") == 1


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("a: &x 1\nb: *x", 1, "锚点"),
        ("a: 1\nb: !secret x", 2, "类型标记"),
        ("a: 1\na: 2", 2, "相同的键"),
        ("a:\n  b: 1\n  b: 2", 3, "相同的键"),
        ('a: "x\\0"', 1, "不能保存"),
        ("a: [1", 1, "YAML 写法"),
        ("[" * 13 + "]" * 13, 1, "太深"),
        ("? [a, b]\n: 1", 1, "相同的键"),
        ("a: 1\n---\nb: 2", 2, "YAML 写法"),
    ],
)
def test_tricks_are_refused_by_line(written: str, line: int, words: str) -> None:
    with pytest.raises(BadYaml) as bad:
        value(written)
    assert words in bad.value.sentence
    assert bad.value.line in (line, line + 1)


def test_what_both_engines_can_hold() -> None:
    assert storable("党章 \U0001f3c6")
    assert not storable("a\x00b")
    assert not storable("a\ud800b")
