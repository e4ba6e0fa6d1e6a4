"""The hall's screens and what each of them shows.

Revision: 2026_11_23_hall_screens
After: 2026_11_23_breadth_of_rules
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BigId

revision = "2026_11_23_hall_screens"
down_revision = "2026_11_23_breadth_of_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_screen",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("contest_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_hall_screen_contest_id_contest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_screen")),
        sa.UniqueConstraint("key", name=op.f("uq_hall_screen_key")),
    )
    op.create_index("uq_hall_screen_contest_id_name", "hall_screen", ["contest_id", "name"], unique=True)


def downgrade() -> None:
    op.drop_table("hall_screen")
