"""How a series counts, in sentences for everybody."""

from app.contests.series import SeriesView
from app.core.i18n import translate
from app.core.refusal import N_


def sentences(view: SeriesView, language: str) -> list[str]:
    """What counts, how the mean comes about, who has a place."""
    said = (
        N_("个人成绩是参加过的各场成绩的平均分，没参加的场次不计。"),
        N_("参加满 %(least)s 场的排名次；不满的列在后面，不排名次。"),
        N_("党组织成绩是它在各场成绩的平均分，各场按那一场的规则计。"),
        N_("平均分四舍五入到两位小数，按显示的平均分排，相同的名次并列。"),
        N_("只算已经结束的场次；封榜的场次揭榜以后才算。"),
    )
    return [translate(language, sentence, least=view.min_sittings) for sentence in said]
