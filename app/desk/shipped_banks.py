"""The question banks that come with the program, as long as they are not loaded in this edition."""

import re
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.banks import index
from app.banks.laws import SHIPPED

HEAD = 2048
"""A bank's name, title and edition stand at the top of its file."""
TRIAL = "sample"


@dataclass(frozen=True)
class ShippedBank:
    name: str
    title: str
    edition: str
    path: Path


def shipped_banks(session: Session) -> list[ShippedBank]:
    """Those that could be loaded now; not the few questions that phones show for trying out."""
    loaded = {(bank.name, bank.label) for bank in index.banks(session)}
    found = (_head(path) for path in sorted(SHIPPED.parent.glob("*/bank.yaml")))
    return [one for one in found if one.name != TRIAL and (one.name, one.edition) not in loaded]


def _head(path: Path) -> ShippedBank:
    with path.open(encoding="utf-8") as file:
        head = file.read(HEAD)
    said = {
        key: value.strip("\"'") for key, value in re.findall(r"^(bank|title|edition): *(.+?) *$", head, re.MULTILINE)
    }
    name = path.parent.name
    return ShippedBank(said.get("bank", name), said.get("title", name), said.get("edition", ""), path)
