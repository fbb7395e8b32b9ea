"""Units that a store has committed and no order explained, look by look.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unexplained_units",
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("looked_at", TIME, nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("low_since", TIME, nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("store", "location_id", "sku", name=op.f("pk_unexplained_units")),
    )


def downgrade() -> None:
    op.drop_table("unexplained_units")
