"""Pure: faults that one choice settles, grouped by what the file writes; and what the choice may be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.organisations.choices import NEW, Choice, folded
from app.organisations.models import Category, ChoiceKind
from app.organisations.names import fold, short_name
from app.organisations.refusals import no_such_choice
from app.organisations.roll_cells import BadCell, category
from app.organisations.roll_faults import Fault, Place
from app.organisations.tree import Tree

NEAR = 8
_ALIKE = 0.45
NEW_WORDS = ("新建", "new")


@dataclass
class Question:
    """``written`` stands in ``count`` rows, the first of them at ``places`` (at most 5)."""

    kind: ChoiceKind
    written: str
    fault: Fault
    """The first of them."""
    count: int = 0
    places: list[Place] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    """Paths of organisations that may be meant, the nearest first."""
    hangs: str | None = None
    """Below which organisation a new one would be put; None: at the top."""

    @property
    def folded(self) -> str:
        return folded(self.written)


def questions(faults: Iterable[Fault], tree: Tree | None) -> list[Question]:
    """One question for each spelling, in the order of the file."""
    asked: dict[tuple[str, str], Question] = {}
    for fault in faults:
        if fault.asks is None:
            continue
        key = (fault.asks.kind.value, folded(fault.asks.written))
        one = asked.setdefault(key, Question(fault.asks.kind, fault.asks.written, fault))
        one.count += 1
        if len(one.places) < 5:
            one.places.append(fault.place)
    for one in asked.values():
        if tree is not None and one.kind == ChoiceKind.ORGANISATION:
            one.near = near(tree, one.written)
            one.hangs = None if "/" in one.written else tree.root()
    return list(asked.values())


def near(tree: Tree, written: str, most: int = NEAR) -> list[str]:
    """Paths of the organisations whose names are most like this one."""
    last = written.rsplit("/", 1)[-1]
    exact = tree.named(last)
    wanted = fold(short_name(last))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scored = []
    for node in tree.nodes.values():
        best = 1.0 if node.path in exact else 0.0
        for name in node.names:
            matcher.set_seq1(name[:100])
            if matcher.real_quick_ratio() > max(best, _ALIKE) and matcher.quick_ratio() > max(best, _ALIKE):
                best = max(best, matcher.ratio())
        if best > _ALIKE:
            scored.append((-best, node.path))
    return [path for _, path in sorted(scored)[:most]]


def answer(question: Question, said: str, tree: Tree | None) -> Choice:
    """The choice that an organiser's words mean: a category, ``新建``, or an organisation's path or one of its names.
    Refuses (``roll.choice``) what names none or several."""
    said = said.strip()
    if question.kind == ChoiceKind.CATEGORY:
        return Choice(question.kind, question.folded, _category(said))
    if said.casefold() in NEW_WORDS:
        return Choice(question.kind, question.folded, NEW)
    found = tree.named(said) if tree else set()
    if len(found) != 1:
        raise no_such_choice(said=said[:60], several=len(found))
    return Choice(question.kind, question.folded, next(iter(found)))


def _category(said: str) -> str:
    if said in set(Category):
        return said
    try:
        return category(said).value
    except BadCell as bad:
        raise no_such_choice(said=said[:60], several=0) from bad
