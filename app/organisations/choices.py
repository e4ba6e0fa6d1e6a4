"""What an organiser settled about spellings of a roll: kept, used at the next load, and forgotten on demand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.organisations.models import Category, ChoiceKind, RollChoice
from app.organisations.names import fold

NEW = ""
"""The meaning of a name that is to become a new organisation."""


class Choice(NamedTuple):
    kind: ChoiceKind
    folded: str
    meaning: str
    """An organisation's path, ``NEW``, or a category's value."""


@dataclass
class Choices:
    """Folded spelling → path of an organisation (or ``NEW``), and folded word → category."""

    organisations: dict[str, str] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)

    def with_these(self, more: Iterable[Choice]) -> "Choices":
        made = Choices(dict(self.organisations), dict(self.categories))
        for one in more:
            if one.kind == ChoiceKind.CATEGORY:
                made.categories[one.folded] = Category(one.meaning)
            else:
                made.organisations[one.folded] = one.meaning
        return made


def folded(written: str) -> str:
    return fold(written)[:200]


def known_choices(session: Session) -> Choices:
    rows = session.execute(select(col(RollChoice.kind), col(RollChoice.folded), col(RollChoice.meaning)))
    return Choices().with_these(Choice(ChoiceKind(kind), spelling, meaning) for kind, spelling, meaning in rows)


def remember(session: Session, choices: list[Choice]) -> None:
    """Keep choices; a later one about the same spelling replaces the earlier."""
    newest = {(one.kind, one.folded): one for one in choices}
    for one in newest.values():
        forget(session, one.kind, one.folded)
    if newest:
        session.execute(insert(RollChoice), [one._asdict() for one in newest.values()])


def forget(session: Session, kind: str, spelling: str) -> None:
    session.execute(delete(RollChoice).where(col(RollChoice.kind) == kind, col(RollChoice.folded) == spelling))
