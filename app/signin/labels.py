"""What members call the secrets that a contest accepts."""

from collections.abc import Collection

from app.core.i18n import translate
from app.core.refusal import N_
from app.signin.methods import CARD, NUMBER, STRONGEST_FIRST, TAIL

NAMES = {CARD: N_("密码"), NUMBER: N_("工号"), TAIL: N_("手机后四位")}


def secret_label(accepted: Collection[str], language: str) -> str:
    """``密码、工号或手机后四位``."""
    names = [translate(language, NAMES[one]) for one in STRONGEST_FIRST if one in accepted]
    if len(names) == 1:
        return names[0]
    first = names[0] if len(names) == 2 else translate(language, N_("%(one)s、%(two)s"), one=names[0], two=names[1])
    return translate(language, N_("%(first)s或%(last)s"), first=first, last=names[-1])
