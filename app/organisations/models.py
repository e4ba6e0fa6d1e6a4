"""Organisations, groupings and members. Names are the only personal data that is kept readable."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from app.core.db import BigId, kind_column, one_of


class OrganisationKind(StrEnum):
    WORK_COMMITTEE = "work_committee"
    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


class GroupingKind(StrEnum):
    DISTRICT = "district"
    UNIT = "unit"


class Category(StrEnum):
    FULL = "full"
    PROBATIONARY = "probationary"
    CANDIDATE = "candidate"
    """发展对象: chosen by the branch to be admitted, not yet a member."""
    APPLICANT = "applicant"
    ACTIVIST = "activist"
    NON_PARTY = "non_party"


class ChoiceKind(StrEnum):
    ORGANISATION = "organisation"
    CATEGORY = "category"


class MemberState(StrEnum):
    PENDING = "pending"
    """Part of a load that is not finished; seen by nothing else."""
    PRESENT = "present"
    GONE = "gone"
    PROVISIONAL = "provisional"
    """Somebody whom the roll does not know: signed in by one phone, on no list, until it is confirmed who it is."""


class Organisation(SQLModel, table=True):
    """A node of the Party tree. ``kind`` is read from the name's ending unless the roll says otherwise."""

    __table_args__ = (one_of("kind", OrganisationKind),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    parent_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("organisation.id"), index=True))
    kind: str = Field(sa_column=kind_column())
    name: str = Field(sa_type=String(200))
    """Full name as the roll has it."""
    short_name: str = Field(sa_type=String(100))
    """What boards and phones show."""
    path: str = Field(sa_type=String(600), unique=True)
    """Full names from the root, joined by ``/``: the identity when a roll is loaded again."""
    initials: str = Field(default="", sa_type=String(200))
    """Pinyin initials of the short name, for search."""
    sort_key: str = Field(default="", sa_type=String(400))


class OrganisationName(SQLModel, table=True):
    """Every spelling under which an organisation is found: full, short and aliases, folded (``names.fold``)."""

    __tablename__ = "organisation_name"

    organisation_id: int = Field(
        sa_column=Column(BigId, ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    )
    folded: str = Field(sa_column=Column(String(200), primary_key=True))

    __table_args__ = (Index("ix_organisation_name_folded", "folded"),)


class Grouping(SQLModel, table=True):
    """A roll-up beside the tree: 片 or 单位."""

    __table_args__ = (one_of("kind", GroupingKind), Index("uq_grouping_kind", "kind", "name", unique=True))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    kind: str = Field(sa_column=kind_column())
    name: str = Field(sa_type=String(200))
    sort_key: str = Field(default="", sa_type=String(400))


class Member(SQLModel, table=True):
    """A person on the roll. ``key`` is what the ledger knows; numbers are kept as HMACs only."""

    __table_args__ = (
        one_of("category", Category),
        one_of("state", MemberState),
        Index("ix_member_organisation_name", "organisation_id", "folded"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(sa_type=String(26), unique=True)
    organisation_id: int = Field(sa_column=Column(BigId, ForeignKey("organisation.id"), nullable=False))
    district_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("grouping.id")))
    unit_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("grouping.id")))
    name: str = Field(sa_type=String(60))
    folded: str = Field(sa_type=String(60))
    category: str = Field(default=Category.FULL, sa_column=kind_column())
    exempt: bool = False
    number_mac: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), index=True))
    """HMAC of the work number 工号."""
    phone_mac: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32)))
    tail_mac: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32)))
    """HMAC of the phone's last four digits."""
    issue: int = 1
    """Which issue of the card counts; re-issuing raises it, voiding makes it negative."""
    state: str = Field(default=MemberState.PRESENT, sa_column=kind_column())
    load_id: int | None = Field(default=None, sa_column=Column(BigId, ForeignKey("roll_load.id"), index=True))
    """The load that brought this row; while that load runs the row is pending."""


class RollLoad(SQLModel, table=True):
    """One load of a roll file."""

    __tablename__ = "roll_load"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    at: int = Field(sa_type=BigInteger)
    file: str = Field(sa_type=String(200))
    added: int = 0
    changed: int = 0
    gone: int = 0
    done: bool = False


class RollChoice(SQLModel, table=True):
    """What an organiser said a spelling of a roll means; used again at the next load."""

    __tablename__ = "roll_choice"

    kind: str = Field(sa_column=kind_column(primary_key=True))
    folded: str = Field(sa_column=Column(String(200), primary_key=True))
    meaning: str = Field(sa_type=String(600))
    """An organisation's path, a category's value, or empty: an organisation of that name is to be made."""

    __table_args__ = (one_of("kind", ChoiceKind),)


class Secretary(SQLModel, table=True):
    """书记: who sees to a branch, under the own sign-in. Appointed at the desk."""

    member_id: int = Field(sa_column=Column(BigId, ForeignKey("member.id"), primary_key=True, autoincrement=False))
    organisation_id: int = Field(
        sa_column=Column(BigId, ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    )


class Circle(SQLModel, table=True):
    """People of the roll who belong together for one purpose: a training class, those who try a contest out."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    slug: str = Field(sa_type=String(40), unique=True)
    name: str = Field(sa_type=String(60))
    created: int = Field(sa_type=BigInteger)


class CircleMember(SQLModel, table=True):
    """Who belongs to a circle."""

    __tablename__ = "circle_member"

    circle_id: int = Field(sa_column=Column(BigId, ForeignKey("circle.id"), primary_key=True, autoincrement=False))
    member_id: int = Field(sa_column=Column(BigId, ForeignKey("member.id"), primary_key=True, autoincrement=False))
