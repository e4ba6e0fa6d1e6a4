"""New contests: composing their rules from a preset or from another contest, and keeping them as drafts."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests import refusals
from app.contests.finding import ContestView
from app.contests.models import Contest, ContestState
from app.contests.presets import PRESETS
from app.contests.rules import SLUG, Rules, canonical
from app.contests.rules_faults import rules_from
from app.core.clock import MINUTE
from app.ledger.appending import begin_chain

REHEARSALS = 2**40


def compose(preset: str, wishes: Mapping[str, Any], *, now: int) -> Rules:
    """The rules of a preset with what is wished instead; the window is from now for the preset's length.

    Raises ``contest.no_preset``, or :class:`app.contests.rules_faults.BadRules` with every fault.
    """
    found = PRESETS.get(preset)
    if found is None:
        raise refusals.no_preset(preset=preset[:40], presets="、".join(PRESETS))
    return rules_from(found.compose(now - now % MINUTE, wishes))


def compose_like(model: ContestView, wishes: Mapping[str, Any], *, now: int) -> Rules:
    """The rules of another contest, from now for its length; a freeze keeps its distance from the start.

    Editions are not copied: every contest pins the newest when it opens.
    """
    old = model.rules
    opens = wishes.get("opens", now - now % MINUTE)
    facts = {**old.model_dump(mode="json"), "opens": opens}
    if isinstance(opens, int):
        facts["closes"] = opens + old.closes - old.opens
        if old.freeze_at is not None:
            facts["freeze_at"] = opens + old.freeze_at - old.opens
    # The old day of erasure may lie before the new end: the installation's own counts until somebody says another.
    facts["erase_on"] = ""
    return rules_from({**facts, **wishes})


def new_contest(session: Session, slug: str, rules: Rules, *, preset: str, rehearsal: bool = False, now: int) -> int:
    """Keep a draft and begin its chain; return its id. A rehearsal stays one for ever."""
    if not re.fullmatch(SLUG, slug):
        raise refusals.bad_slug()
    made = Contest(
        # SQLite gives the number of a deleted last row again, and servers keep what they know by it.
        id=REHEARSALS + secrets.randbelow(REHEARSALS) if rehearsal else None,
        slug=slug,
        preset=preset,
        rules=canonical(rules),
        rehearsal=rehearsal,
        created=now,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise refusals.slug_taken(slug=slug) from None
    assert made.id is not None
    begin_chain(session, made.id, rehearsal=rehearsal)
    return made.id


def change_rules(session: Session, contest_id: int, rules: Rules, *, slug: str, now: int) -> None:
    """Replace the rules of a draft; refused (``contest.not_draft``) from opening on."""
    changed = session.execute(
        update(Contest)
        .where(col(Contest.id) == contest_id, col(Contest.state) == ContestState.DRAFT)
        .values(rules=canonical(rules))
        .returning(col(Contest.id))
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise refusals.not_draft(slug=slug)
