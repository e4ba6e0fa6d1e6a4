"""Loading an edition: in pieces that nothing sees, made visible by one last small transaction.

An edition is known by the digest of its questions: the same file again changes nothing, a changed file is a new one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.banks import refusals
from app.banks.faults import Fault, Finding
from app.banks.files import Draft
from app.banks.index import newest
from app.banks.laws import NO_LAWS, Laws
from app.banks.lint import errors, lint
from app.banks.models import Bank, Edition, Question
from app.core.house import House
from app.core.refusal import Refusal

PIECE = 200


@dataclass(frozen=True)
class LoadedEdition:
    """``new`` is false where this very text had been loaded before; ``label_twin`` where another has its label."""

    bank: str
    edition_id: int
    label: str
    digest: str
    questions: int
    new: bool
    label_twin: bool


class Doubts:
    """The first faults of a refused file as one fact, in either language."""

    MOST = 20

    def __init__(self, found: list[Fault | Finding]) -> None:
        self.found = found

    def said(self, language: str) -> str:
        more = f" … (+{len(self.found) - self.MOST})" if len(self.found) > self.MOST else ""
        return " ".join(one.said(language) for one in self.found[: self.MOST]) + more


def refusal_of(found: list[Fault | Finding]) -> Refusal:
    listed = [{"at": f"{one.question} {one.at}".strip(), "why": one.sentence} for one in found[: Doubts.MOST]]
    return refusals.faulty(count=len(found), said=Doubts(found), errors=listed)


def load(
    house: House,
    draft: Draft,
    now: int,
    *,
    laws: Laws = NO_LAWS,
    progress: Callable[[int, int], None] | None = None,
) -> LoadedEdition:
    """Load a draft; refused (``bank.faulty``) while it has faults or lint errors. Blocks on the writer.

    A load that was cut off is taken up again where it stopped.
    """
    wrong: list[Fault | Finding] = [*draft.faults, *errors(lint(draft, laws))]
    if wrong:
        raise refusal_of(wrong)
    edition_id, ready = house.writer.run(begin_edition, draft, now)
    if not ready:
        for start in range(0, len(draft.bodies), PIECE):
            house.writer.run(add_questions, edition_id, draft, start)
            if progress is not None:
                progress(min(start + PIECE, len(draft.bodies)), len(draft.bodies))
    return house.writer.run(make_visible, edition_id, draft, now)


def begin_edition(session: Session, draft: Draft, now: int) -> tuple[int, bool]:
    """The id of the edition with the draft's digest, made where there is none, and whether it is ready."""
    bank_id = _bank(session, draft)
    known = session.execute(
        select(col(Edition.id), col(Edition.ready)).where(
            col(Edition.bank_id) == bank_id, col(Edition.digest) == draft.digest
        )
    ).one_or_none()
    if known is not None:
        return int(known[0]), bool(known[1])
    made = Edition(
        bank_id=bank_id, label=draft.edition, digest=draft.digest, loaded_at=now, questions=len(draft.bodies)
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id, False


def _bank(session: Session, draft: Draft) -> int:
    """The bank's row, locked, so that two loads of one text make one edition."""
    found = session.execute(
        select(col(Bank.id)).where(col(Bank.name) == draft.bank).with_for_update()
    ).scalar_one_or_none()
    if found is not None:
        return int(found)
    made = Bank(name=draft.bank, title=draft.title, title_en=draft.title_en)
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def add_questions(session: Session, edition_id: int, draft: Draft, start: int) -> None:
    """Write one piece; what stands already is left alone."""
    session.execute(select(col(Edition.id)).where(col(Edition.id) == edition_id).with_for_update())
    stop = min(start + PIECE, len(draft.bodies))
    there = set(
        session.execute(
            select(col(Question.ordinal)).where(
                col(Question.edition_id) == edition_id,
                col(Question.ordinal) >= start,
                col(Question.ordinal) < stop,
            )
        ).scalars()
    )
    rows = [
        {
            "edition_id": edition_id,
            "ordinal": ordinal,
            "name": draft.questions[ordinal].name,
            "kind": draft.questions[ordinal].kind,
            "status": draft.questions[ordinal].status,
            "body": draft.bodies[ordinal],
        }
        for ordinal in range(start, stop)
        if ordinal not in there
    ]
    if rows:
        session.execute(insert(Question), rows)


def make_visible(session: Session, edition_id: int, draft: Draft, now: int) -> LoadedEdition:
    """Let the edition be seen, and be the bank's newest. An older text that is loaded again becomes the newest."""
    whole = select(func.count()).select_from(Question).where(col(Question.edition_id) == edition_id).scalar_subquery()
    shown = session.execute(
        update(Edition)
        .where(col(Edition.id) == edition_id, col(Edition.ready).is_(False), col(Edition.questions) == whole)
        .values(ready=True, loaded_at=now)
        .returning(col(Edition.id))
        .execution_options(synchronize_session=False)
    ).first()
    if shown is None and newest(session, draft.bank) != edition_id:
        session.execute(update(Edition).where(col(Edition.id) == edition_id).values(loaded_at=now))
    said = {"title": draft.title, "title_en": draft.title_en, "audience": ",".join(draft.audience)}
    session.execute(update(Bank).where(col(Bank.name) == draft.bank).values(said))
    return LoadedEdition(
        bank=draft.bank,
        edition_id=edition_id,
        label=draft.edition,
        digest=draft.digest.hex(),
        questions=len(draft.bodies),
        new=shown is not None,
        label_twin=_label_twin(session, edition_id, draft),
    )


def _label_twin(session: Session, edition_id: int, draft: Draft) -> bool:
    twin = session.execute(
        select(col(Edition.id))
        .join(Bank, col(Bank.id) == col(Edition.bank_id))
        .where(
            col(Bank.name) == draft.bank,
            col(Edition.label) == draft.edition,
            col(Edition.id) != edition_id,
            col(Edition.ready),
        )
    )
    return twin.first() is not None
