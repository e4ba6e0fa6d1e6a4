"""From what a plan says by name to the rows that are written."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.secret import new_key
from app.organisations.models import Grouping, GroupingKind, MemberState, Organisation
from app.organisations.names import fold, initials, short_name, sort_key, spellings
from app.organisations.organisation_plan import OrganisationPlan
from app.organisations.same_person import Facts


class Rows:
    """Turns facts by name into rows by id."""

    def __init__(self, session: Session) -> None:
        self._organisations = dict(session.execute(select(col(Organisation.path), col(Organisation.id))).all())
        self._groupings = {
            (kind, name): id_
            for kind, name, id_ in session.execute(select(col(Grouping.kind), col(Grouping.name), col(Grouping.id)))
        }

    def of(self, facts: Facts) -> dict[str, Any]:
        return {
            "organisation_id": self._organisations[facts.path],
            "district_id": self._groupings.get((GroupingKind.DISTRICT, facts.district)),
            "unit_id": self._groupings.get((GroupingKind.UNIT, facts.unit)),
            "name": facts.name,
            "folded": fold(facts.name),
            "category": facts.category,
            "exempt": facts.exempt,
            "number_mac": facts.number_mac,
            "phone_mac": facts.phone_mac,
            "tail_mac": facts.tail_mac,
            "state": MemberState.PRESENT.value,
        }

    def new(self, facts: Facts, load_id: int) -> dict[str, Any]:
        return {**self.of(facts), "key": new_key(), "state": MemberState.PENDING.value, "load_id": load_id}


def prepared(planned: Iterable[tuple[str, OrganisationPlan]]) -> list[dict[str, Any]]:
    """Rows with what is slow to find out (pinyin), before anything is queued."""
    return [
        {
            "path": path,
            "parent": made.parent,
            "kind": made.kind.value,
            "name": made.name,
            "short_name": made.short_name,
            "spellings": spellings(made.name, made.short_name) | made.aliases,
            "initials": initials(made.short_name),
            "sort_key": sort_key(" ".join(short_name(name) for name in path.split("/"))),
        }
        for path, made in planned
    ]


def prepared_groupings(planned: Iterable[tuple[GroupingKind, str]]) -> list[dict[str, Any]]:
    return [{"key": new_key(), "kind": kind.value, "name": name, "sort_key": sort_key(name)} for kind, name in planned]
