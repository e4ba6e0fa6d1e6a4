"""党组织统计: the boards of organisations at every level, of districts and units, with the figures behind them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from app.boards import winners
from app.boards.counting import NOBODY
from app.boards.groups import Groups
from app.boards.rows import group_rows
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Figure, Sheet
from app.exports.outlook import Outlook

LEVELS = {
    "work_committee": N_("机关工委（含下级）"),
    "committee": N_("机关党委（含下级）"),
    "general_branch": N_("党总支（含下级）"),
    "group": N_("党小组"),
}


@dataclass
class Extremes:
    """Of those who count in a row: the highest and lowest score, and who has passed."""

    highest: int = NOBODY
    lowest: int = NOBODY
    passed: int = 0

    def take(self, score: int, pass_mark: int | None) -> None:
        self.highest = max(self.highest, score)
        self.lowest = score if self.lowest == NOBODY else min(self.lowest, score)
        self.passed += pass_mark is not None and score >= pass_mark


def board_sheets(look: Outlook) -> Iterator[Sheet]:
    """One sheet a board that has rows."""
    yield _sheet(look, look.say(N_("党组织榜")), "organisations", None)
    for kind, name in LEVELS.items():
        if any(True for _ in look.standings.groups("organisations", kind=kind)):
            yield _sheet(look, look.say(name), "organisations", kind)
    for board, name in (("districts", N_("片榜")), ("units", N_("单位榜"))):
        if any(True for _ in look.standings.groups(board)):
            yield _sheet(look, look.say(name), board, None)


def _sheet(look: Outlook, name: str, board: str, kind: str | None) -> Sheet:
    headings = look.headings(
        *(N_("名次"), N_("名称"), N_("组别"), N_("应参加"), N_("免考"), N_("实参加"), N_("参与率"), N_("成绩")),
        *(N_("平均分"), N_("最高"), N_("最低"), N_("满分人数"), N_("满分率"), N_("合格率"), N_("人均次数")),
        *(N_("平均用时（毫秒）"), N_("过线"), N_("奖项"), N_("编号")),
    )
    widths = (6, 34, 12, 8, 7, 8, 9, 9, 9, 8, 8, 9, 9, 9, 9, 14, 7, 14, 28)
    return Sheet(name, headings, _rows(look, board, kind), widths)


def _rows(look: Outlook, board: str, kind: str | None) -> Iterator[list[Cell]]:
    standings, rules = look.standings, look.view.rules
    labels = look.names.of(board)
    groups = standings.groups(board, kind=kind)
    extremes, exempt = _behind(look, groups)
    won = winners.of_organisations(standings, rules) if board == "organisations" and kind is None else {}
    placed = group_rows(
        standings, board, kind=kind, order=lambda id_: (labels[id_].sort_key if id_ in labels else "", id_)
    )
    for one in placed:
        id_, is_ = one.row.id, one.row.figures
        label, most = labels.get(id_), extremes[id_]
        yield [
            one.rank if rules.ranking else None,
            label.name if label else "",
            look.divisions(groups.divisions(id_, standings.people)) if board == "organisations" else "",
            is_.roll,
            exempt[id_],
            is_.participants,
            Figure(is_.participation, 4, percent=True),
            Figure(is_.score),
            Figure(is_.mean),
            Figure(most.highest) if most.highest != NOBODY else None,
            Figure(most.lowest) if most.lowest != NOBODY else None,
            is_.full_marks,
            Figure(is_.full_rate, 4, percent=True),
            _rate(most.passed, is_.participants) if rules.pass_mark is not None else None,
            Figure(is_.attempts_a_head, 4),
            is_.mean_duration,
            look.say(N_("是")) if is_.passes else look.say(N_("否")),
            winners.called(won[id_], look.language) if id_ in won else "",
            label.key if label else "",
        ]


def _rate(part: int, whole: int) -> Figure:
    return Figure((20_000 * part + whole) // (2 * whole) if whole else 0, 4, percent=True)


def _behind(look: Outlook, groups: Groups) -> tuple[defaultdict[int, Extremes], defaultdict[int, int]]:
    standings, people, rules = look.standings, look.standings.people, look.view.rules
    extremes: defaultdict[int, Extremes] = defaultdict(Extremes)
    exempt: defaultdict[int, int] = defaultdict(int)
    counts = standings.counts
    for place in range(len(people)):
        home = people.home[place]
        if people.seats.rows[home].category not in rules.counted:
            continue
        if people.exempt[place]:
            for row in () if people.left[place] else groups.rows_of(home):
                exempt[row] += 1
        elif counts.score[place] != NOBODY:
            for row in groups.rows_of(counts.seat[place]):
                extremes[row].take(counts.score[place], rules.pass_mark)
    return extremes, exempt
