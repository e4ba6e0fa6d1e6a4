"""The whole run: one contest, one snapshot, every difference."""

from typing import Any

from app.core.house import House
from app.core.refusal import not_found
from app.core.secret import Secret
from app.verify.boards_again import BoardsAgain
from app.verify.each_paper import check_papers
from app.verify.findings import Findings
from app.verify.openings import Openings
from app.verify.pinned import Sealed, SittingRow, sealed
from app.verify.rewalking import entries
from app.verify.snapshot import Snapshot, snapshot


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
    _walk(view, pinned, findings, secret)
    check_papers(view, pinned, findings)


def _walk(view: Snapshot, pinned: Sealed, findings: Findings, secret: Secret) -> None:
    openings = Openings(pinned, findings, lambda sitting: _unseal(secret, sitting))
    boards = BoardsAgain(view, pinned, findings)
    states = _States(pinned, findings)
    for entry, facts in entries(view, pinned.contest_id, findings):
        openings.take(entry, facts)
        boards.take(entry, facts)
        states.take(entry)
    openings.finish()
    boards.finish()
    states.finish()


def _unseal(secret: Secret, sitting: SittingRow) -> bytes:
    return secret.unseal(f"sitting seed {sitting.key}", sitting.sealed)


class _States:
    """What happened in which order: nothing counts before the opening or after the closing."""

    def __init__(self, pinned: Sealed, findings: Findings) -> None:
        self._pinned, self._findings = pinned, findings
        self._state = "draft"
        self._frozen = False

    def take(self, entry: Any) -> None:
        allowed = {
            "opened": self._state == "draft",
            "result": self._state == "opened",
            "frozen": self._state == "opened" and not self._frozen,
            "unfrozen": self._frozen and self._state in ("opened", "closed"),
            "closed": self._state == "opened",
            "finalised": self._state == "closed",
        }
        if not allowed.get(entry.kind, True):
            self._findings.differ(
                "state.order", f"entry {entry.seq}", f"no {entry.kind} while {self._state}", entry.kind
            )
        self._state = entry.kind if entry.kind in ("opened", "closed", "finalised") else self._state
        self._frozen = {"frozen": True, "unfrozen": False}.get(entry.kind, self._frozen)

    def finish(self) -> None:
        self._findings.same("state.stored", "contest", self._state, self._pinned.state)
