"""Banks and their immutable editions."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlmodel import Field, SQLModel

from app.core.db import BigId, kind_column, one_of


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    BLANK = "blank"


class QuestionStatus(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Bank(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    name: str = Field(sa_type=String(40), unique=True)
    """The slug of the file's ``bank:``."""
    title: str = Field(sa_type=String(200))
    title_en: str = Field(default="", sa_type=String(200))
    audience: str = Field(default="", sa_type=String(80), sa_column_kwargs={"server_default": text("''")})
    """The categories of people that it is meant for, with commas between; empty: everybody."""


class Edition(SQLModel, table=True):
    """One loaded state of a bank. ``digest`` = SHA-256 over the questions' bodies, each followed by a newline."""

    __table_args__ = (Index("uq_edition_bank_digest", "bank_id", "digest", unique=True),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    bank_id: int = Field(sa_column=Column(BigId, ForeignKey("bank.id"), nullable=False))
    label: str = Field(sa_type=String(40))
    digest: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    loaded_at: int = Field(sa_type=BigInteger)
    questions: int
    ready: bool = False
    """False while its questions are being written; an edition that is not ready is seen by nothing."""


class Question(SQLModel, table=True):
    """One question of an edition; ``body`` is canonical JSON with the keys of the bank file.

    ``{"id","kind","stem","options","answer","explanation","source","difficulty","topics","status","en"?}``:
    ``answer`` is letters for choices ("BD"), ``true``/``false``, or a list with one list of equivalents a gap.
    """

    __table_args__ = (
        one_of("kind", QuestionKind),
        one_of("status", QuestionStatus),
        Index("uq_question_edition_ordinal", "edition_id", "ordinal", unique=True),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigId, ForeignKey("edition.id"), nullable=False))
    ordinal: int
    """Place among the edition's questions in the order of their ids (as UTF-8 bytes), from 0."""
    name: str = Field(sa_type=String(80))
    kind: str = Field(sa_column=kind_column())
    status: str = Field(sa_column=kind_column())
    body: str = Field(sa_type=Text)


class SourceArticle(SQLModel, table=True):
    """One article of an official text that the organiser has loaded; shown under the explanation in review."""

    __tablename__ = "source_article"

    document: str = Field(sa_column=Column(String(200), primary_key=True))
    edition: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    article: str = Field(sa_column=Column(String(20), primary_key=True))
    text: str = Field(sa_type=Text)
