"""Sittings, extra time, provisional papers and changes of the contest roll.

Revision: 2026_11_23_breadth_of_rules
After: 2026_11_22_source_articles
"""

revision = "2026_11_23_breadth_of_rules"
down_revision = "2026_11_22_source_articles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
