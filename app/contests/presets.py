"""Pure: ready-made rule sets. A preset names its banks and its length; title and window come with the contest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.clock import DAY
from app.core.refusal import N_


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


ONLINE_HEAT = Preset(
    name="online-heat",
    title=N_("党章线上初赛"),
    title_en="Party Constitution online heat",
    sentence=N_("30 题 25 分钟，三次机会取最高分，前 100 名进决赛；党组织看参与率和平均分。"),
    suited=N_("适合全县、全系统的线上初赛：时间长，人数多，人人都能参加。"),
    length=30 * DAY,
    facts={
        "theme": "党章",
        "theme_en": "Party Constitution",
        "sections": (
            {"bank": "party-constitution", "kind": "single", "count": 20, "marks": 300},
            {"bank": "party-constitution", "kind": "multiple", "count": 10, "marks": 400},
        ),
        "total": 10_000,
        "limit_s": 25 * 60,
        "attempts": 3,
        "counts": "best",
        "ties": ("duration",),
        "qualifiers": 100,
        "published": {"organisations": 30, "members": 100},
        "organisation_scoring": {
            "kind": "composite",
            "participation_weight": 50,
            "mean_weight_percent": 50,
            "gate_percent": 80,
        },
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

MONTHLY_TEST = Preset(
    name="monthly-test",
    title=N_("学习型机关月考"),
    title_en="Monthly study test for offices",
    sentence=N_("20 道单选 20 分钟，闭卷，只有一次；党组织看应参加人员的平均分，缺考按 0 分。"),
    suited=N_("适合每月一次的集中测试：同一时间，人人应考。"),
    length=1 * DAY,
    facts={
        "theme": "党章",
        "theme_en": "Party Constitution",
        "sections": ({"bank": "party-constitution", "kind": "single", "count": 20, "marks": 500},),
        "total": 10_000,
        "limit_s": 20 * 60,
        "attempts": 1,
        "counts": "first",
        "closed_book": True,
        "ties": ("duration",),
        "published": {"organisations": None, "members": 100},
        "organisation_scoring": {"kind": "mean_of_roll"},
        "organisation_ties": ("participation", "full_marks", "duration"),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (ONLINE_HEAT, MONTHLY_TEST)}
