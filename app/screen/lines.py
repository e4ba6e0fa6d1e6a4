"""Pure: one row of a board as the texts of a screen. ``static/screen/board.js`` fills rows by the same rules."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

PLATES = 3


@dataclass(frozen=True)
class Line:
    id: str
    rank: int
    shared: bool
    name: str
    size: str
    """``""``, ``mid``, ``long``, ``longer``, ``longest`` or ``two`` lines: how far the name's type is drawn in."""
    plate: str
    """``m1`` to ``m3`` for the first three places."""
    below: bool
    """Below the gate, on a board where others pass: after all of them."""
    roll: str = ""
    participation: str = ""
    mean: str = ""
    score: str = ""
    organisation: str = ""
    duration: str = ""


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    """The rows that a screen shows. While nobody passes the gate it divides nothing and is not drawn."""
    divided = any(row.get("passes_gate") for row in rows)
    return [line(row, divided=divided) for row in rows if takes_part(row)]


def line(row: dict[str, Any], *, divided: bool = True) -> Line:
    """A row of the board's JSON, read with exact decimals."""
    passes = row.get("passes_gate", True) or not divided
    known = {
        "id": row["id"],
        "rank": row["rank"],
        "shared": row["shared"],
        "name": row["name"],
        "size": size(row["name"]),
        "plate": f"m{row['rank']}" if row["rank"] <= PLATES and passes else "",
        "below": not passes,
        "score": two(row["score"]) if "roll" in row else trimmed(row["score"]),
    }
    if "roll" in row:
        known |= {"roll": f"{row['roll']:,}", "participation": percent(row["participation"]), "mean": two(row["mean"])}
    else:
        known |= {"organisation": row["organisation"], "duration": span(row["duration_ms"])}
    return Line(**known)


def takes_part(row: dict[str, Any]) -> bool:
    """Nobody is shown in the hall for having no result at all."""
    return bool(row.get("participants", 1))


def two(figure: Decimal | int) -> str:
    return f"{figure:.2f}"


def trimmed(figure: Decimal | int) -> str:
    """A member's marks: 92.5, and 92 rather than 92.00."""
    return two(figure).rstrip("0").rstrip(".")


def percent(share: Decimal | int) -> str:
    return f"{share * 100:.2f}%"


def span(duration_ms: int) -> str:
    minutes, seconds = divmod(duration_ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"


def width(text: str) -> int:
    """In hundredths of a Chinese character; a Latin letter counts a little more than half."""
    return sum(100 if ord(sign) > 0x2E7F else 56 for sign in text)


def size(name: str) -> str:
    wide = width(name)
    for most, called in ((1030, ""), (1400, "mid"), (1640, "long"), (1800, "longer"), (2100, "longest")):
        if wide <= most:
            return called
    return "two"
