"""Pure: what an organiser may do with a contest in each phase, and what the desk says about it before it is done."""

from dataclasses import dataclass

from app.contests.phases import Phase
from app.core.refusal import N_


@dataclass(frozen=True)
class Deed:
    """``label``, ``does``, ``button``, ``question`` and ``consequences`` are msgids."""

    name: str
    label: str
    does: str
    button: str
    question: str
    consequences: tuple[str, ...]
    typed: bool
    """It cannot be taken back: the contest's slug has to be typed."""


OPEN = Deed(
    "open",
    N_("开赛"),
    N_("封存规则、题库版本、参赛名册和抽题办法；到开始时间参赛者自动可以答题。"),
    N_("开赛"),
    N_("现在开赛吗？"),
    (
        N_("规则、题库版本和参赛名册从此不能改；之后上传的名册不影响这一场的应参人数。"),
        N_("抽题办法封存，校验码写进成绩流水，门口页会显示。"),
        N_("没到开始时间也可以先开赛：参赛者看得到规则，到时间才能答题。"),
    ),
    typed=True,
)
FREEZE = Deed(
    "freeze",
    N_("封榜"),
    N_("大屏和手机上的名次停在此刻；答题、交卷照常，自己的分数照样看得到。"),
    N_("封榜"),
    N_("现在封榜吗？"),
    (
        N_("大屏、手机和公开数据都停在此刻，直到解除封榜或定榜。"),
        N_("答题和交卷不受影响。"),
        N_("可以解除；封榜和解除都写进成绩流水。"),
    ),
    typed=False,
)
UNFREEZE = Deed(
    "unfreeze",
    N_("解除封榜"),
    N_("大屏和手机重新显示最新名次。"),
    N_("解除封榜"),
    N_("现在解除封榜吗？"),
    (N_("大屏和手机会马上显示封榜以来的全部变化。"),),
    typed=False,
)
CLOSE = Deed(
    "close",
    N_("提前结束"),
    N_("所有没交的试卷按现有答案收卷，不再收新的答案。"),
    N_("结束竞赛"),
    N_("现在结束竞赛吗？"),
    (
        N_("正在作答的试卷截止时间改为现在，按已送达的答案收卷判分。"),
        N_("结束之后不能再答题，也不能再打开。"),
    ),
    typed=True,
)
FINALISE = Deed(
    "finalise",
    N_("定榜"),
    N_("确定最后名次；封着的榜同时揭开。"),
    N_("定榜"),
    N_("现在定榜吗？"),
    (
        N_("名次从此不变，写进成绩流水并留下每个榜的校验码。"),
        N_("如果还封着榜，定榜的同时全部公开。"),
    ),
    typed=True,
)
DEEDS = {deed.name: deed for deed in (OPEN, FREEZE, UNFREEZE, CLOSE, FINALISE)}


def offered(phase: Phase, *, frozen: bool) -> list[Deed]:
    """What may be done now, the next step first."""
    if phase is Phase.DRAFT:
        return [OPEN]
    if phase is Phase.FINALISED:
        return []
    if phase is Phase.CLOSED:
        return [FINALISE, UNFREEZE] if frozen else [FINALISE]
    return [UNFREEZE if frozen else FREEZE, CLOSE]


def primary(phase: Phase) -> Deed | None:
    """The next step of the contest, where it is the organiser's to take."""
    return {Phase.DRAFT: OPEN, Phase.CLOSED: FINALISE}.get(phase)


NEXT = {
    Phase.DRAFT: N_("核对规则和题库，然后开赛。"),
    Phase.SCHEDULED: N_("印参赛卡，把入口二维码发到各支部；到时间自动开放。"),
    Phase.OPEN: N_("看着参与率，提醒还没参加的支部；要留悬念就在结束前封榜。"),
    Phase.OVER: N_("等最后几份试卷收齐，几秒后自动结束。"),
    Phase.CLOSED: N_("核对榜单，然后定榜。"),
    Phase.FINALISED: N_("已经定榜，可以公布结果。"),
}


def next_of(phase: Phase, *, make_up_due: bool) -> str:
    """The msgid of the next step. ``make_up_due``: the rules have a make-up sitting and none was added."""
    if phase is Phase.CLOSED and make_up_due:
        return N_("规则里有补考：先加一场补考；考完了核对榜单，再定榜。")
    return NEXT[phase]
