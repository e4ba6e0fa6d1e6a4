"""Rehearsals: a contest like another one, marked for ever, opened at once. Only these may be deleted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from app.contests import creating, finding, opening
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.contests.rules import Rules
from app.core.clock import MINUTE
from app.core.house import House
from app.core.refusal import N_, declare
from app.core.secret import new_key

not_a_rehearsal = declare(
    "contest.not_rehearsal", 409, N_("%(slug)s 不是演练，不能删除。只有建的时候就是演练的竞赛可以整场删除。")
)
TITLE = 100
ENDING = 4
"""Characters by which the slugs of one contest's rehearsals differ."""


def rules_like(model: ContestView, title: str, *, now: int, length: int, wishes: Mapping[str, Any]) -> Rules:
    """The rules of a contest for a rehearsal from now on for ``length`` ms; nothing freezes and nobody is awarded."""
    begins = now - now % MINUTE
    return creating.compose_like(
        model,
        {
            "title": f"{title}{model.rules.title}"[:TITLE],
            "title_en": "",
            "opens": begins,
            "closes": max(begins + length, begins + 2 * MINUTE),
            "freeze_at": None,
            "make_up": None,
            "erase_on": model.rules.erase_on,
            **wishes,
        },
        now=now,
    )


def open_rehearsal(house: House, model: ContestView, rules: Rules, *, now: int) -> ContestView:
    """Make and open a rehearsal. Blocks on the writer. Refusals as of opening, before anything is made."""
    slug = _begins(model) + new_key()[:ENDING]
    with house.database.reading() as session:
        opening.check(house, session, replace(model, state=ContestState.DRAFT, rules=rules), now)
    house.writer.run(creating.new_contest, slug, rules, preset=model.preset, rehearsal=True, now=now)
    with house.database.reading() as session:
        prepared = opening.prepare(house, session, finding.contest(session, slug), now)
    house.writer.run(opening.open_contest, prepared, now)
    return rehearsal(house, slug)


def rehearsals_of(session: Session, model: ContestView) -> list[ContestView]:
    """Those that were made like a contest, by their slugs."""
    begins = _begins(model)
    return [one for one in finding.contests(session) if one.rehearsal and one.slug[:-ENDING] == begins]


def _begins(model: ContestView) -> str:
    return f"{model.slug[:28]}-try-"


def rehearsal(house: House, slug: str) -> ContestView:
    """The rehearsal of a slug; refused (``contest.not_rehearsal``) for a contest that is none."""
    with house.database.reading() as session:
        return checked(session, slug)


def checked(session: Session, slug: str) -> ContestView:
    view = finding.contest(session, slug)
    if not view.rehearsal:
        raise not_a_rehearsal(slug=slug)
    return view
