"""The whole run: one contest, one snapshot, every difference."""

from app.core.house import House
from app.core.refusal import not_found
from app.core.secret import Secret
from app.verify.allowances import Allowances
from app.verify.boards_again import BoardsAgain
from app.verify.diary import Diary
from app.verify.each_paper import check_papers
from app.verify.findings import Findings
from app.verify.late_again import check_late
from app.verify.lots_again import LotsAgain
from app.verify.openings import Openings
from app.verify.order_of_entries import OrderOfEntries
from app.verify.pinned import Sealed, SittingRow, sealed
from app.verify.rewalking import entries
from app.verify.snapshot import Snapshot, snapshot
from app.verify.who_may_sit import WhoMaySit


def verify(house: House, slug: str) -> Findings:
    """Recompute a contest and compare. Runs beside a running server and on an open contest; writes nothing.

    Raises ``not_found`` for an unknown slug.
    """
    findings = Findings(contest=slug)
    with snapshot(house.database) as view:
        try:
            _run(view, slug, findings, house.secret)
        except UNREADABLE as error:
            findings.differ("contest.unreadable", slug, "rows that can be read", repr(error))
    return findings


UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError)


def _run(view: Snapshot, slug: str, findings: Findings, secret: Secret) -> None:
    pinned = sealed(view, slug, findings)
    if pinned is None:
        raise not_found()
    who = _walk(view, pinned, findings, secret)
    check_papers(view, pinned, findings, who)
    who.finish()
    check_late(view, pinned, findings)


def _walk(view: Snapshot, pinned: Sealed, findings: Findings, secret: Secret) -> WhoMaySit:
    openings = Openings(pinned, findings, lambda sitting: _unseal(secret, sitting))
    diary, allowances = Diary(pinned), Allowances(findings)
    boards = BoardsAgain(view, pinned, diary, findings)
    order, lots = OrderOfEntries(pinned, findings), LotsAgain(pinned, boards.fold, findings)
    for entry, facts in entries(view, pinned.contest_id, findings):
        openings.take(entry, facts)
        allowances.take(entry, facts)
        boards.take(entry, facts)
        order.take(entry)
        lots.take(entry, facts)
    openings.finish()
    allowances.compare(view, pinned.contest_id)
    boards.finish()
    order.finish()
    return WhoMaySit(pinned, boards.fold, allowances, diary, findings)


def _unseal(secret: Secret, sitting: SittingRow) -> bytes:
    return secret.unseal(f"sitting seed {sitting.key}", sitting.sealed)
