"""Orders that wait for stock go out by themselves once it has come in."""

from collections.abc import Sequence

import pytest

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.push_receipts import push_receipts
from ledger import effects_seen, hints
from tests.flows.carrier_desk import at_the_desk, became, open_now, placed
from tests.town import Town


async def backordered(town: Town, units: Sequence[int] = (5,)) -> None:
    town.stock("MUG", {"main": 3}, shown={"main": 30})
    await ingest_orders.fn()
    await push_receipts.fn()
    for number, wanted in enumerate(units, start=1001):
        await placed(town, ("MUG", wanted), name=f"#{number}")
    await hand_off_fulfilment.fn()
    assert at_the_desk(town) == []
    assert "backordered" in open_now(town)


async def receive(town: Town, units: int) -> None:
    await town.world.advance(600)
    purchase = town.world.cin7.create_purchase({"MUG": units}, "Main Warehouse")
    town.world.cin7.receive(purchase)
    await push_receipts.fn()
    assert "hand-off-fulfilment" in {hint.flow for hint in hints.raised(town.ledger)}


async def test_a_backordered_order_that_cin7_fills_goes_out_after_the_receipt(town: Town) -> None:
    town.world.cin7_switches.backorders_fill_on_receipt = True
    await backordered(town)
    await receive(town, 10)
    report = await hand_off_fulfilment.fn()
    assert became(report) == [("uk #1001", "filled"), ("uk #1001", "handed off")]
    assert "undo-sale" not in {row["kind"] for row in effects_seen.export(town.ledger)}
    assert open_now(town) == []
    assert len(at_the_desk(town)) == 1


async def test_a_backordered_order_that_cin7_leaves_is_authorised_anew_and_goes_out(
    town: Town,
) -> None:
    await backordered(town)
    await receive(town, 2)
    report = await hand_off_fulfilment.fn()
    assert became(report) == [("uk #1001", "authorised anew"), ("uk #1001", "handed off")]
    (sale,) = town.live_sales()
    assert sum(line.backorder for line in sale.order.lines) == 0
    assert open_now(town) == []
    assert town.books(carrier_desk=True).promises["2"] == 0


@pytest.mark.parametrize("counted", [True, False])
async def test_a_receipt_that_is_too_small_changes_nothing_and_is_not_asked_about_again(
    town: Town, counted: bool
) -> None:
    town.world.cin7_switches.backorder_counts_as_allocated = counted
    await backordered(town)
    await receive(town, 1)
    await hand_off_fulfilment.fn()
    before = len(town.calls("cin7"))
    report = await hand_off_fulfilment.fn()
    assert report.orders == ()
    assert town.calls("cin7")[before:] == ["GET ref/productavailability"]
    assert at_the_desk(town) == []
    assert open_now(town) == ["backordered"]
    assert "undo-sale" not in {row["kind"] for row in effects_seen.export(town.ledger)}


async def test_where_cin7_does_not_count_backorders_the_order_still_goes_out(town: Town) -> None:
    town.world.cin7_switches.backorder_counts_as_allocated = False
    await backordered(town)
    await receive(town, 2)
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1
    assert open_now(town) == []
