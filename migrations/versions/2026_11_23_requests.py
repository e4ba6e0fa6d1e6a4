"""Requests of people whom the roll does not know, and of branch secretaries.

Revision: 2026_11_23_requests
After: 2026_11_23_practice
"""

revision = "2026_11_23_requests"
down_revision = "2026_11_23_practice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
