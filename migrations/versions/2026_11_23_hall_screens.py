"""The hall's screens and what each of them shows.

Revision: 2026_11_23_hall_screens
After: 2026_11_23_breadth_of_rules
"""

revision = "2026_11_23_hall_screens"
down_revision = "2026_11_23_breadth_of_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
