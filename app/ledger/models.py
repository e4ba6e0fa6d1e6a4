"""The chain's tables. Append-only by triggers on both engines (migrations), never batch-migrated."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Text, text
from sqlmodel import Field, SQLModel

from app.core.db import BigId


class LedgerHead(SQLModel, table=True):
    """The newest place of a contest's chain. Locked last, so that numbers are gap-free and in commit order."""

    __tablename__ = "ledger_head"

    contest_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    seq: int = Field(default=0, sa_type=BigInteger)
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    rehearsal: bool = False
    """A rehearsal's chain may be deleted whole; set at creation, never changed."""


class LedgerEntry(SQLModel, table=True):
    """One entry. ``payload`` is canonical JSON without floats; ``hash`` = SHA-256(previous hash ‖ payload bytes).

    Typed columns repeat what folds need. No entry holds a name, a phone number or free text about a person.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index(
            "uq_ledger_entry_result_of_paper",
            "contest_id",
            "paper_key",
            unique=True,
            sqlite_where=text("kind = 'result'"),
            postgresql_where=text("kind = 'result'"),
        ),
        Index("ix_ledger_entry_member", "contest_id", "member_key"),
        Index(
            "ix_ledger_entry_controls",
            "contest_id",
            "seq",
            sqlite_where=text("kind <> 'result'"),
            postgresql_where=text("kind <> 'result'"),
        ),
    )

    contest_id: int = Field(
        sa_column=Column(BigId, ForeignKey("ledger_head.contest_id"), primary_key=True, autoincrement=False)
    )
    seq: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    kind: str = Field(sa_type=String(24))
    at: int = Field(sa_type=BigInteger)
    """The instant of the event, ms UTC."""
    member_key: str | None = Field(default=None, sa_type=String(26))
    organisation_id: int | None = Field(default=None, sa_type=BigInteger)
    paper_key: str | None = Field(default=None, sa_type=String(26))
    attempt: int | None = None
    sitting_id: int | None = Field(default=None, sa_type=BigInteger)
    score: int | None = None
    """Hundredths of a mark."""
    duration_ms: int | None = Field(default=None, sa_type=BigInteger)
    wrong: int | None = None
    """Items answered and not right."""
    payload: str = Field(sa_type=Text)
    previous: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
