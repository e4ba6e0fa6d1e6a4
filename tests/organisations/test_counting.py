"""What the roll holds, in numbers; on both engines."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.organisations.counting import named, organisation_counts, roll_counts
from app.organisations.models import Member, MemberState
from tests.world import ARCHIVE, EXEMPT, PRICES, WEATHER, World


def _leave(session: Session, member_id: int) -> None:
    session.execute(update(Member).where(col(Member.id) == member_id).values(state=MemberState.GONE))


def test_members_by_category_and_organisations_by_kind(any_world: World) -> None:
    with any_world.house.database.reading() as session:
        found = roll_counts(session)
    assert (found.members, found.exempt) == (12, 1)
    assert found.by_category == {"full": 9, "probationary": 1, "applicant": 1, "activist": 1}
    assert found.organisations == {"work_committee": 1, "committee": 1, "general_branch": 1, "branch": 5}


def test_branches_in_the_order_of_the_tree_without_those_that_are_empty(any_world: World) -> None:
    any_world.house.writer.run(_leave, any_world.members["卫测末"])
    with any_world.house.database.reading() as session:
        found = organisation_counts(session)
        assert roll_counts(session).members == 11
    assert WEATHER not in [one.name for one in found]
    assert found[-1].name == ARCHIVE
    prices = next(one for one in found if one.name == PRICES)
    assert (prices.members, prices.exempt) == (2, 1)


def test_names_of_members_by_id(any_world: World) -> None:
    ids = [any_world.members[EXEMPT]]
    with any_world.house.database.reading() as session:
        assert named(session, ids) == [(EXEMPT, f"测试县直机关工委/测试县发展改革局机关党委/{PRICES}")]
        assert named(session, []) == []
