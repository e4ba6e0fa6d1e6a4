"""Facts of a refusal that read differently in each language: ``said(language)``. See ``i18n.translate``."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.clock import local

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Moment:
    """An instant (ms UTC) in words of its zone: 6月1日 8:00, 1 June 08:00. Midnight that ends a day is 24:00."""

    instant: int
    zone: ZoneInfo
    ends: bool = False

    def said(self, language: str) -> str:
        moment, clock = local(self.instant, self.zone), None
        if self.ends and (moment.hour, moment.minute) == (0, 0):
            moment, clock = local(self.instant - 1, self.zone), "24:00"
        if language == "en":
            return f"{moment.day} {MONTHS[moment.month - 1]} {clock or f'{moment:%H:%M}'}"
        return f"{moment.month}月{moment.day}日 {clock or f'{moment.hour}:{moment.minute:02d}'}"
