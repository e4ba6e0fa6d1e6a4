"""What is kept of practice: for each member and question how often it went right and wrong. Nobody else is shown it."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlmodel import Session, col

from app.core.writer import grouped
from app.papers.models import Practised

LEARNT = 2
"""A question leaves the wrong-question book when it was answered right so often in a row."""


@dataclass(frozen=True)
class Note:
    """How a member gets on with a question; ``shown`` as in :class:`Practised`."""

    rights: int
    wrongs: int
    run: int
    shown: int

    @property
    def in_book(self) -> bool:
        """Whether it stands in the wrong-question book 错题本."""
        return self.wrongs > 0 and self.run < LEARNT


def notes(session: Session, member_id: int) -> dict[tuple[str, str], Note]:
    """By bank and question name."""
    rows = session.execute(
        select(
            *(col(Practised.bank), col(Practised.question), col(Practised.rights), col(Practised.wrongs)),
            *(col(Practised.run), col(Practised.shown)),
        ).where(col(Practised.member_id) == member_id)
    )
    return {(bank, question): Note(*figures) for bank, question, *figures in rows}


def note_of(session: Session, member_id: int, bank: str, question: str) -> Note:
    row = session.execute(
        select(col(Practised.rights), col(Practised.wrongs), col(Practised.run), col(Practised.shown)).where(
            col(Practised.member_id) == member_id, col(Practised.bank) == bank, col(Practised.question) == question
        )
    ).one_or_none()
    return Note(*row) if row is not None else Note(0, 0, 0, 0)


@grouped
def note(session: Session, member_id: int, *, bank: str, question: str, right: bool, shown: int) -> Note:
    """Count one answer and return how it stands; the same showing once more, or an older one, changes nothing."""
    facts = {"member": member_id, "bank": bank, "question": question, "shown": shown}
    session.connection().execute(_NOTE, {**facts, "right": int(right), "wrong": int(not right)})
    return note_of(session, member_id, bank, question)


_NOTE = text(
    "INSERT INTO practised (member_id, bank, question, rights, wrongs, run, shown) "
    "VALUES (:member, :bank, :question, :right, :wrong, :right, :shown) "
    "ON CONFLICT (member_id, bank, question) DO UPDATE SET "
    "rights = practised.rights + excluded.rights, wrongs = practised.wrongs + excluded.wrongs, "
    "run = CASE WHEN excluded.rights > 0 THEN practised.run + 1 ELSE 0 END, shown = excluded.shown "
    "WHERE practised.shown < excluded.shown"
)
