"""The message that a branch's secretary or an organiser copies into a group chat. It names nobody."""

from zoneinfo import ZoneInfo

from app.contests.finding import ContestView
from app.contests.wording import moment
from app.core.i18n import translate
from app.core.refusal import N_


def reminder(view: ContestView, participants: int, roll: int, language: str, zone: ZoneInfo) -> str:
    """Until when, how many of how many, and about how long a paper takes."""
    rules = view.rules
    facts = {
        "title": (rules.title_en if language == "en" else "") or rules.title,
        "closes": moment(view.closes, language, zone, ends=True),
        "roll": roll,
        "participants": participants,
    }
    if rules.limit_s is None:
        said = N_(
            "各位同志：%(title)s %(closes)s 结束，本支部应参加 %(roll)s 人，已参加 %(participants)s 人。"
            "没参加的同志请扫码答题；手机不方便可找我要纸质卷。"
        )
        return translate(language, said, **facts)
    said = N_(
        "各位同志：%(title)s %(closes)s 结束，本支部应参加 %(roll)s 人，已参加 %(participants)s 人。"
        "没参加的同志请扫码答题，约 %(minutes)s 分钟；手机不方便可找我要纸质卷。"
    )
    return translate(language, said, **facts, minutes=rules.limit_s // 60)
