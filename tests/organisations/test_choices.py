"""What does not match is asked once for all rows, remembered, and can be forgotten."""

import pytest

from app.core.house import House
from app.core.refusal import Refusal
from app.organisations import choices, loading
from app.organisations.choices import NEW, Choice
from app.organisations.models import Category, ChoiceKind
from app.organisations.questions import answer
from tests.organisations.rolls import ARCHIVE, ROOT, csv_roll, loaded, person, planned
from tests.organisations.test_loading import SIX, present

HEADER = ("所属党组织", "姓名", "人员类别")
STRANGE = csv_roll(
    [("县档案局支部", f"新测{n}", "党员同志") for n in "甲乙丙"] + [("县档案局支部", "新测丁", "正式党员")], HEADER
)


def test_thirty_rows_that_write_it_alike_are_one_question(any_house: House) -> None:
    loaded(any_house, SIX)
    plan = planned(any_house, STRANGE)
    asked = {(one.kind.value, one.written): one.count for one in plan.questions()}
    assert asked == {("category", "党员同志"): 3, ("organisation", "县档案局支部"): 4}
    assert len(plan.faults) == 7, "every row is still named"
    assert all(fault.row and fault.column for fault in plan.faults)


def test_what_was_chosen_is_used_and_remembered_for_the_next_file(any_house: House) -> None:
    loaded(any_house, SIX)
    first = planned(any_house, STRANGE)
    said = {"党员同志": "正式党员", "县档案局支部": "测试县档案馆党支部"}
    chosen = [answer(one, said[one.written], first.tree) for one in first.questions()]
    assert planned(any_house, STRANGE, more=chosen).faults == []
    assert planned(any_house, STRANGE).faults != [], "nothing is kept before it is said to be"

    any_house.writer.run(choices.remember, chosen)
    again = planned(any_house, STRANGE)
    assert again.faults == []
    assert sorted(again.used) == sorted(chosen), "and the organiser is told that it was used"
    assert {one.path for one in again.added} == {ARCHIVE}
    assert {one.category for one in again.added} == {"full"}

    any_house.writer.run(choices.forget, ChoiceKind.CATEGORY, "党员同志")
    assert [one.written for one in planned(any_house, STRANGE).questions()] == ["党员同志"]


def test_a_later_choice_replaces_the_earlier(any_house: House) -> None:
    one = Choice(ChoiceKind.CATEGORY, "群众代表", Category.ACTIVIST.value)
    any_house.writer.run(choices.remember, [one])
    any_house.writer.run(choices.remember, [one, one._replace(meaning="non_party")])
    with any_house.database.reading() as session:
        assert choices.known_choices(session).categories == {"群众代表": Category.NON_PARTY}


def test_a_name_may_be_a_new_branch_below_the_only_root(house: House) -> None:
    loaded(house, SIX)
    rows = csv_roll([*SIX, person("新测甲", "测试县地震局党支部")])
    (question,) = planned(house, rows).questions()
    assert question.hangs == ROOT
    plan = planned(house, rows, more=[answer(question, "新建", None)])
    assert loading.load(house, plan, "a.csv").organisations == 1
    assert plan.added[0].path == f"{ROOT}/测试县地震局党支部"
    assert planned(house, rows).empty, "it now bears the name: nothing is asked again"


def test_an_unknown_root_does_not_make_a_second_tree(house: House) -> None:
    loaded(house, SIX)
    rows = csv_roll([person("测试" + name[-1], f"县直工委/{name}") for name in ("档案馆支部甲", "测试县档案馆党支部")])
    (question,) = planned(house, rows).questions()
    assert (question.written, question.count) == ("县直工委", 2)
    plan = planned(house, rows, more=[answer(question, ROOT, planned(house, rows).tree)])
    assert list(plan.organisations) == [f"{ROOT}/档案馆支部甲"]


def test_a_choice_whose_organisation_is_not_there_is_asked_again(house: House) -> None:
    loaded(house, SIX)
    house.writer.run(choices.remember, [Choice(ChoiceKind.ORGANISATION, "县档案局支部", "别处/没有")])
    assert "县档案局支部" in [one.written for one in planned(house, STRANGE).questions()]


@pytest.mark.parametrize(
    ("written", "said"), [("县档案局支部", "没有这个"), ("县档案局支部", ""), ("党员同志", "也许")]
)
def test_an_answer_that_names_nothing_is_refused(house: House, written: str, said: str) -> None:
    loaded(house, SIX)
    plan = planned(house, STRANGE)
    question = next(one for one in plan.questions() if one.written == written)
    with pytest.raises(Refusal) as refused:
        answer(question, said, plan.tree)
    assert refused.value.key == "roll.choice"


def test_new_is_said_in_either_language(house: House) -> None:
    loaded(house, SIX)
    plan = planned(house, STRANGE)
    question = next(one for one in plan.questions() if one.written == "县档案局支部")
    assert {answer(question, said, plan.tree).meaning for said in ("新建", "new", "NEW")} == {NEW}
    assert "测试甲" in present(house)
