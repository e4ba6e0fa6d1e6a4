"""The first tables of every room.

Revision: 2026_11_22_first_tables
After: –
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_first_tables"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ROOMS = (
    ("bank", "edition", "question"),
    ("organisation", "organisation_name", "grouping", "roll_load", "member"),
    ("organiser", "signed_in", "failures"),
    ("ledger_head", "ledger_entry"),
    ("contest", "sitting", "pinned_edition", "contest_roll"),
    ("paper", "answer", "late_answer"),
)


def where(condition: str) -> dict[str, Any]:
    """A partial index, on both engines."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    make_bank()
    make_edition()
    make_question()
    make_organisation()
    make_organisation_name()
    make_grouping()
    make_roll_load()
    make_member()
    make_organiser()
    make_signed_in()
    make_failures()
    make_ledger_head()
    make_ledger_entry()
    make_contest()
    make_sitting()
    make_pinned_edition()
    make_contest_roll()
    make_paper()
    make_answer()
    make_late_answer()


def downgrade() -> None:
    for room in reversed(ROOMS):
        for table in reversed(room):
            op.drop_table(table)


def make_bank() -> None:
    op.create_table(
        "bank",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("name", name=op.f("uq_bank_name")),
    )


def make_edition() -> None:
    op.create_table(
        "edition",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("bank_id", BIG_ID, nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_edition_bank_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index("uq_edition_bank_digest", "edition", ["bank_id", "digest"], unique=True)


def make_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('single', 'multiple', 'true_false', 'blank')", name=op.f("ck_question_kind")),
        sa.CheckConstraint("status IN ('draft', 'checked')", name=op.f("ck_question_status")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_question_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("uq_question_edition_ordinal", "question", ["edition_id", "ordinal"], unique=True)


def make_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("path", sa.String(length=600), nullable=False),
        sa.Column("initials", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "kind IN ('work_committee', 'committee', 'general_branch', 'branch', 'group')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
        sa.UniqueConstraint("path", name=op.f("uq_organisation_path")),
    )
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])


def make_organisation_name() -> None:
    op.create_table(
        "organisation_name",
        sa.Column("organisation_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "folded", name=op.f("pk_organisation_name")),
    )
    op.create_index("ix_organisation_name_folded", "organisation_name", ["folded"])


def make_grouping() -> None:
    op.create_table(
        "grouping",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.CheckConstraint("kind IN ('district', 'unit')", name=op.f("ck_grouping_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping")),
        sa.UniqueConstraint("key", name=op.f("uq_grouping_key")),
    )
    op.create_index("uq_grouping_kind", "grouping", ["kind", "name"], unique=True)


def make_roll_load() -> None:
    op.create_table(
        "roll_load",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_load")),
    )


def make_member() -> None:
    op.create_table(
        "member",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", BIG_ID, nullable=False),
        sa.Column("district_id", BIG_ID, nullable=True),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("folded", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("number_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("tail_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("load_id", BIG_ID, nullable=True),
        sa.CheckConstraint(
            "category IN ('full', 'probationary', 'applicant', 'activist', 'non_party')",
            name=op.f("ck_member_category"),
        ),
        sa.CheckConstraint("state IN ('pending', 'present', 'gone')", name=op.f("ck_member_state")),
        sa.ForeignKeyConstraint(["district_id"], ["grouping.id"], name=op.f("fk_member_district_id")),
        sa.ForeignKeyConstraint(["load_id"], ["roll_load.id"], name=op.f("fk_member_load_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_member_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grouping.id"], name=op.f("fk_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("key", name=op.f("uq_member_key")),
    )
    op.create_index("ix_member_load_id", "member", ["load_id"])
    op.create_index("ix_member_number_mac", "member", ["number_mac"])
    op.create_index("ix_member_organisation_name", "member", ["organisation_id", "folded"])


def make_organiser() -> None:
    op.create_table(
        "organiser",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("one_time", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organiser")),
        sa.UniqueConstraint("name", name=op.f("uq_organiser_name")),
    )


def make_signed_in() -> None:
    op.create_table(
        "signed_in",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", BIG_ID, nullable=True),
        sa.Column("organiser_id", BIG_ID, nullable=True),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_signed_in_member_id")),
        sa.ForeignKeyConstraint(["organiser_id"], ["organiser.id"], name=op.f("fk_signed_in_organiser_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signed_in")),
    )
    op.create_index("ix_signed_in_member_id", "signed_in", ["member_id"])
    op.create_index("ix_signed_in_organiser_id", "signed_in", ["organiser_id"])


def make_failures() -> None:
    op.create_table(
        "failures",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("window_from", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_failures")),
    )


def make_ledger_head() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("contest_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_ledger_head")),
    )


def make_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("contest_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("seq", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("member_key", sa.String(length=26), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("paper_key", sa.String(length=26), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("sitting_id", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["ledger_head.contest_id"], name=op.f("fk_ledger_entry_contest_id")),
        sa.PrimaryKeyConstraint("contest_id", "seq", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_controls", "ledger_entry", ["contest_id", "seq"], **where("kind <> 'result'"))
    op.create_index("ix_ledger_entry_member", "ledger_entry", ["contest_id", "member_key"])
    op.create_index(
        "uq_ledger_entry_result_of_paper",
        "ledger_entry",
        ["contest_id", "paper_key"],
        unique=True,
        **where("kind = 'result'"),
    )


def make_contest() -> None:
    op.create_table(
        "contest",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.String(length=26), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'opened', 'closed', 'finalised')", name=op.f("ck_contest_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("slug", name=op.f("uq_contest_slug")),
    )


def make_sitting() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("seed_published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_sitting_contest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("key", name=op.f("uq_sitting_key")),
    )
    op.create_index("ix_sitting_contest_id", "sitting", ["contest_id"])


def make_pinned_edition() -> None:
    op.create_table(
        "pinned_edition",
        sa.Column("contest_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_pinned_edition_contest_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_pinned_edition_edition_id")),
        sa.PrimaryKeyConstraint("contest_id", "bank", name=op.f("pk_pinned_edition")),
    )


def make_contest_roll() -> None:
    op.create_table(
        "contest_roll",
        sa.Column("contest_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("member_key", sa.String(length=26), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("division", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_contest_roll_contest_id")),
        sa.PrimaryKeyConstraint("contest_id", "member_key", name=op.f("pk_contest_roll")),
    )
    op.create_index("uq_contest_roll_place", "contest_roll", ["contest_id", "place"], unique=True)


def make_paper() -> None:
    op.create_table(
        "paper",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("sitting_id", BIG_ID, nullable=False),
        sa.Column("member_id", BIG_ID, nullable=False),
        sa.Column("member_key", sa.String(length=26), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("drawn_at_seq", sa.BigInteger(), nullable=False),
        sa.Column("handed_in", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=20), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_paper_state")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_paper_contest_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_paper_member_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_paper_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("key", name=op.f("uq_paper_key")),
    )
    op.create_index("ix_paper_due", "paper", ["due"], **where("state = 'open'"))
    op.create_index("ix_paper_member_id", "paper", ["member_id"])
    op.create_index("uq_paper_attempt", "paper", ["contest_id", "member_id", "attempt"], unique=True)
    op.create_index("uq_paper_one_open", "paper", ["contest_id", "member_id"], unique=True, **where("state = 'open'"))


def make_answer() -> None:
    op.create_table(
        "answer",
        sa.Column("paper_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_answer_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "n", name=op.f("pk_answer")),
    )


def make_late_answer() -> None:
    op.create_table(
        "late_answer",
        sa.Column("paper_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lease", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_late_answer_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "n", "lease", "seq", name=op.f("pk_late_answer")),
    )
