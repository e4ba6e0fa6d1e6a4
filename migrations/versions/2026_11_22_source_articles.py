"""Official texts that an organiser has loaded, by article.

Revision: 2026_11_22_source_articles
After: 2026_11_22_ledger_guards
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_source_articles"
down_revision = "2026_11_22_ledger_guards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    op.create_table(
        "source_article",
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document", "edition", "article", name=op.f("pk_source_article")),
    )


def downgrade() -> None:
    op.drop_table("source_article")
