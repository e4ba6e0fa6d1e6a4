"""名册 and 名册变更: the denominators, from which anybody can recompute every board."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import col

from app.contests.models import RollMember
from app.contests.reasons import EXEMPTED, JOINED, LEFT, MOVED
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Sheet
from app.exports.outlook import Outlook
from app.ledger.models import LedgerEntry

CHANGES = {
    "roll_joined": N_("加入"),
    "roll_left": N_("离开"),
    "roll_moved": N_("转移"),
    "exempted": N_("免考"),
}
REASONS = JOINED | LEFT | MOVED | EXEMPTED


def roll_sheet(look: Outlook) -> Sheet:
    """The roll as it stood at opening. 党组织路径 names all organisations above, from the top."""
    headings = look.headings(
        *(N_("姓名"), N_("党组织"), N_("党组织类型"), N_("党组织路径"), N_("片"), N_("单位"), N_("人员类别")),
        *(N_("免考"), N_("组别"), N_("成员编号"), N_("党组织编号")),
    )
    return Sheet(look.say(N_("名册")), headings, _roll(look), (10, 34, 14, 50, 12, 20, 12, 7, 8, 28, 28))


def _roll(look: Outlook) -> Iterator[list[Cell]]:
    query = (
        select(RollMember)
        .where(col(RollMember.contest_id) == look.view.id)
        .order_by(col(RollMember.place))
        .execution_options(yield_per=2000)
    )
    for one in look.session.execute(query).scalars():
        label = look.names.organisations.get(one.organisation_id)
        yield [
            look.name(one.member_key),
            look.organisation(one.organisation_id),
            look.kind(label.kind) if label else "",
            label.path if label else "",
            look.grouping(one.district_id),
            look.grouping(one.unit_id),
            look.category(one.category),
            look.say(N_("是")) if one.exempt else "",
            look.divisions([one.division]),
            one.member_key,
            look.organisation_key(one.organisation_id),
        ]


def changes_sheet(look: Outlook) -> Sheet:
    """Every change of the roll since, in the order of the chain."""
    headings = look.headings(
        *(N_("流水号"), N_("时间"), N_("变更"), N_("姓名"), N_("到党组织"), N_("片"), N_("单位"), N_("人员类别")),
        *(N_("免考"), N_("原因"), N_("成员编号"), N_("党组织编号")),
    )
    return Sheet(look.say(N_("名册变更")), headings, _changes(look), (8, 22, 8, 10, 34, 12, 20, 12, 7, 10, 28, 28))


def _changes(look: Outlook) -> Iterator[list[Cell]]:
    query = (
        select(LedgerEntry)
        .where(
            col(LedgerEntry.contest_id) == look.view.id,
            col(LedgerEntry.seq) <= look.standings.seq,
            col(LedgerEntry.kind) != "result",
            col(LedgerEntry.kind).in_(list(CHANGES)),
        )
        .order_by(col(LedgerEntry.seq))
    )
    for entry in look.session.execute(query).scalars():
        facts = json.loads(entry.payload)
        reason, exempt = REASONS.get(facts.get("reason", "")), facts.get("exempt")
        yield [
            entry.seq,
            look.moment(entry.at),
            look.say(CHANGES[entry.kind]),
            look.name(entry.member_key or ""),
            look.organisation(entry.organisation_id),
            look.grouping(facts.get("district")),
            look.grouping(facts.get("unit")),
            look.category(facts["category"]) if facts.get("category") else "",
            "" if exempt is None else look.say(N_("是")) if exempt else look.say(N_("否")),
            look.say(reason) if reason else facts.get("reason", ""),
            entry.member_key,
            look.organisation_key(entry.organisation_id),
        ]
