"""What a contest's door asks for: the branch, a name typed or chosen, and the secrets that the rules accept."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.contests.finding import ContestView
from app.core.i18n import translate
from app.core.refusal import N_
from app.organisations.models import Organisation
from app.organisations.searching import resolve
from app.signin.labels import secret_label
from app.signin.methods import CARD, NUMBER, STRONGEST_FIRST, TAIL
from app.signin.picking import AT_ONCE, letters, picks

HINTS = {
    CARD: N_("密码是参赛卡上的 8 位数字。"),
    NUMBER: N_("工号和单位登记的一样。"),
    TAIL: N_("手机后四位是名册上登记的手机号的最后 4 位。"),
}


def secret_facts(accepted: Sequence[str], language: str) -> dict[str, Any]:
    """The label of the one field, what to write there, and whether a keypad of digits is enough."""
    asked = [one for one in STRONGEST_FIRST if one in accepted]
    return {
        "secret_label": secret_label(accepted, language),
        "secret_hints": [translate(language, HINTS[one]) for one in asked],
        "digits_only": NUMBER not in asked,
        "by_card_only": asked == [CARD],
    }


def the_one(session: Session, branch: str) -> Organisation | None:
    """The organisation of this key or name, where it means one."""
    ids = resolve(session, branch) if branch.strip() else []
    return session.get(Organisation, ids[0]) if len(ids) == 1 else None


def name_facts(
    session: Session, view: ContestView, chosen: Organisation | None, *, name: str, letter: str, by_hand: bool
) -> dict[str, Any]:
    """How the name is asked for: typed, or chosen from the branch's masked names, by the surname's letter where they
    are many."""
    facts: dict[str, Any] = {"chosen": chosen, "picker": view.rules.name_picker and not by_hand}
    if not facts["picker"] or chosen is None or chosen.id is None:
        return facts | {"picks": [], "letters": [], "letter": ""}
    listed = picks(session, chosen.id)
    many = len(listed) > AT_ONCE
    at = letter or next((one.letter for one in listed if one.name == name), "")
    return facts | {
        "picks": [one.name for one in listed if not many or one.letter == at],
        "letters": letters(listed) if many else [],
        "letter": at if many else "",
    }
