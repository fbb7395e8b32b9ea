"""One round of reversals: note orders, find those that something was taken back of, reverse each.

Shopify orders -> ledger -> what was taken back -> desk, Cin7 -> storefronts
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from clients.errors import ClientError
from ledger import inbox, orders, orders_seen, reversals, shipments
from ledger.models import Order, ReversalKind, ReversalStage, ReversalState, Stage
from tasks import hints, news
from tasks.asked import Asked
from tasks.doubts import settle_doubts
from tasks.named_orders import TAKEN_BACK
from tasks.noting import note_order, note_orders
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.reversing import reverse
from tasks.reversing_report import ReversalLine, ReversalReport
from tasks.reversing_steps import FLOW, finish_rebuild
from tasks.stock_round import FLOW as SYNC_STOCK
from tasks.stock_round import Scope, stock_round
from tasks.taking_back import resume_undos


async def reversal_round(asked: Asked) -> ReversalReport:
    """Bring everything in line with what Shopify took back, and show what came free.

    Safe to run twice, and beside another run: an order is read anew, and each change is an effect.
    A round that finds nothing taken back reads the orders that changed, and nothing else.

    Raises:
        ClientError: A vendor is out of reach; what was done stays done.
    """
    world = outside()
    read, away = await _note(asked.stores)
    asked = replace(asked, stores=tuple(read))
    if not asked.dry_run:
        await settle_doubts(FLOW)
        await resume_undos()
    lines: list[ReversalLine] = []
    done: list[Order] = []
    for row in _due(asked):
        rebuilt = not asked.dry_run and await finish_rebuild(row)
        found = await reverse(row, asked.dry_run, rebuilt)
        if found.line is not None:
            lines.append(found.line)
        if found.over:
            done.append(row)
    report = ReversalReport(orders=tuple(lines))
    if asked.dry_run:
        return report
    reversals.looked_at(world.ledger, done)
    freed = frozenset(sku for line in lines for sku in line.freed)
    if freed:
        # Cin7's figures may lag behind what was freed: sync-stock looks once more, later.
        hints.raise_again(SYNC_STOCK)
        report = replace(report, stock=await stock_round(Scope(skus=freed)))
    if away is not None:
        raise away
    return report


async def _note(stores: Sequence[str]) -> tuple[list[str], ClientError | None]:
    """Read what changed in each store, and what deliveries name, whose search index may lag."""
    world = outside()
    found = await asyncio.gather(*(note_orders(store) for store in stores), return_exceptions=True)
    read, away = [], None
    for store, told in zip(stores, found, strict=True):
        if isinstance(told, ClientError):
            away = away or told
        elif isinstance(told, BaseException):
            raise told
        else:
            read.append(store)
    for store in read:
        for delivery in inbox.unhandled(world.ledger, f"shopify:{store}"):
            order_id = news.order_of(delivery) if delivery.topic in TAKEN_BACK else None
            known = None if order_id is None else orders.get(world.ledger, store, order_id)
            if known is not None and known.noted_at < delivery.received_at:
                await note_order(store, known.order_id)
    return read, away


def _due(asked: Asked) -> list[Order]:
    """Orders of which something was taken back that is not dealt with, oldest first.

    The others that changed are remembered as looked at, so that a quiet round asks for nothing.
    """
    world = outside()
    due: dict[int, Order] = {}
    nothing: list[Order] = []
    for store in asked.stores:
        for row in reversals.not_looked_at(world.ledger, store):
            if taken_back(row):
                due[row.id] = row
            else:
                nothing.append(row)
        for row in _of(store, _waiting(store)):
            due[row.id] = row
    for row in _handed_over_late(asked.stores):
        due[row.id] = row
    if not asked.dry_run:
        reversals.looked_at(world.ledger, nothing)
    found = [row for row in due.values() if asked.wants(row)]
    return sorted(found, key=lambda row: (row.placed_at, row.order_id))


def taken_back(row: Order) -> bool:
    """Whether Shopify shows that something of an order was taken back."""
    order = shop_order(row)
    less = any(line.units < line.ordered for line in order.lines)
    return row.cancelled or less or order.money_back


def _waiting(store: str) -> Iterable[int]:
    """Orders whose reversals are not done; money of one not shipped waits until it changes."""
    for known in reversals.not_done(outside().ledger, store):
        sleeps = known.kind is ReversalKind.MONEY and known.stage is not ReversalStage.TOLD
        if known.state is ReversalState.FOR_A_PERSON or not sleeps:
            yield known.order_id


def _of(store: str, order_ids: Iterable[int]) -> Iterable[Order]:
    for order_id in dict.fromkeys(order_ids):
        row = orders.get(outside().ledger, store, order_id)
        if row is not None:
            yield row


def _handed_over_late(stores: Sequence[str]) -> Iterable[Order]:
    """Orders taken back whole that stand at the carrier desk: a hand-off was under way."""
    for shipment in shipments.open_ones(outside().ledger):
        row = orders_seen.get(outside().ledger, shipment.store, shipment.order_id)
        if row is not None and row.store in stores and row.stage is Stage.REVERSED:
            yield row
