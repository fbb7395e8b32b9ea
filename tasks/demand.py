"""What the alerts reckon with: how fast each shelf sells, from the ledger, and what is on its way.

What happened before the ledger began is unknown, and said to be: no velocity is told from less than
a week.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from domain.alerts import Place
from domain.cover import Inbound
from domain.shelf_judging import ShelfFacts
from domain.types import LocationId, Sku
from domain.velocity import FLAT, Sale, velocity, week_of, with_parts
from ledger import cursors, sales_seen
from ledger.sales_seen import Kept
from tasks.order_rows import begun_at
from tasks.outside import outside
from tasks.step import step

INCOMING = "incoming-purchases"
"""The cursor of what is on order: how far its changes were read, and the purchases beside it."""
LONGEST_ORDER = timedelta(days=180)
"""A purchase that has not changed for longer is not looked for at the first time."""
MOST_PURCHASES = 20
"""Purchases read in one look; the next goes on. Cin7's budget is everybody's."""


@dataclass(frozen=True)
class Demand:
    """What is known of all shelves at one time."""

    now: datetime
    since: datetime
    """From when on every sale is known, within the window."""
    known_since: datetime
    """From when on every sale is known, as far back as any rule looks."""
    sales: Mapping[Place, list[Sale]]
    prices: Mapping[str, tuple[Decimal, str]]
    inbound: Mapping[Place, list[Inbound]] = field(default_factory=dict)

    @cached_property
    def week(self) -> tuple[float, ...]:
        """How a week's trade falls on its days, all products together."""
        moments = [sale.at for sales in self.sales.values() for sale in sales]
        return week_of(moments, self.since, self.now) if moments else FLAT

    def facts(self, place: Place, units: int) -> ShelfFacts:
        """All that is known of one shelf."""
        sales = self.sales.get(place, [])
        price, currency = self.prices.get(place[0], (None, ""))
        return ShelfFacts(
            units,
            velocity(sales, self.since, self.now, week=self.week),
            self.inbound.get(place, ()),
            price,
            currency,
            max((sale.at for sale in sales), default=None),
            self.known_since,
        )


async def known_demand() -> Demand:
    """Read the ledger's orders and what Cin7 says is on its way.

    Raises:
        ClientError: Cin7 did not say; nothing of the read is used.
    """
    world = outside()
    inbound = await read_incoming()
    now, thresholds = world.now(), world.rules.thresholds
    window = timedelta(days=thresholds.window_days)
    dead = max((thresholds.dead_days, *(rule.dead_days or 0 for rule in thresholds.rules)))
    begun = _begun(now)
    known_since = max(begun, now - max(window, timedelta(days=dead + 1)))
    by_place: dict[str, list[Sale]] = defaultdict(list)
    prices: dict[str, tuple[Decimal, str]] = {}
    for order in sales_seen.kept_since(world.ledger, known_since):
        warehouse = _warehouse_of(order)
        for sale, price in sales_of(order):
            by_place[warehouse].append(sale)
            prices[sale.sku] = (price, str(order.facts.get("currency", "")))
    sales: dict[Place, list[Sale]] = defaultdict(list)
    for warehouse, sold in by_place.items():
        for sale in with_parts(sold, world.rules.kits):
            sales[sale.sku, warehouse].append(sale)
    return Demand(now, max(known_since, now - window), known_since, sales, prices, inbound)


def sales_of(order: Kept) -> Iterator[tuple[Sale, Decimal]]:
    """The units of an order that are still wanted, and the price of one."""
    buyer = str(order.facts.get("customer") or f"{order.store}/{order.order_id}")
    for line in order.facts.get("lines", ()):
        if line["sku"] and line["units"] > 0:
            sale = Sale(order.placed_at, Sku(line["sku"]), float(line["units"]), buyer)
            yield sale, Decimal(line["unit_price"])


def _begun(now: datetime) -> datetime:
    """From when on the orders of every store are known to be in the ledger."""
    known = [begun_at(store) for store in outside().rules.stores]
    return max((at for at in known if at is not None), default=now)


def _warehouse_of(order: Kept) -> str:
    """Where its units leave: as routed, else where Shopify put it, else where we ask first."""
    rules = outside().rules
    if order.routed_to:
        return order.routed_to
    for store in rules.stores.values():
        if store.name == order.store:
            for stand in order.facts.get("stands", ()):
                behind = store.locations.get(LocationId(str(stand["location"])), ())
                asked = [name for name in rules.routing.priority if name in behind]
                if asked:
                    return asked[0]
    return rules.routing.priority[0]


@step("read what is on order", run_name="read what is on order", tags=("cin7",))
async def read_incoming() -> dict[Place, list[Inbound]]:
    """What is on its way to each shelf: only purchases that changed are read again.

    Safe to run twice and at once: the ledger keeps what was read last.
    """
    world = outside()
    cursor = cursors.read(world.ledger, INCOMING)
    known: dict[str, Any] = json.loads(cursor.value) if cursor and cursor.value else {}
    overlap = timedelta(seconds=world.rules.overlap.purchases)
    since = cursor.at - overlap if cursor else world.now() - LONGEST_ORDER
    at = {key: datetime.fromisoformat(one["updated"]) for key, one in known.items()}
    changed = await world.inventory.purchases_since(since, at, most=MOST_PURCHASES)
    for one in changed:
        known[one.purchase_id] = {
            "number": one.number,
            "warehouse": one.warehouse,
            "expected": one.expected.isoformat() if one.expected else None,
            "units": dict(one.units),
            "updated": one.updated_at.isoformat(),
        }
    if changed:
        last = max(one.updated_at for one in changed)
        horizon = (last - overlap).isoformat()
        known = {k: one for k, one in known.items() if one["units"] or one["updated"] >= horizon}
        value = json.dumps(known, sort_keys=True)
        if not cursors.advance(world.ledger, INCOMING, last, world.now(), value):
            cursors.amend(world.ledger, INCOMING, value)
    found: dict[Place, list[Inbound]] = defaultdict(list)
    for one in known.values():
        expected = date.fromisoformat(one["expected"]) if one["expected"] else None
        for sku, units in one["units"].items():
            if one["warehouse"]:
                found[sku, one["warehouse"]].append(Inbound(units, expected, one["number"]))
    return found
