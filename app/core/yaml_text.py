"""YAML from people: bounded, without anchors, tags or surprises (no dates, no floats, no yes/no).

Scalars are strings, decimal integers, ``true``/``false`` or ``null``; everything else stays the string that was typed,
so that ``3.50`` is never a float and ``2026-06-01`` never a date.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import yaml

from app.core.refusal import N_

LARGEST = 4_000_000
DEEPEST = 12

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadYaml(Exception):
    """Not readable as YAML of our kind. ``sentence`` is a msgid, ``line`` counts from 1."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


for _tag, _form, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"^(?:0|-?[1-9][0-9]{0,17})$", "-0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_form), list(_first))


class Parsed:
    """The value of a file and the line on which each part of it stands."""

    def __init__(self, value: Any, node: yaml.Node | None) -> None:
        self.value = value
        self._node = node

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the part at a path of keys and places; of the nearest part above where it is missing."""
        node = self._node
        line = _line(node)
        for step in path:
            node = _below(node, step)
            if node is None:
                return line
            line = _line(node)
        return line


def read_yaml(raw: bytes) -> Parsed:
    """Read one document; raise :class:`BadYaml` for anything that is not plain, bounded YAML in UTF-8."""
    if len(raw) > LARGEST:
        raise BadYaml(N_("文件超过 4 MB。请分成几个文件。"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadYaml(
            N_("文件不是 UTF-8 编码。请另存为 UTF-8。"),
            raw[: error.start].count(b"\n") + 1,
        ) from None
    try:
        _refuse_surprises(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        _refuse_twins(node)
        return Parsed(None if node is None else loader.construct_document(node), node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadYaml(N_("YAML 写法不对。请检查缩进、冒号和引号。"), mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadYaml(N_("YAML 写法不对。请检查缩进、冒号和引号。")) from None


def _refuse_surprises(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadYaml(N_("文件里用了锚点或别名（& 或 *）。请把内容写全。"), line)
        if getattr(event, "tag", None) not in (None, "!"):
            raise BadYaml(N_("文件里用了类型标记（!）。请去掉。"), line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise BadYaml(N_("层次太深。"), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and not storable(event.value):
            raise BadYaml(N_("文字里有不能保存的字符（NUL 或半个字符）。请删去。"), line)


def _refuse_twins(root: yaml.Node | None) -> None:
    for node in _nodes(root):
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, _value in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                    raise BadYaml(N_("同一处有两个相同的键。请删去一个。"), _line(key))
                seen.add(key.value)


def _nodes(root: yaml.Node | None) -> Iterator[yaml.Node]:
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(value for _key, value in node.value)


def storable(text: str) -> bool:
    """Whether both engines can hold the text: no NUL, no lone surrogates."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _below(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node is not None and node.start_mark is not None else 0
