"""What a preset is: a whole rule set but for title and window, which come with the contest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Preset:
    """``title``, ``sentence`` and ``suited`` are msgids; ``facts`` are fields of the rules model."""

    name: str
    title: str
    title_en: str
    sentence: str
    suited: str
    length: int
    """How long the window is unless somebody says otherwise, ms."""
    facts: Mapping[str, Any]
    season: tuple[int, int] | None = None
    """The first and the last month in which it is held by custom: what a form proposes."""

    @property
    def banks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(section["bank"] for section in self.facts["sections"]))

    def compose(self, opens: int, wishes: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a rule set: the preset's, with what is wished instead. ``rules_from`` checks them."""
        start = wishes.get("opens", opens)
        return {
            "title": self.title,
            "title_en": self.title_en if "title" not in wishes else "",
            "opens": start,
            "closes": start + self.length if isinstance(start, int) else start,
            **self.facts,
            **wishes,
        }

    def named(self, name: str, *, title: str, title_en: str, sentence: str, suited: str, **changes: Any) -> "Preset":
        """The same rules as another preset; ``changes`` are fields of the preset, ``facts`` is added to."""
        facts = {**self.facts, **changes.pop("facts", {})}
        return replace(
            self,
            name=name,
            title=title,
            title_en=title_en,
            sentence=sentence,
            suited=suited,
            facts=facts,
            **changes,
        )


def section(bank: str, kind: str, count: int | None, marks: int) -> dict[str, Any]:
    """``count`` questions of a kind (``None``: all there are) at ``marks`` hundredths each."""
    return {"bank": bank, "kind": kind, "count": count, "marks": marks}


PARTICIPATION_AND_MEAN = {
    "kind": "composite",
    "participation_weight": 50,
    "mean_weight_percent": 50,
    "gate_percent": 80,
}
"""The scoring of organisations that most offices want: half for taking part, half for how well, from 80 % on."""
