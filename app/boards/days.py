"""Pure: the local day of an instant, remembered by the quarter of an hour."""

from zoneinfo import ZoneInfo

from app.core.clock import MINUTE, local

QUARTER = 15 * MINUTE


class Days:
    """Every zone begins its days on a quarter of an hour, so one look-up serves for all instants of it."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, int] = {}

    def day(self, instant: int) -> int:
        """The number of the local date (proleptic Gregorian ordinal)."""
        quarter = instant // QUARTER
        found = self._known.get(quarter)
        if found is None:
            found = self._known[quarter] = local(quarter * QUARTER, self._zone).toordinal()
        return found
