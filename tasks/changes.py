"""Before all of the shelf is read: would the documents that changed be cheaper?"""

import asyncio
import json
from datetime import datetime, timedelta

from domain.kits import kin
from domain.scan_cost import Choice, Reading, choose, scan_calls
from ledger import cursors, orders_seen
from tasks import news
from tasks.confirming import stores_of_the_rules
from tasks.drifting import LOOKED
from tasks.guarding import SHELF
from tasks.noting import note_orders
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.ports_changes import ChangedDocument
from tasks.step import step

CURSOR = "documents-looked-at"
"""The watermark of the last look at changed documents."""

OVERDUE_AFTER = 12
"""So many intervals of the schedule may pass without a read of everything."""


@step("read changed documents", run_name="read documents changed since {since}", tags=("cin7",))
async def read_changed(since: datetime) -> list[ChangedDocument]:
    """Sales and purchases that changed since then."""
    return await outside().inventory.changed_since(since)


@step("read what is on documents", run_name="read what is on documents", tags=("cin7",))
async def read_skus_on(documents: list[ChangedDocument]) -> frozenset[str]:
    """The SKUs on these documents."""
    return await outside().inventory.skus_on(documents)


async def look_first() -> tuple[frozenset[str] | None, Choice]:
    """Choose how to read the shelf; the SKUs to read if not all, and the choice for the report.

    Every step costs a call or two and is taken only as long as it may pay. Safe to run twice.

    Raises:
        ClientError: Something could not be read: nothing is changed.
    """
    world = outside()
    began = world.now()
    last = cursors.read(world.ledger, LOOKED)
    scan = calls_of_a_scan()
    age = None if last is None else (began - last.at).total_seconds()
    due = world.rules.schedules.full_scan
    choice = choose(scan=scan, age_seconds=age, due_seconds=due)
    if choice.reading is Reading.SCAN or last is None:
        return None, choice
    heard = news.stock_news()
    if heard.skus is None:
        return None, choice.but_scan("too much news came to read one by one")
    looked = cursors.read(world.ledger, CURSOR)
    since = max(last.at, looked.at) if looked else last.at
    since -= timedelta(seconds=world.rules.overlap.purchases)
    documents = await read_changed(since)
    number = len(documents)
    choice = choose(scan=scan, age_seconds=age, due_seconds=due, documents=number)
    if choice.reading is Reading.SCAN:
        return None, choice
    await asyncio.gather(*(note_orders(store) for store in stores_of_the_rules()))
    named = heard.skus | await read_skus_on(documents) | _ordered(since)
    skus = kin(world.rules.kits, named)
    choice = choose(scan=scan, age_seconds=age, due_seconds=due, documents=number, skus=len(skus))
    if choice.reading is Reading.SCAN:
        return None, choice
    cursors.advance(world.ledger, CURSOR, began, world.now())
    return skus, choice


def scan_is_overdue() -> bool:
    """Whether runs that news began have long kept the one on schedule from reading everything.

    While one run works a second one is cancelled, and it may be the scheduled one each time
    (docs/why/0014-counts-wait-behind-nothing.md).
    """
    world = outside()
    last = cursors.read(world.ledger, LOOKED)
    usual = max(world.rules.schedules.sync_stock, world.rules.schedules.full_scan)
    longest = timedelta(seconds=OVERDUE_AFTER * usual)
    return last is not None and world.now() - last.at > longest


def calls_of_a_scan() -> int:
    """What the last whole scan that was believed cost; 1 if there was none."""
    cursor = cursors.read(outside().ledger, SHELF)
    told: dict[str, int] = json.loads(cursor.value) if cursor and cursor.value else {}
    return scan_calls(sum(told.values()))


def _ordered(since: datetime) -> frozenset[str]:
    """SKUs of orders that were noted since then."""
    found = orders_seen.noted_since(outside().ledger, since)
    return frozenset(line.sku for row in found for line in shop_order(row).lines if line.sku)
