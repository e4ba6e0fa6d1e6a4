"""Why somebody is not signed in. Every kind of wrong is the one ``refused``."""

from app.core.refusal import N_, declare

needed = declare("sign_in.needed", 401, N_("请先登录。"))
refused = declare(
    "sign_in.refused",
    401,
    N_("没有对上。请照参赛卡核对党组织、姓名和密码，再试一次；连着几次不对，请等 15 分钟再试，或找主办方。"),
)
method = declare("sign_in.method", 403, N_("这一场不用这种方式登录。请看通知，或找主办方。"))
password_short = declare("organiser.password_short", 422, N_("密码至少 %(least)s 个字符，最多 %(most)s 个。"))
password_plain = declare(
    "organiser.password_plain", 422, N_("这个密码太好猜：不要用自己的名字、一次性密码或重复的字符。")
)
passwords_differ = declare("organiser.passwords_differ", 422, N_("两次输入的密码不一样，请重新输入。"))
organiser_exists = declare(
    "organiser.exists", 409, N_("已有名叫“%(name)s”的工作人员。忘了密码，请用 --reset 重发一次性密码。")
)
organiser_name = declare("organiser.name", 422, N_("工作人员的名字要有 1 到 60 个字符，不能有控制字符。"))
