"""Pure: what one cell of a roll means. Each function gives the value, or raises ``BadCell`` with a sentence."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.organisations import roll_faults as says
from app.organisations.models import Category, OrganisationKind
from app.organisations.names import fold

DEEPEST = 8

CATEGORIES = {
    Category.FULL: "正式党员 正式 党员 中共党员 中共正式党员 正",
    Category.PROBATIONARY: "预备党员 预备 中共预备党员 预",
    Category.CANDIDATE: "发展对象 发展对象(拟接收) 拟发展对象",
    Category.APPLICANT: "申请人 入党申请人 申请入党人",
    Category.ACTIVIST: "入党积极分子 积极分子",
    Category.NON_PARTY: "非党员 非党员干部 群众 非中共党员 共青团员 团员 民主党派 民主党派人士 无党派 无党派人士 非党",
}
_CATEGORY = {word: category for category, words in CATEGORIES.items() for word in words.split()}
_KINDS = {
    OrganisationKind.WORK_COMMITTEE: "工委 工作 党工委",
    OrganisationKind.COMMITTEE: "党委 基层党委 委员会 党组",
    OrganisationKind.GENERAL_BRANCH: "党总支 总支 总支部 党总支部",
    OrganisationKind.BRANCH: "党支部 支部 联合党支部 联合支部 党支部(联合) 临时党支部",
    OrganisationKind.GROUP: "党小组 小组",
}
_KIND = {word: kind for kind, listed in _KINDS.items() for word in listed.split()}
_YES = {"是", "免考", "免", "免试", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "v", "对"}
_NO = {"", "否", "不", "无", "不免", "不免考", "×", "✗", "✘", "☐", "x", "0", "n", "no", "false", "-", "/", "—", "——"}
_REASON = re.compile(
    r"^(免考?[:,]?)?(因?(重|大)?病|病重|生病|住院|因公|出国|出境|境外|长期外出|外出|高龄|年老|失联|产假|哺乳|孕)"
)
_NUMBER = re.compile(r"\w[\w./#\-]{0,39}")
_PHONE = re.compile(r"(?:\+?86)?(1\d{10}|0\d{9,11}|\d{7,8}|\d{4})")


class BadCell(Exception):
    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def words(cell: str) -> str:
    """The text of a cell: NFKC, runs of blanks as one, invisible marks gone; control characters are refused."""
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    if any(unicodedata.category(sign)[0] == "C" for sign in text):
        raise BadCell(says.INVISIBLE)
    return text.strip()


def name(cell: str, *, most: int = 60) -> str:
    """王　民 → 王民; Latin names keep single blanks."""
    text = words(cell)
    if not text:
        raise BadCell(says.EMPTY)
    if max(len(text), len(fold(text))) > most:
        raise BadCell(says.TOO_LONG, most=most)
    if not text.isascii():
        text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    if not all(sign.isalpha() or sign.isdecimal() or sign in "·•・.-' ()" for sign in text) or not text[0].isalpha():
        raise BadCell(says.NOT_A_NAME)
    return text


def path(cell: str) -> tuple[str, ...]:
    """``A/B/C`` → names from the root; full-width and back slashes too."""
    text = _display(cell)
    if not text:
        raise BadCell(says.EMPTY)
    parts = tuple(part.strip() for part in re.split(r"[/\\>]", text.strip("/\\> ")))
    if not all(parts):
        raise BadCell(says.EMPTY_LEVEL)
    if len(parts) > DEEPEST:
        raise BadCell(says.TOO_DEEP, most=DEEPEST)
    for part in parts:
        organisation(part)
    if sum(map(len, parts)) + len(parts) > 600:
        raise BadCell(says.TOO_LONG, most=600)
    return parts


def organisation(text: str, *, most: int = 100) -> str:
    if len(text) > most:
        raise BadCell(says.TOO_LONG, most=most)
    if not text[0].isalnum() and text[0] not in "(（“":
        raise BadCell(says.NOT_AN_ORGANISATION, name=text[:20])
    return text


def grouping(cell: str) -> str | None:
    """A district's or unit's name; an empty cell is none."""
    text = _display(cell)
    return organisation(text) if text else None


def category(cell: str, chosen: Mapping[str, Category] = MappingProxyType({})) -> Category:
    """The category, also under a word that an organiser has ``chosen`` one for (folded)."""
    text = words(cell).replace(" ", "").casefold()
    if not text:
        raise BadCell(says.EMPTY)
    found = _CATEGORY.get(text) or chosen.get(fold(text))
    if found is None:
        raise BadCell(says.CATEGORY, word=text[:12])
    return found


def kind(cell: str) -> OrganisationKind | None:
    """An organisation's kind; an empty cell says nothing."""
    text = re.sub(r"委员会$", "", words(cell).replace(" ", ""))
    if not text:
        return None
    found = _KIND.get(text.removeprefix("机关") or text)
    if found is None:
        raise BadCell(says.KIND_WORD, word=text[:12])
    return found


def several(cell: str) -> tuple[str, ...]:
    """Names with 、 or commas between them."""
    parts = (part.strip() for part in re.split(r"[、,，;；/|\n]", cell))
    return tuple(dict.fromkeys(organisation(text) for part in parts if (text := _display(part))))


def number(cell: str) -> str | None:
    """A work number, upper case; an empty cell is none."""
    text = re.sub(r"[‐-―]", "-", words(cell)).replace(" ", "").upper()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadCell(says.NUMBER)
    return text


def phone(cell: str) -> str | None:
    """Digits of a phone number, or its last four alone; an empty cell is none."""
    text = re.sub(r"[\s\-‐-―()]", "", words(cell))
    if not text:
        return None
    found = _PHONE.fullmatch(text)
    if found is None:
        raise BadCell(says.PHONE)
    return found[1]


def exempt(cell: str) -> bool:
    """是 or a reason that excuses; the reason itself is nobody's business and is not kept."""
    text = words(cell).replace(" ", "").casefold()
    if text in _NO:
        return False
    if text in _YES or _REASON.match(text):
        return True
    raise BadCell(says.EXEMPT)


def _display(cell: str) -> str:
    """Blanks between Chinese signs go; brackets stay as they are written, so that names look as people know them."""
    words(cell)
    slashes = "".join(cell.split() if not cell.isascii() else " ".join(cell.split()))
    slashes = slashes.replace("／", "/").replace("＼", "/").replace("＞", ">").replace("→", ">")
    return "".join(sign for sign in slashes if unicodedata.category(sign) != "Cf")
