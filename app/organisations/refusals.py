"""Why a roll is not loaded."""

from app.core.refusal import N_, declare

faulty = declare("roll.faulty", 422, N_("名册里有 %(count)s 处要改，一行也没有导入。请照清单改好再导入。"))
overtaken = declare("roll.overtaken", 409, N_("名册刚被另一次导入改过，这一次没有生效。请重新预览再导入。"))
many_leave = declare(
    "roll.many_leave",
    409,
    N_("照这份名册，现有 %(present)s 人里有 %(gone)s 人不再在册，没有导入。名册要一次交全；确实如此，请在导入时确认。"),
)
no_such_choice = declare(
    "roll.choice", 422, N_("“%(said)s”不是一个认得的选择（对上 %(several)s 个）。请写党组织的全称、路径，或“新建”。")
)
