"""Who a contest is for, in words."""

from dataclasses import dataclass

from app.core.i18n import translate
from app.core.refusal import N_
from app.organisations.models import Category

WORDS = {
    Category.FULL: N_("正式党员"),
    Category.PROBATIONARY: N_("预备党员"),
    Category.APPLICANT: N_("入党申请人"),
    Category.ACTIVIST: N_("入党积极分子"),
    Category.NON_PARTY: N_("非党员干部"),
}


@dataclass(frozen=True)
class Eligible:
    """The categories as a list in a language: 正式党员、预备党员."""

    categories: tuple[Category, ...]

    def said(self, language: str) -> str:
        words = [translate(language, WORDS[category]) for category in self.categories]
        if language != "en":
            return "、".join(words)
        return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
