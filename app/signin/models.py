"""Sessions, organisers and counters of failed sign-ins."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String
from sqlmodel import Field, SQLModel

from app.core.db import BigId


class Organiser(SQLModel, table=True):
    """A person at the desk."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    name: str = Field(sa_type=String(60), unique=True)
    password_hash: str = Field(sa_type=String(200))
    """argon2id."""
    one_time: bool = True
    """The first password must be replaced by the person's own before anything else."""


class SignedIn(SQLModel, table=True):
    """A session: of a member or of an organiser, exactly one of the two. The cookie holds the token, this its hash."""

    __tablename__ = "signed_in"

    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    member_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("member.id"), index=True))
    organiser_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("organiser.id"), index=True))
    started: int = Field(sa_type=BigInteger)
    method: str = Field(default="card_code", sa_column=Column(String(20), server_default="card_code", nullable=False))
    """Which secret opened it: a contest may want another one."""
    seen: int = Field(sa_type=BigInteger)
    """Sliding: a session ends 12 h after it was last seen (ms UTC)."""
    revoked: int | None = Field(default=None, sa_type=BigInteger)


class Failures(SQLModel, table=True):
    """Wrong sign-ins counted against one subject (a member, an organiser, an address) in one window."""

    subject: str = Field(sa_column=Column(String(80), primary_key=True))
    window_from: int = Field(sa_type=BigInteger)
    count: int = 0
