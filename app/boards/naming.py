"""The names on a board, looked up at rendering and kept until a roll is loaded: folds and chains hold none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlmodel import Session

from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_
from app.organisations.labels import Label, grouping_labels, organisation_labels, revision


@dataclass(frozen=True)
class Names:
    """Labels by internal id, as one revision of the roll has them."""

    revision: int
    organisations: Mapping[int, Label]
    groupings: Mapping[int, Label]

    def of(self, board: str) -> Mapping[int, Label]:
        return self.organisations if board == "organisations" else self.groupings


def names(house: House, session: Session) -> Names:
    newest = revision(session)
    kept = cast("Names | None", house.kept.get("boards.names"))
    if kept is None or kept.revision != newest:
        kept = Names(newest, organisation_labels(session), grouping_labels(session))
        house.kept["boards.names"] = kept
    return kept


def division_said(division: str, out_of: int, language: str) -> str:
    """``11-30`` or ``31-`` in words, and how many organisations stand in it."""
    first, _, last = division.partition("-")
    if not last:
        return translate(language, N_("%(first)s 人及以上组，共 %(n)s 个"), first=first, n=out_of)
    return translate(language, N_("%(first)s–%(last)s 人组，共 %(n)s 个"), first=first, last=last, n=out_of)
