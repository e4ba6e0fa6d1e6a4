"""QR codes as inline SVG, and thousands of them in a second or two.

With version, mask and error correction fixed, every module of a QR code is an exclusive-or of bits of its text
(Reed–Solomon is linear). The codes of one door differ in the 52 letters of the token alone, so each is the code of a
first token with some patterns laid over it: one pattern for each bit of each letter, drawn once.
"""

import re
from functools import lru_cache

import segno
from markupsafe import Markup, escape

MASK = 3
"""Fixed: scoring all eight takes four times as long."""
FIRST = "a" * 52
FEW = 60
"""So many codes are drawn one by one, before laying out the patterns pays."""
_RUN = re.compile("1+")


def qr(address: str, label: str, *, border: int = 2) -> Markup:
    """A QR code as inline SVG, scaled by its style."""
    bits, size = _drawn(address)
    return _svg(bits, size, label, border)


class CardCodes:
    """The codes of one door's cards: ``DOOR#t=TOKEN``, which no server logs."""

    def __init__(self, door: str) -> None:
        self._before = f"{door}#t="
        self._few = FEW
        self._patterns: dict[tuple[int, int], int] = {}
        self._first, self._size = _drawn(self._before + FIRST)

    def of(self, token: str, label: str) -> Markup:
        """The same SVG as ``qr`` draws."""
        if self._few or len(token) != len(FIRST):
            self._few = max(0, self._few - 1)
            return qr(self._before + token, label)
        bits = self._first
        for place, letter in enumerate(token):
            differs = ord(letter) ^ ord(FIRST[place])
            while differs:
                bit = differs & -differs
                bits ^= self._pattern(place, bit)
                differs ^= bit
        return _svg(bits, self._size, label, 2)

    def _pattern(self, place: int, bit: int) -> int:
        found = self._patterns.get((place, bit))
        if found is None:
            other = FIRST[:place] + chr(ord(FIRST[place]) ^ bit) + FIRST[place + 1 :]
            found = self._patterns[place, bit] = _drawn(self._before + other)[0] ^ self._first
        return found


@lru_cache(8)
def card_codes(door: str) -> CardCodes:
    return CardCodes(door)


def _drawn(address: str) -> tuple[int, int]:
    """All modules as one number, the first the highest bit, a light one after every row; and how many a row has."""
    code = segno.make(address, error="m", micro=False, mask=MASK)
    modules = b"\x00".join(bytes(row) for row in code.matrix)
    return int(modules.translate(_ZERO_OR_ONE), 2), len(code.matrix)


_ZERO_OR_ONE = bytes.maketrans(b"\x00\x01", b"01")


class _Runs(dict[tuple[int, int], str]):
    """Where a run of dark modules begins and ends among all modules → how it is drawn."""

    def __init__(self, size: int, border: int) -> None:
        super().__init__()
        self._size, self._border = size, border

    def __missing__(self, span: tuple[int, int]) -> str:
        row, column = divmod(span[0], self._size + 1)
        drawn = self[span] = f"M{column + self._border} {row + self._border}h{span[1] - span[0]}"
        return drawn


_runs = lru_cache(16)(_Runs)


def _svg(bits: int, size: int, label: str, border: int) -> Markup:
    runs, whole = _runs(size, border), size + 2 * border
    modules = f"{bits:0{size * (size + 1) - 1}b}"
    path = "".join([runs[run.span()] for run in _RUN.finditer(modules)])
    top = f'<svg role="img" aria-label="{escape(label)}" class="qr" viewBox="0 0 {whole} {whole}">'
    return Markup(f'{top}<path stroke="#000" transform="translate(0 .5)" d="{path}"/></svg>')  # noqa: S704 - numbers only
