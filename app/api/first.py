"""The way of an answer past everything it does not need: route lists, compression, cookies, origins.

Saving and handing in are authorised by the send token alone, which no other site can know, so the protection against
requests from other sites has nothing to do here. What is answered is what the routes would have answered.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.answering import Door, hand_in_answers, save_answers
from app.core.web import safe_headers

PATH = "/api/v1/papers/"


class AnswersFirst:
    """Around a whole application, outside its other middleware."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        headers = [(name.lower().encode(), value.encode()) for name, value in safe_headers(https=https).items()]
        self._doors = {"answers": Door(save_answers, headers), "hand-in": Door(hand_in_answers, headers)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._door(scope) or self.app)(scope, receive, send)

    def _door(self, scope: Scope) -> Door | None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(PATH):
            return None
        paper, _, what = scope["path"][len(PATH) :].partition("/")
        scope["path_params"] = {"paper": paper}
        return self._doors.get(what) if paper else None
