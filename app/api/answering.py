"""Saving and handing in, as bare ASGI: an answer costs neither a request object nor a response object."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from json import JSONEncoder
from typing import Any

from anyio import to_thread
from pydantic import ValidationError
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.contests.finding import contest_by_id
from app.core.house import House
from app.core.outages import OUTAGES
from app.core.refusal import Refusal, malformed
from app.core.web import body_of, database_away, faults, language_of, problem
from app.ledger.restored import restored
from app.papers.answers import ANSWERS, HAND_IN, MOST_BYTES, Chosen, Save, Written, given
from app.papers.book import book, books
from app.papers.closing import items_of
from app.papers.hand_in import HandedIn, hand_in_paper
from app.papers.refusals import send_again
from app.papers.results import fresh_result_json, result_json
from app.papers.saving import Saved, save
from app.papers.tokens import lease_of
from app.papers.viewing import paper_by_key, stands_json

Headers = list[tuple[bytes, bytes]]
_text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


async def save_answers(house: House, paper: str, body: bytes, _: Scope) -> dict[str, Any]:
    """Durable before 200. Needs the send token only: no session is looked up on the way of an answer."""
    sent = ANSWERS.validate_json(body)
    saved: Saved = await house.writer.write(save, _facts(house, paper, sent["send"], sent["answers"]))
    answer: dict[str, Any] = {
        "saved": stands_json(saved.stands),
        "remaining_ms": max(0, saved.deadline - house.clock.now()),
    }
    if saved.elsewhere:
        answer["elsewhere"] = True
    if since := restored(house):
        answer["restored"] = since
    return answer


async def hand_in_answers(house: House, paper: str, body: bytes, scope: Scope) -> dict[str, Any]:
    """Save the last answers and close, one transaction; a repeat answers with the first outcome."""
    sent = HAND_IN.validate_json(body)
    facts = _facts(house, paper, sent["send"], sent.get("answers", []))
    if sent.get("restored") not in (None, restored(house)):
        raise send_again(restored=restored(house))
    handed_in = await hand_in_paper(house, facts)
    language = language_of(Request(scope))
    if handed_in.entry is not None and not handed_in.late:
        shown = books(house)[handed_in.paper.contest_id]
        fresh = fresh_result_json(shown, items_of(handed_in.paper), handed_in.entry, language)
        if fresh is not None:
            return fresh
    return await to_thread.run_sync(_outcome, house, handed_in, language)


def _outcome(house: House, handed_in: HandedIn, language: str) -> dict[str, Any]:
    with house.database.reading() as session:
        paper = paper_by_key(session, handed_in.paper.key)
        view = contest_by_id(session, paper.contest_id)
        outcome = result_json(session, book(house, session, view), view, paper, language, house.clock.now())
    if handed_in.late:
        outcome["late"] = sorted({*handed_in.late, *outcome.get("late", ())})
    return outcome


def _facts(house: House, paper_key: str, token: str, answers: Sequence[Chosen | Written]) -> Save:
    lease = lease_of(house.secret, paper_key, token)
    return Save(paper_key, lease, house.clock.now(), tuple(map(given, answers)))


class Door:
    """One of the two as an ASGI app. The scope carries the app and the paper's key, as a route would leave them."""

    def __init__(
        self,
        answer: Callable[[House, str, bytes, Scope], Awaitable[dict[str, Any]]],
        headers: Iterable[tuple[bytes, bytes]] = (),
    ) -> None:
        self.answer = answer
        self._headers = [(b"content-type", b"application/json"), *headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await body_of(receive, MOST_BYTES)
            told = await self.answer(scope["app"].state.house, scope["path_params"]["paper"], body, scope)
        except (Refusal, ValidationError, *OUTAGES) as error:
            await self._refuse(error, scope, receive, send)
            return
        text = _text(told).encode()
        headers = [*self._headers, (b"content-length", b"%d" % len(text))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    async def _refuse(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if isinstance(error, ValidationError):
            response = problem(request, malformed(), faults(error))
        else:
            response = problem(request, error if isinstance(error, Refusal) else database_away(request, error))
        there = {name for name, _ in response.raw_headers}
        response.raw_headers.extend(header for header in self._headers if header[0] not in there)
        await response(scope, receive, send)


routes = [
    Route("/papers/{paper}/answers", Door(save_answers), methods=["POST"]),
    Route("/papers/{paper}/hand-in", Door(hand_in_answers), methods=["POST"]),
]
