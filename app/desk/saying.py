"""Instants, marks and kinds as an organiser reads them, in Chinese or English."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.contests.rules import Rules
from app.contests.wording import category_name, moment_words
from app.core import figures
from app.core.clock import MINUTE, local
from app.core.i18n import translate
from app.core.refusal import N_

KINDS = {
    "single": N_("单选"),
    "multiple": N_("多选"),
    "true_false": N_("判断"),
    "blank": N_("填空"),
}
PHASES = {
    "draft": N_("筹备中"),
    "scheduled": N_("已开赛，等时间到"),
    "open": N_("进行中"),
    "over": N_("时间已到，正在收卷"),
    "closed": N_("已结束，待定榜"),
    "finalised": N_("已定榜"),
}
DIFFICULTIES = {"easy": N_("易"), "medium": N_("中"), "hard": N_("难")}


class Saying:
    """One organiser's language and the office's time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone

    def moment(self, instant: int, *, ends: bool = False) -> str:
        """``2026年6月1日 8:00``; a midnight that ends something is the 24:00 of the day before."""
        said = moment_words(instant, self.zone, ends=ends).said(self.language)
        year = local(instant - 1 if ends else instant, self.zone).year
        if self.language == "en":
            day, clock = said.rsplit(" ", 1)
            return f"{day} {year}, {clock}"
        return f"{year}年{said}"

    def window(self, opens: int, closes: int) -> str:
        between = " – " if self.language == "en" else " 至 "
        return self.moment(opens) + between + self.moment(closes, ends=True)

    def field(self, instant: int) -> str:
        """The value of a ``datetime-local`` input."""
        return f"{local(instant, self.zone):%Y-%m-%dT%H:%M}"

    def instant(self, field: str) -> int:
        """The instant of a ``datetime-local`` value; raises ValueError."""
        moment = datetime.fromisoformat(field.strip().replace(" ", "T"))
        return int(moment.replace(tzinfo=self.zone).timestamp() * 1000)

    def midnight(self, instant: int) -> int:
        """The instant at which the day of ``instant`` began."""
        start = local(instant, self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return int(start.timestamp() * 1000)

    def season(self, now: int, first: int, last: int) -> tuple[int, int]:
        """The next time that months ``first`` to ``last`` begin, at 8:00, and the midnight that ends them."""
        today = local(now, self.zone)
        year = today.year if today.month < first else today.year + 1
        opens = datetime(year, first, 1, 8, tzinfo=self.zone)
        closes = datetime(year + last // 12, last % 12 + 1, 1, tzinfo=self.zone)
        return int(opens.timestamp() * 1000), int(closes.timestamp() * 1000)

    def span(self, ms: int) -> str:
        """``18 天 3 小时``, the two largest units; never less than a minute."""
        minutes = max(ms // MINUTE, 1)
        days, hours = divmod(minutes // 60, 24)
        if days:
            return translate(self.language, N_("%(days)s 天 %(hours)s 小时"), days=days, hours=hours)
        if hours:
            return translate(self.language, N_("%(hours)s 小时 %(minutes)s 分"), hours=hours, minutes=minutes % 60)
        return translate(self.language, N_("%(minutes)s 分钟"), minutes=minutes)

    def marks(self, hundredths: int) -> str:
        return figures.marks(hundredths)

    def number(self, value: int) -> str:
        return f"{value:,}"

    def percent(self, part: int, whole: int) -> str:
        """Two decimals, half up, by integers; a dash where there is no whole."""
        if not whole:
            return "–"
        return figures.percent((part * 20_000 + whole) // (2 * whole))

    def kind(self, kind: str) -> str:
        return translate(self.language, KINDS[kind])

    def category(self, category: str) -> str:
        return category_name(category, self.language)

    def title(self, rules: Rules) -> str:
        return (rules.title_en if self.language == "en" else "") or rules.title

    def phase(self, phase: str) -> str:
        return translate(self.language, PHASES[phase])

    def difficulty(self, difficulty: str) -> str:
        return translate(self.language, DIFFICULTIES.get(difficulty, difficulty))
