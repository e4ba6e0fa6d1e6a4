"""What can be watched, and how it is read: everything of one look from one snapshot, a board rendered only where
something it stands on has changed."""

from typing import Any, NamedTuple, Protocol

from sqlmodel import Session

from app.boards import visible
from app.boards.naming import names
from app.boards.rendering import Asked, board
from app.contests.finding import ContestView, contest
from app.core.house import House
from app.live.lines import Frame


class Snapshot:
    """One reading of the database: what all boards of a contest share is looked up once, not once a board."""

    def __init__(self, house: House, session: Session) -> None:
        self.house, self.session = house, session
        self._views: dict[str, ContestView] = {}
        self._stamps: dict[str, Any] = {}

    def view(self, slug: str) -> ContestView:
        if slug not in self._views:
            self._views[slug] = contest(self.session, slug)
        return self._views[slug]

    def stamp(self, slug: str) -> Any:
        """Equal stamps of a contest mean equal bytes of each of its boards."""
        if slug not in self._stamps:
            view = self.view(slug)
            cut = visible.cut(self.session, view.id, "public")
            self._stamps[slug] = (
                view.id,
                view.state,
                view.rules.ranking,
                cut,
                names(self.house, self.session).revision,
            )
        return self._stamps[slug]


class Watched(Protocol):
    """What all watchers of one kind see: rendered once for all of them. Hashable, a plain value."""

    @property
    def is_narrowed(self) -> bool:
        """One of many that could be asked for, so that their number is bounded."""

    def frame(self, snapshot: Snapshot, before: Frame | None) -> Frame:
        """The present frame, or a refusal where it is gone. ``before``: the newest that somebody watches."""


class Topic(NamedTuple):
    """A board in a language."""

    slug: str
    asked: Asked
    language: str

    @property
    def is_narrowed(self) -> bool:
        return self.asked != Asked(self.asked.board)

    def frame(self, snapshot: Snapshot, before: Frame | None) -> Frame:
        stamp = snapshot.stamp(self.slug)
        if before is not None and before.stamp == stamp:
            return before
        view = snapshot.view(self.slug)
        rendered = board(snapshot.house, snapshot.session, view, **vars(self.asked), language=self.language)
        return Frame(rendered.id, rendered.etag, event("board", rendered.id, rendered.body), stamp)


def event(name: str, id_: str, body: bytes) -> bytes:
    return b"event: " + name.encode() + b"\nid: " + id_.encode() + b"\ndata: " + body + b"\n\n"
