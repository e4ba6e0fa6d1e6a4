"""规则: in words, and as the text that was sealed, so that a program can recompute the boards."""

from collections.abc import Iterator

from app.boards.visible import Cut
from app.contests.wording import sentences
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Sheet
from app.exports.outlook import Outlook


def rules_sheet(look: Outlook, cut: Cut) -> Sheet:
    return Sheet(look.say(N_("规则")), look.headings(N_("项目"), N_("内容")), _rows(look, cut), (14, 110))


def _rows(look: Outlook, cut: Cut) -> Iterator[list[Cell]]:
    rules = look.view.rules
    title = (rules.title_en if look.language == "en" else "") or rules.title
    yield [look.say(N_("竞赛")), title]
    yield [look.say(N_("截至")), look.moment(cut.at)]
    yield [look.say(N_("流水号")), cut.seq]
    yield [look.say(N_("校验值")), cut.hash.hex()]
    tries = [look.standings.counts.tries[place] for place in range(len(look.standings.people))]
    yield [look.say(N_("参加人数")), sum(1 for one in tries if one)]
    yield [look.say(N_("参加人次")), sum(tries)]
    for number, sentence in enumerate(sentences(rules, look.language), 1):
        yield [look.say(N_("规则 %(number)s"), number=number), sentence]
    yield [look.say(N_("供程序读取")), look.view.rules_text]
