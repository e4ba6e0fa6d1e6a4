"""The screens of a hall: one row each, with what it shows now."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Text
from sqlmodel import Field, SQLModel

from app.core.db import BigId


class HallScreen(SQLModel, table=True):
    """A named screen. ``shows`` is :class:`app.halls.showing.Showing` as canonical JSON; it holds nothing secret."""

    __tablename__ = "hall_screen"
    __table_args__ = (Index("uq_hall_screen_contest_id_name", "contest_id", "name", unique=True),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    """Fifty random bits in its address, short enough to be typed there: who knows it sees what the hall sees."""
    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id", ondelete="CASCADE"), nullable=False))
    name: str = Field(sa_type=String(20))
    shows: str = Field(sa_type=Text)
    revision: int = 1
    """Grows with every change: a screen that stands at another one draws itself again."""
    seen: int = Field(default=0, sa_type=BigInteger)
    """When a process last had this screen on the line (ms UTC); 0: it has left, or never came."""
