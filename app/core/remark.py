"""What a check of the machine finds: a light, one sentence, and what to do."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.core.clock import local
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_


class Light(StrEnum):
    GREEN = "green"
    """In order."""
    AMBER = "amber"
    """Look at it, or it cannot be read from here."""
    RED = "red"
    """Do something before people come."""


LIGHT_NAMES = {Light.GREEN: N_("正常"), Light.AMBER: N_("请看一眼"), Light.RED: N_("要处理")}


@dataclass(frozen=True)
class Remark:
    """``title``, ``says`` and ``do`` are msgids over ``facts``; ``name`` is the check's, for programs."""

    title: str
    light: Light
    says: str
    do: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def said(self, language: str) -> str:
        return translate(language, self.says, **self.facts)

    def advice(self, language: str) -> str:
        return translate(language, self.do, **self.facts)


@dataclass(frozen=True)
class Ground:
    """What the checks look at. ``newest`` asks for the newest stored instant (ms UTC, 0 in an empty database)."""

    house: House
    now: int
    newest: Callable[[], int]
    serving: bool = False
    """Whether the server itself asks, not a command beside it."""
    root: Path = Path("/")
    """Where ``/sys``, ``/proc`` and ``/etc`` of the machine are."""
    system: str = sys.platform

    def moment(self, instant: int) -> str:
        """To the second, in the zone of the settings."""
        return f"{self._local(instant):%Y-%m-%d %H:%M:%S}"

    def _local(self, instant: int) -> datetime:
        return local(instant, self.house.settings.zone)


Check = Callable[[Ground], Remark]


def green(title: str, says: str, **facts: Any) -> Remark:
    return Remark(title, Light.GREEN, says, "", facts)


def amber(title: str, says: str, do: str, **facts: Any) -> Remark:
    return Remark(title, Light.AMBER, says, do, facts)


def red(title: str, says: str, do: str, **facts: Any) -> Remark:
    return Remark(title, Light.RED, says, do, facts)
