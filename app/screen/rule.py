"""Pure: how places come about, in one short line for the foot of a board."""

from app.contests.rules import OrganisationScoring, Rules
from app.core.figures import marks
from app.core.i18n import translate
from app.core.refusal import N_

MEMBERS = {
    (): N_("同分并列"),
    ("duration",): N_("先比分数，再比用时，还相同的并列"),
}
SCORES = {
    "composite": N_("综合分"),
    "sum": N_("总分"),
    "best": N_("成绩"),
}


def score_label(rules: Rules) -> str:
    """The heading over the figure that decides (a msgid)."""
    return SCORES.get(rules.organisation_scoring.kind, N_("平均分"))


def rule(rules: Rules, name: str, language: str) -> str:
    if name == "members":
        return translate(language, MEMBERS.get(tuple(rules.ties), N_("先比分数，再按规则，还相同的并列")))
    scoring = rules.organisation_scoring
    return "　".join([_figure(scoring, language), *_gates(scoring, language)])


def _figure(scoring: OrganisationScoring, language: str) -> str:
    if scoring.kind == "sum":
        return translate(language, N_("总分 = 参加者得分相加"))
    if scoring.kind == "mean":
        return translate(language, N_("平均分按参加的人数算"))
    if scoring.kind == "mean_of_roll":
        return translate(language, N_("平均分按应参加人数算，缺考计 0 分"))
    if scoring.kind == "best":
        return translate(language, N_("成绩 = 最好的 %(n)s 人的平均分"), n=scoring.best_n)
    sentence = N_("综合分 = 参与率×%(weight)s + 平均分×%(share)s")
    if scoring.full_marks_weight:
        sentence = N_("综合分 = 参与率×%(weight)s + 平均分×%(share)s + 满分率×%(full)s")
    return translate(
        language,
        sentence,
        weight=scoring.participation_weight,
        share=marks(scoring.mean_weight_percent),
        full=scoring.full_marks_weight,
    )


def _gates(scoring: OrganisationScoring, language: str) -> list[str]:
    said = []
    if scoring.gate_percent is not None:
        said.append(translate(language, N_("不到 %(gate)s%% 排后"), gate=scoring.gate_percent))
    if scoring.min_participants is not None:
        said.append(translate(language, N_("不足 %(least)s 人排后"), least=scoring.min_participants))
    return said or [translate(language, N_("同分并列"))]
