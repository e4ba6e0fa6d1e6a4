"""Editions in memory. An edition never changes, so what was read once is kept as long as the process lives."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.banks.models import Bank, Edition, Question
from app.banks.questions import QuestionBody, from_body
from app.core.house import House
from app.core.refusal import not_found

MOST_KEPT = 64
_LOCK = Lock()


@dataclass(frozen=True)
class EditionIndex:
    """An edition with its questions by ordinal. ``digest`` is lower-case hex."""

    id: int
    bank: str
    title: str
    title_en: str
    label: str
    digest: str
    questions: tuple[QuestionBody, ...]

    def candidates(self, kind: str, statuses: Iterable[str]) -> list[int]:
        """Ordinals of the questions that a section may draw, in order."""
        wanted = {str(status) for status in statuses}
        return [
            ordinal
            for ordinal, question in enumerate(self.questions)
            if question.kind == kind and question.status in wanted
        ]


@dataclass(frozen=True)
class BankView:
    """A bank, its newest edition and how many questions of each kind stand in it."""

    name: str
    title: str
    title_en: str
    edition_id: int
    label: str
    loaded_at: int
    counts: dict[str, int]
    audience: tuple[str, ...] = ()
    """The categories of people that it is meant for; empty: everybody."""


def edition(house: House, session: Session, edition_id: int) -> EditionIndex:
    """An edition that is ready, or ``not_found``."""
    kept: dict[int, EditionIndex] = house.kept.setdefault("editions", {})
    found = kept.get(edition_id)
    if found is None:
        found = read_edition(session, edition_id)
        with _LOCK:
            while len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            kept[edition_id] = found
    return found


def read_edition(session: Session, edition_id: int) -> EditionIndex:
    row = session.execute(
        select(Edition, Bank)
        .join(Bank, col(Bank.id) == col(Edition.bank_id))
        .where(col(Edition.id) == edition_id, col(Edition.ready))
    ).one_or_none()
    if row is None:
        raise not_found()
    found, bank = row
    bodies = session.execute(
        select(col(Question.body)).where(col(Question.edition_id) == edition_id).order_by(col(Question.ordinal))
    ).scalars()
    return EditionIndex(
        id=edition_id,
        bank=bank.name,
        title=bank.title,
        title_en=bank.title_en,
        label=found.label,
        digest=found.digest.hex(),
        questions=tuple(from_body(body) for body in bodies),
    )


def newest(session: Session, bank: str) -> int | None:
    """The id of the ready edition of a bank that was loaded last."""
    found: int | None = session.execute(
        select(col(Edition.id))
        .join(Bank, col(Bank.id) == col(Edition.bank_id))
        .where(col(Bank.name) == bank, col(Edition.ready))
        .order_by(col(Edition.loaded_at).desc(), col(Edition.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


def banks(session: Session) -> list[BankView]:
    """Every bank that has a ready edition, by name."""
    rows = session.execute(
        select(Bank, Edition)
        .join(Edition, col(Edition.bank_id) == col(Bank.id))
        .where(col(Edition.ready))
        .order_by(col(Bank.name), col(Edition.loaded_at), col(Edition.id))
    ).all()
    latest = {bank.name: (bank, found) for bank, found in rows}
    return [
        BankView(
            bank.name,
            bank.title,
            bank.title_en,
            found.id,
            found.label,
            found.loaded_at,
            _counts(session, found.id),
            tuple(one for one in bank.audience.split(",") if one),
        )
        for bank, found in latest.values()
    ]


def _counts(session: Session, edition_id: int) -> dict[str, int]:
    rows = session.execute(
        select(col(Question.kind), func.count())
        .where(col(Question.edition_id) == edition_id)
        .group_by(col(Question.kind))
    )
    return {row[0]: row[1] for row in rows}
