import pytest

from app.organisations.models import OrganisationKind
from app.organisations.names import fold, initials, kind_of, masked, short_name, short_names, sort_key, spellings

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王建民", "王*民"),
        ("张三", "张*"),
        ("欧阳测", "欧阳*"),
        ("欧阳测试", "欧阳*试"),
        ("阿依古丽·买买提", "阿*提"),
        ("李", "*"),
        ("", "*"),
    ],
)
def test_everybody_else_sees_a_masked_name(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_names_are_compared_without_blanks_width_case_and_kind_of_dot() -> None:
    assert fold("　财政局　党支部（ＡＢ）") == fold("财政局党支部(ab)")
    for dot in "·•・‧･∙":
        assert fold(f"买买提{dot}艾力") == "买买提·艾力"
    assert fold("王\u200b民\ud800\x00") == "王民"


def test_the_short_name_leaves_out_nothing_but_the_leading_words() -> None:
    assert short_name("中共新城县财政局党支部") == "新城县财政局党支部"
    assert short_name("财政局中共党支部") == "财政局中共党支部"
    assert short_name("中共") == "中共"


def test_branches_of_one_short_name_are_told_apart_by_their_parent() -> None:
    paths = {path: path.split("/") for path in ("工委/公安局党总支/第一党支部", "工委/税务局党总支/第一党支部", "工委")}
    assert short_names(paths) == {
        "工委/公安局党总支/第一党支部": "公安局党总支第一党支部",
        "工委/税务局党总支/第一党支部": "税务局党总支第一党支部",
        "工委": "工委",
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中共新城县直属机关工作委员会", OrganisationKind.WORK_COMMITTEE),
        ("县直机关工委", OrganisationKind.WORK_COMMITTEE),
        ("公安局机关党委", OrganisationKind.COMMITTEE),
        ("中共新城县公安局机关委员会", OrganisationKind.COMMITTEE),
        ("财政局党总支", OrganisationKind.GENERAL_BRANCH),
        ("中共新城县财政局总支部委员会", OrganisationKind.GENERAL_BRANCH),
        ("财政局党支部", OrganisationKind.BRANCH),
        ("中共新城县财政局支部委员会", OrganisationKind.BRANCH),
        ("财政局、税务局联合党支部", OrganisationKind.BRANCH),
        ("第二党小组", OrganisationKind.GROUP),
    ],
)
def test_the_ending_says_what_an_organisation_is(name: str, kind: OrganisationKind) -> None:
    assert kind_of(name, levels_below=2) is kind


def test_without_an_ending_the_levels_below_say_it() -> None:
    kinds = [kind_of("机关", levels_below=levels) for levels in range(4)]
    assert kinds == ["branch", "general_branch", "committee", "work_committee"]
    assert kind_of("甲组", levels_below=0, parent=OrganisationKind.BRANCH) is OrganisationKind.GROUP


def test_an_organisation_is_found_under_its_formal_and_its_everyday_name() -> None:
    found = spellings("中共新城县财政局支部委员会", "新城县财政局支部委员会")
    assert {"中共新城县财政局支部委员会", "新城县财政局支部委员会", "新城县财政局党支部"} <= found


def test_pinyin_initials_and_order() -> None:
    assert initials("新城县财政局") == "xcxczj"
    numbered = ["第十党支部", "第二党支部", "第二十一党支部", "第一党支部", "3号楼党支部", "12号楼党支部"]
    assert sorted(numbered, key=sort_key) == [
        "3号楼党支部", "12号楼党支部", "第一党支部", "第二党支部", "第十党支部", "第二十一党支部",
    ]  # fmt: skip
    assert set(sort_key("财政局（一）·A/1")) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
