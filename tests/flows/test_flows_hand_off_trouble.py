"""What is not ready, refused, in doubt or taken back on its way to the carrier desk."""

from typing import Literal

import pytest

from clients.errors import Unreachable
from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from ledger import exceptions, hints, orders, shipments
from ledger.models import Stage
from tasks.outside import Standing
from tests.flows.carrier_desk import at_the_desk, became, begin, open_now, placed, put_address
from tests.town import DOMAINS, Town

DESK = "shipstation"
CREATE = "POST shipments"


async def test_an_order_that_was_cancelled_since_it_was_noted_is_not_handed_over(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 2))
    town.shop("uk").cancel_order(sold.order_id)
    report = await hand_off_fulfilment.fn()
    assert at_the_desk(town) == []
    assert [line.became for line in report.orders] == ["not ready"]
    assert open_now(town) == []


async def test_what_the_desk_refuses_does_not_keep_the_others_and_is_tried_again(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 5})
    town.stock("FJORD", {"north": 5})
    await ingest_orders.fn()
    desk = town.world.shipstation
    (north,) = [one for one in desk.warehouses.values() if one.name == "North Warehouse"]
    del desk.warehouses[north.warehouse_id]
    await placed(town, ("FJORD", 1), name="#1001")
    await placed(town, ("MUG", 1), name="#1002")
    report = await hand_off_fulfilment.fn()
    assert became(report) == [("uk #1001", "refused"), ("uk #1002", "handed off")]
    (row,) = exceptions.list_open(town.ledger, town.world.clock.now())
    assert (row.kind, row.subject) == ("hand-off-refused", "uk #1001")
    assert "North Warehouse" in row.what
    desk.add_warehouse("North Warehouse")
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1
    await town.world.advance(3700)
    await hand_off_fulfilment.fn()
    assert sorted(one.number for one in at_the_desk(town)) == ["uk #1001", "uk #1002"]
    assert open_now(town) == []
    assert {one.external_id[-2:] for one in at_the_desk(town)} == {":1"}


async def test_an_order_without_an_address_waits_for_one_and_says_so(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 1), country="Nowhere", name="#1001")
    await hand_off_fulfilment.fn()
    (row,) = exceptions.list_open(town.ledger, town.world.clock.now())
    assert (row.kind, row.subject) == ("no-address", "uk #1001")
    assert "country" in row.what
    assert at_the_desk(town) == []
    put_address(town, sold, "GB")
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1
    assert open_now(town) == []


async def test_an_address_that_nobody_wants_any_more_is_no_trouble(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 1), country="Nowhere")
    await hand_off_fulfilment.fn()
    assert open_now(town) == ["no-address"]
    town.shop("uk").cancel_order(sold.order_id)
    await town.world.advance(5)
    await hand_off_fulfilment.fn()
    assert open_now(town) == []


async def test_a_part_that_stands_elsewhere_waits_for_its_move(town: Town) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    system = f"shopify:{DOMAINS['uk']}"
    town.world.faults.plan(system, "fulfillmentOrderMove", ["lost-before"])
    await placed(town, ("MUG", 2), name="#1001")
    report = await hand_off_fulfilment.fn()
    assert became(report) == [("uk #1001", "not ready")]
    assert at_the_desk(town) == []
    for _ in range(3):
        await town.world.advance(100)
        await ingest_orders.fn()
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1


async def test_two_runs_hand_it_over_once(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 1), name="#1001")
    town.world.faults.plan(DESK, CREATE, ["late:30"])
    await hand_off_fulfilment.fn()
    with Standing(town.as_another_run("another")):
        report = await hand_off_fulfilment.fn()
    assert became(report) == [("uk #1001", "waiting")]
    await town.world.advance(100)
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1
    assert len(shipments.open_ones(town.ledger)) == 1
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.HANDED_OFF


async def test_what_landed_for_an_order_cancelled_meanwhile_is_known_and_handed_to_reversal(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 1))
    town.world.faults.plan(DESK, CREATE, ["lost-after"])
    await hand_off_fulfilment.fn()
    town.shop("uk").cancel_order(sold.order_id)
    await town.world.advance(100)
    await ingest_orders.fn()
    await hand_off_fulfilment.fn()
    (known,) = shipments.open_ones(town.ledger)
    assert known.order_id == sold.order_id
    assert "reverse-cancellations" in {hint.flow for hint in hints.raised(town.ledger)}


async def test_a_shipment_that_people_split_while_it_was_in_doubt_is_not_made_again(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 4))
    town.world.shipstation.ground.switches.split_keeps_external_id = False
    town.world.faults.plan(DESK, CREATE, ["lost-after"])
    await hand_off_fulfilment.fn()
    town.world.shipstation.shipments.split(at_the_desk(town)[0].shipment_id)
    await town.world.advance(100)
    await hand_off_fulfilment.fn()
    assert sum(units for one in at_the_desk(town) for _, _, units in one.lines()) == 4
    assert len(shipments.open_ones(town.ledger)) == 1


async def test_a_shipment_taken_back_is_made_anew_with_the_next_number_and_what_is_left(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 4))
    await hand_off_fulfilment.fn()
    desk = town.world.shipstation
    (first,) = at_the_desk(town)
    rest, other = desk.shipments.split(first.shipment_id)
    other.body |= {"carrier_id": "se-700001", "service_code": "royal_mail_tracked_48"}
    desk.labels.buy([other.shipment_id])
    desk.shipments.cancel(rest.shipment_id)
    shipments.cancelled(
        town.ledger, f"uk:{sold.order_id}:1", "a line was refunded", town.world.clock.now()
    )
    await hand_off_fulfilment.fn()
    (again,) = [one for one in at_the_desk(town) if one.external_id == f"uk:{sold.order_id}:2"]
    assert [line[1:] for line in again.lines()] == [("MUG", 2)]


async def test_a_shop_out_of_reach_does_not_keep_the_orders_of_the_other(town: Town) -> None:
    await begin(town, MUG=10)
    town.sell("uk", ("MUG", 1))
    town.sell("eu", ("MUG", 1), name="#2001")
    await ingest_orders.fn()
    town.world.faults.plan(f"shopify:{DOMAINS['uk']}", "order", ["503"] * 5)
    with pytest.raises(Unreachable):
        await hand_off_fulfilment.fn()
    assert [one.number for one in at_the_desk(town)] == ["eu #2001"]
    assert open_now(town) == ["read-failed"]


async def test_an_order_on_hold_in_shopify_waits_until_it_is_let_go(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 1))
    (stand,) = town.shop("uk").order(sold.order_id).fulfillment_orders
    stand.status = "ON_HOLD"
    report = await hand_off_fulfilment.fn()
    assert [line.because for line in report.orders] == [
        "its fulfilment order is on hold in Shopify"
    ]
    assert (at_the_desk(town), open_now(town)) == ([], [])
    stand.status = "OPEN"
    await hand_off_fulfilment.fn()
    assert len(at_the_desk(town)) == 1


async def test_an_order_that_shopify_will_not_move_is_not_sent_from_the_wrong_place(
    town: Town,
) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    sold = town.sell("uk", ("MUG", 2), name="#1001")
    (stand,) = town.shop("uk").order(sold.order_id).fulfillment_orders
    stand.progress_reported = True
    stand.status = "IN_PROGRESS"
    await ingest_orders.fn()
    report = await hand_off_fulfilment.fn()
    assert [line.because for line in report.orders] == ["move-refused"]
    assert (at_the_desk(town), open_now(town)) == ([], ["move-refused"])


@pytest.mark.parametrize("refusal", ["400", "in-row"])
async def test_what_lands_long_after_it_was_given_up_does_not_double(
    town: Town, refusal: Literal["400", "in-row"]
) -> None:
    town.world.shipstation.ground.switches.duplicate_external_id = refusal
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 1))
    town.world.faults.plan(DESK, CREATE, ["late:200", "lost-before"])
    for _ in range(6):
        await hand_off_fulfilment.fn()
        await town.world.advance(70)
    assert [one.external_id for one in at_the_desk(town)] == [f"uk:{sold.order_id}:1"]
    assert [one.generation for one in shipments.open_ones(town.ledger)] == [1]
    assert town.books(carrier_desk=True).promises["7"] == 0
