"""Pure: official texts as files: a front matter, headings, and one block an article (``第三条　…``).

What is read is used to check questions and to show a cited article in review; the project ships no official text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.banks.questions import chinese_number

FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ARTICLE = re.compile(r"^第([零〇一二三四五六七八九十百千]+)条[\u3000 ]+(.*)$")
SECTION = re.compile(r"^第[一二三四五六七八九十]+节")
ITEM = re.compile(r"^（[一二三四五六七八九十]+）")
PREAMBLES = ("总纲", "序言")
ATTACHED = "附"


class BadLaw(Exception):
    """A file that is not an official text in this form; says what is missing and where."""


@dataclass(frozen=True)
class Article:
    """``name`` is "3" or 总纲; ``chapter`` the heading above it; ``paragraphs`` as they stand in the text."""

    name: str
    chapter: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass
class LawText:
    """One edition of an official text. ``attached``: what stands after the articles (rate tables)."""

    title: str
    edition: int
    articles: dict[str, Article] = field(default_factory=dict)
    attached: str = ""

    @property
    def chapters(self) -> dict[str, list[str]]:
        """The names of the articles under each heading, in order."""
        found: dict[str, list[str]] = {}
        for article in self.articles.values():
            found.setdefault(article.chapter, []).append(article.name)
        return found


def read_law(content: str, name: str) -> LawText:
    """Read a text; raise :class:`BadLaw` when its front matter or its articles cannot be made out."""
    front = FRONT.match(content)
    if front is None:
        raise BadLaw(f"{name}: 开头要有一段 --- 包住的说明（title、version） / front matter is missing")
    facts = dict(line.split(":", 1) for line in front[1].splitlines() if ":" in line)
    title, version = facts.get("title", "").strip(), facts.get("version", "").strip()
    if not title or not version[:4].isdigit():
        raise BadLaw(f"{name}: 说明里要有 title 和以年份开头的 version / title and version are needed")
    law = LawText(title, int(version[:4]))
    _read_body(law, COMMENT.sub("", content[front.end() :]))
    if not law.articles:
        raise BadLaw(f"{name}: 没有找到“第一条　…”这样的条文 / no article was found")
    return law


def _read_body(law: LawText, body: str) -> None:
    """Articles begin at 第…条; what follows in the same block belongs to them; a heading ends them."""
    chapter, current, lines = "", "", []
    blocks = [*body.splitlines(), "# "]
    for number, line in enumerate(blocks):
        heading = re.match(r"^#+ *(.*)$", line)
        begun = ARTICLE.match(line)
        if heading is None and begun is None:
            if current and line.strip():
                lines.append(line.strip())
            continue
        if current:
            law.articles[current] = Article(current, chapter, tuple(lines))
        current, lines = "", []
        if begun is not None:
            current, lines = str(_number(begun[1])), [begun[2].strip()]
        elif heading is not None:
            words = heading[1].strip()
            if words.startswith(ATTACHED):
                law.attached = "\n".join(blocks[number + 1 : -1])
                return
            chapter = chapter if SECTION.match(words) else words
            current = words if words in PREAMBLES else ""


def paragraph(paragraphs: Sequence[str], number: int | str | None) -> Sequence[str]:
    """The numbered paragraph (款) with its items, or all of them where there is no such number."""
    starts = [place for place, line in enumerate(paragraphs) if not ITEM.match(line)]
    if not isinstance(number, int) or not 1 <= number <= len(starts):
        return paragraphs
    end = starts[number] if number < len(starts) else None
    return paragraphs[starts[number - 1] : end]


_NUMBERS = {chinese_number(number): number for number in range(1, 1300)}


def _number(chinese: str) -> int:
    """``二十五`` → 25; also ``一十五`` as some texts write it."""
    plain = chinese.replace("〇", "零")
    found = _NUMBERS.get(plain) or _NUMBERS.get(plain.removeprefix("一"))
    if found is None:
        raise BadLaw(f"第{chinese}条")
    return found
