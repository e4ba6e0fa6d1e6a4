"""Three named cups that a county committee held, with their titles, themes and months; hosts are for the form."""

from app.contests.presets.preset import Preset
from app.contests.presets.sittings import THREE_BANKS
from app.contests.presets.windows import ONLINE_HEAT
from app.core.clock import DAY
from app.core.refusal import N_

XINCHENG_CUP: Preset = ONLINE_HEAT.named(
    "xincheng-cup",
    title=N_("“新城杯”“党在我心中”党章知识竞赛"),
    title_en="Xincheng Cup: the Party in my heart, a Party Constitution contest",
    sentence=N_("5 月到 6 月的党章线上初赛：30 题 25 分钟，三次机会，前 100 名进决赛。"),
    suited=N_("“七一”前的党章竞赛：两个月线上初赛，接着现场决赛。"),
    length=61 * DAY,
    season=(5, 6),
    facts={
        "theme": "党在我心中",
        "theme_en": "The Party in my heart",
        "seal": "新城杯",
        "hosts": "县直机关工委",
    },
)

SHIZHENG_CUP: Preset = ONLINE_HEAT.named(
    "shizheng-cup",
    title=N_("“市政杯”学习贯彻“三个代表”重要思想知识竞赛"),
    title_en="Shizheng Cup: contest on the Three Represents",
    sentence=N_("10 月到 12 月的线上初赛，由冠名单位协办；题目出自党章题库，可换成自己的题库。"),
    suited=N_("有单位冠名、时间一个季度的专题竞赛。"),
    length=92 * DAY,
    season=(10, 12),
    facts={
        "theme": "“三个代表”重要思想",
        "theme_en": "Three Represents",
        "seal": "市政杯",
        "hosts": "县直机关工委",
        "co_hosts": "县市政公用局（冠名）",
    },
)

TWO_REGULATIONS_TAX: Preset = THREE_BANKS.named(
    "two-regulations-tax",
    title=N_("万名党员学习贯彻两个《条例》暨税法知识竞赛"),
    title_en="Ten thousand members on the two Regulations and tax law",
    sentence=N_("4 月到 6 月，监督条例、处分条例和税法三个题库合成一份卷子，税务部门合办。"),
    suited=N_("全县万名党员参加、与税务部门合办的竞赛。"),
    length=91 * DAY,
    season=(4, 6),
    facts={"seal": "条例杯", "hosts": "县直机关工委", "co_hosts": "县税务局"},
)
