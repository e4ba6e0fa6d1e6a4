"""练习: one question at a time from a bank or from one's own wrong ones, marked at once. No ranking, no counting.

Right answers leave the server here, so every showing and every marking asks :mod:`app.papers.practice_locks` first.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlmodel import Session

from app.banks.index import BankView, EditionIndex, banks, edition
from app.banks.models import QuestionKind, QuestionStatus
from app.banks.questions import QuestionBody
from app.banks.sources import cited
from app.core.house import House
from app.core.jobs import Lane
from app.core.refusal import not_found
from app.papers.answers import ANSWER
from app.papers.answers import given as parsed
from app.papers.book import key_of
from app.papers.drawing import Candidate, Pool, draw
from app.papers.marking import is_right
from app.papers.practice_locks import Lock, locks, refuse_locked
from app.papers.practice_notes import Note, note, notes
from app.papers.review import answer_json, source_json
from app.papers.viewing import given_json, options_json
from app.signin.sessions import SignedMember

PURPOSE = "practice question"
SCATTER = 2_654_435_761


@dataclass(frozen=True)
class Wish:
    """Which questions: of a bank, or (``bank`` empty) those that the member still gets wrong; of one kind or topic."""

    bank: str = ""
    kind: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Shown:
    """One question as it was put to one member: where it stands and which letter stands where."""

    edition_id: int
    ordinal: int
    order: str
    at: int

    def sealed(self, house: House, member: SignedMember) -> str:
        """For the page: it says nothing to anybody but this server, and only about this member."""
        plain = json.dumps([member.key, self.edition_id, self.ordinal, self.order, self.at]).encode()
        return base64.urlsafe_b64encode(house.secret.seal(PURPOSE, plain)).decode()


@dataclass(frozen=True)
class Shelf:
    """What a member may practise now."""

    banks: tuple[BankView, ...]
    locks: dict[str, Lock]
    wrong: dict[str, int]
    """Questions of the wrong-question book by bank, those of locked banks too."""
    known: Mapping[tuple[str, str], Note]
    """What is kept, by bank and question name."""

    def seen(self, bank: str) -> int:
        """How many of its questions the member has answered."""
        return sum(1 for one, _question in self.known if one == bank)

    @property
    def wrong_now(self) -> int:
        return sum(count for bank, count in self.wrong.items() if bank not in self.locks)


@dataclass(frozen=True)
class Asked:
    """A question to answer, and how many there are with this wish."""

    question: QuestionBody
    bank: EditionIndex
    shown: Shown
    pool: int

    def item(self, language: str) -> dict[str, Any]:
        return _item(self.question, self.shown, language)


@dataclass(frozen=True)
class Answered:
    asked: Asked
    value: str
    right: bool
    note: Note

    def item(self, session: Session, language: str) -> dict[str, Any]:
        """With what was given, what is right, why, and where it says so."""
        question = self.asked.question
        texts = cited(session, [question.source])
        return {
            **self.asked.item(language),
            "given": given_json(self.value),
            "right": self.right,
            "answer": answer_json(question, self.asked.shown.order, language),
            "explanation": question.text(language).explanation,
            "source": source_json(question.source, language, texts),
        }


def shelf(session: Session, member: SignedMember, now: int) -> Shelf:
    """Every bank, those meant for the member's category first, locked ones last."""
    known = notes(session, member.id)
    wrong: dict[str, int] = {}
    for (bank, _question), one in known.items():
        wrong[bank] = wrong.get(bank, 0) + one.in_book
    locked = locks(session, now)

    def place(one: BankView) -> tuple[bool, bool, bool, str]:
        return one.name in locked, member.category not in one.audience, bool(one.audience), one.name

    return Shelf(tuple(sorted(banks(session), key=place)), locked, wrong, known)


def suits(bank: BankView, member: SignedMember) -> bool:
    """Whether a bank is meant for people of the member's category."""
    return not bank.audience or member.category in bank.audience


def topics(house: House, session: Session, bank: BankView) -> list[str]:
    """The topics of a bank's questions, the commonest first."""
    counts: dict[str, int] = {}
    for question in edition(house, session, bank.edition_id).questions:
        for topic in question.topics if question.status == QuestionStatus.CHECKED else ():
            counts[topic] = counts.get(topic, 0) + 1
    return sorted(counts, key=lambda topic: (-counts[topic], topic))


def ask(house: House, session: Session, member: SignedMember, wish: Wish, now: int) -> Asked | None:
    """The next question of a wish: what was not seen yet, then what was seen longest ago; ``None`` where there is none.

    Refusals: ``not_found`` for an unknown bank, ``practice.locked``.
    """
    there = shelf(session, member, now)
    if wish.bank and wish.bank not in {one.name for one in there.banks}:
        raise not_found()
    refuse_locked(there.locks, wish.bank)
    open_now = [edition(house, session, one.edition_id) for one in there.banks if one.name not in there.locks]
    pool = [found for index in open_now for found in _fitting(index, there, wish)]
    if not pool:
        return None
    # Every member goes through a bank in an order of the own; nothing secret hangs on it.
    _, index, ordinal = min(pool, key=lambda one: (one[0], (one[2] + 1) * (2 * member.id + 1) * SCATTER % 2**32))
    return Asked(index.questions[ordinal], index, _put(house, member, index, ordinal, now), len(pool))


def answer(
    house: House,
    session: Session,
    member: SignedMember,
    sealed: str,
    given: Mapping[str, list[str]],
    now: int,
) -> Answered:
    """Mark what was given (``choice`` of shown letters or ``texts`` of gaps) and count it once.

    Refusals: ``not_found`` for what was not put to this member, ``practice.locked``. Blocks on the writer.
    """
    shown = _unsealed(house, member, sealed)
    index = edition(house, session, shown.edition_id)
    question = index.questions[shown.ordinal]
    field = "texts" if question.kind == QuestionKind.BLANK else "choice"
    value = parsed(ANSWER.validate_python({"n": 1, "seq": 0, field: given[field]})).value
    right = is_right(key_of(question), shown.order, value)
    # Once more, as the page may have been asked for before the lock: then nothing is said, and nothing counts.
    refuse_locked(locks(session, now, [index.bank]), index.bank)
    facts = {"bank": index.bank, "question": question.name, "right": right, "shown": shown.at}
    stands = house.writer.run(note, member.id, **facts, lane=Lane.MEMBERS)
    return Answered(Asked(question, index, shown, 0), value, right, stands)


def _fitting(index: EditionIndex, there: Shelf, wish: Wish) -> Iterator[tuple[int, EditionIndex, int]]:
    """Ordinals of an edition that a wish means, each with when it was shown last."""
    if wish.bank and index.bank != wish.bank:
        return
    for ordinal, question in enumerate(index.questions):
        known = there.known.get((index.bank, question.name))
        fits = question.status == QuestionStatus.CHECKED and wish.kind in ("", question.kind)
        fits = fits and (not wish.topic or wish.topic in question.topics)
        if fits and (wish.bank or (known is not None and known.in_book)):
            yield known.shown if known is not None else 0, index, ordinal


def _put(house: House, member: SignedMember, index: EditionIndex, ordinal: int, now: int) -> Shown:
    question = index.questions[ordinal]
    pool = Pool(index.bank, 1, (Candidate(ordinal, question.kind, len(question.options)),))
    (item,) = draw(house.secret.mac(PURPOSE), member.key, now, [pool])
    return Shown(index.id, ordinal, item.shown, now)


def _unsealed(house: House, member: SignedMember, sealed: str) -> Shown:
    try:
        plain = house.secret.unseal(PURPOSE, base64.urlsafe_b64decode(sealed.encode()))
        key, *facts = json.loads(plain)
    except (InvalidTag, binascii.Error, ValueError):
        raise not_found() from None
    if key != member.key:
        raise not_found()
    return Shown(*facts)


def _item(question: QuestionBody, shown: Shown, language: str) -> dict[str, Any]:
    words = question.text(language)
    return {
        "kind": question.kind,
        "stem": words.stem,
        "options": options_json(question.kind, shown.order, words.options, language),
        "blanks": question.blanks,
    }
