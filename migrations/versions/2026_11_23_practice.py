"""Practice, circles of people and series of contests.

Revision: 2026_11_23_practice
After: 2026_11_23_hall_screens
"""

revision = "2026_11_23_practice"
down_revision = "2026_11_23_hall_screens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
