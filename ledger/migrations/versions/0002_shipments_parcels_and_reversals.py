"""What was handed to the carrier desk, its parcels, and what was taken back of orders.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
ENUM = sa.String(32)


def upgrade() -> None:
    op.add_column("orders", sa.Column("undone", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("orders", sa.Column("reversed_as_of", TIME, nullable=True))
    op.add_column("exceptions", sa.Column("told_in", sa.String(), nullable=True))
    op.create_index("ix_exceptions_told_in", "exceptions", ["told_in"])
    with op.batch_alter_table("outbox") as outbox:
        for name, kind, value in (
            ("carries", sa.JSON(), "[]"),
            ("standing", sa.Boolean(), sa.true()),
            ("posts", sa.Integer(), "1"),
        ):
            outbox.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    op.create_index("ix_outbox_standing", "outbox", ["standing"])

    op.create_table(
        "line_balances",
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.CheckConstraint("released + shipped <= reserved", name="sums"),
        sa.CheckConstraint("released >= 0 AND shipped >= 0 AND returned >= 0", name="whole"),
        sa.CheckConstraint("returned <= shipped", name="returns"),
        sa.PrimaryKeyConstraint("store", "order_id", "line_id", name="pk_line_balances"),
    )
    op.create_table(
        "parcels",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("label_id", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("shipment_id", sa.String(), nullable=False),
        sa.Column("carrier_code", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("tracking", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("bought_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("fulfillment_id", sa.String(), nullable=True),
        sa.Column("told_at", TIME, nullable=True),
        sa.Column("told_tracking", sa.JSON(), nullable=False),
        sa.Column("leg_id", sa.String(), nullable=True),
        sa.Column("shipped_at", TIME, nullable=True),
        sa.Column("shipped_tracking", sa.JSON(), nullable=False),
        sa.Column("voided_at", TIME, nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_parcels"),
        sa.UniqueConstraint("label_id", name="uq_parcels_label_id"),
        sa.UniqueConstraint("leg_id", name="uq_parcels_leg_id"),
    )
    op.create_index("ix_parcels_shipment_id", "parcels", ["shipment_id"])
    op.create_index("ix_parcels_state", "parcels", ["state"])
    op.create_index("ix_parcels_store_order_id", "parcels", ["store", "order_id"])

    op.create_table(
        "reversals",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("stage", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("done_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reversals"),
        sa.UniqueConstraint("key", name="uq_reversals_key"),
    )
    op.create_index("ix_reversals_state", "reversals", ["state"])
    op.create_index("ix_reversals_store_order_id", "reversals", ["store", "order_id"])

    op.create_table(
        "shipments",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("shipment_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("cancelled_at", TIME, nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("external_id", name="uq_shipments_external_id"),
        sa.UniqueConstraint(
            "store", "order_id", "generation", name="uq_shipments_store_order_id_generation"
        ),
    )
    op.create_index("ix_shipments_shipment_id", "shipments", ["shipment_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_standing", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        for name in ("posts", "standing", "carries"):
            outbox.drop_column(name)
    op.drop_index("ix_exceptions_told_in", "exceptions")
    with op.batch_alter_table("exceptions") as exceptions:
        exceptions.drop_column("told_in")

    op.drop_index("ix_shipments_shipment_id", "shipments")

    op.drop_table("shipments")
    op.drop_index("ix_reversals_store_order_id", "reversals")
    op.drop_index("ix_reversals_state", "reversals")

    op.drop_table("reversals")
    op.drop_index("ix_parcels_store_order_id", "parcels")
    op.drop_index("ix_parcels_state", "parcels")
    op.drop_index("ix_parcels_shipment_id", "parcels")

    op.drop_table("parcels")
    op.drop_table("line_balances")
    op.drop_column("orders", "reversed_as_of")
    op.drop_column("orders", "undone")
