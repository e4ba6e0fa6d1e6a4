"""What an organiser chose where a roll's names did not match.

Revision: 2026_11_23_roll_choices
After: 2026_11_23_requests
"""

revision = "2026_11_23_roll_choices"
down_revision = "2026_11_23_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
