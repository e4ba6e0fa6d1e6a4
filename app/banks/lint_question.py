"""Pure: the rules of the lint that look at one question alone."""

import re
from collections.abc import Iterator

from app.banks import leaks
from app.banks.faults import Finding, Rule, Severity
from app.banks.laws import Laws
from app.banks.lint_source import lint_source
from app.banks.questions import LETTERS, QuestionBody
from app.banks.twins import folded
from app.core.refusal import N_

GAP = re.compile(r"_{2,}")
REFERS = re.compile(
    r"^(?:以上|上述|前述)(?:各项|选项|答案|说法|内容|情形)*(?:都|均|全|皆|没有)|^(?:全部|都|均)(?:正确|错误|不对|对|是)$"
    r"|^[A-H]\s*(?:和|与|或|及|、)\s*[A-H](?:\s*[和与或及、]\s*[A-H])*(?:项)?$"
)
SAID_KEY = re.compile(r"(?:答案|[故应]选|[故应]选择)(?:应)?[为是：:]?\s*([A-H](?:[、,， ]?[A-H])*)(?![A-Za-z])")
LETTER = re.compile(
    r"选项?\s*[A-H](?![A-Za-z])|(?<![A-Za-z])[A-H](?:[、,，][A-H])*\s*(?:项|选项)|答案[为是：:]\s*[A-H]"
)
JUDGED = r"^(?:本题|此题|题干|该说法|此说法|说法|表述)?的?(?:说法|表述)?是?(?:%s)的?[。，；！,;]"
SAID_TRUE = re.compile(JUDGED % "正确|对")
SAID_FALSE = re.compile(JUDGED % "错误|不正确|不对|有误|错")


def lint_question(question: QuestionBody, laws: Laws) -> Iterator[Finding]:
    if question.kind in ("single", "multiple"):
        yield from _choice(question)
    if question.kind == "blank":
        yield from _blank(question)
    yield from _leak(question)
    yield from lint_source(question, laws)
    yield from _explanation(question)


def options_by_right(question: QuestionBody) -> dict[bool, frozenset[str]]:
    """The folded texts of the right options and of the wrong ones."""
    sides: dict[bool, set[str]] = {True: set(), False: set()}
    for letter, option in zip(LETTERS, question.options, strict=False):
        sides[letter in question.answer].add(folded(option))
    return {side: frozenset(texts) for side, texts in sides.items()}


def finding(severity: Severity, rule: Rule, question: QuestionBody, at: str, sentence: str, **facts: object) -> Finding:
    return Finding(severity, rule, question.name, at, sentence, facts)


def _choice(question: QuestionBody) -> Iterator[Finding]:
    there = LETTERS[: len(question.options)]
    lost = [letter for letter in question.answer if letter not in there]
    if lost:
        sentence, facts = N_("答案有 %(letters)s，但选项只有 %(there)s。请补选项或改答案。"), "".join(lost)
        yield finding(Severity.ERROR, Rule.NO_OPTION, question, "answer", sentence, letters=facts, there=there)
    if question.kind == "single" and len(question.answer) != 1:
        sentence = N_("单选题只能有一个答案。请改答案，或把 kind 改成 multiple。")
        yield finding(Severity.ERROR, Rule.ONE_ANSWER, question, "answer", sentence)
    if question.kind == "multiple" and len(question.answer) < 2:
        sentence = N_("多选题至少有两个答案。请改答案，或把 kind 改成 single。")
        yield finding(Severity.ERROR, Rule.TWO_ANSWERS, question, "answer", sentence)
    if question.kind == "multiple" and question.answer == there:
        sentence = N_("所有选项都是答案，容易猜中。请加一个错的选项。")
        yield finding(Severity.WARNING, Rule.ALL_RIGHT, question, "answer", sentence)
    yield from _options(question)


def _options(question: QuestionBody) -> Iterator[Finding]:
    listed = [("options", question.stem, question.options)]
    if question.en:
        listed.append(("en.options", str(question.en["stem"]), tuple(question.en.get("options", ()))))
    for at, stem, options in listed:
        seen: dict[str, str] = {}
        for letter, option in zip(LETTERS, options, strict=False):
            twin = seen.setdefault(folded(option), letter)
            if twin != letter:
                sentence = N_("选项 %(one)s 和 %(other)s 相同。请改一个。")
                yield finding(Severity.ERROR, Rule.SAME_OPTIONS, question, at, sentence, one=twin, other=letter)
            if folded(stem) and folded(stem) in folded(option):
                sentence = N_("选项 %(letter)s 重复了题干。请核对。")
                yield finding(Severity.WARNING, Rule.OPTION_IS_STEM, question, at, sentence, letter=letter)
            if REFERS.search(option.strip().rstrip("。")):
                sentence = N_("选项 %(letter)s 指着别的选项，而选项次序会打乱。请改写。")
                yield finding(Severity.WARNING, Rule.OPTION_REFERS, question, at, sentence, letter=letter)


def _blank(question: QuestionBody) -> Iterator[Finding]:
    stems = [("stem", question.stem)]
    if question.en:
        stems.append(("en.stem", str(question.en["stem"])))
    for at, stem in stems:
        gaps = len(GAP.findall(stem))
        if gaps != question.blanks:
            sentence = N_("题干有 %(gaps)s 个空（____），答案有 %(answers)s 个。请改成一样多。")
            yield finding(Severity.ERROR, Rule.GAPS, question, at, sentence, gaps=gaps, answers=question.blanks)


def _leak(question: QuestionBody) -> Iterator[Finding]:
    for at, stem in (("stem", question.stem), ("en.stem", str(question.en.get("stem", "")))):
        if leaks.key_in(stem, question.kind) is not None:  # the same key as the answer was hidden while reading
            sentence = N_("题干的括号里写着一个答案，和 answer 不一样。请核对哪个对，再从题干里删去。")
            yield finding(Severity.ERROR, Rule.KEY_IN_STEM, question, at, sentence)
            return
    stem = folded(question.stem)
    if any(right in stem for right in _telling(question)):
        sentence = N_("题干里出现了正确答案的原文。请核对是否泄露答案。")
        yield finding(Severity.WARNING, Rule.ANSWER_IN_STEM, question, "stem", sentence)


def _telling(question: QuestionBody) -> Iterator[str]:
    """Texts that give the answer away when they stand in the stem; a text that wrong options share tells nothing."""
    if question.kind == "blank":
        texts = {folded(text) for gap in question.answer for text in gap}
        yield from (text for text in texts if len(text) >= 3)
    if question.kind == "single" and len(question.answer) == 1 and question.answer in LETTERS[: len(question.options)]:
        right = folded(question.options[LETTERS.index(question.answer)])
        stem = folded(question.stem)
        others = [folded(option) for option in question.options]
        if len(right) >= 4 and sum(option in stem for option in others) == 1:
            yield right


def _explanation(question: QuestionBody) -> Iterator[Finding]:
    """There is one, it says what the key says, and it names no letter: letters are shuffled."""
    said = question.explanation
    if not said:
        sentence = N_("没有解析。请写一两句，说明依据哪一条。")
        yield finding(Severity.WARNING, Rule.NO_EXPLANATION, question, "explanation", sentence)
        return
    if _says_otherwise(question):
        sentence = N_("解析说的答案和 answer 不一样。请对照原文核对。")
        yield finding(Severity.DOUBT, Rule.EXPLANATION_DIFFERS, question, "explanation", sentence)
    if question.kind in ("single", "multiple") and LETTER.search(said):
        sentence = N_("解析里写了选项字母，而选项次序会打乱。请改写成选项的文字。")
        yield finding(Severity.WARNING, Rule.LETTER_IN_EXPLANATION, question, "explanation", sentence)


def _says_otherwise(question: QuestionBody) -> bool:
    if question.kind == "true_false":
        return bool((SAID_FALSE if question.answer is True else SAID_TRUE).search(question.explanation))
    found = SAID_KEY.search(question.explanation) if question.kind in ("single", "multiple") else None
    return found is not None and "".join(sorted(set(re.findall("[A-H]", found[1])))) != question.answer
