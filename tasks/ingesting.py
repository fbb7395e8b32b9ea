"""Which orders want a sale, and what each sale is to say: read from the ledger, decided purely."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from domain.intake import Accepted, OrderTrouble, Quarantined, validate
from domain.orders import ShopOrder, still_wanted
from domain.routing import Route, Routed, route
from domain.sales import sale_draft
from domain.skus import Catalogue
from domain.types import Sku, StoreName, WarehouseName
from domain.unseen import open_order
from ledger import orders as rows
from ledger.exceptions_seen import open_about
from ledger.models import Order, Stage
from ledger.orders_undo import TAKING_BACK
from tasks.exceptions import gone, tell
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.placing import SaleToPlace
from tasks.ports import Shelf

FLOW = "ingest-orders"

HELD_FOR = (
    OrderTrouble.UNKNOWN_SKU,
    OrderTrouble.UNMAPPED_CODE,
    OrderTrouble.ADJUSTMENT_INVOICE,
)
"""Troubles that hold an order whole; each run looks whether the cause is gone."""


@dataclass
class Capacity:
    """What each warehouse can still bear while the orders of one run are routed one by one."""

    units: dict[WarehouseName, Counter[Sku]]

    def take(self, warehouse: WarehouseName, wanted: Mapping[Sku, int]) -> None:
        """An order goes there: its units are not there for the next one."""
        self.units[warehouse].subtract(wanted)

    def of(self, warehouses: Iterable[WarehouseName]) -> dict[WarehouseName, Mapping[Sku, int]]:
        """For a store: only the warehouses it has a location for may take its orders."""
        return {name: self.units[name] for name in warehouses}


def capacity(shelf: Shelf, open_rows: Sequence[Order], settle_seconds: float) -> Capacity:
    """Available units less those routed to a warehouse that Cin7's figure does not show yet."""
    units: dict[WarehouseName, Counter[Sku]] = defaultdict(Counter)
    for name in outside().rules.warehouses:
        units[name] = Counter()
    for row in shelf.rows:
        units[row.warehouse][Sku(row.sku)] += floor(row.available)
    for order in open_rows:
        if order.routed_to is None or _shown(order, shelf, settle_seconds):
            continue
        sold = open_order(shop_order(order), routed_to=None, authorised_at=None).sold
        units[WarehouseName(order.routed_to)].subtract(dict(sold))
    return Capacity(units)


def _shown(order: Order, shelf: Shelf, settle_seconds: float) -> bool:
    """Is the order's sale surely in these figures?"""
    if order.authorised_at is None:
        return False
    return (shelf.began - order.authorised_at).total_seconds() > settle_seconds


def decide(
    row: Order, known: Catalogue, room: Capacity, *, dry_run: bool
) -> SaleToPlace | Quarantined:
    """Decide what becomes of one order, and write the decision down before anything is sent.

    An order that was routed before keeps its warehouse: its sale may be half made.
    """
    world = outside()
    order = still_wanted(shop_order(row))
    accepted = validate(order, known, world.rules.codes)
    if isinstance(accepted, Quarantined):
        if not dry_run:
            _hold(row, accepted)
        return accepted
    chosen = _route(row, order, accepted, room)
    if not dry_run:
        chosen = _accept(row, chosen)
    store = world.rules.stores[StoreName(row.store)]
    warehouse = world.rules.warehouses[chosen.warehouse]
    return SaleToPlace(
        f"{row.store} {row.name}",
        row.store,
        row.order_id,
        chosen.warehouse,
        sale_draft(order, accepted, store, warehouse, world.rules.codes),
        chosen.because.value,
    )


def _route(row: Order, order: ShopOrder, accepted: Accepted, room: Capacity) -> Route:
    world = outside()
    if row.routed_to is not None:
        return Route(WarehouseName(row.routed_to), (), Routed.ROUTED_BEFORE)
    store = world.rules.stores[StoreName(row.store)]
    may = room.of(store.warehouses)
    chosen = route(accepted.units, may, world.rules.routing, order.country)
    room.take(chosen.warehouse, accepted.units)
    return chosen


def _hold(row: Order, held: Quarantined) -> None:
    world = outside()
    rows.move(
        world.ledger, row.store, row.order_id, Stage.HELD, held.what, world.now(), None, TAKING_BACK
    )
    subject = f"{row.store} {row.name}"
    _cause_gone(subject, except_for=held.trouble)
    tell(
        held.trouble,
        subject,
        held.what,
        held.todo,
        flow=FLOW,
        detail={
            "store": row.store,
            "order": row.name,
            "order_id": row.order_id,
            "lines": [{"code": bad.code, "near": list(bad.near)} for bad in held.bad],
        },
    )


def _accept(row: Order, chosen: Route) -> Route:
    """Write the route down; the one that stands, if another run was first."""
    world = outside()
    _cause_gone(f"{row.store} {row.name}", except_for=None)
    if row.routed_to is not None:
        return chosen
    if not rows.route_once(world.ledger, row.store, row.order_id, chosen.warehouse):
        stands = rows.get(world.ledger, row.store, row.order_id)
        assert stands is not None
        assert stands.routed_to is not None
        return Route(WarehouseName(stands.routed_to), (), Routed.ROUTED_BEFORE)
    short = ", ".join(f"{units} of {sku}" for sku, units in chosen.backordered)
    because = f"to {chosen.warehouse}: {chosen.because.value}"
    rows.move(
        world.ledger,
        row.store,
        row.order_id,
        Stage.ROUTED,
        f"{because}, short of {short}" if short else because,
        world.now(),
        None,
        TAKING_BACK,
    )
    return chosen


def _cause_gone(subject: str, except_for: OrderTrouble | None) -> None:
    for row in open_about(outside().ledger, subject, HELD_FOR):
        if row.kind != except_for:
            gone(row.kind, subject, "the cause is gone")
