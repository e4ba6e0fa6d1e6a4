"""Cards to print: one HTML file that needs nothing else, eight cards a sheet, each branch from a new sheet."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Protocol

import segno
from markupsafe import Markup

from app.core.pages import APP, environment

PER_SHEET = 8


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


def qr(address: str, label: str, *, border: int = 2) -> Markup:
    """A QR code as inline SVG. A fixed mask: scoring all eight takes four times as long."""
    code = segno.make(address, error="m", micro=False, mask=3)
    drawn = code.svg_inline(omitsize=True, border=border, svgclass="qr", lineclass=None)
    return Markup(drawn).replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(label), 1)  # noqa: S704


def card_page(
    cards: Iterable[Printable], *, title: str, seal: str, door: str, language: str = "zh", open_from: str = ""
) -> Iterator[str]:
    """The pieces of one HTML page, a sheet at a time, so that thousands of cards start to arrive at once.

    ``door`` is the full address of ``/c/{slug}``; a card's code leads to it with ``#t=TOKEN``, which no server logs.
    """
    templates = environment(language)
    facts = {"title": title, "seal": tuple(seal[:4]), "door": door, "typed": door.split("://", 1)[-1]}
    yield templates.get_template("cards/top.html").render(style=Markup(_style()), **facts)  # noqa: S704
    sheet = templates.get_template("cards/sheet.html")
    for organisation, of_branch in groupby(cards, key=lambda card: card.organisation):
        sheets = _sheets(list(of_branch))
        for number, some in enumerate(sheets, 1):
            yield sheet.render(
                organisation=organisation, number=number, sheets=len(sheets), cards=some, qr=qr,
                open_from=open_from, **facts,
            )  # fmt: skip
    yield templates.get_template("cards/bottom.html").render()


def style_policy() -> str:
    """The Content-Security-Policy under which a card page may carry its own style."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; frame-ancestors 'none'"


def _sheets(cards: Sequence[Printable]) -> list[Sequence[Printable]]:
    return [cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)]


@lru_cache
def _style() -> str:
    return (APP / "templates" / "cards" / "cards.css").read_text(encoding="utf-8")
