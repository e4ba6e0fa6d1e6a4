"""Why a board cannot be frozen, closed or finalised."""

from app.core.refusal import N_, declare

not_running = declare("boards.not_running", 409, N_("竞赛 %(slug)s 现在没有在进行，不能这样做。"))
frozen_already = declare("boards.frozen_already", 409, N_("榜已经封了。"))
not_frozen = declare("boards.not_frozen", 409, N_("榜没有封，不用解封。"))
closed_already = declare("boards.closed_already", 409, N_("竞赛 %(slug)s 已经结束。"))
papers_open = declare(
    "boards.papers_open", 409, N_("还有 %(open)s 份试卷没有收，收完才能定榜。请先结束竞赛，稍等片刻再试。")
)
still_running = declare("boards.still_running", 409, N_("竞赛 %(slug)s 还没有结束，不能定榜。请先结束竞赛。"))
finalised_already = declare("boards.finalised_already", 409, N_("榜已经定了，不能再定一次。"))
