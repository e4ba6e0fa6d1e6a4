"""Pure: whether every paper of a rule set can be drawn, and if not, how many questions are missing where."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.contests.rules import Section
from app.contests.rules_sums import KIND_NAMES
from app.contests.words import Words
from app.core.i18n import translate
from app.core.refusal import N_

MOST_ITEMS = 2000
"""Of one paper: what a phone holds and shows without trouble."""


@dataclass(frozen=True)
class Shortage:
    """``section`` counts from 1; ``there`` is what is left for it at worst after the sections before it."""

    section: int
    bank: str
    kind: str
    wanted: int
    there: int

    def said(self, language: str) -> str:
        return translate(
            language,
            N_(
                "第 %(section)s 部分（%(kind)s，题库 %(bank)s）要 %(wanted)s 题，只有 %(there)s 题，还差 %(short)s 题。"
            ),
            section=self.section,
            kind=translate(language, KIND_NAMES[self.kind]),
            bank=self.bank,
            wanted=self.wanted,
            there=self.there,
            short=self.wanted - self.there,
        )


def shortages(sections: Sequence[Section], candidates: Sequence[Sequence[int]]) -> list[Shortage]:
    """``candidates[i]`` are the ordinals that ``sections[i]`` may draw from its bank's edition.

    A question is drawn once a paper, so an earlier section may take from a later one; the worst case counts.
    """
    found = []
    for place, section in enumerate(sections):
        pool = set(candidates[place])
        taken = sum(
            _most(earlier, len(pool.intersection(candidates[before])))
            for before, earlier in enumerate(sections[:place])
            if earlier.bank == section.bank
        )
        there = max(len(pool) - taken, 0)
        wanted = section.count or 1
        if there < wanted:
            found.append(Shortage(place + 1, section.bank, section.kind.value, wanted, there))
    return found


def items(sections: Sequence[Section], candidates: Sequence[Sequence[int]]) -> int:
    """How many questions a paper has, at most."""
    return sum(
        len(pool) if section.count is None else section.count
        for section, pool in zip(sections, candidates, strict=True)
    )


def _most(section: Section, shared: int) -> int:
    """How many of the questions that a later section may draw too an earlier one takes at most."""
    return shared if section.count is None else min(section.count, shared)


def words(short: Sequence[Shortage]) -> Words:
    return Words("".join(one.said("zh") for one in short), " ".join(one.said("en") for one in short))
