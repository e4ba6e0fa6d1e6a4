"""个人成绩: what counts of every member, with places; and who has not taken part."""

from collections import Counter
from collections.abc import Iterator

from app.boards import drawing_lots, winners
from app.boards.counting import NOBODY
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Figure, Sheet
from app.exports.attempts import Attempt
from app.exports.outlook import Outlook


def members_sheet(look: Outlook, found: list[Attempt]) -> Sheet:
    """Everybody with a result, best first; places as the rules give them."""
    headings = look.headings(
        *(N_("名次"), N_("姓名"), N_("党组织"), N_("人员类别"), N_("得分"), N_("用时（秒）"), N_("答错")),
        *(N_("答题次数"), N_("最近计分的交卷时间"), N_("及格"), N_("免考"), N_("奖项"), N_("成员编号")),
    )
    return Sheet(
        look.say(N_("个人成绩")), headings, _members(look, found), (6, 10, 34, 10, 9, 10, 7, 9, 22, 7, 7, 14, 28)
    )


def _members(look: Outlook, found: list[Attempt]) -> Iterator[list[Cell]]:
    standings, rules = look.standings, look.view.rules
    people, counts, order = standings.people, standings.counts, standings.order
    won = _awards(look)
    tries = Counter(one.member_key for one in found if not one.annulled and not one.provisional)
    for row in order.top(len(order)):
        place = row.place
        seat = people.seats.rows[counts.seat[place]]
        score, key = counts.score[place], people.key(place)
        passed = "" if rules.pass_mark is None else N_("是") if score >= rules.pass_mark else N_("否")
        yield [
            row.rank if rules.ranking else None,
            look.name(key),
            look.organisation(seat.organisation),
            look.category(seat.category),
            Figure(score),
            counts.duration[place] // 1000,
            counts.wrong[place],
            tries[key],
            look.moment(counts.handed_in[place]),
            look.say(passed) if passed else "",
            look.say(N_("是")) if people.exempt[place] else "",
            won.get(key, ""),
            key,
        ]


def _awards(look: Outlook) -> dict[str, str]:
    """Awards by member key: by rank, and by lot once they are drawn."""
    standings = look.standings
    by_place = winners.of_members(standings, look.view.rules)
    won = {standings.people.key(place): winners.called(tier, look.language) for place, tier in by_place.items()}
    awards, lots = drawing_lots.awards_by_lot(look.view), drawing_lots.made(look.session, look.view.id)
    for tier, keys in zip(awards.tiers, lots.winners, strict=True) if awards and lots else ():
        won |= {key: winners.called(tier, look.language) for key in keys}
    return won


def absent_sheet(look: Outlook) -> Sheet:
    """Who should take part and has not, branch by branch. A reminder for the office and each branch's own secretary."""
    headings = look.headings(N_("党组织"), N_("姓名"), N_("人员类别"), N_("说明"))
    return Sheet(look.say(N_("未参加（仅用于提醒）")), headings, _absent(look), (34, 10, 10, 34))


def _absent(look: Outlook) -> Iterator[list[Cell]]:
    standings, people = look.standings, look.standings.people
    counted = look.view.rules.counted
    score = standings.counts.score
    rows = []
    for place in range(len(people)):
        seat = people.seats.rows[people.home[place]]
        if score[place] != NOBODY or people.exempt[place] or people.left[place] or seat.category not in counted:
            continue
        label = look.names.organisations.get(seat.organisation)
        rows.append((label.sort_key if label else "", people.key(place), seat))
    note = look.say(N_("仅用于提醒，不作考核依据"))
    for _, key, seat in sorted(rows, key=lambda row: row[:2]):
        yield [look.organisation(seat.organisation), look.name(key), look.category(seat.category), note]
