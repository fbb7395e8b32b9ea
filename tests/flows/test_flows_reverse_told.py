"""Taken back after the customer was told: money credited once, units on the shelf once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.shipping_rules import InvoiceWhen
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from ledger import balances, exceptions
from sandbox.shopify.shipments import ship
from tasks.outside import Standing
from tests.flows.parcel_desk import begin, buy, handed_over, pending, promises, shown, void
from tests.flows.test_flows_reverse_at_the_desk import open_kinds, round_of_all, rows
from tests.town import Town


async def told(town: Town, *lines: tuple[str, int]) -> int:
    """An order told to the customer and shipped in Cin7, with its invoice."""
    await begin(town, MUG=10, CUP=10)
    await sync_stock.fn()
    sold = await handed_over(town, *(lines or (("MUG", 3),)), name="#1001")
    buy(town)
    await town.outside.sleep(30)
    await return_tracking.fn()
    await town.outside.sleep(100)
    await return_tracking.fn()
    await sync_stock.fn()
    return int(sold.order_id)


def notes(town: Town) -> list[tuple[str, dict[str, int], dict[str, int]]]:
    """(memo, units credited, units restocked) of each credit note."""
    (sale,) = town.live_sales()
    return [
        (
            note.paper.memo,
            {line.product.sku: int(line.quantity) for line in note.paper.lines},
            {row.product.sku: int(row.quantity) for row in note.restock},
        )
        for note in sale.credit_notes
    ]


def returned(town: Town, order_id: int) -> list[tuple[int, int, int]]:
    found = balances.of_order(town.ledger, "uk", order_id).values()
    return [(row.shipped, row.returned, row.open) for row in found]


async def test_units_that_came_back_are_credited_restocked_and_shown_in_the_same_run(
    town: Town,
) -> None:
    order_id = await told(town)
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (7, 7)
    refund = town.take_back("uk", order_id, ("MUG", 2, "RETURN"))
    report = await reverse_cancellations.fn()
    assert report.headline() == "1 credited"
    memo = f"Shopify refund {refund.id} of uk #1001"
    assert notes(town) == [(memo, {"MUG": 2}, {"MUG": 2})]
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (9, 9)
    assert returned(town, order_id) == [(3, 2, 0)]
    assert rows(town, order_id) == [("return", "told", "done")]
    await round_of_all(town)
    assert len(notes(town)) == 1
    assert promises(town) == {}


async def test_units_the_customer_keeps_are_credited_and_not_restocked(town: Town) -> None:
    order_id = await told(town)
    town.take_back("uk", order_id, ("MUG", 1, "NO_RESTOCK"))
    await reverse_cancellations.fn()
    ((_, credited, restocked),) = notes(town)
    assert (credited, restocked) == ({"MUG": 1}, {})
    assert town.available("MUG", "main") == 7
    assert rows(town, order_id) == [("keep", "told", "done")]
    await round_of_all(town)
    assert promises(town) == {}


async def test_money_alone_is_credited_without_goods_and_delivery_under_its_own_name(
    town: Town,
) -> None:
    order_id = await told(town)
    town.shop("uk").refund(order_id, [], amount=Decimal("2.50"))
    town.shop("uk").refund(order_id, [], amount=Decimal("1.00"), shipping=Decimal("1.00"))
    await town.outside.sleep(3)
    await reverse_cancellations.fn()
    (sale,) = town.live_sales()
    charges = [
        (charge.description, str(charge.price))
        for note in sale.credit_notes
        for charge in note.paper.charges
    ]
    assert [(name, Decimal(total)) for name, total in charges] == [
        ("Refund", Decimal("2.50")),
        ("Carriage", Decimal("1.00")),
    ]
    assert town.available("MUG", "main") == 7
    assert rows(town, order_id) == [("money", "told", "done")] * 2
    await round_of_all(town)
    assert promises(town) == {}


async def test_two_refunds_are_two_credit_notes_and_a_third_look_adds_none(town: Town) -> None:
    order_id = await told(town)
    for _ in range(2):
        town.take_back("uk", order_id, ("MUG", 1, "RETURN"))
        await reverse_cancellations.fn()
    await reverse_cancellations.fn()
    assert [restocked for _, _, restocked in notes(town)] == [{"MUG": 1}, {"MUG": 1}]
    assert town.available("MUG", "main") == 9
    await round_of_all(town)
    assert promises(town) == {}


async def test_a_credit_note_makes_the_invoice_it_stands_on(town: Town) -> None:
    shipping = replace(town.rules.shipping, invoice=InvoiceWhen.CREDITED)
    rules = replace(town.rules, shipping=shipping)
    with Standing(replace(town.outside, rules=rules)):
        order_id = await told(town)
        (sale,) = town.live_sales()
        assert sale.invoices == []
        town.take_back("uk", order_id, ("MUG", 3, "RETURN"))
        await reverse_cancellations.fn()
        await reverse_cancellations.fn()
    assert len(sale.invoices) == 1
    assert town.available("MUG", "main") == 10


async def test_a_refund_told_before_cin7_has_shipped_waits_for_return_tracking(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 3), name="#1001")
    buy(town)
    await town.outside.sleep(30)
    town.world.faults.outage("cin7", 60)
    with pytest.raises(Exception, match="cin7"):
        await return_tracking.fn()
    town.take_back("uk", sold.order_id, ("MUG", 1, "RETURN"))
    await town.outside.sleep(100)
    assert (await reverse_cancellations.fn()).headline() == "1 waiting"
    await round_of_all(town)
    assert [restocked for _, _, restocked in notes(town)] == [{"MUG": 1}]
    assert rows(town, sold.order_id) == [("return", "told", "done")]
    assert promises(town) == {}


async def test_what_is_taken_back_after_a_part_has_left_is_a_persons_and_is_not_sent(
    town: Town,
) -> None:
    await begin(town, MUG=10, CUP=10)
    sold = await handed_over(town, ("MUG", 2), ("CUP", 2), name="#1001")
    (whole,) = pending(town)
    first, _ = town.world.shipstation.shipments.split(whole.shipment_id)
    buy(town, first)
    await town.outside.sleep(30)
    await return_tracking.fn()
    left = {sku: units for part in shown_units(town, sold) for sku, units in part.items()}
    rest = {"MUG": 2 - left.get("MUG", 0), "CUP": 2 - left.get("CUP", 0)}
    await town.outside.sleep(100)
    town.take_back(
        "uk", sold.order_id, *[(sku, units, "CANCEL") for sku, units in rest.items() if units]
    )
    assert (await reverse_cancellations.fn()).headline() == "1 for a person"
    assert open_kinds(town) == ["reversal-for-a-person"]
    assert pending(town) == []
    (told_now,) = exceptions.list_open(town.ledger, town.world.clock.now())
    for sku, units in rest.items():
        assert not units or f"{units} of {sku}" in told_now.what
    open_units = sum(
        row.open for row in balances.of_order(town.ledger, "uk", sold.order_id).values()
    )
    assert open_units == sum(rest.values())
    await round_of_all(town)
    assert promises(town) == {}


def shown_units(town: Town, sold: object) -> list[dict[str, int]]:
    return [units for _, units in shown(town, sold)]


async def test_a_label_void_after_it_was_told_and_then_cancelled_frees_everything(
    town: Town,
) -> None:
    order_id = await told(town)
    (sale,) = town.live_sales()
    (made,) = town.world.shipstation.labels
    void(town, made.label_id)
    await return_tracking.fn()
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    assert (await reverse_cancellations.fn()).headline() == "1 voided"
    assert (sale.voided, town.available("MUG", "main")) == (True, 10)
    assert town.shown("eu", "MUG", "main") == 10
    assert rows(town, order_id) == [("cancel", "untold", "done")]
    await round_of_all(town)
    assert promises(town) == {}


async def test_a_void_that_cin7_refuses_after_shipping_is_a_persons(town: Town) -> None:
    town.world.cin7_switches.undo_after_ship = "refused"
    order_id = await told(town)
    (made,) = town.world.shipstation.labels
    void(town, made.label_id)
    await return_tracking.fn()
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    assert (await reverse_cancellations.fn()).headline() == "1 for a person"
    assert "reversal-for-a-person" in open_kinds(town)
    await round_of_all(town)
    assert promises(town) == {}


async def test_a_return_of_an_order_that_cin7_never_had_is_a_persons(town: Town) -> None:
    town.stock("NEW-1", {"main": 5}, in_cin7=False)
    await ingest_orders.fn()
    order_id = int(town.sell("uk", ("NEW-1", 1), name="#1001").order_id)
    await ingest_orders.fn()
    shop = town.shop("uk")
    for part in shop.order(order_id).fulfillment_orders:
        _, errors = ship(shop, [(part, None)], None)
        assert errors == []
    await town.outside.sleep(3)
    town.take_back("uk", order_id, ("NEW-1", 1, "RETURN"))
    await reverse_cancellations.fn()
    assert "unmatched-refund" in open_kinds(town)
    assert rows(town, order_id) == [("return", "told", "for-a-person")]


@pytest.mark.parametrize("fault", ["lost-before", "lost-after", "late:50"])
async def test_a_credit_note_in_doubt_is_written_once_and_counted(town: Town, fault: str) -> None:
    order_id = await told(town)
    town.take_back("uk", order_id, ("MUG", 2, "RETURN"))
    town.world.faults.plan("cin7", "POST sale/creditnote", [fault])
    assert (await reverse_cancellations.fn()).headline() == "1 waiting"
    await round_of_all(town)
    assert [restocked for _, _, restocked in notes(town)] == [{"MUG": 2}]
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (9, 9)
    assert returned(town, order_id) == [(3, 2, 0)]
    assert rows(town, order_id) == [("return", "told", "done")]
    assert promises(town) == {}


async def test_money_of_an_order_is_credited_once_it_has_left(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 3), name="#1001")
    town.shop("uk").refund(sold.order_id, [], amount=Decimal("2.50"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert rows(town, sold.order_id) == [("money", "handed-off", "open")]
    buy(town)
    await round_of_all(town)
    assert rows(town, sold.order_id) == [("money", "handed-off", "done")]
    assert len(notes(town)) == 1
    assert promises(town) == {}
