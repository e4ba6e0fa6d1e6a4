"""How often something that nobody has to sign in for was done, counted where the wrong sign-ins are."""

from sqlmodel import Session

from app.core.clock import HOUR
from app.signin import throttling


def count(session: Session, subject: str, now: int, *, window: int = HOUR) -> int:
    """One more; gives how many there were since the window began, this one among them. The counter stays locked until
    the commit, so that many at once are counted one after another; refusing takes the count back."""
    return throttling.raised(session, [subject], now, window)[0]
