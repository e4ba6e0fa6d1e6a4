"""A board as bytes: a pure function of contest, cut, what was asked for, language and the labels' revision; kept and
shared."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.asking import Asked
from app.boards.fairness import half_up
from app.boards.folding import BOARDS
from app.boards.naming import names
from app.boards.visible import Audience
from app.boards.writing import flag, fraction, listing, record, text
from app.boards.written_rows import Drawn, last_place, written
from app.contests.finding import ContestView
from app.contests.wording import scoring_sentence
from app.core.clock import rfc3339
from app.core.house import House
from app.core.refusal import not_found

__all__ = ["Asked", "Rendered", "board"]

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


def board(
    house: House,
    session: Session,
    view: ContestView,
    board: str,
    *,
    kind: str | None = None,
    division: str | None = None,
    top: int | None = None,
    category: str | None = None,
    organisation: str | None = None,
    district: str | None = None,
    unit: str | None = None,
    language: str = "zh",
    audience: Audience = "public",
) -> Rendered:
    """The board at the audience's cut; ``not_found`` for an unknown board, for an organisation, district or unit
    that is not there, and, in public, for a draft or a contest without ranking. Wishes: :class:`Asked`."""
    wishes = {"kind": kind, "division": division, "category": category, "organisation": organisation}
    wishes |= {"district": district, "unit": unit}
    asked = Asked(board, **{name: wish or None for name, wish in wishes.items()}, top=top or None, audience=audience)
    return show(house, session, view, asked, language)


def show(house: House, session: Session, view: ContestView, asked: Asked, language: str = "zh") -> Rendered:
    """As :func:`board`."""
    hidden = asked.audience == "public" and (view.state == "draft" or not view.rules.ranking)
    if asked.board not in BOARDS or hidden:
        raise not_found()
    known = names(house, session)
    with folds.at(house, session, view, asked.audience) as (standings, cut):
        key = (view.id, asked, language)
        stamp = (cut.seq, cut.epoch, cut.frozen, known.revision)
        kept = _cache(house).get(key)
        if kept is None or kept.stamp != stamp:
            texts = kept.texts if kept is not None and kept.revision == known.revision else {}
            rendered = _render(Drawn(house, session, view, asked, standings, cut, known, language, texts))
            kept = _keep(house, key, _Kept(stamp, known.revision, rendered, texts))
    return kept.rendered


@dataclass(frozen=True)
class _Kept:
    stamp: Any
    revision: int
    rendered: Rendered
    texts: dict[int, Any]
    """See :class:`Drawn`: what the next cut need not write again."""


def _cache(house: House) -> "OrderedDict[Any, _Kept]":
    return cast("OrderedDict[Any, _Kept]", house.kept.setdefault("boards.rendered", OrderedDict()))


def _keep(house: House, key: Any, kept: _Kept) -> _Kept:
    cache = _cache(house)
    cache[key] = kept
    while len(cache) > KEPT:
        cache.popitem(last=False)
    return kept


def _render(drawn: Drawn) -> Rendered:
    body = _body(drawn, written(drawn)).encode()
    return Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', drawn.cut.seq, drawn.cut.epoch)


def _body(drawn: Drawn, rows: list[str]) -> str:
    view, cut, asked = drawn.view, drawn.cut, drawn.asked
    taking, roll = drawn.standings.head_count()
    published = last_place(drawn)
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
        participation=fraction(half_up(10_000 * min(taking, roll), roll)),
        rule=text(scoring_sentence(view.rules, drawn.language, asked.board)),
        rows=listing(rows),
    )
