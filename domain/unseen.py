"""Units that Shopify has sold and Cin7's figure does not show yet.

This is what makes a promise true while two systems hear of a sale at different times. The order of
reads is fixed: first what is shown (with Shopify's ``committed``), then the orders, then Cin7's
availability. So whatever Cin7's figure misses is either an order we found, or committed units that
no order explains.

Reckoned a place and SKU at a time, a warehouse or several behind one location: storefronts that
share a shelf share what is unseen on it. Which of several warehouses takes an order is not certain
before Cin7's figure shows it, so it counts in each, and once where they are shown together.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.committed import Committed, Window, open_units, unexplained_units
from domain.orders import LetGo, ShopOrder, Stand
from domain.places import Behind, Locations, Places
from domain.types import LocationId, Sku, StoreName, WarehouseName
from domain.watched import Look, Watched, look_again

NEVER = 1e9
"""Seconds after which nothing is said to happen."""


class Claimed(StrEnum):
    """Why units are counted as unseen."""

    NOT_IN_CIN7 = "not-in-cin7"
    """The order has no authorised sale (not yet, held, or undone to be built again)."""
    NOT_SETTLED = "not-settled"
    """It has one, but the figure may have been made before it: availability lags."""
    MOVE_PENDING = "move-pending"
    """Cin7 has it at another warehouse; in Shopify its units still stand here."""
    MOVED_SINCE_READ = "moved-since-read"
    """Its units have left here, but the counts we hold were read before that."""
    LET_GO = "let-go"
    """Cancelled, refunded or moved away so lately that the figure may be from before; of an order
    that was never found, if none is named."""
    UNEXPLAINED = "unexplained"
    """Shopify has committed units here that no order we know of accounts for, or that one accounts
    for which may have been moved away by hand."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order, not called off, with units still to ship or without its sale in Cin7.

    Args:
        store: Our name of the shop.
        order_id: Shopify's number.
        stands: Its fulfilment orders, as Shopify tells them now.
        sold: Units of each SKU on its lines: what Cin7's sale takes, or will take.
        routed_to: The warehouse routing chose, once it has.
        authorised_at: When its Cin7 sale was known to be authorised; None before, and again from
            before an undo is sent until the rebuilt sale is authorised.
        placed_at: When it was made, as Shopify says; None if not known.
        let_go: Units it no longer wants where they stood.
    """

    store: StoreName
    order_id: int
    stands: tuple[Stand, ...] = ()
    sold: tuple[tuple[Sku, int], ...] = ()
    routed_to: WarehouseName | None = None
    authorised_at: datetime | None = None
    placed_at: datetime | None = None
    let_go: tuple[LetGo, ...] = ()


def open_order(
    order: ShopOrder, *, routed_to: WarehouseName | None, authorised_at: datetime | None
) -> OpenOrder:
    """Look at a Shopify order as `unseen` does; the two facts are the ledger's."""
    sold: Counter[Sku] = Counter()
    for line in () if order.cancelled else order.lines:
        if line.sku and line.units > 0:
            sold[line.sku] += line.units
    return OpenOrder(
        order.store,
        order.order_id,
        order.stands,
        tuple(sorted(sold.items())),
        routed_to,
        authorised_at,
        order.placed_at,
        order.let_go,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """Units held back in a warehouse, or in several together (``main + north``), for whom and why;
    ``order_id`` None if for no known order.
    """

    warehouse: WarehouseName
    sku: Sku
    units: int
    store: StoreName
    order_id: int | None
    because: Claimed


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is unseen, with every claim that makes it so.

    Args:
        claims: By warehouse and SKU; several warehouses behind one location stand beside them.
        units: Their sums; only what is above zero.
        unexplained: Committed units without an order, a (store, location, SKU).
        unmapped: Locations that hold orders and are no warehouse of ours; not counted.
        watched: What the next look is to know of units that nothing explained.
    """

    claims: Mapping[tuple[WarehouseName, Sku], tuple[Claim, ...]]
    units: Mapping[tuple[WarehouseName, Sku], int]
    unexplained: Mapping[Window, int]
    unmapped: tuple[tuple[StoreName, LocationId], ...] = ()
    watched: tuple[Watched, ...] = ()

    def at(
        self, warehouse: WarehouseName, sku: Sku, *, without: tuple[StoreName, int] | None = None
    ) -> int:
        """Units unseen in a warehouse; ``without`` one order, when that order is being routed."""
        if without is None:
            return self.units.get((warehouse, sku), 0)
        claims = self.claims.get((warehouse, sku), ())
        return sum(c.units for c in claims if (c.store, c.order_id) != without)


def unseen(
    orders: Iterable[OpenOrder],
    committed: Iterable[Committed],
    locations: Mapping[StoreName, Locations],
    *,
    shown_began: datetime,
    availability_began: datetime,
    settle_seconds: float,
    watched: Iterable[Watched] = (),
    read: Collection[Window] = (),
    search_seconds: float = NEVER,
) -> Unseen:
    """Reckon what Cin7's figure does not show yet.

    * An order is **seen** once the availability read began later than its authorisation plus the
      settle time. Until then its units count where its fulfilment orders stand (in every warehouse
      behind that location), and at the warehouse it is routed to, once each place; those already
      shipped from Shopify too.
    * A seen order still counts where a fulfilment order stands elsewhere than routed: Shopify gives
      those units back to that location when the move comes.
    * What a move took away after the counts were read also counts where it came from, and so does
      what an order that is not seen let go, or had moved away, within the settle time.
    * Committed units beyond what the orders explain count where they are committed; and where they
      are gone again before an order explained them, for the settle time.

    Untracked variants count like others: their SKU may be tracked in another storefront.

    Args:
        orders: Every order with units to ship or without its sale, of every store.
        committed: Shopify's counts of the rows that are shown, and at locations that we do not map;
            those above zero suffice.
        locations: For each store, which warehouses stand behind each location.
        shown_began: When the read of what is shown began.
        availability_began: When the read of Cin7's availability began.
        settle_seconds: How long Cin7's availability may lag, seconds of our clock.
        watched: What earlier looks have left to know.
        read: What of that this look has read, also where nothing is committed any more.
        search_seconds: How long Shopify's search may lag; committed units that nothing explains for
            longer are no order that somebody moved.
    """
    known = list(orders)
    settle = timedelta(seconds=settle_seconds)
    places = Places(locations)
    # The figure may be from before what happened since then.
    lately = min(shown_began, availability_began - settle)
    claims: list[Claim] = []
    silent = []
    for order in known:
        seen = order.authorised_at is not None and availability_began > order.authorised_at + settle
        if seen:
            silent.append(order)
        claims += _claims(order, seen, places, shown_began if seen else lately)
    before = list(watched)
    lacking, found = unexplained_units(
        committed, known, shown_began, silent, {one.window: one.floor for one in before}
    )
    unexplained = {
        window: units
        for window, units in found.items()
        if window[1] in locations.get(window[0], {})
    }
    look = Look(shown_began, lately, timedelta(seconds=search_seconds), read)
    looked = look_again(before, lacking, found, known, look)
    gone = {one.window: one.held for one in looked if one.held}
    for because, held in ((Claimed.UNEXPLAINED, unexplained), (Claimed.LET_GO, gone)):
        for (store, location, sku), units in held.items():
            for place in places.of(locations.get(store, {}).get(location, ())):
                claims.append(Claim(place, sku, units, store, None, because))
    by_row: dict[tuple[WarehouseName, Sku], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_row[claim.warehouse, claim.sku].append(claim)
    return Unseen(
        claims={row: tuple(found) for row, found in by_row.items()},
        units={row: sum(claim.units for claim in found) for row, found in by_row.items()},
        unexplained=unexplained,
        unmapped=_unmapped(known, locations),
        watched=looked,
    )


def _claims(order: OpenOrder, seen: bool, places: Places, since: datetime) -> Iterator[Claim]:
    """One claim a place and SKU, however many reasons speak for it."""
    missing = Claimed.NOT_IN_CIN7 if order.authorised_at is None else Claimed.NOT_SETTLED
    held: dict[WarehouseName, Counter[Sku]] = defaultdict(Counter)
    because: dict[WarehouseName, Claimed] = {}
    whole: Counter[Sku] = Counter()
    for stand in order.stands:
        units = open_units(stand) if seen else open_units(stand) + _shipped_units(stand)
        whole += units
        behind = places.behind(order.store, stand.location)
        waits = not seen or order.routed_to not in (None, *behind)
        here = places.of(behind) if waits else ()
        for place in here:
            because.setdefault(place, Claimed.MOVE_PENDING if seen else missing)
            held[place] += units
        left = _left_since(order, stand, places, since)
        if left != behind:
            for place in places.of(left):
                if place not in here:
                    because.setdefault(place, Claimed.MOVED_SINCE_READ)
                    held[place] += open_units(stand)
    for gone in () if seen else order.let_go:
        if gone.at >= since:
            for place in places.of(places.behind(order.store, gone.location)):
                because.setdefault(place, Claimed.LET_GO)
                held[place][gone.sku] += gone.units
    if not seen and order.routed_to is not None:
        for place in places.of((order.routed_to,)):
            because[place] = missing
            # The sale will take the whole order there, wherever its parts stand now.
            held[place] = held[place] | Counter(dict(order.sold)) | whole
    for place, skus in held.items():
        for sku, count in sorted(skus.items()):
            if count > 0:
                yield Claim(place, sku, count, order.store, order.order_id, because[place])


def _shipped_units(stand: Stand) -> Counter[Sku]:
    units: Counter[Sku] = Counter()
    for line in stand.units:
        if line.sku:
            units[line.sku] += line.shipped
    return units


def _left_since(order: OpenOrder, stand: Stand, places: Places, since: datetime) -> Behind:
    """The warehouses behind the location that a fulfilment order left since then, if it did."""
    if stand.moved_from is None or stand.moved_at is None or stand.moved_at < since:
        return ()
    return places.behind(order.store, stand.moved_from)


def _unmapped(
    orders: Iterable[OpenOrder], locations: Mapping[StoreName, Locations]
) -> tuple[tuple[StoreName, LocationId], ...]:
    found = {
        (order.store, stand.location)
        for order in orders
        for stand in order.stands
        if stand.open and stand.location is not None
        if stand.location not in locations.get(order.store, {})
    }
    return tuple(sorted(found))
