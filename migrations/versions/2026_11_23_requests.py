"""Requests of people whom the roll does not know, and of branch secretaries.

Revision: 2026_11_23_requests
After: 2026_11_23_practice
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_requests"
down_revision = "2026_11_23_practice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    # By which secret a session was made: those that are open were made by cards.
    method = sa.Column("method", sa.String(length=20), server_default="card_code", nullable=False)
    op.add_column("signed_in", method)


def downgrade() -> None:
    op.drop_column("signed_in", "method")
