"""Pure: the organiser's first page as a list of steps, with the one to take now."""

from dataclasses import dataclass, replace

from app.contests.phases import Phase
from app.core.refusal import N_


@dataclass(frozen=True)
class Step:
    """``label`` and ``button`` are msgids, ``said`` is a sentence in the reader's language."""

    label: str
    button: str
    address: str
    said: str = ""
    state: str = "later"
    """``done``, ``now`` or ``later``."""


ROLL = Step(N_("名册"), N_("上传名册"), "/desk/roll")
BANK = Step(N_("题库"), N_("上传题库"), "/desk/banks")
CONTEST = Step(N_("规则"), N_("新建竞赛"), "/desk/new")
CARDS = Step(N_("参赛卡"), N_("印参赛卡"), "/desk/cards")
OPENING = Step(N_("开赛"), N_("去开赛"), "/desk/contests")
WATCHING = Step(N_("监控"), N_("看进度"), "/desk/contests")
FINALISING = Step(N_("定榜"), N_("去定榜"), "/desk/contests")

AFTER_OPENING = (Phase.SCHEDULED, Phase.OPEN, Phase.OVER, Phase.CLOSED, Phase.FINALISED)
AFTER_WINDOW = (Phase.CLOSED, Phase.FINALISED)


def steps(members: int, banks: int, phase: Phase | None, slug: str, said: dict[str, str]) -> list[Step]:
    """The steps of the contest that is being prepared or runs (``phase``, ``slug``); ``said`` by label."""
    done = {
        ROLL.label: members > 0,
        BANK.label: banks > 0,
        CONTEST.label: phase is not None,
        OPENING.label: phase in AFTER_OPENING,
        CARDS.label: phase is not None and phase in (Phase.OPEN, Phase.OVER, *AFTER_WINDOW),
        WATCHING.label: phase in AFTER_WINDOW,
        FINALISING.label: phase is Phase.FINALISED,
    }
    listed: list[Step] = []
    now_given = False
    for step in (ROLL, BANK, CONTEST, OPENING, CARDS, WATCHING, FINALISING):
        state = "done" if done[step.label] else "later" if now_given else "now"
        now_given = now_given or state == "now"
        address = (
            f"/desk/contests/{slug}" if slug and step in (CONTEST, OPENING, WATCHING, FINALISING) else step.address
        )
        listed.append(replace(step, state=state, address=address, said=said.get(step.label, "")))
    return listed


def next_step(listed: list[Step]) -> Step | None:
    return next((step for step in listed if step.state == "now"), None)
