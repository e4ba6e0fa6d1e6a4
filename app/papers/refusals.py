"""Why a paper cannot be started, saved or handed in."""

from app.core.refusal import N_, declare

attempts_used = declare("attempts.used", 409, N_("%(used)s 次都用完了，最好成绩以结果页为准。"))
attempts_used_today = declare("attempts.used_today", 409, N_("今天的 %(used)s 次都用完了，明天再来。"))
clock_behind = declare("clock.behind", 503, N_("服务器的时钟不对，主办方正在核对，请稍候再开始。已经开始的不受影响。"))
closed = declare("paper.closed", 409, N_("这份试卷已经收了，晚到的答案没有计分，已留底备查。"))
handed_in = declare("paper.handed_in", 409, N_("这份试卷已经交了，不能再改。"))
elsewhere = declare("paper.elsewhere", 409, N_("这份试卷正在另一部手机上答。要换到这部手机吗？那边已送达的都保留。"))
send_again = declare("paper.restored", 409, N_("服务器刚从备份恢复，请把这份试卷的答案再送一次，然后交卷。"))
not_handed_in = declare("paper.open", 409, N_("这份试卷还没有交。"))
not_shown_yet = declare("result.not_yet", 409, N_("答案和解析现在还不能看，公布时间写在规则里。"))
