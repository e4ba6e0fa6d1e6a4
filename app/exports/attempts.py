"""Every attempt as it counts now: results with what later entries ruled about them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.i18n import translate
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Figure, Sheet
from app.exports.outlook import Outlook
from app.ledger.chain import receipt
from app.ledger.models import LedgerEntry

BY = {
    "member": N_("本人交卷"),
    "time": N_("到时自动交卷"),
    "organiser": N_("组织者收卷"),
}
RULINGS = ("late_admitted", "annulled", "restored", "provisional_confirmed")
MOVES = ("roll_joined", "roll_moved")


@dataclass(frozen=True)
class Attempt:
    """One result; scores in hundredths of a mark."""

    seq: int
    receipt: str
    paper: str
    member_key: str
    """Whose it is now: of a provisional paper that was confirmed, the member's."""
    organisation_id: int | None
    attempt: int
    sitting_id: int | None
    score: int
    correct: int
    wrong: int
    items: int
    duration_ms: int
    at: int
    by: str
    parts: dict[str, int] = field(default_factory=dict)
    provisional: bool = False
    annulled: bool = False
    admitted: bool = False


def attempts(session: Session, contest_id: int, upto: int, home: Callable[[str], int | None]) -> list[Attempt]:
    """All attempts in the order of the chain, with what stands at an entry. ``home``: a member key's organisation at
    opening."""
    found: dict[str, Attempt] = {}
    moved: dict[str, int | None] = {}
    query = (
        select(LedgerEntry)
        .where(
            col(LedgerEntry.contest_id) == contest_id,
            col(LedgerEntry.seq) <= upto,
            col(LedgerEntry.kind).in_(("result", *RULINGS, *MOVES)),
        )
        .order_by(col(LedgerEntry.seq))
        .execution_options(yield_per=2000)
    )
    for entry in session.execute(query).scalars():
        key, facts = entry.member_key or "", json.loads(entry.payload)
        if entry.kind in MOVES:
            moved[key] = entry.organisation_id
        elif entry.kind == "provisional_confirmed":
            _confirm(found, key, facts["attempts"], moved[key] if key in moved else home(key))
        else:
            _take(found, entry, facts)
        session.expunge(entry)
    return list(found.values())


def _confirm(found: dict[str, Attempt], key: str, numbers: dict[str, int], home: int | None) -> None:
    """They count where the member stands at that moment, and stay there."""
    for paper, number in numbers.items():
        found[paper] = replace(found[paper], member_key=key, attempt=number, organisation_id=home, provisional=False)


def _take(found: dict[str, Attempt], entry: LedgerEntry, facts: dict[str, Any]) -> None:
    paper = entry.paper_key or ""
    if entry.kind == "result":
        found[paper] = _result(entry, facts)
    elif entry.kind == "late_admitted":
        found[paper] = replace(
            found[paper],
            score=entry.score or 0,
            wrong=entry.wrong or 0,
            correct=facts["correct"],
            parts=facts.get("parts", found[paper].parts),
            admitted=True,
        )
    else:
        found[paper] = replace(found[paper], annulled=entry.kind == "annulled")


def _result(entry: LedgerEntry, facts: dict[str, Any]) -> Attempt:
    return Attempt(
        seq=entry.seq,
        receipt=receipt(entry.hash),
        paper=entry.paper_key or "",
        member_key=entry.member_key or "",
        organisation_id=entry.organisation_id,
        attempt=entry.attempt or 0,
        sitting_id=entry.sitting_id,
        score=entry.score or 0,
        correct=facts["correct"],
        wrong=entry.wrong or 0,
        items=facts["items"],
        duration_ms=entry.duration_ms or 0,
        at=entry.at,
        by=facts["by"],
        parts=facts.get("parts", {}),
        provisional=bool(facts.get("provisional")),
    )


def attempts_sheet(look: Outlook, found: list[Attempt]) -> Sheet:
    """成绩明细: one row an attempt, also those that do not count."""
    banks = look.view.rules.banks if len(look.view.rules.banks) > 1 else ()
    headings = look.headings(
        *(N_("序号"), N_("姓名"), N_("党组织"), N_("人员类别"), N_("场次"), N_("第几次"), N_("得分")),
        *(N_("答对"), N_("答错"), N_("题数"), N_("用时（毫秒）"), N_("开始"), N_("交卷"), N_("方式"), N_("状态")),
        *(N_("回执"), N_("成员编号"), N_("党组织编号")),
    )
    parts = [look.say(N_("小分：%(bank)s"), bank=bank) for bank in banks]
    widths = (6, 10, 34, 10, 9, 7, 8, 6, 6, 6, 12, 22, 22, 12, 14, 11, 28, 28)
    return Sheet(look.say(N_("成绩明细")), [*headings, *parts], _rows(look, found, banks), widths)


def _rows(look: Outlook, found: list[Attempt], banks: tuple[str, ...]) -> Iterator[list[Cell]]:
    sittings = {one.id: one.name for one in look.view.sittings}
    people = look.standings.people
    for number, one in enumerate(found, 1):
        place = people.place(one.member_key)
        yield [
            number,
            look.name(one.member_key),
            look.organisation(one.organisation_id),
            look.category(people.category(place)) if place is not None else "",
            sitting_name(sittings.get(one.sitting_id or 0, ""), look.language),
            one.attempt,
            Figure(one.score),
            one.correct,
            one.wrong,
            one.items,
            one.duration_ms,
            look.moment(one.at - one.duration_ms),
            look.moment(one.at),
            look.say(BY[one.by]) if one.by in BY else one.by,
            _state(look, one),
            one.receipt,
            one.member_key,
            look.organisation_key(one.organisation_id),
            *(Figure(one.parts.get(bank, 0)) for bank in banks),
        ]


def _state(look: Outlook, one: Attempt) -> str:
    if one.annulled:
        return look.say(N_("作废"))
    if one.provisional:
        return look.say(N_("待核对"))
    return look.say(N_("有效（补收）")) if one.admitted else look.say(N_("有效"))


def sitting_name(name: str, language: str) -> str:
    """``main``, ``make-up``, ``make-up-2`` as people say them."""
    if name == "main":
        return translate(language, N_("正考"))
    if name.startswith("make-up"):
        number = name.removeprefix("make-up").lstrip("-")
        return translate(language, N_("补考%(number)s"), number=number)
    return name
