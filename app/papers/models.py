"""Papers and the answers held on the server."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Text, false, text
from sqlmodel import Field, SQLModel

from app.core.db import BigId, kind_column, one_of


class PaperState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ClosedBy(StrEnum):
    MEMBER = "member"
    TIME = "time"
    """The sweep: the deadline has passed, also where an organiser brought it forward by closing."""


class Paper(SQLModel, table=True):
    """One member's draw for one attempt, as one compact row.

    ``items`` is canonical JSON ``[[section, ordinal, "CADB"], …]``: the section of the rules, the question's ordinal
    in that section's pinned edition, and for each shown option which letter of the bank stands there.
    ``shape`` has one mark an item for checking answers without the bank: ``s4`` ``m5`` ``t2`` ``b1`` joined by blanks.
    """

    __table_args__ = (
        one_of("state", PaperState),
        Index("uq_paper_attempt", "contest_id", "member_id", "attempt", unique=True),
        Index(
            "uq_paper_one_open",
            "contest_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_paper_due", "due", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), nullable=False))
    sitting_id: int = Field(sa_column=Column(BigId, ForeignKey("sitting.id"), nullable=False))
    member_id: int = Field(sa_column=Column(BigId, ForeignKey("member.id"), nullable=False, index=True))
    member_key: str = Field(sa_type=String(26))
    attempt: int
    state: str = Field(default=PaperState.OPEN, sa_column=kind_column())
    started: int = Field(sa_type=BigInteger)
    deadline: int = Field(sa_type=BigInteger)
    """min(start + limit × the person's extra time, close of the sitting), ms UTC."""
    due: int = Field(sa_type=BigInteger)
    """deadline + grace: a save received later is late."""
    lease: int = 0
    items: str = Field(sa_type=Text)
    shape: str = Field(sa_type=Text)
    drawn_at_seq: int = Field(default=0, sa_type=BigInteger)
    """The chain's place whose exclusions (voided questions) the draw respected."""
    handed_in: int | None = Field(default=None, sa_type=BigInteger)
    closed_by: str | None = Field(default=None, sa_type=String(20))
    provisional: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Sat by somebody whom the roll did not know: counts when it is confirmed whose it is."""
    annulled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Guards against annulling twice; that a paper does not count is read from the chain."""


class Answer(SQLModel, table=True):
    """What stands for one item. ``value``: shown letters in order ("AC"), or canonical JSON of texts; "" = none."""

    paper_id: int = Field(sa_column=Column(BigId, ForeignKey("paper.id"), primary_key=True, autoincrement=False))
    n: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    value: str = Field(sa_type=Text)
    lease: int
    seq: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger)


class LateAnswer(SQLModel, table=True):
    """Late evidence: what arrived after the deadline and the grace. Never scored by itself."""

    __tablename__ = "late_answer"

    paper_id: int = Field(sa_column=Column(BigId, ForeignKey("paper.id"), primary_key=True, autoincrement=False))
    n: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    lease: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    value: str = Field(sa_type=Text)
    received: int = Field(sa_type=BigInteger)
    admitted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Guards against admitting twice; what counts is read from the chain."""


class Practised(SQLModel, table=True):
    """How one member gets on with one question of a bank, over its editions. Nobody else is shown it."""

    member_id: int = Field(sa_column=Column(BigId, ForeignKey("member.id"), primary_key=True, autoincrement=False))
    bank: str = Field(sa_column=Column(String(40), primary_key=True))
    question: str = Field(sa_column=Column(String(80), primary_key=True))
    rights: int
    wrongs: int
    run: int
    """Right answers since the last wrong one."""
    shown: int = Field(sa_type=BigInteger)
    """When the question that was answered last had been shown, ms UTC: one showing counts once."""
