"""Everything that an exported workbook says, read by another reader than the one that wrote it, and recomputed."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, Any]


def read(path: Path) -> dict[str, list[Row]]:
    """Rows by heading, sheet by sheet."""
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = [dict(zip(head, row, strict=False)) for row in rows]
    return found


def rules_of(sheets: dict[str, list[Row]]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(row["内容"] for row in sheets["规则"] if row["项目"] == "供程序读取"))
    return found


def half_up(value: Fraction) -> int:
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))


def hundredths(shown: Any) -> int:
    return round(float(shown) * 100) if shown != "" else 0


@dataclass
class Person:
    key: str
    organisation: str
    category: str
    exempt: bool
    left: bool = False


@dataclass
class Tally:
    roll: int = 0
    participants: int = 0
    total: int = 0
    full: int = 0
    duration: int = 0
    tries: int = 0
    scores: list[int] = field(default_factory=list)


CATEGORIES = {
    "正式党员": "full",
    "预备党员": "probationary",
    "发展对象": "candidate",
    "入党申请人": "applicant",
    "入党积极分子": "activist",
    "非党员": "non_party",
}


def people_of(sheets: dict[str, list[Row]]) -> dict[str, Person]:
    """The roll with every change of it applied."""
    people = {
        row["成员编号"]: Person(row["成员编号"], row["党组织编号"], CATEGORIES[row["人员类别"]], row["免考"] == "是")
        for row in sheets["名册"]
    }
    for row in sheets["名册变更"]:
        key, change = row["成员编号"], row["变更"]
        if change in ("加入", "转移"):
            people[key] = Person(key, row["党组织编号"], CATEGORIES[row["人员类别"]], row["免考"] == "是")
        elif change == "离开":
            people[key].left = True
        else:
            people[key].exempt = row["免考"] == "是"
    return people


def counting(rules: dict[str, Any], rows: list[Row]) -> list[Row]:
    """Which of one member's attempts count."""

    def merit(row: Row) -> tuple[Any, ...]:
        ties = {"duration": row["用时（毫秒）"] // 1000, "handed_in": row["交卷"], "wrong": row["答错"]}
        return (
            -hundredths(row["得分"]),
            *(ties[tie] for tie in rules["ties"]),
            row["用时（毫秒）"],
            row["第几次"],
        )

    if rules["counts"] == "first":
        return [min(rows, key=lambda row: row["第几次"])]
    if rules["counts"] == "last":
        return [max(rows, key=lambda row: row["第几次"])]
    if rules["counts"] == "best":
        return [min(rows, key=merit)]
    days = defaultdict(list)
    for row in rows:
        days[row["开始"][:10]].append(row)
    if rules["counts"] == "daily_best":
        return [min(day, key=merit) for day in days.values()]
    some = rules["counted_a_day"]
    return [row for day in days.values() for row in sorted(day, key=lambda row: row["第几次"])[:some]]


def boards(sheets: dict[str, list[Row]]) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, int]]]:
    """Organisations: (rank, score, participants, roll, participation, mean, full marks); members: (rank, score).

    For rolls without Party groups, and without members who moved between two of their counted attempts.
    """
    rules, people = rules_of(sheets), people_of(sheets)
    counted = set(rules["organisation_scoring"]["categories"] or rules["eligible"])
    tallies: dict[str, Tally] = defaultdict(Tally)
    for one in people.values():
        if one.category in counted and not one.exempt and not one.left:
            tallies[one.organisation].roll += 1
        elif one.category in counted:
            _ = tallies[one.organisation]
    by_member: dict[str, list[Row]] = defaultdict(list)
    for row in sheets["成绩明细"]:
        if row["状态"].startswith("有效"):
            by_member[row["成员编号"]].append(row)
    members = {}
    for key, rows in by_member.items():
        chosen = counting(rules, rows)
        score = sum(hundredths(row["得分"]) for row in chosen)
        duration = sum(int(row["用时（毫秒）"]) for row in chosen)
        last = max(row["交卷"] for row in chosen)
        wrong = sum(row["答错"] for row in chosen)
        ties = {"duration": duration // 1000, "handed_in": last, "wrong": wrong}
        members[key] = (-score, *(ties[tie] for tie in rules["ties"]))
        if people[key].exempt or people[key].category not in counted:
            continue
        home = tallies[max(chosen, key=lambda row: row["交卷"])["党组织编号"]]
        home.participants += 1
        home.total += score
        home.duration += duration
        home.tries += len(rows)
        home.full += rules["total"] is not None and any(hundredths(row["得分"]) >= rules["total"] for row in chosen)
        home.scores.append(score)
    ranked = _places(members)
    return _organisations(rules, tallies), {key: (place, -members[key][0]) for key, place in ranked.items()}


def _organisations(rules: dict[str, Any], tallies: dict[str, Tally]) -> dict[str, tuple[int, ...]]:
    scoring = rules["organisation_scoring"]
    merits, shown = {}, {}
    for key, one in tallies.items():
        p, r = min(one.participants, one.roll), one.roll
        rate = Fraction(p, r) if r else Fraction(0)
        mean = Fraction(one.total, one.participants) if one.participants else Fraction(0)
        full = Fraction(one.full, one.participants) if one.participants else Fraction(0)
        figure = half_up(_figure(scoring, one, rate, mean, full))
        passes = (not scoring["gate_percent"] or (r > 0 and rate * 100 >= scoring["gate_percent"])) and (
            not scoring["min_participants"] or one.participants >= scoring["min_participants"]
        )
        ties = {
            "participation": -half_up(10_000 * rate),
            "full_marks": -half_up(10_000 * full),
            "mean": -half_up(mean),
            "attempts": -half_up(Fraction(10_000 * one.tries, r)) if r else 0,
            "duration": half_up(Fraction(one.duration, one.participants)) if one.participants else float("inf"),
        }
        merits[key] = (not passes, -figure, *(ties[tie] for tie in rules["organisation_ties"]))
        shown[key] = (figure, one.participants, r, half_up(10_000 * rate), half_up(mean), one.full)
    places = _places(merits)
    return {key: (places[key], *shown[key]) for key in merits}


def _figure(scoring: dict[str, Any], one: Tally, rate: Fraction, mean: Fraction, full: Fraction) -> Fraction:
    match scoring["kind"]:
        case "sum":
            return Fraction(one.total)
        case "mean":
            return mean
        case "mean_of_roll":
            return Fraction(one.total, one.roll) if one.roll else Fraction(0)
        case "best":
            count = min(scoring["best_n"], max(one.roll, one.participants))
            return Fraction(sum(sorted(one.scores, reverse=True)[: scoring["best_n"]]), count) if count else Fraction(0)
    if not one.participants:
        return Fraction(0)
    return (
        scoring["participation_weight"] * 100 * rate
        + Fraction(scoring["mean_weight_percent"], 100) * mean
        + scoring["full_marks_weight"] * 100 * full
    )


def _places(merits: dict[str, Any]) -> dict[str, int]:
    ordered = sorted(merits.values())
    first: dict[Any, int] = {}
    for place, merit in enumerate(ordered, 1):
        first.setdefault(merit, place)
    return {key: first[merit] for key, merit in merits.items()}
