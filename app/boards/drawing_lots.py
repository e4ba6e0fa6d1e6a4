"""The prizes of a finalised contest that its rules give by lot: the pool, and the one draw from it."""

import json
import re
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.boards import lots
from app.boards import standings as folds
from app.contests.finding import ContestView
from app.contests.models import Contest, ContestState
from app.contests.rules import Awards
from app.contests.sittings import published_seed
from app.core.house import House
from app.core.refusal import N_, declare
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.ledger.models import LedgerEntry

KIND = "lots_drawn"
CALL = re.compile(r"[0-9]{1,20}")

no_lots = declare("lots.none", 409, N_("这场竞赛的规则里没有抽奖。"))
not_settled = declare("lots.not_settled", 409, N_("定榜以后、抽题种子公布以后才能抽奖。"))
drawn_already = declare("lots.drawn", 409, N_("已经抽过奖了，号码是 %(call)s。抽奖只有一次。"))
bad_call = declare("lots.bad_call", 422, N_("现场报的号码要写 1 到 20 位数字。"))


@dataclass(frozen=True)
class Pool:
    """Who may win, in the order of member keys, and what the draw is bound to."""

    awards: Awards
    keys: tuple[str, ...]
    digest: str
    head: bytes
    """Hash of the entry ``finalised``."""
    seed: bytes


@dataclass(frozen=True)
class Lots:
    """A draw that was made: winners by tier, as member keys."""

    call: str
    at: int
    pool: int
    digest: str
    winners: tuple[tuple[str, ...], ...]


def awards_by_lot(view: ContestView) -> Awards | None:
    return next((one for one in view.rules.awards if one.by == "lot"), None)


def pool(house: House, session: Session, view: ContestView) -> Pool:
    """Everybody with full marks on the settled board. Refusals: ``lots.none``, ``lots.not_settled``."""
    awards = awards_by_lot(view)
    if awards is None:
        raise no_lots()
    settled = _finalised(session, view.id)
    seed = published_seed(house.secret, session, view.sitting.id) if settled is not None else None
    if settled is None or seed is None:
        raise not_settled()
    with folds.at(house, session, view, "organiser", at_least=settled.seq) as (standings, _):
        people, counts = standings.people, standings.counts
        keys = tuple(sorted(people.key(place) for place in standings.order if counts.full(place)))
    return Pool(awards, keys, lots.digest(keys), settled.hash, bytes.fromhex(seed))


def made(session: Session, contest_id: int) -> Lots | None:
    """The draw that was made, or ``None``."""
    entry = session.execute(_of_kind(contest_id, KIND)).scalars().first()
    if entry is None:
        return None
    facts = json.loads(entry.payload)
    winners = tuple(tuple(tier) for tier in facts["winners"])
    return Lots(facts["call"], entry.at, facts["pool"], facts["pool_digest"], winners)


def draw(session: Session, view: ContestView, pool: Pool, call: str, *, now: int) -> Entry:
    """The use case: draw once with the number that was called. Refusals: ``lots.bad_call``, ``lots.drawn``."""
    if not CALL.fullmatch(call):
        raise bad_call()
    state = session.execute(
        select(col(Contest.state)).where(col(Contest.id) == view.id).with_for_update()
    ).scalar_one_or_none()
    if state != ContestState.FINALISED:
        raise not_settled()
    before = made(session, view.id)
    if before is not None:
        raise drawn_already(call=before.call)
    winners = lots.draw_lots(pool.seed, pool.head, call, pool.keys, [tier.places or 0 for tier in pool.awards.tiers])
    facts = {"call": call, "pool": len(pool.keys), "pool_digest": pool.digest, "winners": winners}
    return append(session, view.id, Entry(KIND, now, facts=facts))


def _finalised(session: Session, contest_id: int) -> LedgerEntry | None:
    found: LedgerEntry | None = session.execute(_of_kind(contest_id, "finalised")).scalars().first()
    return found


def _of_kind(contest_id: int, kind: str) -> Select[LedgerEntry]:
    return select(LedgerEntry).where(
        col(LedgerEntry.contest_id) == contest_id, col(LedgerEntry.kind) != "result", col(LedgerEntry.kind) == kind
    )
