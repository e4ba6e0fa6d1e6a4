"""Sittings: their sealed seeds, what commits to them, and the one moment at which a seed may be shown."""

import hashlib
import os
from collections.abc import Mapping

from sqlalchemy import column, exists, or_, select, table, update
from sqlmodel import Session, col

from app.contests.models import Contest, ContestState, Sitting
from app.contests.refusals import seed_sealed
from app.core.canonical import compact_json
from app.core.glancing import Looking, in_both
from app.core.house import House
from app.core.refusal import not_found
from app.core.secret import Secret
from app.ledger.appending import append
from app.ledger.chain import Entry

SEED_BYTES = 32

# Papers live a floor above: no import, one table name. The guard must be one statement with the update, or a seed
# could go out while a paper of its sitting is still being answered.
_PAPER = table("paper", column("sitting_id"), column("state"))


def new_seed() -> bytes:
    """256 bits that nobody can guess."""
    return os.urandom(SEED_BYTES)


def digest_of_rules(text: str) -> str:
    """SHA-256 (hex) of the canonical rules."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(seed: bytes, editions: Mapping[str, str], rules_text: str) -> str:
    """SHA-256 (hex) of canonical ``{"v","seed","editions","rules"}``; digests are lower-case hex."""
    bound = {"v": 1, "seed": seed.hex(), "editions": dict(editions), "rules": digest_of_rules(rules_text)}
    return hashlib.sha256(compact_json(bound).encode()).hexdigest()


def seal(secret: Secret, key: str, seed: bytes) -> bytes:
    """The seed as it is stored; it opens only with the secret key and for this sitting's key."""
    return secret.seal(f"sitting seed {key}", seed)


def seed(secret: Secret, session: Session, sitting_id: int) -> bytes:
    """The seed of a sitting, for drawing. Show it to nobody while ``seed_published`` is false."""
    row = session.execute(
        select(col(Sitting.key), col(Sitting.seed_sealed)).where(col(Sitting.id) == sitting_id)
    ).one_or_none()
    if row is None:
        raise not_found()
    return secret.unseal(f"sitting seed {row[0]}", row[1])


def kept_seed(house: House, here: Looking, key: str) -> bytes:
    """The same of the sitting with this key, for every draw of it: unsealed once a process, and kept in its memory
    alone. Keys are never given twice."""
    kept: dict[str, bytes] = house.kept.setdefault("seeds", {})
    found = kept.get(key)
    if found is None:
        rows = here.rows(SEALED, key=key)
        if not rows:
            raise not_found()
        found = kept[key] = house.secret.unseal(f"sitting seed {key}", bytes(rows[0][0]))
    return found


SEALED = in_both("SELECT seed_sealed FROM sitting WHERE key = :key")


def published_seed(secret: Secret, session: Session, sitting_id: int) -> str | None:
    """The seed in hex once it is published, else ``None``."""
    shown = session.execute(select(col(Sitting.seed_published)).where(col(Sitting.id) == sitting_id)).scalar_one()
    return seed(secret, session, sitting_id).hex() if shown else None


def publish_seed(session: Session, sitting_id: int, secret: Secret, *, now: int) -> bool:
    """Publish a seed: append ``seed_published``. False where it is published already.

    Refused (``contest.seed_sealed``) while the sitting runs or a paper of it is open.
    """
    row = session.execute(
        select(col(Sitting.contest_id), col(Sitting.key), col(Sitting.seed_published))
        .where(col(Sitting.id) == sitting_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise not_found()
    if row.seed_published:
        return False
    if not _mark_published(session, sitting_id, now):
        raise seed_sealed()
    facts = {"sitting": row.key, "seed": seed(secret, session, sitting_id).hex()}
    append(session, row.contest_id, Entry("seed_published", now, sitting_id=sitting_id, facts=facts))
    return True


def _mark_published(session: Session, sitting_id: int, now: int) -> bool:
    ended = (ContestState.CLOSED, ContestState.FINALISED)
    contest_ended = exists().where(col(Contest.id) == col(Sitting.contest_id), col(Contest.state).in_(ended))
    open_paper = exists().where(_PAPER.c.sitting_id == col(Sitting.id), _PAPER.c.state == "open")
    marked = session.execute(
        update(Sitting)
        .where(
            col(Sitting.id) == sitting_id,
            col(Sitting.seed_published).is_(False),
            or_(col(Sitting.closes) <= now, contest_ended),
            ~open_paper,
        )
        .values(seed_published=True)
        .returning(col(Sitting.id))
        .execution_options(synchronize_session=False)
    )
    return marked.first() is not None
