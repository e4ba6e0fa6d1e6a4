"""Opening: rules, editions and roll are frozen, the seed is sealed and committed to.

:func:`prepare` does the long part outside the writer and in small pieces that nobody sees; :func:`open_contest` is one
small transaction that makes it all count. Who prepares claims the contest first: the newest claim wins, so that a
preparation that was cut off blocks nobody and two at once end in one opening.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col

from app.banks import index
from app.banks.index import EditionIndex
from app.contests import feasibility, freezing_roll, freezing_tree, refusals
from app.contests.finding import ContestView
from app.contests.freezing_roll import RollRow
from app.contests.freezing_tree import Place
from app.contests.models import Contest, ContestState, PinnedEdition, Sitting
from app.contests.privacy import privacy
from app.contests.rules import Rules
from app.contests.sittings import commitment, digest_of_rules, new_seed, seal
from app.contests.wording import moment_words
from app.contests.words import Words
from app.core.house import House
from app.core.secret import new_key
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.organisations import circles

PRIVACY_NAMES = {
    "office": Words("主办单位（CUP_OFFICE）", "the organising office (CUP_OFFICE)"),
    "contact": Words("联系人（CUP_CONTACT）", "the contact person (CUP_CONTACT)"),
    "contact_phone": Words("联系电话（CUP_CONTACT_PHONE）", "the contact's phone (CUP_CONTACT_PHONE)"),
    "erase_on": Words("删除个人信息的日期（CUP_ERASE_ON）", "the day of erasure (CUP_ERASE_ON)"),
}


@dataclass(frozen=True)
class Prepared:
    """Everything that opening will make count; the roll's rows already lie in their table, seen by nothing."""

    contest_id: int
    slug: str
    claim: str
    rules_text: str
    roll: int
    roll_digest: str
    tree_digest: str
    editions: dict[str, tuple[int, str]]
    """Edition id and digest (hex) by bank."""
    sitting_key: str
    opens: int
    closes: int
    seed_sealed: bytes
    commitment: str


def prepare(
    house: House,
    session: Session,
    view: ContestView,
    now: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Prepared:
    """Check that the contest can open and lay its roll down. Blocks on the writer: never call it in an event loop.

    Raises the refusals ``contest.not_draft``, ``window_past``, ``no_privacy_notice``, ``no_bank``,
    ``too_few_questions``, ``no_roll``, ``opened_elsewhere``. ``progress`` is told rows written and rows in all.
    """
    check(house, session, view, now)
    editions = pinned(house, session, view.rules)
    places = freezing_tree.places(session)
    roll = freezing_roll.rows(session, view.rules, places)
    if not roll:
        raise refusals.no_roll()
    tree = freezing_tree.with_members(places, (row.organisation_id for row in roll))
    claim = new_key()
    house.writer.run(claim_opening, view, claim)
    freezing_roll.lay_down(house, view.id, claim, roll, tree, progress)
    return _sealed(house, view, claim, roll, tree, editions)


def check(house: House, session: Session, view: ContestView, now: int) -> None:
    """Refuse what can be refused before anything is written (the desk's checklist asks the same)."""
    if view.state != ContestState.DRAFT:
        raise refusals.not_draft(slug=view.slug)
    if view.rules.circle and not circles.member_ids(session, view.rules.circle):
        raise refusals.no_circle(circle=view.rules.circle)
    if view.rules.closes <= now:
        raise refusals.window_past(closes_said=moment_words(view.rules.closes, house.settings.zone, ends=True))
    missing = privacy(view.rules, house.settings).missing
    if missing:
        names = [PRIVACY_NAMES[name] for name in missing]
        said = Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))
        raise refusals.no_privacy_notice(missing=missing, said=said)
    candidates = _candidates(house, session, view.rules)
    if (items := feasibility.items(view.rules.sections, candidates)) > feasibility.MOST_ITEMS:
        raise refusals.too_many_questions(there=items, most=feasibility.MOST_ITEMS)
    short = feasibility.shortages(view.rules.sections, candidates)
    if short:
        raise refusals.too_few_questions(
            section=short[0].section,
            wanted=short[0].wanted,
            there=short[0].there,
            sections=[vars(one) for one in short],
            said=feasibility.words(short),
        )


def pinned(house: House, session: Session, rules: Rules) -> dict[str, EditionIndex]:
    """The newest edition of every bank that the rules draw from."""
    found = {}
    for bank in rules.banks:
        edition_id = index.newest(session, bank)
        if edition_id is None:
            raise refusals.no_bank(bank=bank)
        found[bank] = index.edition(house, session, edition_id)
    return found


def _candidates(house: House, session: Session, rules: Rules) -> list[list[int]]:
    """What each section may draw."""
    editions = pinned(house, session, rules)
    return [editions[one.bank].candidates(one.kind, one.statuses) for one in rules.sections]


def _sealed(
    house: House,
    view: ContestView,
    claim: str,
    roll: list[RollRow],
    tree: list[Place],
    editions: dict[str, EditionIndex],
) -> Prepared:
    seed = new_seed()
    key = new_key()
    digests = {bank: found.digest for bank, found in editions.items()}
    return Prepared(
        contest_id=view.id,
        slug=view.slug,
        claim=claim,
        rules_text=view.rules_text,
        roll=len(roll),
        roll_digest=freezing_roll.digest(roll),
        tree_digest=freezing_tree.digest(tree),
        editions={bank: (found.id, found.digest) for bank, found in editions.items()},
        sitting_key=key,
        opens=view.rules.opens,
        closes=view.rules.closes,
        seed_sealed=seal(house.secret, key, seed),
        commitment=commitment(seed, digests, view.rules_text),
    )


def claim_opening(session: Session, view: ContestView, claim: str) -> None:
    """Take the right to open a draft whose rules are still those that were read."""
    claimed = session.execute(
        update(Contest)
        .where(
            col(Contest.id) == view.id,
            col(Contest.state) == ContestState.DRAFT,
            col(Contest.rules) == view.rules_text,
        )
        .values(opening=claim)
        .returning(col(Contest.id))
        .execution_options(synchronize_session=False)
    )
    if claimed.first() is None:
        raise refusals.opened_elsewhere()


def open_contest(session: Session, prepared: Prepared, now: int) -> int:
    """Open: draft becomes opened exactly once. Appends ``opened`` and ``sitting``; returns the sitting's id."""
    opened = session.execute(
        update(Contest)
        .where(
            col(Contest.id) == prepared.contest_id,
            col(Contest.state) == ContestState.DRAFT,
            col(Contest.opening) == prepared.claim,
            col(Contest.rules) == prepared.rules_text,
        )
        .values(state=ContestState.OPENED)
        .returning(col(Contest.id))
        .execution_options(synchronize_session=False)
    )
    if opened.first() is None:
        raise refusals.opened_elsewhere()
    sitting = Sitting(
        key=prepared.sitting_key,
        contest_id=prepared.contest_id,
        opens=prepared.opens,
        closes=prepared.closes,
        seed_sealed=prepared.seed_sealed,
        commitment=prepared.commitment,
    )
    session.add(sitting)
    for bank, (edition_id, _digest) in prepared.editions.items():
        session.add(PinnedEdition(contest_id=prepared.contest_id, bank=bank, edition_id=edition_id))
    session.flush()
    assert sitting.id is not None
    for entry in _entries(prepared, sitting.id, now):
        append(session, prepared.contest_id, entry)
    return sitting.id


def _entries(prepared: Prepared, sitting_id: int, now: int) -> tuple[Entry, Entry]:
    opened = {
        "roll": prepared.roll_digest,
        "tree": prepared.tree_digest,
        "rules": digest_of_rules(prepared.rules_text),
        "editions": {bank: digest for bank, (_id, digest) in prepared.editions.items()},
    }
    sitting = {
        "sitting": prepared.sitting_key,
        "name": "main",
        "opens": prepared.opens,
        "closes": prepared.closes,
        "commitment": prepared.commitment,
    }
    return Entry("opened", now, facts=opened), Entry("sitting", now, sitting_id=sitting_id, facts=sitting)
