"""Contests, their sittings, the editions they pin and the roll as it stood at opening."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Text, text
from sqlmodel import Field, SQLModel

from app.core.db import BigId, kind_column, one_of


class ContestState(StrEnum):
    DRAFT = "draft"
    OPENED = "opened"
    CLOSED = "closed"
    FINALISED = "finalised"


class RequestKind(StrEnum):
    NOT_LISTED = "not_listed"
    """找不到我: somebody sits now whom the roll does not know; confirmed once it is known who it is."""
    EXEMPTION = "exemption"
    """免考: a secretary asks that somebody be exempted."""
    PAPER = "paper"
    """纸质: somebody needs a paper on paper."""


class RequestState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Contest(SQLModel, table=True):
    """A contest. ``rules`` is the rules model as canonical JSON; it is frozen when the contest opens."""

    __table_args__ = (one_of("state", ContestState),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    slug: str = Field(sa_type=String(40), unique=True)
    preset: str = Field(sa_type=String(40))
    state: str = Field(default=ContestState.DRAFT, sa_column=kind_column())
    rules: str = Field(sa_type=Text)
    rehearsal: bool = False
    created: int = Field(sa_type=BigInteger)
    opening: str = Field(default="", sa_type=String(26))
    """Whose preparation of the opening counts: the newest claim. Its pieces and the opening are guarded by it."""
    frozen: bool = False
    """Guards against freezing twice; where the public's cut stands is read from the ledger alone."""


class Sitting(SQLModel, table=True):
    """One window with its own seed. The seed is stored sealed with the secret key until it is published."""

    __table_args__ = (Index("ix_sitting_contest_id", "contest_id"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), nullable=False))
    name: str = Field(default="main", sa_type=String(40))
    opens: int = Field(sa_type=BigInteger)
    closes: int = Field(sa_type=BigInteger)
    seed_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    commitment: str = Field(sa_type=String(64))
    seed_published: bool = False


class Series(SQLModel, table=True):
    """系列: several contests under one mean."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    slug: str = Field(sa_type=String(40), unique=True)
    title: str = Field(sa_type=String(100))
    title_en: str = Field(default="", sa_type=String(200))
    min_sittings: int
    """Who has sat fewer contests is listed after the others, without a place."""
    created: int = Field(sa_type=BigInteger)


class SeriesContest(SQLModel, table=True):
    """A contest of a series, and which place it has in it."""

    __tablename__ = "series_contest"

    series_id: int = Field(sa_column=Column(BigId, ForeignKey("series.id"), primary_key=True, autoincrement=False))
    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    place: int


class PinnedEdition(SQLModel, table=True):
    """Which edition of a bank a contest draws from; pinned by the commitment."""

    __tablename__ = "pinned_edition"

    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    bank: str = Field(sa_column=Column(String(40), primary_key=True))
    edition_id: int = Field(sa_column=Column(BigId, ForeignKey("edition.id"), nullable=False))


class RollMember(SQLModel, table=True):
    """One row of the contest roll: the denominator, immutable from opening on."""

    __tablename__ = "contest_roll"
    __table_args__ = (Index("uq_contest_roll_place", "contest_id", "place", unique=True),)

    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    member_key: str = Field(sa_column=Column(String(26), primary_key=True))
    place: int
    """Dense index from 0, in member key order: folds keep arrays by it."""
    organisation_id: int = Field(sa_type=BigInteger)
    district_id: int | None = Field(default=None, sa_type=BigInteger)
    unit_id: int | None = Field(default=None, sa_type=BigInteger)
    category: str = Field(sa_type=String(20))
    exempt: bool = False
    division: str = Field(default="", sa_type=String(20))


class TreeNode(SQLModel, table=True):
    """The tree as it stood at opening: every organisation with somebody on the contest roll, and all above it."""

    __tablename__ = "contest_tree"

    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    organisation_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    parent_id: int | None = Field(default=None, sa_type=BigInteger)
    kind: str = Field(sa_type=String(20))


class RollNow(SQLModel, table=True):
    """Who joined, left, moved or was exempted since the opening, as they stand now. The contest roll stays as it was;
    every change is an entry, and folds read the entries alone."""

    __tablename__ = "contest_roll_now"

    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    member_key: str = Field(sa_column=Column(String(26), primary_key=True))
    organisation_id: int = Field(sa_type=BigInteger)
    district_id: int | None = Field(default=None, sa_type=BigInteger)
    unit_id: int | None = Field(default=None, sa_type=BigInteger)
    category: str = Field(sa_type=String(20))
    exempt: bool = False
    left: bool = False


class Allowance(SQLModel, table=True):
    """What one person is granted beyond the rules: more time, further attempts. Each grant is an entry."""

    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False))
    member_key: str = Field(sa_column=Column(String(26), primary_key=True))
    time_percent: int = 100
    """Of the rules' limit: 150 is half as long again."""
    attempts: int = 0
    """Further attempts."""


class Request(SQLModel, table=True):
    """Something that a member or a secretary asks of a contest, and what became of it. Reasons are codes."""

    __table_args__ = (
        one_of("kind", RequestKind),
        one_of("state", RequestState),
        Index("ix_request_contest", "contest_id", "organisation_id"),
        Index(
            "uq_request_open",
            "contest_id",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    contest_id: int = Field(sa_column=Column(BigId, ForeignKey("contest.id"), nullable=False))
    kind: str = Field(sa_column=kind_column())
    state: str = Field(default=RequestState.OPEN, sa_column=kind_column())
    organisation_id: int = Field(sa_column=Column(BigId, ForeignKey("organisation.id"), nullable=False))
    member_id: int = Field(sa_column=Column(BigId, ForeignKey("member.id"), nullable=False, index=True))
    """Whom it is about; of ``not_listed`` the provisional member."""
    reason: str = Field(default="", sa_type=String(20))
    """Why an exemption is asked for; of a declined request, why it was declined."""
    made: int = Field(sa_type=BigInteger)
    made_by: str = Field(sa_type=String(40))
    """``self``, ``member:KEY`` (a secretary) or ``organiser:ID``."""
    decided: int | None = Field(default=None, sa_type=BigInteger)
    decided_by: str = Field(default="", sa_type=String(40))
    confirmed_as: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("member.id")))
    """The member on the roll who it turned out to be."""
