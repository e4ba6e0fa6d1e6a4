"""Pure: names that both halves of the rules in words use."""

from app.organisations.models import Category

CATEGORY_ZH = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
    Category.CANDIDATE: "发展对象",
    Category.APPLICANT: "入党申请人",
    Category.ACTIVIST: "入党积极分子",
    Category.NON_PARTY: "非党员",
}
CATEGORY_EN = {
    Category.FULL: "full member",
    Category.PROBATIONARY: "probationary member",
    Category.CANDIDATE: "candidate for membership",
    Category.APPLICANT: "applicant",
    Category.ACTIVIST: "activist",
    Category.NON_PARTY: "non-Party participant",
}


def joined(names: list[str]) -> str:
    """a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def counted(amount: int, unit: str) -> str:
    """1 day, 2 days."""
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def several(name: str) -> str:
    """activists; candidates for membership."""
    first, _, rest = name.partition(" for ")
    return f"{first}s for {rest}" if rest else f"{first}s"
