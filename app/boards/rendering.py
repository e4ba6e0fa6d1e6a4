"""A board as bytes: a pure function of contest, cut, what was asked for and the labels' revision; kept and shared."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.fairness import half_up
from app.boards.folding import BOARDS, Standings, TopRow
from app.boards.naming import Names, names
from app.boards.ranking import Ranked, within
from app.boards.rows import group_rows
from app.boards.visible import Audience, Cut
from app.boards.writing import flag, fraction, listing, marks, record, text
from app.contests.finding import ContestView
from app.core.clock import rfc3339
from app.core.house import House
from app.core.refusal import not_found
from app.core.secret import base32
from app.organisations.labels import member_names
from app.organisations.names import masked

MOST_MEMBERS = 100
KEPT = 256


@dataclass(frozen=True)
class Rendered:
    """One board's JSON. Equal cuts, labels and wishes give equal bytes."""

    body: bytes
    etag: str
    """Strong, with its quotation marks."""
    entry: int
    epoch: int

    @property
    def id(self) -> str:
        return f"{self.entry}.{self.epoch}"


@dataclass(frozen=True)
class Asked:
    """Which board, and which part of it. ``kind`` is an organisation kind, ``top`` the number of rows (≥ 1)."""

    board: str
    kind: str | None = None
    division: str | None = None
    top: int | None = None
    audience: Audience = "public"


def board(
    house: House,
    session: Session,
    view: ContestView,
    board: str,
    *,
    kind: str | None = None,
    division: str | None = None,
    top: int | None = None,
    language: str = "zh",
    audience: Audience = "public",
) -> Rendered:
    """The board at the audience's cut; ``not_found`` for an unknown board and, in public, for a draft.

    ``language`` changes nothing yet: names stand as the roll has them, and everything else is figures.
    """
    if board not in BOARDS or (audience == "public" and view.state == "draft"):
        raise not_found()
    asked = Asked(board, kind or None, division or None, top, audience)
    known = names(house, session)
    with folds.at(house, session, view, audience) as (standings, cut):
        key = (view.id, asked)
        stamp = (cut.seq, cut.epoch, cut.frozen, known.revision)
        kept = _kept(house, key, stamp)
        if kept is None:
            kept = _render(house, session, view, asked, standings, cut, known)
            _keep(house, key, stamp, kept)
    return kept


def _cache(house: House) -> "OrderedDict[Any, tuple[Any, Rendered]]":
    return cast("OrderedDict[Any, tuple[Any, Rendered]]", house.kept.setdefault("boards.rendered", OrderedDict()))


def _kept(house: House, key: Any, stamp: Any) -> Rendered | None:
    stored = _cache(house).get(key)
    return stored[1] if stored is not None and stored[0] == stamp else None


def _keep(house: House, key: Any, stamp: Any, rendered: Rendered) -> None:
    cache = _cache(house)
    cache[key] = (stamp, rendered)
    while len(cache) > KEPT:
        cache.popitem(last=False)


def _render(
    house: House, session: Session, view: ContestView, asked: Asked, standings: Standings, cut: Cut, known: Names
) -> Rendered:
    if asked.board == "members":
        rows = _member_rows(house, session, view, asked, standings, known)
    else:
        rows = _group_rows(asked, standings, known)
    body = _body(view, asked, standings, cut, rows).encode()
    return Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', cut.seq, cut.epoch)


def _body(view: ContestView, asked: Asked, standings: Standings, cut: Cut, rows: list[str]) -> str:
    taking, roll = standings.participants, standings.roll.size
    published = last_place(asked, standings)
    return record(
        contest=text(view.slug),
        board=text(asked.board),
        entry=str(cut.seq),
        epoch=str(cut.epoch),
        as_of=text(rfc3339(cut.at) if cut.seq else None),
        hash=text(cut.hash.hex()),
        frozen=flag(cut.frozen),
        final=flag(cut.final),
        published="null" if published is None else str(published),
        participants=str(taking),
        roll=str(roll),
        participation=fraction(half_up(10_000 * taking, roll)),
        rows=listing(rows),
    )


def last_place(asked: Asked, standings: Standings) -> int | None:
    """The last place that the rules publish; everybody who shares it is published too. None: every place."""
    scheme = standings.scheme
    if asked.board == "members":
        return min(scheme.published_members, MOST_MEMBERS) if asked.audience == "public" else MOST_MEMBERS
    return scheme.published_organisations if asked.board == "organisations" and asked.audience == "public" else None


def _group_rows(asked: Asked, standings: Standings, known: Names) -> list[str]:
    labels = known.of(asked.board)
    keep = _filter(asked, standings, known)
    placed = group_rows(standings, asked.board, keep=keep, order=lambda id_: (labels[id_].sort_key, id_))
    gated = standings.scheme.gate_percent is not None
    published = within(placed, last_place(asked, standings))
    return [_group_row(one, known, asked.board, gated) for one in published[: asked.top]]


def _filter(asked: Asked, standings: Standings, known: Names) -> Callable[[int], bool]:
    labels = known.of(asked.board)
    chosen = standings.roll.groups_in(asked.board, asked.division) if asked.division else None

    def keep(id_: int) -> bool:
        label = labels.get(id_)
        if label is None or (chosen is not None and id_ not in chosen):
            return False
        return asked.kind is None or label.kind == asked.kind

    return keep


def _group_row(one: Ranked, known: Names, board: str, gated: bool) -> str:
    label, is_ = known.of(board)[one.row.id], one.row.figures
    fields = {
        "rank": str(one.rank),
        "shared": flag(one.shared),
        "id": text(label.key),
        "name": text(label.short_name),
        "kind": text(label.kind),
        "score": marks(is_.score),
        "participants": str(is_.participants),
        "roll": str(is_.roll),
        "participation": fraction(is_.participation),
        "mean": marks(is_.mean),
        "full_marks": str(is_.full_marks),
        "full_marks_rate": fraction(is_.full_rate),
        "mean_duration_ms": str(is_.mean_duration),
    }
    return record(**fields, **({"passes_gate": flag(is_.passes)} if gated else {}))


def _member_rows(
    house: House, session: Session, view: ContestView, asked: Asked, standings: Standings, known: Names
) -> list[str]:
    roll = standings.roll
    last = last_place(asked, standings) or 0
    rows = [row for row in standings.top(MOST_MEMBERS, division=asked.division or "") if row.rank <= last]
    home = roll.ids["organisations"]
    labels = {row.place: known.organisations.get(home[roll.group_of["organisations"][row.place]]) for row in rows}

    def order(row: TopRow) -> tuple[int, str, int]:
        label = labels[row.place]
        return row.rank, label.sort_key if label else "", row.place

    called = member_names(session, [roll.keys[row.place] for row in rows])
    written = []
    for row in sorted(rows, key=order)[: asked.top]:
        key, label = roll.keys[row.place], labels[row.place]
        name = called[key][0] if key in called else ""
        written.append(
            record(
                rank=str(row.rank),
                shared=flag(row.shared),
                id=text(row_id(house, view.id, key)),
                name=text(name if asked.audience == "organiser" else masked(name)),
                organisation=text(label.short_name if label else ""),
                score=marks(standings.score[row.place]),
                duration_ms=str(standings.duration[row.place]),
            )
        )
    return written


def row_id(house: House, contest_id: int, member_key: str) -> str:
    """Stays with a member's row within one contest, and does not tie the masked name to the chain's member key."""
    return base32(house.secret.mac("board row", contest_id, member_key)[:10])
