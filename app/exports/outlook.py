"""What an export looks at: one contest at one cut, its names, and for whom it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import Session

from app.boards.folding import Standings
from app.boards.naming import Names
from app.contests.finding import ContestView
from app.contests.wording import category_name
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_
from app.organisations.labels import member_names

ORGANISATION_KINDS = {
    "work_committee": N_("机关工委"),
    "committee": N_("机关党委"),
    "general_branch": N_("党总支"),
    "branch": N_("党支部"),
    "group": N_("党小组"),
}


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

    def kind(self, kind: str) -> str:
        return self.say(ORGANISATION_KINDS[kind]) if kind in ORGANISATION_KINDS else kind

    def divisions(self, divisions: Iterable[str]) -> str:
        """Size classes from the smallest, in words: a bare ``1-10`` would be a date to a spreadsheet."""
        edges = sorted((int(first), last) for first, _, last in (one.partition("-") for one in divisions if one))
        return self.say(N_("、")).join(
            translate(
                self.language, N_("%(first)s–%(last)s 人") if last else N_("%(first)s 人及以上"), first=first, last=last
            )
            for first, last in edges
        )

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
