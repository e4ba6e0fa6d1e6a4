"""换一种规则试排: how the results of a contest would rank under another rule. Changes nothing."""

from typing import Annotated, Any, NamedTuple

from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.boards.folding import BOARDS
from app.boards.naming import names
from app.boards.what_if import Step, compare, other_rules
from app.contests import finding
from app.contests.finding import ContestView
from app.contests.rules import Rules
from app.contests.rules_faults import BadRules
from app.contests.wording import scoring_sentence
from app.core.figures import marks
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.organisations.labels import member_names

router = desk_router()

MOST_MEMBERS = 200
KINDS = {
    "composite": N_("综合分：参与率、平均分、满分率按权重相加"),
    "mean": N_("参加的人的平均分"),
    "mean_of_roll": N_("应参加人员的平均分，缺考按 0 分"),
    "best": N_("成绩最好的几个人的平均分"),
    "sum": N_("各人成绩之和"),
}
COUNTS = {
    "best": N_("取最高的一次"),
    "first": N_("以第一次为准"),
    "last": N_("以最后一次为准"),
    "daily_best": N_("每天最高的一次，逐日相加"),
    "daily_first": N_("每天的前几次，逐日相加"),
}
TITLES = {"organisations": N_("党组织"), "districts": N_("片"), "units": N_("单位"), "members": N_("个人")}
WEIGHTS = ("participation_weight", "mean_weight_percent", "full_marks_weight")
GATES = ("best_n", "gate_percent", "min_participants")
FIELDS = ("counts", "kind", "counted_a_day", *WEIGHTS, *GATES)


class Line(NamedTuple):
    name: str
    step: Step
    before: str
    after: str


@router.get("/desk/contests/{slug}/what-if")
def what_if(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    board: Annotated[str, Query(max_length=20)] = "organisations",
) -> Response:
    """The form with the contest's own rule; once sent (``kind`` is there), both orders beside each other."""
    view = finding.contest(session, slug)
    board = board if board in BOARDS else "organisations"
    given = {name: request.query_params.get(name, "")[:20] for name in FIELDS}
    asked = bool(given["kind"])
    lines, faults, rules = _answer(house, session, view, given, board, language) if asked else ([], [], view.rules)
    return desk_page(
        request,
        "what_if.html",
        organiser,
        "contests",
        status=422 if faults else 200,
        view=view,
        board=board,
        boards=TITLES,
        kinds=KINDS,
        counts=COUNTS,
        given=given if asked else _own(view.rules),
        asked=asked,
        faults=faults,
        lines=lines,
        rule_now=scoring_sentence(view.rules, language, board),
        rule_then=scoring_sentence(rules, language, board),
    )


def _own(rules: Rules) -> dict[str, str]:
    scoring = rules.organisation_scoring
    found: dict[str, Any] = {"counts": rules.counts, "kind": scoring.kind, "counted_a_day": rules.counted_a_day}
    found |= {name: getattr(scoring, name) for name in (*WEIGHTS, *GATES)}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _answer(
    house: House, session: Session, view: ContestView, given: dict[str, str], board: str, language: str
) -> tuple[list[Line], list[str], Rules]:
    try:
        rules = other_rules(view, _wishes(view.rules, given))
    except BadRules as bad:
        return [], [fault.said(language) for fault in bad.faults], view.rules
    steps = compare(session, view, rules, board)
    if board == "members":
        steps = steps[:MOST_MEMBERS]
    return _lines(house, session, steps, board, language), [], rules


def _wishes(rules: Rules, given: dict[str, str]) -> dict[str, Any]:
    """Fields that the chosen way of counting or scoring has no use for are passed over."""
    scoring = rules.organisation_scoring.model_dump(mode="json") | {"kind": given["kind"]}
    for name in (*WEIGHTS, *GATES):
        scoring[name] = _number(given[name], 0 if name in WEIGHTS else None)
    if given["kind"] != "best":
        scoring["best_n"] = None
    a_day = _number(given["counted_a_day"], 1) if given["counts"] == "daily_first" else 1
    return {"counts": given["counts"], "counted_a_day": a_day, "organisation_scoring": scoring}


def _number(text: str, empty: int | None) -> int | str | None:
    """What is no number is left for the rules to refuse."""
    text = text.strip()
    if not text:
        return empty
    return int(text) if text.isascii() and text.isdigit() else text


def _lines(house: House, session: Session, steps: list[Step], board: str, language: str) -> list[Line]:
    labels = names(house, session).of(board)
    people = member_names(session, (str(one.id) for one in steps)) if board == "members" else {}
    unknown = translate(language, N_("（名册上已没有）"))

    def called(id_: int | str) -> str:
        if isinstance(id_, str):
            return people[id_][0] if id_ in people else unknown
        return labels[id_].short_name if id_ in labels else unknown

    return [Line(called(one.id), one, _marks(one.score_before), _marks(one.score_after)) for one in steps]


def _marks(score: int | None) -> str:
    return "—" if score is None else marks(score)
