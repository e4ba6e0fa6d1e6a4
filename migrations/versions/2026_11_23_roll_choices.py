"""What an organiser chose where a roll's names did not match; the category 发展对象.

Revision: 2026_11_23_roll_choices
After: 2026_11_23_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_roll_choices"
down_revision = "2026_11_23_requests"
branch_labels = None
depends_on = None

NARROW = "'probationary', 'applicant'"
WIDE = "'probationary', 'candidate', 'applicant'"
CHECK = "category IN ('full', {}, 'activist', 'non_party')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    op.create_table(
        "roll_choice",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.String(length=600), nullable=False),
        sa.CheckConstraint("kind IN ('organisation', 'category')", name=op.f("ck_roll_choice_kind")),
        sa.PrimaryKeyConstraint("kind", "folded", name=op.f("pk_roll_choice")),
    )
    allow(NARROW, WIDE)


def downgrade() -> None:
    op.execute("UPDATE member SET category = 'applicant' WHERE category = 'candidate'")
    allow(WIDE, NARROW)
    op.drop_table("roll_choice")


def allow(before: str, after: str) -> None:
    """Change the categories that the table of members lets in."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_member_category"), "member", type_="check")
        op.create_check_constraint(op.f("ck_member_category"), "member", CHECK.format(after))
    else:
        make_again(before, after)


def make_again(before: str, after: str) -> None:
    """SQLite changes no CHECK: the table is made again under its own name, with the rows, columns and indexes that it
    has. Papers and sessions point at its rows, so that the keys are looked at when everything is back."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'member' AND sql IS NOT NULL ORDER BY type = 'index'"
    table, *indexes = bind.execute(sa.text(made)).scalars().all()
    assert before in table
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TABLE member_kept AS SELECT * FROM member",
        "DROP TABLE member",
        table.replace(before, after),
        "INSERT INTO member SELECT * FROM member_kept",
        *indexes,
        "DROP TABLE member_kept",
    ):
        bind.exec_driver_sql(statement)
