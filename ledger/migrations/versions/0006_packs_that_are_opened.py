"""What Cin7 opens by itself for its components.

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Bills kept so far were read without it: the next round reads them before it shows anything.
    op.execute("DELETE FROM cursors WHERE name = 'bills-read'")
    with op.batch_alter_table("bills_of_materials") as table:
        table.add_column(
            sa.Column("assembled", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.add_column(sa.Column("gives", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    # What is only opened would be taken for a kit that is made.
    op.execute(sa.text("DELETE FROM bills_of_materials WHERE assembled = :no").bindparams(no=False))
    with op.batch_alter_table("bills_of_materials") as table:
        table.drop_column("gives")
        table.drop_column("assembled")
