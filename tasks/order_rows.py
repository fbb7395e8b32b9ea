"""An order's row in the ledger, from and into the domain's words."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain import order_json
from domain.letting_go import let_go
from domain.orders import ShopOrder, Stand, is_live
from domain.stands import merge
from domain.types import WarehouseName
from domain.unseen import OpenOrder, open_order
from ledger import cursors, orders_seen
from ledger import orders as rows
from ledger.models import Order
from ledger.orders import OrderNote
from tasks.outside import outside

BEGUN = "orders-begun:"
"""The cursor, a store each, of when we began to look after its orders."""


def write_down(store: str, told: Sequence[ShopOrder], read_began: datetime) -> list[Order]:
    """Note orders of a store as Shopify showed them, in its order: one transaction for a page.

    Where the parts of an order stand is merged with what we knew. Safe to run twice: the ledger
    keeps the newest version, and of one version the later read.
    """
    if not told:
        return []
    ledger, begun = outside().ledger, begun_at(store)
    before = orders_seen.get_all(ledger, store, [order.order_id for order in told])
    notes = [_note(order, before.get(order.order_id), begun, read_began) for order in told]
    return rows.note_all(ledger, store, notes, read_began)


def _note(
    order: ShopOrder, before: Order | None, begun: datetime | None, read_began: datetime
) -> OrderNote:
    world = outside()
    earlier = None if before is None else shop_order(before)
    known = () if earlier is None else earlier.stands
    stands = merge(known, order.stands, read_began=read_began, now=world.now())
    order = replace(order, stands=stands)
    order = replace(order, let_go=let_go(earlier, order, world.now()))
    settle = timedelta(seconds=world.settle_seconds)
    authorised_at = None if before is None else before.authorised_at
    in_figure = authorised_at is not None and read_began > authorised_at + settle
    order = replace(order, stands=tuple(s for s in stands if _matters(s, in_figure)))
    facts: dict[str, Any] = json.loads(order_json.to_json(order))
    return OrderNote(
        store=order.store,
        shop_domain=order.shop_domain,
        order_id=order.order_id,
        name=order.name,
        placed_at=order.placed_at,
        shop_updated_at=order.updated_at,
        cancelled=order.cancelled,
        live=is_live(order).live and (begun is None or order.placed_at >= begun),
        lines=facts["lines"],
        stands=facts["stands"],
        facts=facts,
    )


def begun_at(store: str) -> datetime | None:
    """From when on a store's orders are ours; None before the first of them was read.

    What was placed earlier is somebody else's.
    """
    begun = cursors.read(outside().ledger, f"{BEGUN}{store}")
    return None if begun is None else begun.at


def _matters(stand: Stand, in_figure: bool) -> bool:
    """A part with units to ship, or shipped before Cin7's figure is sure to show the sale."""
    open_units = stand.open and any(line.units > 0 for line in stand.units)
    return open_units or (not in_figure and any(line.shipped > 0 for line in stand.units))


def shop_order(row: Order) -> ShopOrder:
    """The order in the domain's words; the row's own ``stands`` are newer than the facts'."""
    return order_json.from_json(json.dumps({**row.facts, "stands": row.stands}))


def as_open(row: Order) -> OpenOrder:
    """The order as the reckoning of unseen units looks at it."""
    routed = WarehouseName(row.routed_to) if row.routed_to else None
    return open_order(shop_order(row), routed_to=routed, authorised_at=row.authorised_at)


def as_let_go(row: Order) -> OpenOrder:
    """An order without units to ship, for what it has let go of late; nothing else of it counts."""
    return replace(as_open(row), stands=(), sold=(), routed_to=None)


def remember_stands(row: Order, stands: tuple[Stand, ...]) -> None:
    """Keep where the parts of an order stand after a move of ours."""
    world = outside()
    told = json.loads(order_json.to_json(replace(shop_order(row), stands=stands)))["stands"]
    rows.decide(world.ledger, row.store, row.order_id, world.now(), stands=told)
