"""What is ready stands at the carrier desk, once and as the order says; nothing else does."""

from dataclasses import replace

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from ledger import effects_seen, hints, orders, shipments
from ledger.models import Stage
from tasks.outside import Standing
from tests.flows.carrier_desk import at_the_desk, became, begin, open_now, placed
from tests.town import DOMAINS, Town

CREATE = "POST shipments"


async def test_an_order_stands_once_with_its_warehouse_goods_service_and_our_names(
    town: Town,
) -> None:
    await begin(town, MUG=10, CUP=10)
    sold = await placed(town, ("MUG", 2), ("CUP", 1), name="#1001")
    for _ in range(3):
        await hand_off_fulfilment.fn()
        await town.world.advance(300)
    (shipment,) = at_the_desk(town)
    body = shipment.body
    by_id = town.world.shipstation.warehouses
    assert shipment.external_id == f"uk:{sold.order_id}:1"
    assert shipment.number == "uk #1001"
    assert by_id[body["warehouse_id"]].name == "Main Warehouse"
    assert body["requested_shipment_service"] == "Royal Mail Tracked 48"
    line_ids = [str(line.id) for line in town.shop("uk").order(sold.order_id).lines]
    assert list(shipment.lines()) == [(line_ids[0], "MUG", 2), (line_ids[1], "CUP", 1)]
    assert body["packages"][0]["weight"] == {"value": 1500, "unit": "gram"}
    (sale,) = town.live_sales()
    marks = body["advanced_options"]
    assert marks["custom_field1"] == "uk #1001"
    assert marks["custom_field2"] == sale.number
    assert marks["custom_field3"] == f"{DOMAINS['uk']}/{sold.order_id}"
    assert body["ship_to"]["country_code"] == "GB"
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.HANDED_OFF
    (known,) = shipments.of_order(town.ledger, "uk", sold.order_id)
    assert (known.shipment_id, known.warehouse) == (shipment.shipment_id, "main")
    assert known.lines == [
        {"line_id": line_ids[0], "sku": "MUG", "units": 2},
        {"line_id": line_ids[1], "sku": "CUP", "units": 1},
    ]
    books = town.books(carrier_desk=True)
    assert (books.promises["2"], books.promises["7"]) == (0, 0)


async def test_a_hand_off_costs_one_read_and_one_call_at_the_desk(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 2))
    before = len(town.calls())
    await hand_off_fulfilment.fn()
    assert town.calls()[before:] == ["order", "GET warehouses", CREATE]
    before = len(town.calls())
    await hand_off_fulfilment.fn()
    assert town.calls()[before:] == []


async def test_the_service_goes_by_warehouse_and_country(town: Town) -> None:
    town.stock("MUG", {"main": 5, "north": 5, "south": 5})
    town.stock("FJORD", {"north": 5})
    await ingest_orders.fn()
    await placed(town, ("MUG", 1), country="GB", name="#1")
    await placed(town, ("FJORD", 1), country="GB", name="#2")
    await placed(town, ("MUG", 1), country="DE", name="#3")
    await hand_off_fulfilment.fn()
    by_id = town.world.shipstation.warehouses
    assert {
        one.number: (
            by_id[one.body["warehouse_id"]].name,
            one.body["requested_shipment_service"],
        )
        for one in at_the_desk(town)
    } == {
        "uk #1": ("Main Warehouse", "Royal Mail Tracked 48"),
        "uk #2": ("North Warehouse", "DHL Express Domestic"),
        "uk #3": ("South Warehouse", "DHL Express International"),
    }


async def test_the_ledger_keeps_no_address_of_a_customer(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 2), name="#1001")
    await hand_off_fulfilment.fn()
    assert at_the_desk(town)[0].body["ship_to"]["address_line1"] == "1 High Street"
    kept = [str(row["detail"]) for row in effects_seen.export(town.ledger)]
    kept += [str(event.detail) for event in orders.history(town.ledger, "uk", "#1001")]
    assert not any("High Street" in said or "A. Customer" in said for said in kept)


async def test_a_service_or_a_voucher_is_never_sent(town: Town) -> None:
    await begin(town, MUG=10)
    custom = [("POST", 1), ("gift_0001_30", 1), ("M", 2)]
    await placed(town, ("MUG", 1), custom=custom, name="#1001")
    town.sell("uk", custom=[("POST", 1)], name="#1002")
    await ingest_orders.fn()
    report = await hand_off_fulfilment.fn()
    (shipment,) = at_the_desk(town)
    assert [line[1:] for line in shipment.lines()] == [("MUG", 1)]
    assert became(report) == [("uk #1001", "handed off")]
    assert open_now(town) == []


async def test_held_and_unplaced_orders_are_not_looked_at(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 1), custom=[("AMAZONFEE", 1)], name="#1001")
    town.sell("uk", ("MUG", 1), name="#1002")
    before = len(town.calls())
    report = await hand_off_fulfilment.fn()
    assert report.orders == ()
    assert town.calls()[before:] == []
    assert at_the_desk(town) == []


async def test_units_that_were_refunded_before_the_hand_off_are_not_sent(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await placed(town, ("MUG", 3))
    line = town.shop("uk").order(sold.order_id).lines[0]
    town.shop("uk").refund(sold.order_id, [(line.id, 1, "CANCEL", 101)])
    await hand_off_fulfilment.fn()
    (shipment,) = at_the_desk(town)
    assert [line[1:] for line in shipment.lines()] == [("MUG", 2)]


async def test_a_merchant_without_a_desk_is_told_so_and_nothing_happens(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 1))
    before = len(town.calls())
    with Standing(replace(town.outside, desk=None)):
        report = await hand_off_fulfilment.fn()
    assert report.headline() == "no carrier desk"
    assert town.calls()[before:] == []


async def test_a_dry_run_says_what_would_go_and_changes_nothing(town: Town) -> None:
    await begin(town, MUG=10)
    await placed(town, ("MUG", 1), name="#1001")
    report = await hand_off_fulfilment.fn(dry_run=True)
    assert became(report) == [("uk #1001", "would be handed off")]
    assert at_the_desk(town) == []
    assert [row["kind"] for row in effects_seen.export(town.ledger)].count("create-shipment") == 0


async def test_a_placed_order_asks_for_a_hand_off_soon(town: Town) -> None:
    await begin(town, MUG=10)
    assert "hand-off-fulfilment" not in {hint.flow for hint in hints.raised(town.ledger)}
    await placed(town, ("MUG", 1))
    assert "hand-off-fulfilment" in {hint.flow for hint in hints.raised(town.ledger)}
