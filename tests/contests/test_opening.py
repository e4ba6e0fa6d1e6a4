"""A contest opens once, with everything that it promises frozen; or it says exactly what is missing."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import col, select

from app.contests import creating, freezing_roll, opening
from app.contests.finding import ContestView
from app.contests.models import RollMember, TreeNode
from app.contests.sittings import seed
from app.core.house import House
from app.core.refusal import Refusal
from app.ledger.tail import tail
from app.organisations.models import Category, Member, MemberState, Organisation
from tests.contests.conftest import NOW, draft, load_bank, open_it, prepare, view
from tests.contests.rule_sets import CLOSES, OPENS, made
from tests.world import ARCHIVE, BRANCHES, COMMITTEE, MEMBERS, PLANNING, PRICES, SCHOOLS, WEATHER, WORK_COMMITTEE, World


def refused(house: House, one: ContestView, now: int = NOW) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        open_it(house, one, now)
    return refusal.value


def entries(house: House, one: ContestView) -> list[dict[str, Any]]:
    with house.database.reading() as session:
        return [json.loads(entry.payload) for entry in tail(session, one.id, after=0)]


def roll(house: House, one: ContestView) -> list[RollMember]:
    with house.database.reading() as session:
        rows = select(RollMember).where(col(RollMember.contest_id) == one.id).order_by(col(RollMember.place))
        return list(session.exec(rows))


def test_opening_freezes_rules_editions_and_roll_and_says_so_in_the_chain(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    open_it(house, ready)
    opened = view(house)
    assert (opened.state, opened.rules, opened.opens, opened.closes) == ("opened", ready.rules, OPENS, CLOSES)
    assert set(opened.editions) == {"made"}
    first, second = entries(house, ready)
    assert (first["kind"], second["kind"]) == ("opened", "sitting")
    assert first["rules"] == hashlib.sha256(ready.rules_text.encode()).hexdigest()
    assert second["sitting"] == opened.sitting.key
    assert (second["opens"], second["closes"], second["commitment"]) == (OPENS, CLOSES, opened.sitting.commitment)


def test_the_commitment_can_be_recomputed_from_what_is_published(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    open_it(house, ready)
    opened = view(house)
    with house.database.reading() as session:
        shown = seed(house.secret, session, opened.sitting.id)
    first, second = entries(house, ready)
    bound = '{"editions":{"made":"%s"},"rules":"%s","seed":"%s","v":1}'
    text = bound % (first["editions"]["made"], first["rules"], shown.hex())
    assert len(shown) == 32
    assert second["commitment"] == hashlib.sha256(text.encode()).hexdigest()


def test_no_entry_and_no_row_shows_the_seed(world: World, drafted: ContestView) -> None:
    open_it(world.house, drafted)
    with world.house.database.reading() as session:
        shown = seed(world.house.secret, session, view(world.house).sitting.id)
    world.house.database.dispose()
    stored = b"".join(file.read_bytes() for file in world.house.settings.data.glob("cup.db*"))
    assert shown not in stored
    assert shown.hex().encode() not in stored


def test_two_contests_have_two_seeds(world: World, drafted: ContestView) -> None:
    other = draft(world.house, "other")
    sittings = [open_it(world.house, one) for one in (drafted, other)]
    with world.house.database.reading() as session:
        one, two = (seed(world.house.secret, session, sitting) for sitting in sittings)
    assert one != two


def test_the_roll_holds_who_is_present_and_eligible_in_key_order(any_world: World, ready: ContestView) -> None:
    house = any_world.house

    def leave(session: Any) -> None:
        session.get_one(Member, any_world.members["卫测末"]).state = MemberState.GONE

    house.writer.run(leave)
    open_it(house, ready)
    rows = roll(house, ready)
    eligible = [one for one in MEMBERS if one[4] in (Category.FULL, Category.PROBATIONARY) and one[0] != "卫测末"]
    assert [row.place for row in rows] == list(range(len(eligible)))
    keys = [row.member_key for row in rows]
    assert keys == sorted(keys)
    assert any_world.keys["郑测七"] not in keys, "an applicant may not sit this contest"
    assert [row.exempt for row in rows].count(True) == 1


def test_the_roll_digest_is_over_its_lines(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    open_it(house, ready)
    lines = "".join(
        f"{row.member_key}|{row.organisation_id}|{row.district_id or ''}|{row.unit_id or ''}"
        f"|{row.category}|{int(row.exempt)}|{row.division}\n"
        for row in roll(house, ready)
    )
    assert entries(house, ready)[0]["roll"] == hashlib.sha256(lines.encode()).hexdigest()


def test_the_tree_is_frozen_with_all_that_stands_above_the_roll(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    open_it(house, ready)
    with house.database.reading() as session:
        nodes = session.exec(select(TreeNode).where(TreeNode.contest_id == ready.id)).all()
    tree = {node.organisation_id: (node.parent_id, node.kind) for node in nodes}
    root, committee = any_world.organisations[WORK_COMMITTEE], any_world.organisations[COMMITTEE]
    assert set(tree) == set(any_world.organisations.values())
    assert tree[root] == (None, "work_committee")
    assert tree[any_world.organisations[PLANNING]] == (committee, "branch")
    lines = "".join(f"{one}|{parent or ''}|{kind}\n" for one, (parent, kind) in sorted(tree.items()))
    assert entries(house, ready)[0]["tree"] == hashlib.sha256(lines.encode()).hexdigest()


def test_an_organisation_with_nobody_on_the_roll_is_not_in_the_tree(world: World, drafted: ContestView) -> None:
    def leave(session: Any) -> None:
        session.get_one(Member, world.members["卫测末"]).state = MemberState.GONE

    world.house.writer.run(leave)
    open_it(world.house, drafted)
    with world.house.database.reading() as session:
        nodes = session.exec(select(TreeNode.organisation_id)).all()
    assert set(world.organisations.values()) - set(nodes) == {world.organisations[WEATHER]}


def test_without_edges_nobody_has_a_size_class(world: World, drafted: ContestView) -> None:
    open_it(world.house, drafted)
    assert {row.division for row in roll(world.house, drafted)} == {""}


def test_a_size_class_goes_by_who_counts_for_the_branch(world: World) -> None:
    """规划: two full members and one on probation; 价格: one, and one exempt; 学校 has three, the others one each."""
    load_bank(world.house)
    scoring = {"kind": "mean", "categories": ["full"]}
    contest = draft(world.house, divisions=[1, 2], organisation_scoring=scoring)
    open_it(world.house, contest)
    by_branch = {row.organisation_id: row.division for row in roll(world.house, contest)}
    assert {name: by_branch[world.organisations[name]] for name in BRANCHES} == {
        PLANNING: "2-2",
        PRICES: "1-1",
        SCHOOLS: "3-",
        ARCHIVE: "1-1",
        WEATHER: "1-1",
    }
    assert (
        len(
            {row.division for row in roll(world.house, contest) if row.organisation_id == world.organisations[PLANNING]}
        )
        == 1
    )


def test_the_members_of_a_group_are_in_their_branchs_size_class(world: World) -> None:
    def divide(session: Any) -> None:
        branch = world.organisations[SCHOOLS]
        group = Organisation(
            key="g" * 26, parent_id=branch, kind="group", name="第一党小组", short_name="一组", path="g"
        )
        session.add(group)
        session.flush()
        for member in world.namesakes:
            session.get_one(Member, member).organisation_id = group.id

    load_bank(world.house)
    world.house.writer.run(divide)
    contest = draft(world.house, divisions=[1, 2])
    open_it(world.house, contest)
    with world.house.database.reading() as session:
        kept = session.exec(select(RollMember.division).where(RollMember.member_key == world.keys["王测同"])).one()
        nodes = session.exec(select(TreeNode.kind).where(TreeNode.parent_id == world.organisations[SCHOOLS])).all()
    assert kept == "3-"
    assert nodes == ["group"]


@pytest.mark.parametrize(
    ("size", "label"), [(0, "1-10"), (1, "1-10"), (10, "1-10"), (11, "11-30"), (30, "11-30"), (31, "31-")]
)
def test_the_edges_belong_to_the_smaller_class(size: int, label: str) -> None:
    assert freezing_roll.division_of(size, (10, 30)) == label


def test_a_member_who_comes_after_opening_is_not_on_the_roll(world: World, drafted: ContestView) -> None:
    prepared = prepare(world.house, drafted)

    def join(session: Any) -> None:
        session.add(
            Member(key="z" * 26, organisation_id=next(iter(world.organisations.values())), name="后", folded="后")
        )

    world.house.writer.run(join)
    world.house.writer.run(opening.open_contest, prepared, NOW)
    assert "z" * 26 not in [row.member_key for row in roll(world.house, drafted)]
    assert len(roll(world.house, drafted)) == prepared.roll


def test_a_section_that_cannot_be_drawn_refuses_with_the_numbers(any_world: World) -> None:
    load_bank(any_world.house, singles=2, multiples=0)
    refusal = refused(any_world.house, draft(any_world.house))
    assert refusal.key == "contest.too_few_questions"
    assert [(one["section"], one["kind"], one["wanted"], one["there"]) for one in refusal.facts["sections"]] == [
        (1, "single", 3, 2),
        (2, "multiple", 1, 0),
    ]
    assert (refusal.facts["section"], refusal.facts["wanted"], refusal.facts["there"]) == (1, 3, 2)
    assert "要 3 题，只有 2 题，还差 1 题" in refusal.facts["said"].said("zh")


def test_draft_questions_do_not_count_unless_the_rules_say_so(world: World) -> None:
    load_bank(world.house, status="draft")
    assert refused(world.house, draft(world.house)).facts["there"] == 0
    sections = made().model_dump(mode="json")["sections"]
    sections[0]["statuses"] = ["checked", "draft"]
    open_it(world.house, draft(world.house, "trial", sections=sections))


def test_other_reasons_not_to_open(world: World) -> None:
    house = world.house
    assert refused(house, draft(house)).key == "contest.no_bank"
    load_bank(house)
    assert refused(house, view(house), CLOSES).key == "contest.window_past"
    nobody = draft(house, "nobody", eligible=["non_party"])
    assert refused(house, nobody).key == "contest.no_roll"
    open_it(house, view(house))
    assert refused(house, view(house)).key == "contest.not_draft"


def test_an_empty_field_of_the_privacy_notice_refuses_by_name(world: World, drafted: ContestView) -> None:
    house = world.house
    house.settings = house.settings.model_copy(update={"contact": "", "erase_on": ""})
    refusal = refused(house, drafted)
    assert refusal.key == "contest.no_privacy_notice"
    assert refusal.facts["missing"] == ["contact", "erase_on"]
    assert "CUP_ERASE_ON" in refusal.facts["said"].said("zh")
    open_it(house, draft(house, "own", contact="测试联系人", erase_on="2027-01-01"))


def test_opening_twice_at_once_opens_once(any_world: World, ready: ContestView) -> None:
    house = any_world.house

    def attempt(_number: int) -> str:
        try:
            open_it(house, ready)
        except Refusal as refusal:
            return refusal.key
        return "opened"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(attempt, range(6)))
    if "opened" not in outcomes:
        outcomes.append(attempt(6))
    assert outcomes.count("opened") == 1
    assert set(outcomes) <= {"opened", "contest.opened_elsewhere"}
    assert [entry["kind"] for entry in entries(house, ready)] == ["opened", "sitting"]
    assert len(view(house).sittings) == 1
    assert len({row.member_key for row in roll(house, ready)}) == len(roll(house, ready)) == 10


def test_the_newest_preparation_counts_and_the_older_cannot_write_into_it(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    older = prepare(house, ready)
    newer = prepare(house, ready)
    with pytest.raises(Refusal, match="opened_elsewhere"):
        house.writer.run(freezing_roll.add_piece, ready.id, older.claim, 0, [])
    with pytest.raises(Refusal, match="opened_elsewhere"):
        house.writer.run(opening.open_contest, older, NOW)
    house.writer.run(opening.open_contest, newer, NOW)
    with pytest.raises(Refusal, match="opened_elsewhere"):
        house.writer.run(freezing_roll.clear_piece, ready.id, newer.claim)


def test_one_preparation_opens_once(any_world: World, ready: ContestView) -> None:
    house = any_world.house
    prepared = prepare(house, ready)
    house.writer.run(opening.open_contest, prepared, NOW)
    with pytest.raises(Refusal, match="opened_elsewhere"):
        house.writer.run(opening.open_contest, prepared, NOW)
    assert len(view(house).sittings) == 1


def test_a_preparation_that_was_cut_off_leaves_no_trace(world: World, drafted: ContestView) -> None:
    house = world.house
    stale = [freezing_roll.RollRow(f"stale-{n}", 1, None, None, "full", exempt=False) for n in range(700)]
    house.writer.run(opening.claim_opening, drafted, "cut off")
    for start in (0, 300, 600):
        house.writer.run(freezing_roll.add_piece, drafted.id, "cut off", start, stale[start : start + 300])
    open_it(house, drafted)
    assert len(roll(house, drafted)) == 10


def test_rules_changed_while_preparing_are_not_opened_unseen(world: World, drafted: ContestView) -> None:
    prepared = prepare(world.house, drafted)
    changed = made(title="改过的竞赛")
    world.house.writer.run(creating.change_rules, drafted.id, changed, slug="cup", now=NOW)
    with pytest.raises(Refusal, match="opened_elsewhere"):
        world.house.writer.run(opening.open_contest, prepared, NOW)
    open_it(world.house, view(world.house))
    assert view(world.house).rules == changed


def test_opened_rules_cannot_be_changed(world: World, drafted: ContestView) -> None:
    open_it(world.house, drafted)
    with pytest.raises(Refusal, match="not_draft"):
        world.house.writer.run(creating.change_rules, drafted.id, made(title="晚了"), slug="cup", now=NOW)
    assert view(world.house).rules == drafted.rules


def test_a_newer_edition_after_opening_changes_nothing(world: World, drafted: ContestView) -> None:
    first = load_bank(world.house)
    open_it(world.house, drafted)
    load_bank(world.house, answer="D")
    assert view(world.house).editions == {"made": first}
