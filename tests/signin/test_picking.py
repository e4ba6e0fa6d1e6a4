"""Names to choose from: masked, by the surname's letter, and the secret decides among those who look alike."""

import pytest

from app.core.refusal import Refusal
from app.organisations.names import masked
from app.signin import cards, picking
from app.signin.picking import Pick
from tests.signin.people import NOW, WRONG, code_of, sign_in
from tests.signin.test_methods import _key
from tests.world import ARCHIVE, MEMBERS, NAMESAKES, PLANNING, SCHOOLS, World


def listed(world: World, branch: str) -> list[Pick]:
    with world.house.database.reading() as session:
        return picking.picks(session, world.organisations[branch])


def test_a_branchs_people_are_listed_masked_in_the_order_of_the_alphabet(world: World) -> None:
    assert listed(world, PLANNING) == [Pick("钱*二", "Q"), Pick("孙*三", "S"), Pick("赵*一", "Z")]
    assert listed(world, ARCHIVE) == [Pick("陈*十", "C"), Pick("欧阳*九", "O")]


def test_no_whole_name_is_ever_listed(world: World) -> None:
    shown = {one.name for branch in (PLANNING, SCHOOLS, ARCHIVE) for one in listed(world, branch)}
    assert shown.isdisjoint({row[0] for row in MEMBERS})


def test_who_look_alike_share_one_line(world: World) -> None:
    assert [one.name for one in listed(world, SCHOOLS)].count(masked(NAMESAKES)) == 1


@pytest.mark.parametrize(
    ("name", "letter"), [("曾测", "Z"), ("单测", "S"), ("Alim", "A"), ("欧阳测九", "O"), ("·", "#")]
)
def test_the_letter_is_that_of_the_surname_as_it_is_read(name: str, letter: str) -> None:
    assert picking.letter(name) == letter


def test_a_masked_name_stands_for_the_name_where_the_contest_has_the_list(any_world: World) -> None:
    for member_id in any_world.namesakes:
        code = cards.code(any_world.house.secret, _key(any_world, member_id), 1)
        _, member = sign_in(any_world.house, branch=SCHOOLS, name="王*同", secret=code, picker=True)
        assert member.id == member_id


def test_elsewhere_a_masked_name_is_no_name(world: World) -> None:
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        sign_in(world.house, name="欧阳*九", secret=code_of(world, "欧阳测九"))


@pytest.mark.parametrize("name", ["*", "欧*", "欧阳*", "*九", "赵*一"])
def test_only_the_mask_as_it_is_listed_counts(world: World, name: str) -> None:
    with pytest.raises(Refusal, match=r"sign_in\.refused"):
        sign_in(world.house, name=name, secret=code_of(world, "欧阳测九"), picker=True)


def test_a_wrong_secret_counts_against_everybody_whom_the_mask_means(world: World) -> None:
    for _ in range(10):
        with pytest.raises(Refusal):
            sign_in(world.house, name="欧阳*九", secret=WRONG, picker=True)
    with pytest.raises(Refusal):
        sign_in(world.house, secret=code_of(world, "欧阳测九"), now=NOW)
