"""Who has seen an alert, whom it was handed on to, and how soon a message's words are to be heard.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("exceptions", sa.Column("acked_by", sa.String(), nullable=True))
    op.add_column("exceptions", sa.Column("acked_at", TIME, nullable=True))
    op.add_column("exceptions", sa.Column("escalated_at", TIME, nullable=True))
    op.add_column("outbox", sa.Column("lane", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("lane")
    with op.batch_alter_table("exceptions") as exceptions:
        for name in ("escalated_at", "acked_at", "acked_by"):
            exceptions.drop_column(name)
