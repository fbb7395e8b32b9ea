"""Orders whose sale waits for stock: looked at again when the shelf of their SKUs has changed.

Whether Cin7 fills a waiting sale by itself is not known. One that it filled is ready; one that the
shelf could bear, and that still waits, is put back to draft and authorised anew.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from domain.backorders import Figure, can_bear
from domain.types import Sku, WarehouseName
from ledger import cursors, exceptions, orders, orders_seen
from ledger.models import EffectKind, Order
from tasks.effects import attempt
from tasks.exceptions import Trouble, gone
from tasks.handing_off_report import HandOffLine
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.ports import Sale
from tasks.step import step
from tasks.stock_round import read_shelf
from tasks.taking_back import undo_and_rebuild

AGAIN_SECONDS = 3600.0
"""So long a waiting sale is not read again while its shelf stays as it was (our clock)."""
FILLED = "its stock is there"

Figures = Mapping[tuple[WarehouseName, str], Figure]
"""By warehouse and SKU."""


def waiting_skus() -> frozenset[str]:
    """SKUs that backordered orders wait for, or may wait for."""
    rows = orders_seen.backordered(outside().ledger)
    return frozenset(sku for row in rows for sku in _units(row))


async def look_at_backorders(rows: Sequence[Order]) -> list[HandOffLine]:
    """See which of these orders have got their stock; at most one scan and one call a changed one.

    Safe to run twice: what is filled is written down as such, an undo is an effect made once.
    """
    if not rows:
        return []
    shelf = await read_shelf(frozenset(sku for row in rows for sku in _units(row)))
    figures = {
        (row.warehouse, row.sku): Figure(row.on_hand, row.allocated, row.available)
        for row in shelf.rows
    }
    due = [row for row in rows if _is_due(row, figures)]
    if not due:
        return []
    # Named before the sales are read: what another run undoes meanwhile is this same decision.
    turns = {row.id: attempt(EffectKind.UNDO_SALE, f"{row.store} {row.name}") for row in due}
    sales = await read_sales([str(row.sale_id) for row in due])
    claimed = _claimed()
    lines = []
    for row in due:
        sale = sales[str(row.sale_id)]
        lines.append(await _one(row, sale, figures, claimed, turns[row.id]))
        _remember(row, figures)
    return lines


def close_what_is_filled() -> None:
    """Close exceptions of orders that wait for nothing any more, or that nobody wants."""
    world = outside()
    for row in exceptions.list_open(world.ledger, world.now(), Trouble.BACKORDERED):
        if "order_id" not in row.detail:
            continue
        order = orders.get(world.ledger, str(row.detail["store"]), int(row.detail["order_id"]))
        if order is None:
            continue
        if not order.live:
            gone(Trouble.BACKORDERED, row.subject, "nobody wants it any more")
        elif order.authorised_at is not None and not order.backordered:
            gone(Trouble.BACKORDERED, row.subject, FILLED)


@step("read backordered sales", run_name="read backordered sales", tags=("cin7",))
async def read_sales(sale_ids: list[str]) -> dict[str, Sale]:
    """The sales as they stand, by id: one call each."""
    return {sale_id: await outside().inventory.sale(sale_id) for sale_id in sale_ids}


async def _one(
    row: Order, sale: Sale, figures: Figures, claimed: Counter[tuple[str, str]], turn: int
) -> HandOffLine:
    world = outside()
    order, warehouse = f"{row.store} {row.name}", str(row.routed_to)
    if sale.voided or not sale.authorised:
        return HandOffLine(order, "not ready", warehouse, because="its sale is taken back")
    if not sale.backordered:
        orders.decide(world.ledger, row.store, row.order_id, world.now(), backordered=False)
        gone(Trouble.BACKORDERED, order, FILLED)
        return HandOffLine(order, "filled", warehouse, because="Cin7 has filled its sale")
    short = {Sku(sku): units for sku, units in sale.backordered.items()}
    lacks = ", ".join(f"{units:g} of {sku}" for sku, units in sorted(short.items()))
    here = {Sku(sku): figure for (place, sku), figure in figures.items() if place == warehouse}
    ours = {Sku(sku): units for (place, sku), units in claimed.items() if place == warehouse}
    if not can_bear(short, here, ours):
        return HandOffLine(order, "not ready", warehouse, because=f"waits for {lacks}")
    because = f"{warehouse} can bear the {lacks} that it waited for"
    await undo_and_rebuild(row, because, turn)
    after = orders.get(world.ledger, row.store, row.order_id)
    if after is None or after.authorised_at is None or after.backordered:
        return HandOffLine(order, "not ready", warehouse, because=f"waits for {lacks}")
    gone(Trouble.BACKORDERED, order, FILLED)
    return HandOffLine(order, "authorised anew", warehouse, because=because)


def _units(row: Order) -> Counter[str]:
    """Units of each product on the order."""
    codes = outside().rules.codes
    units: Counter[str] = Counter()
    for line in shop_order(row).lines:
        if line.sku and line.units > 0 and codes.meaning(line.sku) is None:
            units[line.sku] += line.units
    return units


def _claimed() -> Counter[tuple[str, str]]:
    """Units of all our open authorised orders by warehouse and SKU."""
    claimed: Counter[tuple[str, str]] = Counter()
    for row in orders_seen.open_orders(outside().ledger):
        if row.routed_to is None or row.authorised_at is None:
            continue
        for stand in shop_order(row).stands:
            for line in stand.units:
                if stand.open and line.sku:
                    claimed[row.routed_to, line.sku] += line.units
    return claimed


def _is_due(row: Order, figures: Figures) -> bool:
    world = outside()
    looked = cursors.read(world.ledger, _name(row))
    if looked is None or looked.value != _shown(row, figures):
        return True
    return (world.now() - looked.at).total_seconds() >= AGAIN_SECONDS


def _remember(row: Order, figures: Figures) -> None:
    now = outside().now()
    cursors.advance(outside().ledger, _name(row), now, now, _shown(row, figures))


def _name(row: Order) -> str:
    return f"backorder:{row.store}/{row.order_id}"


def _shown(row: Order, figures: Figures) -> str:
    """The figures that an order waits on, as text to be compared."""
    place = WarehouseName(str(row.routed_to))
    here = {sku: figures.get((place, sku), Figure()) for sku in sorted(_units(row))}
    told = {sku: [each.on_hand, each.allocated, each.available] for sku, each in here.items()}
    return json.dumps({"sale": row.sale_id, "undone": row.undone, "shelf": told})
