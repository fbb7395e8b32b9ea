"""Promise 3: each reversal once, never more than was ordered.

An order that was taken back, in part or whole, is judged once its last reversal is settled. Its
live sale must then hold, SKU by SKU, what was ordered less what was taken back before shipping;
an order all of which was taken back has no live sale. Every unit freed too much or not freed is
one breach. An open exception with a true reason excuses what was not done, never what was done
twice. What comes back after shipping is in ``books_credits``.
"""

from collections import Counter
from collections.abc import Iterator

from sandbox.books_credits import credit_breaches, credit_notes, restocked
from sandbox.books_excuses import Confirmed
from sandbox.books_facts import Breach, Order, OrderKey, is_live, is_standing
from sandbox.books_names import is_settled, named, sales_by_order
from sandbox.books_orders import sold_units, units_left
from sandbox.books_story import Story
from sandbox.books_taken_back import latest_reversal
from sandbox.journal import SaleChanged, SaleCredited


def reversal_breaches(story: Story, confirmed: Confirmed) -> Iterator[Breach]:
    """Every unit freed twice, too much, or not at all, and every false excuse."""
    sales, notes = sales_by_order(story, voided=True), credit_notes(story)
    for key, order in story.orders.items():
        latest = latest_reversal(story, key)
        own = sales.get(key, [])
        live = [sale for sale in own if is_live(sale)]
        of_order = [note for sale in live for note in notes.get(sale.sale_id, [])]
        was_in_cin7 = any(sale.sale_id in story.doorstep.authorised for sale in own)
        excused = confirmed.excused(key)
        if latest is not None and not order.edited and is_settled(story, latest.at):
            yield from _freed(story, key, order, live, was_in_cin7=was_in_cin7, excused=excused)
        found = list(credit_breaches(story, key, order, of_order, excused=excused))
        yield from found or _both(story, order, live, of_order)
    yield from map(Breach, _false_excuses(story, confirmed))


def _freed(
    story: Story,
    key: OrderKey,
    order: Order,
    live: list[SaleChanged],
    *,
    was_in_cin7: bool,
    excused: bool,
) -> Iterator[Breach]:
    name, left = named(story, order), units_left(story, key, order)
    held: Counter[str] = Counter()
    for sale in live:
        if is_standing(sale):
            held += sold_units(story, sale)
        elif not left and not excused:
            yield Breach(
                f"{name} was taken back whole, and sale {sale.number} is not void but"
                f" {sale.order_status}"
            )
    for sku in sorted(left.keys() | held.keys()):
        less, more = left[sku] - held[sku], held[sku] - left[sku]
        if less > 0 and was_in_cin7:
            yield Breach(f"{name}: {less} of {sku} freed in Cin7 that nobody took back", less)
        if more > 0 and not excused:
            yield Breach(f"{name}: {more} of {sku} taken back and not freed in Cin7", more)


def _both(
    story: Story, order: Order, live: list[SaleChanged], notes: list[SaleCredited]
) -> Iterator[Breach]:
    held: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for sale in live:
        held += sold_units(story, sale)
    for note in notes:
        back += restocked(note)
    for sku, units in sorted((back - held).items()):
        told = f"{units} of {sku} freed or restocked beyond what was ordered"
        yield Breach(f"{named(story, order)}: {told}", units)


def _false_excuses(story: Story, confirmed: Confirmed) -> Iterator[str]:
    expected = story.claims.expected_reversal_exceptions
    for key, claims in confirmed.claimed.by_order.items():
        order = story.orders[key]
        name = named(story, order)
        for claim in claims:
            if not confirmed.is_true(key, claim.reason):
                yield f"{name} is excused as {claim.reason}, which is not true of it"
        if latest_reversal(story, key) is None or expected is None:
            continue
        if (order.placed.shop, order.placed.name) not in expected:
            yield f"{name} is left to a person and should not be"
    yield from confirmed.claimed.nameless
