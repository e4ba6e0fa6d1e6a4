"""The desk's frame: the menu, who is signed in, what has just happened."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from app.core import pages
from app.core.i18n import translate
from app.core.refusal import N_, Refusal
from app.core.web import house_of, language_of
from app.desk.saying import Saying
from app.signin.sessions import SignedOrganiser

MENU = (
    ("home", "/desk", N_("概况")),
    ("contests", "/desk/contests", N_("竞赛")),
    ("banks", "/desk/banks", N_("题库")),
    ("roll", "/desk/roll", N_("名册")),
    ("cards", "/desk/cards", N_("印刷品")),
    ("screens", "/desk/screens", N_("大屏")),
    ("doctor", "/desk/doctor", N_("体检")),
)

DONE = {
    "roll": N_("名册已载入。"),
    "bank": N_("题库已载入。"),
    "same-bank": N_("这一版题库早已载入，没有重复。"),
    "discarded": N_("文件已删除，什么都没有改。"),
    "new": N_("竞赛已建好，还没有开赛。下面写着下一步。"),
    "change": N_("修改已保存。"),
    "open": N_("已开赛：规则、题库版本和参赛名册从此不变。"),
    "close": N_("已结束：没交的试卷几秒内按已送达的答案收完，然后可以定榜。"),
    "freeze": N_("已封榜：大屏和手机停在此刻的名次。"),
    "unfreeze": N_("已解除封榜：大屏和手机显示最新名次。"),
    "finalise": N_("已定榜：名次从此不变。"),
    "roll-change": N_("已登记，写进了成绩流水。"),
    "confirmed": N_("已核对，成绩算到这位同志名下。"),
    "declined": N_("已回复，对方的手机上看得到原因。"),
    "granted": N_("已办好。"),
    "secretary": N_("书记名单已更新。"),
    "password": N_("密码已换好。"),
    "reissue": N_("新卡已发，旧卡从此打不开。请打印这张新卡。"),
    "void": N_("这张卡已作废。要用时请补发新卡。"),
    "unlock": N_("已解锁，这位同志可以马上再试。"),
    "make-up": N_("补考已加：种子已封存，校验码写进成绩流水。"),
    "favour": N_("已照顾，写进成绩流水。"),
    "late": N_("已裁定计分：整份卷子重判，写进成绩流水。"),
    "annul": N_("已作废，写进成绩流水。"),
    "restore": N_("已恢复，写进成绩流水。"),
    "try-out": N_("试答已开始：把下面的网址发给试答的人。"),
    "erased": N_("已整场删除，没有留下记录。"),
    "circle": N_("人员圈已保存。"),
    "dissolved": N_("人员圈已解散，人还在名册上。"),
    "series": N_("系列已保存。"),
    "clock": N_("时钟已确认，答题照常进行。"),
}
"""What a page says after a form has led back to it with ``?done=``."""


def desk_page(
    request: Request, template: str, organiser: SignedOrganiser, active: str, *, status: int = 200, **facts: Any
) -> HTMLResponse:
    """One page of the desk in its frame, in the organiser's language."""
    language, house = language_of(request), house_of(request)
    say = Saying(language, house.settings.zone)
    return pages.page(
        request,
        f"desk/{template}",
        status=status,
        organiser=organiser,
        active=active,
        menu=MENU,
        done=DONE.get(request.query_params.get("done", ""), ""),
        say=say,
        doubted_clock=say.moment(house.clock.now()) if house.clock.doubtful else "",
        **facts,
    )


def sentence(request: Request, refused: Refusal) -> str:
    """A refusal as the organiser reads it."""
    return translate(language_of(request), refused.sentence, **refused.facts)
