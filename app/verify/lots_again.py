"""Prizes by lot once more, from the words of docs/draw.md: the pool, and who was drawn from it."""

import hashlib
import hmac
from typing import Any

from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.refolding import Fold


class LotsAgain:
    """Takes every entry of the walk; judges the one draw when it comes."""

    def __init__(self, pinned: Sealed, fold: Fold, findings: Findings) -> None:
        self._pinned, self._fold, self._findings = pinned, fold, findings
        self._settled = b""
        self._drawn = 0

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        if entry.kind == "finalised":
            self._settled = bytes(entry.hash)
        elif entry.kind == "lots_drawn":
            self._judge(facts, f"entry {entry.seq}")

    def _judge(self, facts: dict[str, Any], place: str) -> None:
        self._drawn += 1
        same = self._findings.same
        same("lots.once", place, 1, self._drawn)
        tiers = next((one["tiers"] for one in self._pinned.rules.get("awards", ()) if one["by"] == "lot"), None)
        if tiers is None or not self._pinned.sittings:
            self._findings.differ("lots.rules", place, "awards by lot in the rules", "none")
            return
        pool = sorted(key for key in self._fold.places if self._full(key))
        same("lots.pool", place, len(pool), facts.get("pool"))
        text = "".join(key + "\n" for key in pool)
        same("lots.pool_digest", place, hashlib.sha256(text.encode()).hexdigest(), facts.get("pool_digest"))
        seed = self._pinned.sittings[min(self._pinned.sittings)].seed
        same("lots.winners", place, self._winners(seed, str(facts.get("call")), pool, tiers), facts.get("winners"))

    def _full(self, key: str) -> bool:
        counted, total = self._fold.standing(key), self._pinned.rules["total"]
        return counted is not None and total is not None and any(one.score >= total for one in counted.attempts)

    def _winners(self, seed: bytes, call: str, pool: list[str], tiers: list[dict[str, Any]]) -> list[list[str]]:
        key = hmac.digest(seed, f"xincheng-cup lots 1|{self._settled.hex()}|{call}".encode(), "sha256")
        words = (
            int.from_bytes(hmac.digest(key, block.to_bytes(8, "big"), "sha256")[at : at + 4], "big")
            for block in range(1 << 30)
            for at in range(0, 32, 4)
        )
        winners = []
        for tier in tiers:
            chosen: list[str] = []
            while pool and len(chosen) < tier["places"]:
                chosen.append(_take(pool, words))
            winners.append(chosen)
        return winners


def _take(pool: list[str], words: Any) -> str:
    """One of those who are left: the first changes places with the drawn one and leaves."""
    size = len(pool)
    fair = (1 << 32) // size * size
    at = 0 if size == 1 else next(word for word in words if word < fair) % size
    pool[0], pool[at] = pool[at], pool[0]
    return pool.pop(0)
