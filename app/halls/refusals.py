"""Why a screen is not set up or changed."""

from app.core.refusal import N_, declare

bad_name = declare("screen.bad_name", 422, N_("屏的名字要 1 到 20 个字，例如：大厅左。"))
name_taken = declare("screen.name_taken", 409, N_("这一场已经有一块屏叫“%(name)s”。请换一个名字。"))
too_many = declare("screen.too_many", 409, N_("一场最多 %(most)s 块屏。不用的请先移除。"))
malformed = declare(
    "screen.malformed",
    422,
    N_("有一项填得不对，没有改。屏宽填 1 到 40 米，距离填 1 到 200 米，翻页填 8 到 120 秒。"),
)
