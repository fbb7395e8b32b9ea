"""One walk through the journal: what the shelf could bear, what was shown, who sold and wrote what.

Everything the single promises ask for is laid down here once, by (place, SKU) or by
(shop, location, SKU), so that each of them looks things up instead of walking again.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sandbox.books_claims import Claims, called_together
from sandbox.books_doorstep import Doorstep
from sandbox.books_facts import (
    EVER,
    Order,
    OrderKey,
    Shelf,
    ShelfKey,
    ShownKey,
    is_standing,
    reads_inventory,
)
from sandbox.books_kits import Kit, Kits
from sandbox.books_steps import Happenings, Moment, Steps
from sandbox.journal import (
    Called,
    CountWritten,
    Delivered,
    Event,
    Journal,
    KitDefined,
    OrderCancelled,
    OrderPlaced,
    OrderStands,
    ProductWritten,
    SaleChanged,
    ShelfChanged,
    ShownChanged,
    StockReceived,
    UnitsRefused,
    UnitsSold,
)


class Story:
    """The journal up to ``claims.until``, laid out for looking things up."""

    def __init__(self, journal: Journal, claims: Claims) -> None:
        self.claims = claims
        self.happenings = Happenings()
        self.shelf: dict[ShelfKey, Steps[Shelf]] = defaultdict(Steps)
        """What each product can bear; kits and components reckoned together."""
        self._held: dict[ShelfKey, Shelf] = defaultdict(Shelf)
        """The same of each by itself."""
        self._kits = Kits()
        self.shown: dict[ShownKey, Steps[int]] = defaultdict(Steps)
        self.products: set[str] = set()
        """SKUs that Cin7 knows."""
        self.tracked: set[tuple[str, int]] = set()
        """(shop, item id) of everything a storefront ever counted."""
        self.orders: dict[OrderKey, Order] = {}
        self.sales: dict[str, SaleChanged] = {}
        """The latest state of each, by sale id."""
        self.heard: dict[str, Steps[str]] = defaultdict(Steps)
        """SKU -> sources of accepted deliveries that named it."""
        self.inventory_reads: dict[str, Steps[None]] = defaultdict(Steps)
        """Shop -> answered reads of its counts."""
        self.written: list[tuple[Moment, CountWritten]] = []
        self.sold: list[tuple[Moment, UnitsSold]] = []
        self.receipts: list[tuple[Moment, StockReceived]] = []
        self.delivered: list[tuple[Moment, Delivered]] = []
        self.changes: list[tuple[Moment, Called]] = []
        """Calls that changed a vendor's state."""
        self.product_writes: list[tuple[Moment, ProductWritten]] = []
        self.doorstep = Doorstep()
        self.refused: list[tuple[Moment, UnitsRefused]] = []
        """Units that checkout refused."""
        self.end = EVER
        """When the last event looked at happened."""
        self._standing: dict[str, set[str]] = defaultdict(set)
        self._told: dict[ShelfKey, tuple[int, int]] = {}
        """Available and on hand, the latest of each warehouse."""
        self._together = {
            called_together(place): place
            for places in claims.places_of.values()
            for place in places
            if len(place) > 1
        }
        """The warehouses of each place that has several."""
        self._read(journal)

    def _read(self, journal: Journal) -> None:
        readers: dict[type[Event], Callable[[Moment, Any], None]] = {
            ShelfChanged: self._shelf_changed,
            KitDefined: self._kit_defined,
            ShownChanged: self._shown_changed,
            CountWritten: lambda moment, event: self.written.append((moment, event)),
            OrderPlaced: self._order_placed,
            UnitsSold: lambda moment, event: self.sold.append((moment, event)),
            UnitsRefused: lambda moment, event: self.refused.append((moment, event)),
            OrderStands: self._order_stands,
            OrderCancelled: self._order_cancelled,
            SaleChanged: self._sale_changed,
            StockReceived: lambda moment, event: self.receipts.append((moment, event)),
            Called: self._called,
            Delivered: self._delivered,
            ProductWritten: lambda moment, event: self.product_writes.append((moment, event)),
        }
        for event in journal.events:
            if self.claims.until is not None and event.at > self.claims.until:
                break
            moment = self.happenings.add(event.at, called=isinstance(event, Called))
            self.end = moment.at
            if reader := readers.get(type(event)):
                reader(moment, event)
            self.doorstep.read(moment, event)

    def _shelf_changed(self, moment: Moment, event: ShelfChanged) -> None:
        self.products.add(event.sku)
        self._told[(event.location, event.sku)] = (event.available, event.on_hand)
        for place in self.claims.places_of.get(event.location, ((event.location,),)):
            key = (called_together(place), event.sku)
            told = [self._told.get((name, event.sku), (0, 0)) for name in place]
            available, on_hand = (sum(units) for units in zip(*told, strict=True))
            self._hold(moment, key, Shelf(available, on_hand, self._held[key].unseen))

    def _kit_defined(self, moment: Moment, event: KitDefined) -> None:
        self.products.add(event.sku)
        kit = Kit(event.parts, event.makes, event.assembled, event.opened)
        self._kits.known[event.sku] = kit
        for location in {location for location, _ in self._held}:
            self._hold(moment, (location, event.sku), self._held[(location, event.sku)])

    def _hold(self, moment: Moment, key: ShelfKey, shelf: Shelf) -> None:
        """A product stands so from now on, and what moves with it stands otherwise too."""
        self._held[key] = shelf
        location, sku = key
        concerned = self._kits.concerned(sku)
        if not concerned:
            self.shelf[key].put(moment, shelf)
            return
        held = {each: self._held[(location, each)] for each in sorted(concerned)}
        behind = self._together.get(location, ())
        apart = [
            {each: self._told.get((name, each), (0, 0))[0] for each in held} for name in behind
        ]
        found = self._kits.stand_together(held, apart) if apart else self._kits.stand(held)
        for each, stands in found.items():
            steps = self.shelf[(location, each)]
            if not steps.values or steps.values[-1] != stands:
                steps.put(moment, stands)

    def _shown_changed(self, moment: Moment, event: ShownChanged) -> None:
        self.tracked.add((event.shop, event.item_id))
        self.shown[(event.shop, event.location_id, event.sku)].put(moment, event.available)

    def _order_placed(self, moment: Moment, event: OrderPlaced) -> None:
        order = Order(event, moment, event.stands)
        self.orders[(event.shop, event.order_id)] = order
        self._recount(moment, order)

    def _order_stands(self, moment: Moment, event: OrderStands) -> None:
        if order := self.orders.get((event.shop, event.order_id)):
            order.stands = event.stands
            order.taken_back = order.taken_back or event.cause in ("refund", "edit")
            order.edited = order.edited or (
                event.cause == "edit" and self._unexplained(moment, event)
            )
            self._recount(moment, order)

    def _unexplained(self, moment: Moment, event: OrderStands) -> bool:
        """Whether no refund of the same happening says what was edited away."""
        refunds = self.doorstep.refunds.get((event.shop, event.order_id))
        begin = self.happenings.begin(moment.seq)
        return not refunds or refunds[-1].moment.seq < begin

    def _order_cancelled(self, moment: Moment, event: OrderCancelled) -> None:
        if order := self.orders.get((event.shop, event.order_id)):
            order.cancelled = True
            self._recount(moment, order)

    def _sale_changed(self, moment: Moment, event: SaleChanged) -> None:
        before = self.sales.get(event.sale_id)
        self.sales[event.sale_id] = event
        if before is not None:
            self._standing[before.external_id].discard(event.sale_id)
        if is_standing(event):
            self._standing[event.external_id].add(event.sale_id)
        for external_id in {event.external_id} | ({before.external_id} if before else set()):
            shop, _, number = external_id.rpartition("/")
            if number.isdigit() and (order := self.orders.get((shop, int(number)))):
                self._recount(moment, order)

    def _called(self, moment: Moment, event: Called) -> None:
        if event.changed:
            self.changes.append((moment, event))
        vendor, _, shop = event.system.partition(":")
        if vendor == "shopify" and event.outcome == "ok" and reads_inventory(event.operation):
            self.inventory_reads[shop].put(moment, None)

    def _delivered(self, moment: Moment, event: Delivered) -> None:
        self.delivered.append((moment, event))
        if 200 <= event.status < 300:
            for sku in event.skus:
                self.heard[sku].put(moment, event.source)

    def _recount(self, moment: Moment, order: Order) -> None:
        """Put an order's units where they are unseen now, and take them from where they were."""
        counted: dict[ShelfKey, int] = defaultdict(int)
        if not order.cancelled and not self._standing.get(order.external_id):
            lines = {line.line_id: line for line in order.placed.lines}
            for line_id, location_id, units in order.stands:
                line = lines.get(line_id)
                if line is not None and line.tracked:
                    for place in self._places_at(order.placed.shop, location_id):
                        counted[(place, line.sku)] += units
        for key in counted.keys() | order.counted.keys():
            if more := counted.get(key, 0) - order.counted.get(key, 0):
                shelf = self._held[key]
                self._hold(moment, key, shelf._replace(unseen=shelf.unseen + more))
        order.counted = dict(counted)

    def _places_at(self, shop: str, location_id: int) -> set[str]:
        """Wherever units that stand at a location may be taken from: nobody knows yet which of the
        warehouses behind it will send them, so they are gone from each, and once from all together.
        """
        return {
            called_together(place)
            for name in self.claims.behind(shop, location_id)
            for place in self.claims.places_of[name]
        }
