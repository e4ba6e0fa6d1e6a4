"""Pure: the closed lists of reasons for changes of the roll and for declined requests. Codes go into the chain and the
database, never free text about a person."""

from app.core.refusal import N_, declare

JOINED = {
    "transferred_in": N_("转入"),
    "new": N_("新进人员"),
    "forgotten": N_("名册漏列"),
}
LEFT = {
    "transferred_out": N_("转出"),
    "retired": N_("退休后转出"),
    "died": N_("去世"),
    "other": N_("其他"),
}
MOVED = {
    "transferred": N_("组织关系转接"),
    "corrected": N_("名册更正"),
}
EXEMPTED = {
    "illness": N_("生病"),
    "abroad": N_("出国（境）"),
    "long_leave": N_("长期请假"),
    "secondment": N_("借调挂职"),
    "other": N_("其他"),
}
CHANGES = {"joined": JOINED, "left": LEFT, "moved": MOVED, "exempted": EXEMPTED, "unexempted": EXEMPTED}
"""By what is done; ``unexempted`` takes an exemption back."""
DECLINED = {
    "not_ours": N_("本支部没有这位同志，请核对支部和姓名"),
    "duplicate": N_("您已经用本人的参赛卡参加过"),
    "not_eligible": N_("您不在这一场的参加范围"),
    "not_reached": N_("没有联系上您，请和支部书记或主办方联系"),
}
DECLINED_BY_ORGANISER = {
    "not_needed": N_("不需要"),
    "not_eligible": N_("不符合条件"),
}
"""Why an exemption or a paper that a secretary asked for is not granted."""

unknown_reason = declare("roll_change.reason", 422, N_("请从列出的原因里选一个。"))


def known(reason: str, listed: dict[str, str]) -> str:
    """The code itself, where it is in the list; else ``roll_change.reason``."""
    if reason not in listed:
        raise unknown_reason()
    return reason
