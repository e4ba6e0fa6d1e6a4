"""After a freeze, a closing and a settling: the digests of the boards, and the seeds whose time has come.

Both are found by what the chain lacks, so that it does not matter who asks, how often, or after which crash.
"""

import hashlib
import json

from sqlalchemy import select
from sqlmodel import Session, col

from app.boards import standings as folds
from app.boards.folding import Standings
from app.boards.roll import GROUPINGS
from app.boards.rows import GroupRow, group_rows
from app.contests.finding import ContestView, contest_by_id
from app.contests.models import Contest, ContestState, Sitting
from app.contests.sittings import publish_seed
from app.core.canonical import compact_json
from app.core.house import House
from app.core.refusal import Refusal
from app.core.secret import Secret
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.ledger.models import LedgerEntry

SETTLING = ("frozen", "closed", "finalised")


def publish_digests(house: House, contest_id: int, now: int) -> int:
    """Append what is missing: seeds of ended sittings, and one ``published`` for each settling entry.

    Folding happens here, outside the writer (call it from a thread or a command, never from a use case). Returns how
    many digests were appended; nothing missing costs one small query.
    """
    if _seeds_due(house, contest_id):
        house.writer.run(publish_seeds, house.secret, contest_id, now)
    with house.database.reading() as session:
        cuts = missing(session, contest_id)
        made = [(cut, digests(session, contest_by_id(session, contest_id), cut)) for cut in cuts]
    return sum(house.writer.run(publish, contest_id, cut, boards, now) for cut, boards in made)


def pending(session: Session) -> list[int]:
    """The contests for which :func:`publish_digests` has something to do."""
    ids = session.execute(select(col(Contest.id)).where(col(Contest.state) != ContestState.DRAFT)).scalars()
    return [id_ for id_ in ids if missing(session, id_) or unpublished_sittings(session, id_)]


def missing(session: Session, contest_id: int) -> list[int]:
    """The settling entries whose boards have no digest in the chain yet."""
    rows = session.execute(
        select(col(LedgerEntry.seq), col(LedgerEntry.kind), col(LedgerEntry.payload))
        .where(
            col(LedgerEntry.contest_id) == contest_id,
            col(LedgerEntry.kind) != "result",
            col(LedgerEntry.kind).in_((*SETTLING, "published")),
        )
        .order_by(col(LedgerEntry.seq))
    ).all()
    there = {json.loads(payload)["cut"] for _, kind, payload in rows if kind == "published"}
    return [seq for seq, kind, _ in rows if kind in SETTLING and seq not in there]


def digests(session: Session, view: ContestView, cut: int) -> dict[str, str]:
    """SHA-256 (hex) of each board's canonical text at a cut."""
    standings = folds.private(session, view, cut)
    texts = {board: groups_text(standings, board) for board in GROUPINGS} | {"members": members_text(standings)}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def groups_text(standings: Standings, board: str) -> str:
    """Organisations, districts or units: canonical ``[[rank, id, score, participants, roll, mean, full marks], …]``.

    Every row, by rank, then id; scores and means in hundredths.
    """
    rows: list[list[int | str]] = []
    for one in group_rows(standings, board):
        row: GroupRow = one.row
        is_ = row.figures
        rows.append([one.rank, row.id, is_.score, is_.participants, is_.roll, is_.mean, is_.full_marks])
    return compact_json(rows)


def members_text(standings: Standings) -> str:
    """Canonical ``[[rank, member key, score, 0, 0, 0, 0], …]`` of everybody with a result, by rank, then key."""
    order, key, score = standings.order, standings.people.key, standings.counts.score
    rows = [[row.rank, key(row.place), score[row.place], 0, 0, 0, 0] for row in order.top(len(order))]
    return compact_json(sorted(rows, key=lambda row: row[:2]))


def publish(session: Session, contest_id: int, cut: int, boards: dict[str, str], now: int) -> bool:
    """Append the digests of a cut, unless another process was faster."""
    session.execute(select(col(Contest.id)).where(col(Contest.id) == contest_id).with_for_update())
    if cut not in missing(session, contest_id):
        return False
    append(session, contest_id, Entry("published", now, facts={"cut": cut, "boards": boards}))
    return True


def publish_seeds(session: Session, secret: Secret, contest_id: int, now: int) -> int:
    """Publish the seeds of all sittings that are over; one that is still sealed for a reason stays so."""
    published = 0
    for sitting_id in unpublished_sittings(session, contest_id):
        try:
            published += publish_seed(session, sitting_id, secret, now=now)
        except Refusal:
            continue
    return published


def unpublished_sittings(session: Session, contest_id: int) -> list[int]:
    """Sittings of a contest that has ended and whose seeds nobody has seen yet."""
    query = (
        select(col(Sitting.id))
        .join(Contest, col(Contest.id) == col(Sitting.contest_id))
        .where(
            col(Sitting.contest_id) == contest_id,
            col(Sitting.seed_published).is_(False),
            col(Contest.state).in_((ContestState.CLOSED, ContestState.FINALISED)),
        )
    )
    return list(session.execute(query).scalars())


def _seeds_due(house: House, contest_id: int) -> bool:
    with house.database.reading() as session:
        return bool(unpublished_sittings(session, contest_id))
