"""Make-up sittings: another window with a seed of its own, sealed and committed to like the first.

Nothing that was published before says anything about its papers.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.banks import index
from app.contests import refusals
from app.contests.finding import ContestView
from app.contests.models import Contest, ContestState, Sitting
from app.contests.rules import Rules, from_text
from app.contests.sittings import commitment, new_seed, seal
from app.contests.wording import moment_words
from app.core.clock import DAY, MINUTE
from app.core.house import House
from app.core.secret import new_key
from app.ledger.appending import append
from app.ledger.chain import Entry

NAME = "make-up"


@dataclass(frozen=True)
class NewSitting:
    """A make-up sitting whose seed is sealed already; instants are ms UTC."""

    contest_id: int
    slug: str
    key: str
    opens: int
    closes: int
    zone: ZoneInfo
    seed_sealed: bytes
    commitment: str


def prepare_sitting(house: House, session: Session, view: ContestView, opens: int, closes: int, now: int) -> NewSitting:
    """Check the window and seal a seed, outside the writer.

    Raises ``contest.no_make_up``, ``contest.make_up_window``, ``contest.make_up_settled``.
    """
    _check_state(view.state, view.slug)
    there = [(one.opens, one.closes) for one in view.sittings]
    _check_window(view.rules, there, (opens, closes), house.settings.zone, now)
    seed, key = new_seed(), new_key()
    digests = {bank: index.edition(house, session, id_).digest for bank, id_ in view.editions.items()}
    return NewSitting(
        view.id,
        view.slug,
        key,
        opens,
        closes,
        house.settings.zone,
        seal(house.secret, key, seed),
        commitment(seed, digests, view.rules_text),
    )


def add_sitting(session: Session, new: NewSitting, *, now: int) -> int:
    """Append ``sitting``, and ``reopened`` before it where the contest had closed; return the sitting's id."""
    contest = session.execute(
        select(Contest)
        .where(col(Contest.id) == new.contest_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    _check_state(contest.state, new.slug)
    there = session.execute(
        select(col(Sitting.opens), col(Sitting.closes)).where(col(Sitting.contest_id) == new.contest_id)
    ).all()
    windows = [(row[0], row[1]) for row in there]
    _check_window(from_text(contest.rules), windows, (new.opens, new.closes), new.zone, now)
    _reopen(session, new.contest_id, now)
    number = len(windows)
    sitting = Sitting(
        key=new.key,
        contest_id=new.contest_id,
        name=NAME if number == 1 else f"{NAME}-{number}",
        opens=new.opens,
        closes=new.closes,
        seed_sealed=new.seed_sealed,
        commitment=new.commitment,
    )
    session.add(sitting)
    session.flush()
    append(session, new.contest_id, _entry(sitting, now))
    assert sitting.id is not None
    return sitting.id


def latest_end(rules: Rules, main_closes: int) -> int:
    """The instant by which every make-up sitting must be over."""
    return main_closes + (rules.make_up.days if rules.make_up else 0) * DAY


def _check_state(state: str, slug: str) -> None:
    if state not in (ContestState.OPENED, ContestState.CLOSED):
        raise refusals.make_up_settled(slug=slug)


def _check_window(
    rules: Rules, there: list[tuple[int, int]], wanted: tuple[int, int], zone: ZoneInfo, now: int
) -> None:
    """After every sitting there is, and within the rules' days after the main one."""
    if rules.make_up is None:
        raise refusals.no_make_up()
    opens, closes = wanted
    latest = latest_end(rules, there[0][1])
    after = max(end for _, end in there)
    if not (after <= opens and opens + MINUTE <= closes <= latest and now < closes):
        raise refusals.make_up_window(latest_said=moment_words(latest, zone, ends=True))


def _reopen(session: Session, contest_id: int, now: int) -> None:
    reopened = session.execute(
        update(Contest)
        .where(col(Contest.id) == contest_id, col(Contest.state) == ContestState.CLOSED)
        .values(state=ContestState.OPENED)
        .returning(col(Contest.id))
        .execution_options(synchronize_session=False)
    )
    if reopened.first() is not None:
        append(session, contest_id, Entry("reopened", now))


def _entry(sitting: Sitting, now: int) -> Entry:
    facts = {
        "sitting": sitting.key,
        "name": sitting.name,
        "opens": sitting.opens,
        "closes": sitting.closes,
        "commitment": sitting.commitment,
    }
    return Entry("sitting", now, sitting_id=sitting.id, facts=facts)
