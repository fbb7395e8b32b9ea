"""Orders from before we looked after a store: taken over, or only followed when taken back."""

from dataclasses import replace
from datetime import timedelta

from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from ledger import exceptions, orders
from ledger.models import Stage
from sandbox.earlier import Before, place_earlier
from sandbox.shopify.checkout import CheckoutLine
from tasks.outside import Standing
from tests.town import LOCATIONS, MORNING, Town


def bought_before(town: Town, units: int, *, days: int, shipped: bool, in_cin7: bool = True) -> int:
    """An order of so many days ago, with its sale or without one."""
    before = Before(
        MORNING - timedelta(days=days),
        "Shopify UK",
        "uk #900" if in_cin7 else "",
        "Main Warehouse",
        LOCATIONS["uk"]["main"],
        "No VAT",
        shipped,
    )
    lines = [CheckoutLine("MUG", units, "9.99", "Product MUG")]
    order = place_earlier(
        town.world,
        town.shop("uk"),
        lines,
        country="GB",
        customer="A. Customer",
        name="#900",
        before=before,
    )
    return int(order.id)


def open_kinds(town: Town) -> set[tuple[str, str]]:
    return {
        (row.kind, row.subject) for row in exceptions.list_open(town.ledger, town.outside.now())
    }


async def test_an_order_of_the_days_before_is_taken_over_with_the_sale_it_has(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    order_id = bought_before(town, 2, days=1, shipped=False)
    since = replace(town.outside, orders_since=MORNING - timedelta(days=2))
    with Standing(since):
        await ingest_orders.fn()
        await ingest_orders.fn()
    (sale,) = town.live_sales()
    row = orders.get(town.ledger, "uk", order_id)
    assert row is not None
    assert (row.sale_id, row.stage) == (sale.sale_id, Stage.IN_CIN7)
    assert town.calls("cin7").count("POST sale") == 0
    assert town.available("MUG", "main") == 8


async def test_an_order_of_the_days_before_that_cin7_lacks_gets_its_sale(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    bought_before(town, 2, days=1, shipped=False, in_cin7=False)
    since = replace(town.outside, orders_since=MORNING - timedelta(days=2))
    with Standing(since):
        await ingest_orders.fn()
        await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    assert town.available("MUG", "main") == 8


async def test_an_older_order_that_comes_back_is_credited_on_the_sale_somebody_else_made(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    order_id = bought_before(town, 3, days=9, shipped=True)
    await ingest_orders.fn()
    await sync_stock.fn()
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (7, 7)
    refund = town.take_back("uk", order_id, ("MUG", 2, "RETURN"))
    await reverse_cancellations.fn()
    await reverse_cancellations.fn()
    (sale,) = town.live_sales()
    assert [note.paper.memo for note in sale.credit_notes] == [
        f"Shopify refund {refund.id} of uk #900"
    ]
    assert town.available("MUG", "main") == 9
    assert town.shown("eu", "MUG", "main") == 9
    assert open_kinds(town) == set()


async def test_a_refund_of_an_order_that_cin7_never_heard_of_waits_for_a_person(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    order_id = bought_before(town, 3, days=9, shipped=True, in_cin7=False)
    await ingest_orders.fn()
    town.take_back("uk", order_id, ("MUG", 2, "RETURN"))
    await reverse_cancellations.fn()
    assert open_kinds(town) == {("unmatched-refund", "uk #900")}
    assert town.live_sales() == []


async def test_money_paid_back_on_an_order_that_cin7_never_heard_of_waits_for_a_person(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    order_id = bought_before(town, 3, days=9, shipped=True, in_cin7=False)
    await ingest_orders.fn()
    town.shop("uk").refund(order_id, [], amount=town.shop("uk").order(order_id).lines[0].price)
    await reverse_cancellations.fn()
    assert open_kinds(town) == {("unmatched-refund", "uk #900")}


async def test_what_was_given_back_before_us_is_left_to_those_before_us(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    order_id = bought_before(town, 3, days=9, shipped=True, in_cin7=False)
    town.take_back("uk", order_id, ("MUG", 2, "RETURN"))
    await town.world.advance(3600)
    await ingest_orders.fn()
    order = town.shop("uk").order(order_id)
    town.shop("uk").orders.touch(order, "ORDERS_UPDATED")
    await reverse_cancellations.fn()
    assert open_kinds(town) == set()
