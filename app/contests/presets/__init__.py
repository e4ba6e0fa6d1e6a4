"""Pure: ready-made rule sets, by name."""

from app.contests.presets.cups import SHIZHENG_CUP, TWO_REGULATIONS_TAX, XINCHENG_CUP
from app.contests.presets.preset import Preset
from app.contests.presets.sittings import CLOSED_BOOK, HUNDRED_QUESTIONS, MONTHLY_TEST, SPRINT, THREE_BANKS
from app.contests.presets.windows import ANSWER_SHEET, DAILY_LADDER, MICRO_QUIZ, ONLINE_HEAT, SINGLE_PAPER

__all__ = ["PRESETS", "Preset"]

_IN_ORDER = (
    *(ONLINE_HEAT, ANSWER_SHEET, DAILY_LADDER, MICRO_QUIZ, SINGLE_PAPER),
    *(CLOSED_BOOK, HUNDRED_QUESTIONS, MONTHLY_TEST, THREE_BANKS, SPRINT),
    *(XINCHENG_CUP, SHIZHENG_CUP, TWO_REGULATIONS_TAX),
)
PRESETS: dict[str, Preset] = {preset.name: preset for preset in _IN_ORDER}
