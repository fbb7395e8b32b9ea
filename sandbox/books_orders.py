"""Promise 2: every live paid order has exactly one live sale in Cin7, whole and authorised.

What counts as the order's product units: lines of variants, and typed-in lines whose code Cin7
keeps on a shelf. A variant whose SKU Cin7 lacks can be in no sale, so such an order is either
quarantined whole under an open exception or a breach. Units taken back by a refund or an edit are
promise 3's question: of such an order only the one sale is asked for, not its lines, and not even
that when nothing of it is left. An order that a person sent whole needs no sale of ours.
"""

from collections import Counter
from collections.abc import Iterator

from sandbox.books_claims import ExceptionClaim
from sandbox.books_excuses import excuses
from sandbox.books_facts import Order, OrderKey, is_live, is_standing
from sandbox.books_names import is_ours, is_settled, named, sales_by_order, store
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_taken_back import latest_reversal, shipped_units, taken_back
from sandbox.journal import Line, SaleChanged

ADJUSTMENT_NOTE = "adjustment invoice"
"""An order whose note says this corrects a debt and sells nothing."""

UNKNOWN_SKU = "unknown-sku"
UNMAPPED_CODE = "unmapped-code"
ADJUSTMENT_INVOICE = "adjustment-invoice"
EXCUSING = frozenset({UNKNOWN_SKU, UNMAPPED_CODE, ADJUSTMENT_INVOICE})
"""Classes of exceptions that excuse an order, if their reason is true."""


def order_breaches(story: Story) -> Iterator[str]:
    """Every order missing, doubled, half written or wrong in Cin7, and every false excuse."""
    sales = sales_by_order(story)
    claimed = excuses(story, EXCUSING)
    watched = {key: order for key, order in story.orders.items() if _is_watched(story, key, order)}
    excused: set[tuple[str, str]] = set()
    for key, order in watched.items():
        claims = claimed.by_order.get(key, [])
        if claims:
            excused.add((order.placed.shop, order.placed.name))
            yield from _false_excuses(story, order, claims, sales.get(key, []))
        elif sales.get(key) or not _sent_by_hand(story, key, order):
            yield from _wrong_sales(story, order, sales.get(key, []))
    yield from claimed.nameless
    yield from _strangers(story, sales)
    yield from _unexpected(story, excused, watched)


def live_sales(story: Story) -> int:
    """Sales in Cin7 that are not voided."""
    return sum(is_live(sale) for sale in story.sales.values())


def _is_watched(story: Story, key: OrderKey, order: Order) -> bool:
    """Whether it must have its sale: it is old enough, and something of it is left to sell."""
    if order.cancelled or not is_settled(story, order.moment.at):
        return False
    latest = latest_reversal(story, key)
    if latest is None or order.edited:
        return True
    nothing_back = not taken_back(story, key, order).total()
    return is_settled(story, latest.at) and (nothing_back or bool(units_left(story, key, order)))


def _sent_by_hand(story: Story, key: OrderKey, order: Order) -> bool:
    """Whether a person has shipped all of it, so that no sale of ours is to be made of it."""
    if is_ours(story, order):
        return False
    shipped = shipped_units(story, key, Moment(len(story.happenings.begins), story.end))
    to_ship = {line_id for line_id, _, _ in order.placed.stands}
    return all(
        shipped[line.line_id] >= line.units
        for line in order.placed.lines
        if line.line_id in to_ship
    )


def _wrong_sales(story: Story, order: Order, sales: list[SaleChanged]) -> Iterator[str]:
    name = named(story, order)
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
    ordered, sold = ordered_units(story, order), sold_units(story, sale)
    if ordered != sold and not order.taken_back:
        yield f"{name}: sale {sale.number} holds other units: {_difference(ordered, sold)}"


def ordered_units(story: Story, order: Order) -> Counter[str]:
    """Product units by SKU that an order was placed with."""
    return sum((Counter({line.sku: line.units}) for line in product_lines(story, order)), Counter())


def product_lines(story: Story, order: Order) -> Iterator[Line]:
    """Lines of an order that stand for goods: no charges typed in by hand."""
    for line in order.placed.lines:
        if line.units and (not line.custom or line.sku in story.products):
            yield line


def units_left(story: Story, key: OrderKey, order: Order) -> Counter[str]:
    """Units by SKU that its sale must hold: ordered less taken back before shipping."""
    left, back = ordered_units(story, order), taken_back(story, key, order)
    for line in product_lines(story, order):
        left[line.sku] -= min(back[line.line_id], line.units)
    return +left


def sold_units(story: Story, sale: SaleChanged) -> Counter[str]:
    """Product units by SKU that a sale's order stage holds."""
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
    name = named(story, order)
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
        yield f"{store(story, shop)} {name} is excused and should not be"
    for shop, name in sorted(expected - excused):
        yield f"{store(story, shop)} {name} should be quarantined and is not"
