"""Promise 2: every live paid order has exactly one live sale in Cin7, whole and authorised.

What counts as the order's product units: lines of variants, and typed-in lines whose code Cin7
keeps on a shelf. A variant whose SKU Cin7 lacks can be in no sale, so such an order is either
quarantined whole under an open exception or a breach. Units taken back by a refund or an edit are
promise 3's question: of such an order only the one sale is asked for, not its lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sandbox.books_claims import ExceptionClaim
from sandbox.books_facts import Order, OrderKey, is_live, is_standing
from sandbox.books_story import Story
from sandbox.journal import SaleChanged

ADJUSTMENT_NOTE = "adjustment invoice"
"""An order whose note says this corrects a debt and sells nothing."""

UNKNOWN_SKU = "unknown-sku"
UNMAPPED_CODE = "unmapped-code"
ADJUSTMENT_INVOICE = "adjustment-invoice"
EXCUSING = frozenset({UNKNOWN_SKU, UNMAPPED_CODE, ADJUSTMENT_INVOICE})
"""Classes of exceptions that excuse an order, if their reason is true."""


def order_breaches(story: Story) -> Iterator[str]:
    """Every order missing, doubled, half written or wrong in Cin7, and every false excuse."""
    sales = _sales_by_order(story)
    excuses = _excuses(story)
    watched = {key: order for key, order in story.orders.items() if _is_watched(story, order)}
    excused: set[tuple[str, str]] = set()
    for key, order in watched.items():
        claims = excuses.pop(key, [])
        if claims:
            excused.add((order.placed.shop, order.placed.name))
            yield from _false_excuses(story, order, claims, sales.get(key, []))
        else:
            yield from _wrong_sales(story, order, sales.get(key, []))
    yield from (subject for subject in excuses if isinstance(subject, str))
    yield from _strangers(story, sales)
    yield from _unexpected(story, excused, watched)


def live_sales(story: Story) -> int:
    """Sales in Cin7 that are not voided."""
    return sum(is_live(sale) for sale in story.sales.values())


def _is_watched(story: Story, order: Order) -> bool:
    if order.cancelled:
        return False
    until = story.claims.until or story.end
    return order.moment.at <= until - timedelta(seconds=story.claims.grace_seconds)


def _store(story: Story, shop: str) -> str:
    return story.claims.stores.get(shop, shop)


def _named(story: Story, order: Order) -> str:
    return f"{_store(story, order.placed.shop)} {order.placed.name}"


def _sales_by_order(story: Story) -> dict[OrderKey | None, list[SaleChanged]]:
    """Live sales by the order they belong to: by ExternalID, else by CustomerReference.

    Under None: those that claim an order of a known shop which does not exist.
    """
    by_external = {order.external_id: key for key, order in story.orders.items()}
    by_reference = {_named(story, order): key for key, order in story.orders.items()}
    found: dict[OrderKey | None, list[SaleChanged]] = defaultdict(list)
    for sale in story.sales.values():
        if not is_live(sale):
            continue
        key = by_external.get(sale.external_id) or by_reference.get(sale.customer_reference)
        if key is not None or sale.external_id.rpartition("/")[0] in story.claims.stores:
            found[key].append(sale)
    return found


def _excuses(story: Story) -> dict[OrderKey | str, list[ExceptionClaim]]:
    """Open excusing exceptions by order; under a sentence, those that name no order there is."""
    by_name = {
        (_store(story, shop), order.placed.name): (shop, number)
        for (shop, number), order in story.orders.items()
    }
    by_number = {(_store(story, shop), number): (shop, number) for shop, number in story.orders}
    found: dict[OrderKey | str, list[ExceptionClaim]] = defaultdict(list)
    for claim in story.claims.exceptions:
        if not claim.open or claim.reason not in EXCUSING:
            continue
        named = by_name.get((claim.store, claim.order_name or ""))
        numbered = by_number.get((claim.store, claim.order_id or 0))
        if named and numbered and named != numbered:
            found[
                f"the {claim.reason} exception names two orders: {claim.order_name} and"
                f" {claim.order_id} of {claim.store}"
            ].append(claim)
            continue
        key = named or numbered
        unknown = f"the {claim.reason} exception names no order: {claim.store} {claim.order_name}"
        found[key or unknown].append(claim)
    return found


def _wrong_sales(story: Story, order: Order, sales: list[SaleChanged]) -> Iterator[str]:
    name = _named(story, order)
    if not sales:
        yield f"{name} has no sale in Cin7 and no exception excuses it"
        return
    if len(sales) > 1:
        numbers = ", ".join(sorted(sale.number or sale.sale_id for sale in sales))
        yield f"{name} has {len(sales)} live sales in Cin7: {numbers}"
        return
    [sale] = sales
    if not is_standing(sale):
        yield f"{name} is half written: sale {sale.number} has its order {sale.order_status}"
        return
    if sale.external_id != order.external_id or sale.customer_reference != name:
        yield (
            f"{name}: sale {sale.number} calls itself {sale.customer_reference!r}, ExternalID"
            f" {sale.external_id!r} instead of {order.external_id!r}"
        )
    ordered, sold = _ordered_units(story, order), _sold_units(story, sale)
    if ordered != sold and not order.taken_back:
        yield f"{name}: sale {sale.number} holds other units: {_difference(ordered, sold)}"


def _ordered_units(story: Story, order: Order) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in order.placed.lines:
        if line.units and (not line.custom or line.sku in story.products):
            units[line.sku] += line.units
    return units


def _sold_units(story: Story, sale: SaleChanged) -> Counter[str]:
    units: Counter[str] = Counter()
    for sku, count in sale.lines:
        if sku in story.products and count:
            units[sku] += count
    return units


def _difference(ordered: Counter[str], sold: Counter[str]) -> str:
    wrong = [sku for sku in sorted(ordered.keys() | sold.keys()) if ordered[sku] != sold[sku]]
    return ", ".join(f"{sku} {sold[sku]} instead of {ordered[sku]}" for sku in wrong[:5])


def _false_excuses(
    story: Story, order: Order, claims: list[ExceptionClaim], sales: list[SaleChanged]
) -> Iterator[str]:
    name = _named(story, order)
    for claim in claims:
        if not _is_true(story, order, claim.reason):
            yield f"{name} is excused as {claim.reason}, which is not true of it"
    if sales:
        numbers = ", ".join(sorted(sale.number or sale.sale_id for sale in sales))
        yield f"{name} is quarantined, yet Cin7 has a live sale for it: {numbers}"


def _is_true(story: Story, order: Order, reason: str) -> bool:
    """Whether the outside world confirms why an order can't be a sale."""
    if reason == ADJUSTMENT_INVOICE:
        return ADJUSTMENT_NOTE in order.placed.note.lower()
    strange = [line for line in order.placed.lines if line.sku not in story.products]
    if reason == UNKNOWN_SKU:
        return any(not line.custom for line in strange)
    return any(line.custom and not story.claims.is_mapped(line.sku) for line in strange)


def _strangers(story: Story, sales: dict[OrderKey | None, list[SaleChanged]]) -> Iterator[str]:
    for sale in sales.get(None, []):
        yield (
            f"sale {sale.number} ({sale.customer_reference}) claims order {sale.external_id},"
            " which the storefront does not know"
        )


def _unexpected(
    story: Story, excused: set[tuple[str, str]], watched: dict[OrderKey, Order]
) -> Iterator[str]:
    if story.claims.expected_exceptions is None:
        return
    unwatched = {
        (order.placed.shop, order.placed.name)
        for key, order in story.orders.items()
        if key not in watched
    }
    expected = set(story.claims.expected_exceptions) - unwatched
    for shop, name in sorted(excused - expected):
        yield f"{_store(story, shop)} {name} is excused and should not be"
    for shop, name in sorted(expected - excused):
        yield f"{_store(story, shop)} {name} should be quarantined and is not"
