"""What the pages' scripts say, so that their words stand in the catalogues like all others."""

from app.core.i18n import translate
from app.core.refusal import N_

DAYS = N_("%(n)s 天")

PAPER = {
    "days": DAYS,
    "single": N_("单选题"),
    "multiple": N_("多选题"),
    "true_false": N_("判断题"),
    "blank": N_("填空题"),
    "several": N_("（可多选）"),
    "more_options": N_("下面还有选项 ↓"),
    "more_cells": N_("下面还有题 ↓"),
    "comma": N_("、"),
    "gap": N_("（空）"),
    "nth": N_("第 %(n)s 题 / 共 %(all)s 题"),
    "nth_gap": N_("第 %(n)s 空"),
    "marks": N_("%(n)s 分"),
    "chosen": N_("已选"),
    "hint": N_("点一下即保存，交卷前可以随时改。"),
    "hint_multiple": N_("可以选几个；再点一下取消。点一下即保存。"),
    "hint_blank": N_("写好后自动保存，交卷前可以随时改。"),
    "doubting": N_("标记：有疑问"),
    "doubted": N_("？已标记有疑问，点一下取消"),
    "previous": N_("上一题"),
    "next": N_("下一题"),
    "list": N_("答题卡"),
    "on": N_("继续答题"),
    "missing": N_("%(n)s 题未答"),
    "sent": N_("已送达"),
    "waiting": N_("等网络"),
    "open": N_("未答"),
    "doubt": N_("有疑问"),
    "cell": N_("第 %(n)s 题，%(marks)s"),
    "saved": N_("已保存 %(n)s/%(all)s"),
    "back": N_("网通了，%(n)s 题都已送达。"),
    "offline": N_("网断了，请接着答。不要刷新、不要退出；网一通就自动送出。"),
    "offline_short": N_("！网断了，请接着答"),
    "busy_short": N_("！人多，正在排队"),
    "not_fetched": N_("！试卷没取到，正在重试，计时以服务器为准"),
    "kept": N_("已存 %(n)s，还有 %(m)s 题等网络"),
    "left": N_("还剩 %(minutes)s 分钟"),
    "sheet_offline": N_("！现在没有网。可以交卷：答案都在这部手机上，联网后自动交。"),
    "hand_in": N_("交卷"),
    "open_count": N_("题未答"),
    "confirm_missing": N_("还有 %(n)s 题没答：第 %(list)s 题。现在交卷，这 %(n)s 题按 0 分算。"),
    "confirm_many": N_("还有 %(n)s 题没答。现在交卷，这 %(n)s 题按 0 分算。"),
    "confirm_all": N_("%(n)s 题都答了。"),
    "confirm_next": N_("交卷后不能再改，成绩和回执马上登记。"),
    "hand_in_now": N_("现在交卷"),
    "back_to_answer": N_("回去补答"),
    "confirm_hand_in": N_("确认交卷"),
    "look_again": N_("再看看"),
    "leave_title": N_("要离开答题吗？"),
    "leave_text": N_("时间不会停。已送达的答案都在，回来可以接着答。"),
    "leave": N_("离开"),
    "stay": N_("接着答"),
    "away_title": N_("已在另一设备作答"),
    "away_text": N_("这份试卷正在另一部手机上答。要换到这部手机吗？那边已送达的都保留。"),
    "away_take": N_("换到这台"),
    "away_leave": N_("不换"),
    "sending": N_("正在交卷…"),
    "sending_text": N_("请稍等，不要关闭。"),
    "sending_in_time": N_("还没送到，正在再试。现在仍在时限内，联网后自动交。"),
    "sending_late": N_("还没送到，正在再试。时间已到：已送达的都算，没送达的由服务器登记为晚到。"),
    "cancel": N_("先不交，回去"),
    "time_up": N_("时间到"),
    "late": N_("时间到，已替您交卷：%(n)s 题有效；第 %(list)s 题到得晚，没有计分，已留底备查。"),
    "see_result": N_("看成绩"),
}

PHONE = {
    "unsent": N_("%(who)s还有 %(n)s 题没送出，请等绿色对勾再换人。"),
    "sent": N_("✓ 都已送达，可以换人了。"),
    "swap_done": N_("%(now)s，您好。%(who)s的试卷已交好，这部手机上不留他的答案。"),
    "swap_ask": N_("这部手机上现在是%(who)s。要换成这张卡的人吗？"),
    "take_over": N_("换到这台"),
    "device": N_("这份试卷正在另一部手机上答。要换到这部手机吗？那边已送达的都保留。"),
    "none_found": N_("没有找到这个党组织。请换一个字再试，或输入全称。"),
    "hits": N_("找到 %(n)s 个，请选择"),
    "hits_more": N_("先列 %(n)s 个，还有更多：请再多输几个字"),
}

BRANCH = {
    "copied": N_("已复制，去微信群里粘贴。"),
    "copy_hint": N_("没能自动复制：文字已选中，请长按，再点“复制”。"),
    "picture_hint": N_("长按图片保存，或发到群里。"),
    "picture_alt": N_("支部汇总图"),
}


def words(of: dict[str, str], language: str) -> dict[str, str]:
    """Each sentence in the language; ``%(fact)s`` stay for the script to fill in."""
    return {key: translate(language, sentence) for key, sentence in of.items()}
