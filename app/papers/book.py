"""What drawing and marking need of one contest, in memory: an opened contest never changes in these."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from anyio import to_thread
from sqlmodel import Session

from app.banks.index import EditionIndex, edition
from app.banks.models import QuestionKind
from app.banks.questions import QuestionBody
from app.contests.finding import ContestView
from app.contests.rules import Rules, Section
from app.core.house import House
from app.papers.drawing import Candidate, Item, Pool
from app.papers.marking import Key, Marked, Worth, fold, mark

Words = tuple[str, dict[str, str] | None, str]
"""Pieces of JSON: what stands before an item's options, the options by their letters in the bank, what stands after."""


@dataclass(frozen=True)
class Book:
    """The rules and pinned editions of an opened contest, with each section's pool."""

    contest_id: int
    slug: str
    rules: Rules
    editions: dict[str, EditionIndex]
    pools: tuple[Pool, ...]
    keys: dict[tuple[str, int], Key] = field(default_factory=dict)
    words: dict[tuple[int, int, str], Words] = field(default_factory=dict)
    """By section, ordinal and language what an item shows, for ``viewing``; never an answer."""

    @cached_property
    def worths(self) -> tuple[Worth, ...]:
        """Of each section."""
        return tuple(Worth(one.marks, one.option_marks, one.deduct, one.bank) for one in self.rules.sections)

    @cached_property
    def items(self) -> int:
        """How many questions a paper has."""
        return sum(len(one.candidates) if one.count is None else one.count for one in self.pools)

    def question(self, item: Item) -> QuestionBody:
        section: Section = self.rules.sections[item.section]
        return self.editions[section.bank].questions[item.ordinal]

    def key(self, item: Item) -> Key:
        place = (self.rules.sections[item.section].bank, item.ordinal)
        found = self.keys.get(place)
        if found is None:
            found = self.keys[place] = key_of(self.question(item))
        return found

    def marks(self, item: Item) -> int:
        return self.rules.sections[item.section].marks

    def worth(self, item: Item) -> Worth:
        return self.worths[item.section]

    def total(self, items: Sequence[Item]) -> int:
        """What a paper is worth at most: the rules' total, or the sum where a section takes its whole pool."""
        return self.rules.total or sum(self.marks(item) for item in items)

    def mark(self, items: Sequence[Item], answers: dict[int, str]) -> Marked:
        return mark(
            [self.key(item) for item in items],
            [item.shown for item in items],
            [self.worth(item) for item in items],
            answers,
            self.rules.multiple_marking,
        )


def books(house: House) -> dict[int, Book]:
    """The shelf: every book of this process by contest id."""
    shelf: dict[int, Book] = house.kept.setdefault("books", {})
    return shelf


def book(house: House, session: Session, view: ContestView) -> Book:
    """The book of an opened contest, made once a process."""
    shelf = books(house)
    found = shelf.get(view.id)
    if found is None or found.slug != view.slug:  # the number of a deleted rehearsal may be given again
        editions = {bank: edition(house, session, edition_id) for bank, edition_id in view.editions.items()}
        pools = tuple(pool_of(section, editions[section.bank]) for section in view.rules.sections)
        found = shelf[view.id] = Book(view.id, view.slug, view.rules, editions, pools)
    return found


async def laid_out(house: House, view: ContestView) -> Book:
    """The same on the event loop: what has to be read is read in a thread, once."""
    found = books(house).get(view.id)
    return found if found is not None and found.slug == view.slug else await to_thread.run_sync(_read, house, view)


def _read(house: House, view: ContestView) -> Book:
    with house.database.reading() as session:
        return book(house, session, view)


def pool_of(section: Section, index: EditionIndex) -> Pool:
    candidates = tuple(
        Candidate(ordinal, question.kind, len(question.options))
        for ordinal, question in enumerate(index.questions)
        if question.kind == section.kind and question.status in section.statuses
    )
    return Pool(section.bank, section.count, candidates)


def key_of(question: QuestionBody) -> Key:
    if question.kind == QuestionKind.TRUE_FALSE:
        return Key("T" if question.answer is True else "F")
    if question.kind == QuestionKind.BLANK:
        return Key(gaps=tuple(frozenset(fold(text) for text in gap) for gap in question.equivalents()))
    return Key("".join(sorted(question.answer)))


def shape_of(book: Book, items: Sequence[Item]) -> str:
    """One mark an item for checking answers without the bank: ``s4`` ``m5`` ``t2`` ``b1``."""
    marks = {"single": "s", "multiple": "m", "true_false": "t", "blank": "b"}
    sizes = []
    for item in items:
        question = book.question(item)
        size = len(question.answer) if question.kind == QuestionKind.BLANK else len(item.shown)
        sizes.append(f"{marks[question.kind]}{size}")
    return " ".join(sizes)
