"""How many count for whom, as the contest's roll stands now, and what a change would make of it."""

from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from app.contests.finding import ContestView
from app.contests.freezing_tree import Place, branch_of, places
from app.contests.membership import Membership, membership
from app.contests.models import RollMember, RollNow


class Effect(NamedTuple):
    """What a change does to one organisation's denominator; ``organisation_id`` ``None``: the whole contest's."""

    organisation_id: int | None
    before: int
    after: int


def expected(session: Session, view: ContestView, organisations: list[int] | None = None) -> int:
    """Who counts, is not exempt and has not left: of these organisations, or of all."""
    counted = [category.value for category in view.rules.counted]
    now = (
        select(func.count())
        .select_from(RollNow)
        .where(
            col(RollNow.contest_id) == view.id,
            ~col(RollNow.left),
            ~col(RollNow.exempt),
            col(RollNow.category).in_(counted),
        )
    )
    opened = (
        select(func.count())
        .select_from(RollMember)
        .where(
            col(RollMember.contest_id) == view.id,
            ~col(RollMember.exempt),
            col(RollMember.category).in_(counted),
            ~exists().where(col(RollNow.contest_id) == view.id, col(RollNow.member_key) == col(RollMember.member_key)),
        )
    )
    if organisations is not None:
        now = now.where(col(RollNow.organisation_id).in_(organisations))
        opened = opened.where(col(RollMember.organisation_id).in_(organisations))
    total: int = session.execute(now).scalar_one() + session.execute(opened).scalar_one()
    return total


def effects(session: Session, view: ContestView, before: Membership | None, after: Membership) -> list[Effect]:
    """Of the branches that a change touches, and of the whole contest."""
    tree = places(session)
    weights: dict[int, int] = {}
    for stands, sign in ((before, -1), (after, 1)):
        if stands is not None:
            branch = branch_of(tree, stands.organisation_id)
            weights[branch] = weights.get(branch, 0) + sign * _counts(view, stands)
    found = []
    for branch, more in weights.items():
        size = expected(session, view, _together(tree, branch))
        found.append(Effect(branch, size, size + more))
    size = expected(session, view)
    return [*found, Effect(None, size, size + sum(weights.values()))]


def of_change(
    session: Session, view: ContestView, change: str, member_key: str, at: Membership, to: int | None
) -> list[Effect]:
    """``change`` as in ``reasons.CHANGES``; ``at``: where the office has the member; ``to``: where they move."""
    before = membership(session, view.id, member_key)
    stands = before or at
    after = {
        "joined": at._replace(left=False),
        "left": stands._replace(left=True),
        "moved": stands._replace(organisation_id=to or stands.organisation_id),
        "exempted": stands._replace(exempt=True),
        "unexempted": stands._replace(exempt=False),
    }[change]
    return effects(session, view, before, after)


def _counts(view: ContestView, stands: Membership) -> int:
    return int(not stands.left and not stands.exempt and stands.category in view.rules.counted)


def _together(tree: dict[int, Place], branch: int) -> list[int]:
    return [one for one in tree if branch_of(tree, one) == branch]
