"""What Cin7 last said its kits are made of.

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bills_of_materials",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("makes", sa.Integer(), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("unreadable", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_bills_of_materials")),
    )


def downgrade() -> None:
    op.drop_table("bills_of_materials")
