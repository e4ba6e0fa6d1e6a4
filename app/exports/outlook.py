"""What an export looks at: one contest at one cut, its names, and for whom it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import Session

from app.boards.folding import Standings
from app.boards.naming import Names
from app.contests.finding import ContestView
from app.contests.wording import category_name
from app.core.house import House
from app.core.i18n import translate
from app.organisations.labels import member_names


@dataclass(frozen=True)
class Outlook:
    """``nameless``: for anybody: member keys, by which all can be recomputed, and no names beside them."""

    house: House
    session: Session
    view: ContestView
    standings: Standings
    names: Names
    language: str
    nameless: bool = False
    called: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Full names by member key."""

    def say(self, sentence: str, **facts: object) -> str:
        return translate(self.language, sentence, **facts)

    def headings(self, *sentences: str) -> list[str]:
        return [self.say(sentence) for sentence in sentences]

    def name(self, member_key: str) -> str:
        found = self.called.get(member_key)
        return found[0] if found is not None and not self.nameless else ""

    def organisation(self, id_: int | None) -> str:
        label = self.names.organisations.get(id_ or 0)
        return label.name if label else ""

    def organisation_key(self, id_: int | None) -> str:
        label = self.names.organisations.get(id_ or 0)
        return label.key if label else ""

    def grouping(self, id_: int | None) -> str:
        label = self.names.groupings.get(id_ or 0)
        return label.name if label else ""

    def category(self, category: str) -> str:
        return category_name(category, self.language)

    def moment(self, instant: int | None) -> str:
        """Local time to the millisecond, as ties may be decided by it: ``2026-06-01 08:03:11.250``."""
        if instant is None:
            return ""
        at = datetime.fromtimestamp(instant // 1000, UTC).astimezone(self.view.rules.zone)
        return f"{at:%Y-%m-%d %H:%M:%S}.{instant % 1000:03d}"


def everybody(session: Session, standings: Standings, others: list[str]) -> dict[str, tuple[str, int]]:
    """The names of all on the roll, and of those who sat without being on it."""
    people = standings.people
    return member_names(session, [*(people.key(place) for place in range(len(people))), *others])
