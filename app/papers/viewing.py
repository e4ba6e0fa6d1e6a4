"""What a member may see of a paper while sitting it: never a right answer, an explanation, or the bank's order."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.banks.models import QuestionKind
from app.core.clock import rfc3339
from app.core.glancing import Looking, in_both
from app.core.i18n import translate
from app.core.plain import plain
from app.core.refusal import N_, not_found
from app.papers.book import Book, Words
from app.papers.closing import Locked, items_of
from app.papers.drawing import LETTERS, Item
from app.papers.models import Paper, PaperState
from app.papers.saving import Stands


@dataclass(frozen=True)
class Attempts:
    """How a member stands with a contest: attempts used and left (None = as many as wanted), and the open paper."""

    used: int
    left: int | None
    open_paper: Paper | None
    papers: tuple[Paper, ...]


def attempts(session: Session, contest_id: int, member_id: int, allowed: int | None) -> Attempts:
    papers = tuple(
        session.execute(
            select(Paper)
            .where(col(Paper.contest_id) == contest_id, col(Paper.member_id) == member_id)
            .order_by(col(Paper.attempt))
        ).scalars()
    )
    left = None if allowed is None else max(0, allowed - len(papers))
    return Attempts(
        len(papers), left, next((paper for paper in papers if paper.state == PaperState.OPEN), None), papers
    )


def own_paper(session: Session, paper_key: str, member_id: int, *, of: int | None = None) -> Paper:
    """The member's own paper, ``of`` this contest where one is asked; another's and none at all are the same 404."""
    query = select(Paper).where(col(Paper.key) == paper_key, col(Paper.member_id) == member_id)
    if of is not None:
        query = query.where(col(Paper.contest_id) == of)
    paper: Paper | None = session.execute(query).scalar_one_or_none()
    if paper is None:
        raise not_found()
    return paper


def paper_by_key(session: Session, paper_key: str) -> Paper:
    """For who holds the paper's send token."""
    paper: Paper = session.execute(select(Paper).where(col(Paper.key) == paper_key)).scalar_one()
    return paper


def stands(session: Session, paper: Locked | Paper) -> dict[int, Stands]:
    return stands_seen(plain(session), paper.id or 0)


def stands_seen(here: Looking, paper_id: int) -> dict[int, Stands]:
    return {n: Stands(value, lease, seq) for n, value, lease, seq in here.rows(STAND, paper=paper_id)}


STAND = in_both("SELECT n, value, lease, seq FROM answer WHERE paper_id = :paper")


def paper_json(session: Session, book: Book, paper: Paper, language: str, now: int) -> dict[str, Any]:
    """The whole paper as phones hold it (contract: design, ``POST /contests/{slug}/papers``)."""
    given = stands(session, paper)
    return {**facts_json(paper, now), "items": items_json(book, items_of(paper), language), "saved": stands_json(given)}


def paper_text(
    book: Book, paper: Locked, given: dict[int, Stands], language: str, now: int, **further: str | int
) -> str:
    """The same as text, put together from what every paper with such an item shows; ``further`` facts at its end."""
    facts, saved = _text(facts_json(paper, now)), _text({"saved": stands_json(given), **further})
    items = ",".join(item_text(book, item, n, language) for n, item in enumerate(items_of(paper), 1))
    return f'{facts[:-1]},"items":[{items}],{saved[1:]}'


SEPARATORS = (",", ":")


def facts_json(paper: Locked | Paper, now: int) -> dict[str, Any]:
    return {
        "paper": paper.key,
        "attempt": paper.attempt,
        "state": paper.state,
        "deadline": rfc3339(paper.deadline),
        "grace_ms": paper.due - paper.deadline,
        "server_time": rfc3339(now),
    }


def items_json(book: Book, items: tuple[Item, ...], language: str) -> list[dict[str, Any]]:
    return [item_json(book, item, n, language) for n, item in enumerate(items, 1)]


def item_json(book: Book, item: Item, n: int, language: str) -> dict[str, Any]:
    question = book.question(item)
    words = question.text(language)
    return {
        "n": n,
        "kind": question.kind,
        "stem": words.stem,
        "options": options_json(question.kind, item.shown, words.options, language),
        "blanks": question.blanks,
        "marks": marks_json(book.marks(item)),
    }


def item_text(book: Book, item: Item, n: int, language: str) -> str:
    """:func:`item_json` as text. Its words are made into JSON once a process; keys and order are the paper's own."""
    place = (item.section, item.ordinal, language)
    words = book.words.get(place)
    if words is None:
        words = book.words[place] = _words(book, item, language)
    start, options, end = words
    if options is None:
        return f'{{"n":{n},{start}{end}'
    shown = zip(LETTERS, item.shown, strict=False)
    listed = ",".join([f'{{"key":"{key}",{options[letter]}' for key, letter in shown])
    return f'{{"n":{n},{start}{listed}{end}'


def _words(book: Book, item: Item, language: str) -> Words:
    """What stands before an item's options, each option by its letter in the bank, and what stands after them; no
    options where they are not shuffled."""
    whole = item_json(book, item, 0, language)
    names = list(whole)
    at = names.index("options")
    before, after = ({name: whole[name] for name in part} for part in (names[1:at], names[at + 1 :]))
    start, end = f'{_inner(before)},"options":[', f"],{_inner(after)}}}"
    if whole["kind"] in (QuestionKind.TRUE_FALSE, QuestionKind.BLANK):
        listed = ",".join(_text(option) for option in whole["options"])
        return start + listed, None, end
    texts = {letter: one["text"] for letter, one in zip(item.shown, whole["options"], strict=True)}
    return start, {letter: f"{_inner({'text': text})}}}" for letter, text in texts.items()}, end


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=SEPARATORS)


def _inner(value: dict[str, Any]) -> str:
    return _text(value)[1:-1]


def options_json(kind: str, shown: str, options: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Options under the keys the member sees, in the drawn order."""
    if kind == QuestionKind.TRUE_FALSE:
        words = {"T": N_("正确"), "F": N_("错误")}
        return [{"key": key, "text": translate(language, word)} for key, word in words.items()]
    return [{"key": LETTERS[place], "text": options[LETTERS.index(letter)]} for place, letter in enumerate(shown)]


def stands_json(standing: dict[int, Stands]) -> dict[str, dict[str, Any]]:
    return {str(n): stand_json(stand) for n, stand in sorted(standing.items())}


def stand_json(stand: Stands) -> dict[str, Any]:
    return {**given_json(stand.value), "lease": stand.lease, "seq": stand.seq}


def marks_json(hundredths: int) -> int | float:
    """A number with at most two decimals, as it leaves the server."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def given_json(value: str) -> dict[str, Any]:
    return {"texts": json.loads(value)} if value.startswith("[") else {"choice": list(value)}
