"""Pure: what is wrong or doubtful in a bank that can be read. Errors refuse loading; the rest is said."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.banks.faults import Fault, Finding, Rule, Severity
from app.banks.files import Draft
from app.banks.laws import NO_LAWS, Laws
from app.banks.lint_question import lint_question, options_by_right
from app.banks.questions import QuestionBody
from app.banks.twins import folded, near_twins
from app.core.refusal import N_

SKEW_PERCENT = 60
TRUE_SKEW_PERCENT = 75
SKEW_FROM = 10


def lint(draft: Draft, laws: Laws = NO_LAWS) -> list[Finding]:
    """Every finding, by question in the order of the ids; what concerns several, or the whole bank, comes last."""
    found = [finding for question in draft.questions for finding in lint_question(question, laws)]
    found.extend(_hidden(draft))
    found.extend(_twins(draft.questions))
    found.extend(_skew(draft.questions))
    return found


def errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def counts(findings: Sequence[Fault | Finding]) -> dict[Severity, dict[Rule, int]]:
    """How often each rule found something, the gravest first, within a severity the commonest first."""
    counted: dict[Severity, dict[Rule, int]] = {}
    for severity in Severity:
        rules = Counter(finding.rule for finding in findings if finding.severity is severity)
        if rules:
            counted[severity] = dict(rules.most_common())
    return counted


def _hidden(draft: Draft) -> Iterator[Finding]:
    for name in sorted(draft.hidden, key=lambda name: name.encode()):
        sentence = N_("题干的括号里原来写着答案，已经隐去，答题时看不到。")
        yield Finding(Severity.NOTE, Rule.KEY_HIDDEN, name, "stem", sentence)


def _twins(questions: Sequence[QuestionBody]) -> Iterator[Finding]:
    same: dict[tuple[str, str, frozenset[str]], QuestionBody] = {}
    stems: dict[str, QuestionBody] = {}
    for question in questions:
        stem = folded(question.stem)
        key = (question.kind, stem, frozenset(folded(option) for option in question.options))
        twin = same.setdefault(key, question)
        if twin is not question:
            yield _duplicate(question, twin)
        elif (first := stems.setdefault(stem, question)) is not question:
            yield _same_stem(question, first)
    for one, other, percent in near_twins([(question.name, question.stem) for question in questions]):
        sentence = N_("和 %(twin)s 的题干有 %(percent)s%% 相同。请核对是否重复。")
        facts = {"twin": one, "percent": percent}
        yield Finding(Severity.WARNING, Rule.NEAR_STEM, other, "stem", sentence, facts)


def _duplicate(question: QuestionBody, twin: QuestionBody) -> Finding:
    """The same question, its options perhaps in another order."""
    if _right(question) == _right(twin):
        sentence = N_("和 %(twin)s 是同一道题。请删去一道。")
    else:
        sentence = N_("和 %(twin)s 是同一道题，答案却不同。请核对，删去一道。")
    return Finding(Severity.ERROR, Rule.DUPLICATE, question.name, "stem", sentence, {"twin": twin.name})


def _same_stem(question: QuestionBody, first: QuestionBody) -> Finding:
    """The same stem over other options: harmless, unless what is right in one is wrong in the other."""
    wrong_here, wrong_there = options_by_right(question)[False], options_by_right(first)[False]
    if options_by_right(question)[True] & wrong_there or options_by_right(first)[True] & wrong_here:
        sentence = N_("和 %(twin)s 的题干相同，一题的答案在另一题里算错。请对照原文核对两题。")
        return Finding(Severity.DOUBT, Rule.CONTRADICTION, question.name, "answer", sentence, {"twin": first.name})
    sentence = N_("和 %(twin)s 的题干相同。请核对是否重复。")
    return Finding(Severity.WARNING, Rule.SAME_STEM, question.name, "stem", sentence, {"twin": first.name})


def _right(question: QuestionBody) -> object:
    return options_by_right(question)[True] if question.options else question.answer


def _skew(questions: Sequence[QuestionBody]) -> Iterator[Finding]:
    singles = [question for question in questions if question.kind == "single"]
    if len(singles) >= SKEW_FROM:
        yield from _letter_skew(singles)
        yield from _longest_right(singles)
    judged = Counter(question.answer for question in questions if question.kind == "true_false")
    total = sum(judged.values())
    for answer, count in judged.most_common(1):
        if total >= SKEW_FROM and count * 100 > total * TRUE_SKEW_PERCENT:
            sentence = N_("判断题 %(total)s 道里有 %(count)s 道的答案是 %(letter)s，容易猜中。请改写一些。")
            facts = {"total": total, "count": count, "letter": "√" if answer else "×"}
            yield Finding(Severity.WARNING, Rule.TRUE_SKEW, "", "answer", sentence, facts)


def _letter_skew(singles: Sequence[QuestionBody]) -> Iterator[Finding]:
    letter, count = Counter(question.answer for question in singles).most_common(1)[0]
    if count * 100 > len(singles) * SKEW_PERCENT:
        sentence = N_("单选题 %(total)s 道里有 %(count)s 道的答案是 %(letter)s，容易猜中。请调换选项。")
        facts = {"total": len(singles), "count": count, "letter": letter}
        yield Finding(Severity.WARNING, Rule.LETTER_SKEW, "", "answer", sentence, facts)


def _longest_right(singles: Sequence[QuestionBody]) -> Iterator[Finding]:
    """Shuffling hides a letter, not a length."""
    count = sum(_is_longest(question) for question in singles)
    if count * 100 > len(singles) * SKEW_PERCENT:
        sentence = N_("单选题 %(total)s 道里有 %(count)s 道的答案是最长的选项，容易猜中。请把错的选项写得一样长。")
        facts = {"total": len(singles), "count": count}
        yield Finding(Severity.WARNING, Rule.LONGEST_RIGHT, "", "options", sentence, facts)


def _is_longest(question: QuestionBody) -> bool:
    by_right = options_by_right(question)
    longest = max((len(option) for option in by_right[False]), default=0)
    return all(len(option) > longest for option in by_right[True])
