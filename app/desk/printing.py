"""Cards to print: one HTML file that needs nothing else. Branch by branch: an envelope slip with the hand-over list,
then the cards, eight a sheet, so that what comes out of the printer between two slips goes into one envelope."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol

from jinja2 import Environment
from markupsafe import Markup

from app.core.pages import APP, environment
from app.core.qr_codes import card_codes

PER_SHEET = 8
ROWS_UNDER_SLIP = 19
ROWS_A_SHEET = 30


def sheets_of(people: int) -> int:
    """A4 sheets for one branch, slip and list included."""
    return -(-people // PER_SHEET) + 1 + -(-max(0, people - ROWS_UNDER_SLIP) // ROWS_A_SHEET)


class Parts(StrEnum):
    """What is printed of each branch."""

    ALL = "all"
    CARDS = "cards"
    LISTS = "lists"


class Printable(Protocol):
    """One card: whose it is, the eight digits (``1234-5678``) and the token behind its QR code."""

    @property
    def organisation(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def token(self) -> str: ...


def card_page(
    cards: Iterable[Printable],
    *,
    title: str,
    seal: str,
    door: str,
    language: str = "zh",
    open_from: str = "",
    parts: Parts = Parts.ALL,
) -> Iterator[str]:
    """The pieces of one HTML page, a sheet at a time, so that thousands of cards start to arrive at once.

    ``door`` is the full address of ``/c/{slug}``; a card's code leads to it with ``#t=TOKEN``, which no server logs.
    """
    templates = environment(language)
    facts = {
        "title": title,
        "seal": tuple(seal[:4]),
        "open_from": open_from,
        "typed": door.split("://", 1)[-1],
        "qr": card_codes(door).of,
    }
    yield templates.get_template("cards/top.html").render(style=Markup(_style("cards/cards.css")), **facts)  # noqa: S704
    for organisation, of_branch in groupby(cards, key=lambda card: card.organisation):
        yield from _branch(templates, organisation, list(of_branch), parts, facts)
    yield templates.get_template("cards/bottom.html").render()


def _branch(
    templates: Environment, organisation: str, cards: Sequence[Printable], parts: Parts, facts: dict[str, Any]
) -> Iterator[str]:
    if parts is not Parts.CARDS:
        yield from _slip(templates, organisation, [card.name for card in cards], facts)
    if parts is Parts.LISTS:
        return
    sheet = templates.get_template("cards/sheet.html")
    sheets = [cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)]
    for number, some in enumerate(sheets, 1):
        yield sheet.render(organisation=organisation, number=number, sheets=len(sheets), cards=some, **facts)


def _slip(templates: Environment, organisation: str, names: list[str], facts: dict[str, Any]) -> Iterator[str]:
    """The slip for the envelope and under it the list to sign; a long list goes on on sheets of its own. No secrets."""
    rows = list(enumerate(names, 1))
    pages = [rows[:ROWS_UNDER_SLIP]]
    pages += [rows[start : start + ROWS_A_SHEET] for start in range(ROWS_UNDER_SLIP, len(rows), ROWS_A_SHEET)]
    slip = templates.get_template("cards/slip.html")
    for number, some in enumerate(pages, 1):
        yield slip.render(
            organisation=organisation, number=number, pages=len(pages), rows=some, people=len(names),
            sheets=-(-len(names) // PER_SHEET), **facts,
        )  # fmt: skip


def card_policy() -> str:
    """The Content-Security-Policy under which a card page may carry its own style."""
    return style_policy(_style("cards/cards.css"))


def style_policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; frame-ancestors 'none'"


@lru_cache
def _style(name: str) -> str:
    return (APP / "templates" / name).read_text(encoding="utf-8")
