"""What the storefronts were last seen to show, and how far that was from what was expected.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, kind in (
        ("seen", sa.Integer()),
        ("seen_at", TIME),
        ("drift", sa.Integer()),
        ("drift_at", TIME),
        ("drift_from", TIME),
        ("drift_because", sa.String()),
    ):
        op.add_column("published_counts", sa.Column(name, kind, nullable=True))
    op.create_index("ix_published_counts_drift_because", "published_counts", ["drift_because"])


def downgrade() -> None:
    op.drop_index("ix_published_counts_drift_because", "published_counts")
    with op.batch_alter_table("published_counts") as counts:
        for name in ("drift_because", "drift_from", "drift_at", "drift", "seen_at", "seen"):
            counts.drop_column(name)
