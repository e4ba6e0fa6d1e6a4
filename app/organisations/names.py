"""Pure: how names are compared, shown, shortened and sorted."""

import re
import unicodedata
from functools import lru_cache

from app.organisations.models import OrganisationKind

DOTS = dict.fromkeys(map(ord, "•‧・･∙⋅●᛫⸱．"), "·")
LONGEST = 400

_COMPOUND = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 夏侯 司徒 司空 长孙 宇文 轩辕 端木 独孤 南宫 "
    "西门 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 万俟 赫连 呼延 第五 百里"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

_ENDINGS = (
    (OrganisationKind.GENERAL_BRANCH, re.compile(r"(党总支部?|总支部?)(委员会)?$")),
    (OrganisationKind.BRANCH, re.compile(r"支部(委员会)?$")),
    (OrganisationKind.WORK_COMMITTEE, re.compile(r"(工委|工作委员会)$")),
    (OrganisationKind.COMMITTEE, re.compile(r"(党委|党组|委员会)$")),
    (OrganisationKind.GROUP, re.compile(r"小组$")),
)
_EVERYDAY = (("总支部委员会", "党总支"), ("支部委员会", "党支部"), ("工作委员会", "工委"), ("委员会", "党委"))
_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(r"([一二三四五六七八九十]{1,3})(?=党|支|小|片|中|幼|人民|医)|(\d+)")


def fold(text: str) -> str:
    """The form in which names are compared: NFKC, case-fold, no blanks or invisible characters, one middle dot."""
    folded = unicodedata.normalize("NFKC", text.translate(DOTS)).translate(DOTS).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign)[0] != "C")


def masked(name: str) -> str:
    """王*民, 张*, 欧阳*: how a person is shown to everybody else. One star, however long the name is."""
    name = name.strip()
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    if len(name) <= 1:
        return "*"
    return f"{surname}*{name[-1]}" if len(name) > len(surname) + 1 else f"{surname}*"


def short_name(name: str) -> str:
    """The name without a leading 中共; nothing else can be left out without naming another organisation."""
    return name.removeprefix("中共").strip() or name


def short_names(paths: dict[str, list[str]]) -> dict[str, str]:
    """The short name for each path (names from the root). Where several would be alike, the parent's goes before:
    第一党支部 becomes 公安局党总支第一党支部."""
    short = {path: short_name(names[-1]) for path, names in paths.items()}
    for above in range(2, 1 + max(map(len, paths.values()), default=0)):
        seen: dict[str, list[str]] = {}
        for path, name in short.items():
            seen.setdefault(fold(name), []).append(path)
        alike = [path for group in seen.values() if len(group) > 1 for path in group]
        for path in alike:
            if len(paths[path]) >= above:
                short[path] = "".join(short_name(name) for name in paths[path][-above:])
    return {path: name if len(name) <= 100 else "…" + name[-99:] for path, name in short.items()}


def spellings(name: str, short: str) -> set[str]:
    """Folded names under which an organisation is found: full, short, and the everyday ending (支部委员会 → 党支部)."""
    plain = short_name(name)
    found = {fold(name), fold(plain), fold(short)}
    for formal, everyday in _EVERYDAY:
        if plain.endswith(formal):
            found.add(fold(plain.removesuffix(formal) + everyday))
            break
    return {folded[:200] for folded in found if folded}


def kind_of(name: str, *, levels_below: int, parent: OrganisationKind | None = None) -> OrganisationKind:
    """By the name's ending, else by the number of levels below it."""
    if said := kind_by_ending(name):
        return said
    if levels_below == 0:
        return OrganisationKind.GROUP if parent is OrganisationKind.BRANCH else OrganisationKind.BRANCH
    by_height = (OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE, OrganisationKind.WORK_COMMITTEE)
    return by_height[min(levels_below, 3) - 1]


def kind_by_ending(name: str) -> OrganisationKind | None:
    plain = re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", name))
    return next((kind for kind, ending in _ENDINGS if ending.search(plain)), None)


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """Pinyin initials, ``xcxczjdzb``; Latin letters and digits stay."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(fold(text), style=Style.FIRST_LETTER)
    return "".join(sign for sign in "".join(parts) if sign.isascii() and sign.isalnum())[:200]


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> str:
    """Pinyin with numbers in their order (第二 before 第十); only ``[a-z0-9 ]``, so every engine sorts it alike."""
    from pypinyin import lazy_pinyin

    numbered = _NUMERAL.sub(_padded, unicodedata.normalize("NFKC", text))
    spoken = " ".join(lazy_pinyin(numbered)).casefold()
    return "".join(sign for sign in spoken if (sign.isascii() and sign.isalnum()) or sign == " ")[:LONGEST]


def _padded(found: re.Match[str]) -> str:
    digits = found[2] or str(_number(found[1]))
    return f" {digits[-6:].zfill(6)} "


def _number(chinese: str) -> int:
    """一 … 九十九."""
    tens, ten, ones = chinese.rpartition("十")
    high = (_DIGITS.index(tens[-1]) if tens else 1) * 10 if ten else 0
    return high + (_DIGITS.index(ones[-1]) if ones else 0)
