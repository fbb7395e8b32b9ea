"""One round of ingestion: note orders, decide each one, place its sale, move what stands elsewhere.

Shopify orders -> ledger -> validate -> route -> Cin7 sale -> fulfilment order moved
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from clients.errors import ClientError, Denied, Throttled, Unreachable
from domain.intake import OrderTrouble, Quarantined
from domain.skus import Catalogue
from domain.types import Sku
from ledger import exceptions_seen, inbox, orders_seen
from ledger.models import Order
from tasks import news
from tasks.asked import Asked
from tasks.changes import calls_of_a_scan
from tasks.doubts import settle_doubts
from tasks.effects import Ended
from tasks.exceptions import Trouble, gone, gone_since, tell
from tasks.ingest_report import BECAME, IngestReport, OrderLine
from tasks.ingesting import FLOW, HELD_FOR, Capacity, capacity, decide
from tasks.moving import move_fulfilment, moves_needed
from tasks.named_orders import note_what_was_named
from tasks.noting import Noted, note_orders
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.placing import Placed, SaleToPlace, place_sale
from tasks.ports import Shelf
from tasks.starting import ask_for
from tasks.step import step
from tasks.stock_round import read_shelf

HAND_OFF = "hand-off-fulfilment"
MOVED = "moved"


async def ingest_round(asked: Asked) -> IngestReport:
    """Bring every paid order into Cin7, once.

    Safe to run twice, and beside another run: orders are noted by their newest version, each sale
    and each move is an effect made once, and a decision once written down stands.

    Raises:
        ClientError: Orders or stock could not be read; what was placed stays placed. A shop that
            is out of reach does not keep the orders of the others waiting.
    """
    world = outside()
    began = world.now()
    heard = [
        delivery
        for store in asked.stores
        for delivery in inbox.unhandled(world.ledger, f"shopify:{store}")
    ]
    noted, away = await _note(asked.stores)
    asked = replace(asked, stores=tuple(part.store for part in noted))
    heard = [delivery for delivery in heard if news.store_of(delivery) in asked.stores]
    await note_what_was_named(FLOW, heard)
    if not asked.dry_run:
        await settle_doubts(FLOW)
    waiting = _waiting(asked)
    lines = await _place(waiting, asked) if waiting else []
    if not asked.dry_run:
        lines += await _move(asked)
        await _hint_the_desk(lines)
        inbox.mark_handled(world.ledger, [delivery.id for delivery in heard], world.now())
        if asked.orders is None:
            _close_what_is_gone(asked, began)
    if away is not None:
        raise away
    read = {f"{part.store} {name}" for part in noted for name in part.names}
    return IngestReport(orders=tuple(lines), read=frozenset(read))


async def _note(stores: Sequence[str]) -> tuple[list[Noted], ClientError | None]:
    """Read the orders of each store; beside them, the error of one that could not be read."""
    found = await asyncio.gather(*(note_orders(store) for store in stores), return_exceptions=True)
    for error in found:
        if isinstance(error, BaseException) and not isinstance(error, ClientError):
            raise error
    away = [error for error in found if isinstance(error, ClientError)]
    return [part for part in found if isinstance(part, Noted)], away[0] if away else None


async def _hint_the_desk(lines: Sequence[OrderLine]) -> None:
    """What was placed, or moved to its warehouse, may be ready for the carrier desk."""
    news_of = {BECAME[Ended.DONE], MOVED}
    if outside().desk is not None and any(line.became in news_of for line in lines):
        await ask_for(HAND_OFF)


def _close_what_is_gone(asked: Asked, began: datetime) -> None:
    """An order that was cancelled, shipped or mended by a person has no trouble any more."""
    troubles = (*HELD_FOR, Trouble.SALE_REFUSED, Trouble.MOVE_REFUSED)
    for store in asked.stores:
        gone_since(troubles, began, of=f"{store} ")


def _waiting(asked: Asked) -> list[Order]:
    """Orders without an authorised sale: new ones, half-made ones, and held ones."""
    ledger = outside().ledger
    found: list[Order] = []
    for store in asked.stores:
        found += orders_seen.to_ingest(ledger, store)
        found += orders_seen.held(ledger, store)
    found.sort(key=lambda row: (row.placed_at, row.order_id))
    return [row for row in found if asked.names(row)]


async def _place(waiting: Sequence[Order], asked: Asked) -> list[OrderLine]:
    world = outside()
    wanted = _wanted(waiting)
    few = len(wanted) < calls_of_a_scan()
    shelf = await read_shelf(wanted if few else None, urgent=True)
    known = Catalogue.of(await _known(wanted, shelf))
    room = capacity(shelf, orders_seen.open_orders(world.ledger), world.settle_seconds)
    lines = []
    for row in waiting:
        lines.append(await _one(row, known, room, asked))
    return lines


async def _one(row: Order, known: Catalogue, room: Capacity, asked: Asked) -> OrderLine:
    name = f"{row.store} {row.name}"
    decided = decide(row, known, room, dry_run=asked.dry_run)
    if isinstance(decided, Quarantined):
        became = "would be held" if asked.dry_run else "held"
        return OrderLine(name, became, "", decided.what)
    if asked.dry_run:
        return OrderLine(name, "would go to Cin7", decided.warehouse, decided.because)
    try:
        placed = await place_sale(decided)
    except (Unreachable, Throttled, Denied):
        raise  # the whole system is out of reach: the other orders would fare no better
    except ClientError as error:
        placed = Placed(decided.order, Ended.REFUSED, because=str(error))
    _tell(placed, decided)
    because = decided.because if placed.ended is Ended.DONE else placed.because
    where = f"{decided.warehouse} {placed.number}".strip()
    return OrderLine(name, BECAME[placed.ended], where, because)


def _tell(placed: Placed, sale: SaleToPlace) -> None:
    if placed.ended is Ended.REFUSED:
        tell(
            Trouble.SALE_REFUSED,
            sale.order,
            f"Cin7 refused the sale of {sale.order}: {placed.because}",
            "Mend what Cin7 names; the sale is tried again within the hour.",
            flow=FLOW,
            detail={"store": sale.store, "order_id": sale.order_id},
        )
    elif placed.ended is Ended.DONE:
        gone(Trouble.SALE_REFUSED, sale.order, "the sale stands in Cin7")


async def _move(asked: Asked) -> list[OrderLine]:
    """Move fulfilment orders that stand elsewhere than their sale, new ones and left-over ones."""
    lines = []
    for row in orders_seen.open_orders(outside().ledger):
        if row.store not in asked.stores:
            continue
        need = moves_needed(row)
        if need is not None and asked.names(row):
            done = await move_fulfilment(need)
            became = MOVED if len(done) == len(need.parts) else "not moved"
            lines.append(OrderLine(need.order, became, row.routed_to or "", "routed elsewhere"))
    return lines


@step("ask which SKUs exist", run_name="ask Cin7 for {skus} SKUs", tags=("cin7",))
async def ask_known(skus: frozenset[str]) -> frozenset[str]:
    """Which of these SKUs are products in Cin7, character for character."""
    return await outside().inventory.known_skus(sorted(skus))


def _wanted(waiting: Sequence[Order]) -> frozenset[str]:
    """The SKUs of these orders; a code with a meaning of its own (postage) is none."""
    codes = outside().rules.codes
    return frozenset(
        line.sku
        for row in waiting
        for line in shop_order(row).lines
        if line.sku and line.units > 0 and codes.meaning(line.sku) is None
    )


async def _known(wanted: frozenset[str], shelf: Shelf) -> Collection[Sku]:
    """Those of the SKUs that Cin7 has; beside them, if it lacks one, all that may look like it.

    Cin7 leaves out rows of zeros, so a SKU that is not on the shelf may still be a product. What
    looks like a SKU that holds an order already is told by its exception: the whole shelf is not
    read again for it at each run.
    """
    known = {row.sku for row in shelf.rows}
    if wanted - known:
        known |= await ask_known(wanted - known)
    missing = wanted - known
    if missing and shelf.skus is not None:
        held, alike = _told_already()
        if missing <= held:
            known |= alike - wanted
        else:
            known |= {row.sku for row in (await read_shelf(None, urgent=True)).rows}
    return {Sku(sku) for sku in known}


def _told_already() -> tuple[set[str], set[str]]:
    """The SKUs that hold orders as unknown, and what was found to look like one of them."""
    held, alike = set(), set()
    for row in exceptions_seen.all_open(outside().ledger, [OrderTrouble.UNKNOWN_SKU]):
        for line in row.detail.get("lines", ()):
            held.add(line["code"])
            alike |= set(line["near"])
    return held, alike
