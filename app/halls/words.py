"""One name for everything that a screen can show, said alike at the desk and in the hall (msgids)."""

from app.core.refusal import N_
from app.halls.showing import Message, State

BOARDS = {
    "organisations": N_("党组织榜"),
    "members": N_("个人榜"),
    "districts": N_("片区榜"),
    "units": N_("单位榜"),
}
KINDS = {
    "work_committee": N_("机关工委榜"),
    "committee": N_("机关党委榜"),
    "general_branch": N_("党总支榜"),
    "branch": N_("党支部榜"),
    "group": N_("党小组榜"),
}
COLUMNS = {
    "organisations": N_("党组织"),
    "members": N_("姓名"),
    "districts": N_("片区"),
    "units": N_("单位"),
}
KIND_COLUMNS = {
    "work_committee": N_("机关工委"),
    "committee": N_("机关党委"),
    "general_branch": N_("党总支"),
    "branch": N_("党支部"),
    "group": N_("党小组"),
}
STATES = {
    State.COVER: N_("封面"),
    State.JOIN: N_("扫码入场"),
    State.BOARD: N_("榜"),
    State.MESSAGE: N_("消息"),
}
MESSAGES = {
    Message.RULES: (N_("环节规则"), ""),
    Message.BREAK: (N_("休息"), N_("一会儿继续，请不要走远。")),
    Message.APPEAL: (N_("正在处理申诉"), N_("核对之后当场宣布，请稍候。")),
    Message.WAIT: (N_("请稍候"), N_("马上开始。")),
    Message.TEXT: ("", ""),
}
"""Heading and text of each message, where nobody has written others."""


def board_title(board: str, kind: str = "") -> str:
    return KINDS.get(kind, BOARDS[board]) if board == "organisations" else BOARDS[board]


def board_column(board: str, kind: str = "") -> str:
    return KIND_COLUMNS.get(kind, COLUMNS[board]) if board == "organisations" else COLUMNS[board]
