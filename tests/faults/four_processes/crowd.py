"""Many papers that time has run out on, all at once: drawn as the server draws them, laid down in one transaction."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlmodel import Session

from app.contests.sittings import seed
from app.core.canonical import compact_json
from app.core.secret import new_key
from app.papers.book import book, shape_of
from app.papers.drawing import draw
from app.papers.models import Answer, Paper
from app.papers.sweep import WAIT
from tests.faults.four_processes.ground import CROWD, Four


def papers_run_out(four: Four, attempt: int = 1) -> list[str]:
    """One paper each of the crowd, started so long ago that it is due now; half of its single choices say A."""
    house, view = four.house, four.due.view
    now, rules = house.clock.now(), view.rules
    limit, grace = (rules.limit_s or 0) * 1000, rules.grace_s * 1000
    started = now - limit - grace - WAIT - 1
    with house.database.reading() as session:
        ours, secret = book(house, session, view), seed(house.secret, session, view.sitting.id)
    papers = []
    for member_id, key in _crowd(four):
        items = draw(secret, key, attempt, ours.pools, shuffle_options=rules.shuffle_options)
        papers.append(
            {
                "key": new_key(),
                "contest_id": view.id,
                "sitting_id": view.sitting.id,
                "member_id": member_id,
                "member_key": key,
                "attempt": attempt,
                "state": "open",
                "started": started,
                "deadline": started + limit,
                "due": started + limit + grace,
                "lease": 1,
                "items": compact_json([list(item) for item in items]),
                "shape": shape_of(ours, items),
            }
        )
    house.writer.run(lay_down, papers, started + 1)
    return [str(paper["key"]) for paper in papers]


def _crowd(four: Four) -> list[tuple[int, str]]:
    return [(row.id, row.key) for row in four.ask("SELECT id, key FROM member ORDER BY id OFFSET 12 LIMIT :n", n=CROWD)]


def lay_down(session: Session, papers: Sequence[dict[str, object]], received: int) -> None:
    made = session.execute(insert(Paper).returning(Paper.id, Paper.shape), list(papers)).all()
    answers = [
        {"paper_id": paper, "n": n, "value": "A", "lease": 1, "seq": n, "received": received}
        for paper, shape in made
        for n, mark in enumerate(shape.split(), 1)
        if mark.startswith("s") and n % 2
    ]
    session.execute(insert(Answer), answers)
