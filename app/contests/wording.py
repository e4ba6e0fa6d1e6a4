"""Pure: the rules in words, in either language: what members read before they start."""

from zoneinfo import ZoneInfo

from app.contests import wording_en, wording_scoring_en, wording_scoring_zh, wording_zh
from app.contests.rules import Rules
from app.contests.wording_names import CATEGORY_EN, CATEGORY_ZH
from app.contests.words import Words
from app.organisations.models import Category

CHINA = ZoneInfo("Asia/Shanghai")
NUMERALS = "一二三四五六七八九"


def sentences(rules: Rules, language: str, commitment: str | None = None, zone: ZoneInfo = CHINA) -> list[str]:
    """One entry a rule, in the order in which members ask. ``commitment`` is shown by its first four characters."""
    if language == "en":
        return wording_en.sentences(rules, commitment, zone)
    return wording_zh.sentences(rules, commitment, zone)


def text(rules: Rules, language: str, commitment: str | None = None, zone: ZoneInfo = CHINA) -> str:
    """All of it in one piece; Chinese with 一、二、… before each rule."""
    said = sentences(rules, language, commitment, zone)
    if language == "en":
        return " ".join(said)
    return "".join(f"{_numeral(place)}、{sentence}" for place, sentence in enumerate(said, 1))


def scoring_sentence(rules: Rules, language: str, board: str = "organisations") -> str:
    """The rule that a board prints: how members are ranked, or how organisations and groupings are scored."""
    if board == "members":
        return wording_en.members(rules) if language == "en" else wording_zh.members(rules)
    return wording_scoring_en.organisations(rules) if language == "en" else wording_scoring_zh.organisations(rules)


def moment(instant: int, language: str, zone: ZoneInfo = CHINA, *, ends: bool = False) -> str:
    """An instant in local words, 6月1日 8:00; ``ends`` says midnight as 24:00 of the day before."""
    said = wording_en.moment if language == "en" else wording_zh.moment
    return said(instant, zone, ends=ends)


def eligible(rules: Rules, language: str) -> str:
    """Who may take part: 正式党员和预备党员."""
    return wording_en.eligible(rules) if language == "en" else wording_zh.eligible(rules)


def category_name(category: str, language: str) -> str:
    """How a member's category is called: 正式党员."""
    return (CATEGORY_EN if language == "en" else CATEGORY_ZH)[Category(category)]


def moment_words(instant: int, zone: ZoneInfo, *, ends: bool = False) -> Words:
    """An instant as a fact of a refusal."""
    return Words(moment(instant, "zh", zone, ends=ends), moment(instant, "en", zone, ends=ends))


def eligible_words(rules: Rules) -> Words:
    return Words(eligible(rules, "zh"), eligible(rules, "en"))


def _numeral(place: int) -> str:
    tens, ones = divmod(place, 10)
    return ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")
