"""The first tables: inbox, hints, effects, orders, counts, exceptions, outbox, pace.

Revision: 0001
After:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
ENUM = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "cost_buckets",
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("maximum", sa.Float(), nullable=False),
        sa.Column("restore", sa.Float(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("shop", name="pk_cost_buckets"),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursors"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("delivery_key", sa.String(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("handled_at", TIME, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("source", "delivery_key", name="uq_deliveries_source_delivery_key"),
    )
    op.create_index("ix_deliveries_received_at", "deliveries", ["received_at"])
    op.create_index("ix_deliveries_state_source", "deliveries", ["state", "source"])

    op.create_table(
        "effects",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("must_look", sa.Boolean(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("done_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_effects"),
        sa.UniqueConstraint("kind", "key", name="uq_effects_kind_key"),
    )
    op.create_index("ix_effects_state_due_at", "effects", ["state", "due_at"])
    op.create_index("ix_effects_subject", "effects", ["subject"])

    op.create_table(
        "exceptions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("first_seen", TIME, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("todo", sa.String(), nullable=False),
        sa.Column("retry_flow", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("snoozed_until", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exceptions"),
        sa.UniqueConstraint("key", name="uq_exceptions_key"),
    )
    op.create_index("ix_exceptions_open_kind", "exceptions", ["open", "kind"])

    op.create_table(
        "hints",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raised_at", TIME, nullable=False),
        sa.Column("lowered_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hints"),
        sa.UniqueConstraint("flow", "store", name="uq_hints_flow_store"),
    )
    op.create_table(
        "holds",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_holds"),
    )
    op.create_table(
        "orders",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("placed_at", TIME, nullable=False),
        sa.Column("shop_updated_at", TIME, nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("stage", ENUM, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("stands", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("routed_to", sa.String(), nullable=True),
        sa.Column("sale_id", sa.String(), nullable=True),
        sa.Column("sale_number", sa.String(), nullable=True),
        sa.Column("authorised_at", TIME, nullable=True),
        sa.Column("backordered", sa.Boolean(), nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("store", "order_id", name="uq_orders_store_order_id"),
    )
    op.create_index("ix_orders_live_open", "orders", ["live", "open"])
    op.create_index("ix_orders_sale_id", "orders", ["sale_id"])
    op.create_index("ix_orders_store_name", "orders", ["store", "name"])

    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_state", "outbox", ["state"])

    op.create_table(
        "published_counts",
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("applied_at", TIME, nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("store", "location_id", "item_id", name="pk_published_counts"),
    )
    op.create_index("ix_published_counts_store_sku", "published_counts", ["store", "sku"])

    op.create_table(
        "order_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("order_row", NUMBER, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("stage", ENUM, nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_row"], ["orders.id"], name="fk_order_events_order_row"),
        sa.PrimaryKeyConstraint("id", name="pk_order_events"),
    )
    op.create_index("ix_order_events_order_row", "order_events", ["order_row"])


def downgrade() -> None:
    op.drop_table("order_events")
    for table in (
        "published_counts",
        "outbox",
        "orders",
        "holds",
        "hints",
        "exceptions",
        "effects",
        "deliveries",
        "cursors",
        "cost_buckets",
    ):
        op.drop_table(table)
