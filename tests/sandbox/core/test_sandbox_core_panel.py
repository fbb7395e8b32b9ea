"""The control panel: what can be made to happen, and what it tells."""

import time
from decimal import Decimal

from sandbox.journal import CountWritten, ShelfChanged, StockReceived
from sandbox.shopify.shipments import ship

UK = "uk.myshopify.example"


async def test_a_catalogue_fills_shops_and_cin7_in_one_call(filled, world):
    rows = (await filled.cin7("ref/productavailability")).json()["ProductAvailabilityList"]
    assert {(row["SKU"], row["Location"], row["Available"]) for row in rows} == {
        ("TEE", "London", 10),
        ("TEE", "Leeds", 4),
    }
    assert world.cin7.catalogue.by_sku("tee") is None
    assert world.shops[UK].webhook_secret == "hush"
    state = await filled.get("state")
    assert state["cin7"]["products"] == 2
    assert state["shops"][UK]["orders"] == 0


async def test_four_thousand_products_in_two_shops_load_in_seconds(filled, world):
    eu = {
        "domain": "eu.myshopify.example",
        "name": "EU",
        "locations": [{"id": 21, "name": "London", "country": "GB"}],
    }
    products = [
        {
            "sku": f"P-{n}",
            "name": f"Part {n}",
            "price": "5",
            "stock": {"London": n % 9, "Leeds": 3},
            "shops": {UK: {"11": n % 9, "12": 3}, eu["domain"]: {"21": n % 9}},
        }
        for n in range(4000)
    ]
    begun = time.perf_counter()
    await filled.post("catalogue", {"shops": [eu], "products": products})
    assert time.perf_counter() - begun < 8
    assert world.cin7.available("P-8", "London") == 8


async def test_a_wrong_setup_is_refused_in_words(filled):
    product = {"sku": "X", "name": "X", "shops": {"nowhere.example": {"1": 1}}}
    assert "nowhere.example" in await filled.refused("catalogue", {"products": [product]})
    answer = await filled.http.post("/_sandbox/catalogue", json={"produkts": []})
    assert answer.status_code == 422


async def test_customers_buy_and_units_beyond_what_is_shown_are_refused(filled):
    body = {"lines": [{"sku": "TEE", "units": 15, "price": "10"}], "country": "GB"}
    result = await filled.post(f"shops/{UK}/checkout", body)
    assert result["placed"] == 14
    assert result["refused"] == [["TEE", 1]]
    result = await filled.post(f"shops/{UK}/checkout", body)
    assert result["order_id"] is None


async def test_orders_are_cancelled_and_refunded_by_hand(filled, world):
    body = {"lines": [{"sku": "TEE", "units": 2, "price": "10"}], "country": "GB"}
    first = (await filled.post(f"shops/{UK}/checkout", body))["order_id"]
    second = (await filled.post(f"shops/{UK}/checkout", body))["order_id"]
    await filled.post(f"shops/{UK}/orders/{first}/cancel", {"restock": True})
    assert world.shops[UK].order(first).cancelled_at is not None
    refund = {"lines": [{"sku": "TEE", "units": 1, "restock_type": "CANCEL", "location_id": 11}]}
    await filled.post(f"shops/{UK}/orders/{second}/refund", refund)
    assert len(world.shops[UK].order(second).refunds) == 1
    assert "999" in await filled.refused(f"shops/{UK}/orders/999/cancel", {}, 404)


async def test_an_order_that_was_shipped_is_refunded_instead_of_cancelled(filled, world):
    body = {"lines": [{"sku": "TEE", "units": 3, "price": "10"}], "country": "GB"}
    number = (await filled.post(f"shops/{UK}/checkout", body | {"shipping": "4"}))["order_id"]
    shop = world.shops[UK]
    order = shop.order(number)
    await filled.post(f"shops/{UK}/orders/{number}/edit", {"sku": "TEE", "units": 2})
    ship(shop, [(order.fulfillment_orders[0], None)], None)
    path = f"shops/{UK}/orders/{number}"
    refused = await filled.refused(f"{path}/cancel", {}, 409)
    assert "Cannot cancel an order that has outstanding fulfillments" in refused
    back = {"sku": "TEE", "units": 1, "restock_type": "RETURN"}
    await filled.post(f"{path}/refund", {"lines": [back], "amount": "7.5", "shipping": "2"})
    returned = order.refunds[-1]
    assert (returned.lines[0].location.id, returned.paid_back) == (11, Decimal("7.5"))
    await filled.post(f"{path}/refund", {"shipping": "2"})
    assert (order.refunds[-1].lines, order.refunds[-1].paid_back) == ([], Decimal(2))
    assert "no more than" in await filled.refused(f"{path}/edit", {"sku": "TEE", "units": 9})


async def test_a_hand_edit_is_no_write_of_ours(filled, world):
    edit = {"sku": "TEE", "location_id": 11, "available": 3}
    await filled.post(f"shops/{UK}/hand-edit", edit)
    assert not [event for event in world.journal.events if isinstance(event, CountWritten)]
    body = {"lines": [{"sku": "TEE", "units": 15, "price": "10"}], "country": "GB"}
    assert (await filled.post(f"shops/{UK}/checkout", body))["placed"] == 7


async def test_stock_is_corrected_by_a_difference_or_to_a_figure(filled, world):
    by = {"sku": "TEE", "location": "London"}
    assert (await filled.post("cin7/adjust", by | {"delta": -3}))["available"] == 7
    assert (await filled.post("cin7/adjust", by | {"set": 2}))["on_hand"] == 2
    assert "either" in await filled.refused("cin7/adjust", by)
    assert "Atlantis" in await filled.refused(
        "cin7/adjust", by | {"location": "Atlantis", "set": 1}
    )
    causes = [event.cause for event in world.journal.events if isinstance(event, ShelfChanged)]
    assert causes[-2:] == ["adjustment", "adjustment"]


async def test_a_purchase_is_ordered_and_received(filled, world):
    made = await filled.post("cin7/purchases", {"lines": {"TEE": 5}, "location": "Leeds"})
    assert made["number"] == "PO-00001"
    path = f"cin7/purchases/{made['id']}/receive"
    assert (await filled.post(path, {"lines": {"TEE": 2}}))["receiving"] == "PARTIALLY RECEIVED"
    assert (await filled.post(path))["receiving"] == "FULLY RECEIVED"
    assert world.cin7.available("TEE", "Leeds") == 9
    received = [event for event in world.journal.events if isinstance(event, StockReceived)]
    assert [event.units for event in received] == [2, 3]


async def test_people_undo_and_void_sales_in_cin7_itself(filled, world):
    body = {"Customer": "x", "Location": "London", "SkipQuote": True}
    sale_id = (await filled.cin7("sale", "POST", json=body)).json()["ID"]
    await filled.post(f"cin7/sales/{sale_id}/undo")
    await filled.post(f"cin7/sales/{sale_id}/void")
    assert world.cin7.sales.get(sale_id).voided


async def test_faults_and_outages_are_planned_and_met(filled):
    plan = {"system": "cin7", "operation": "GET me", "kinds": ["500"]}
    assert (await filled.post("faults", plan))["waiting"] == {"cin7 GET me": ["500"]}
    await filled.post("outage", {"system": "cin7", "seconds": 60})
    assert (await filled.cin7("me")).status_code == 503
    await filled.post("clock/advance", {"seconds": 60})
    assert [(await filled.cin7("me")).status_code for _ in range(2)] == [500, 200]
    assert "boom" in await filled.refused("faults", plan | {"kinds": ["boom"]})


async def test_webhooks_are_planned_to_go_astray(filled, world, receiver):
    hook = {
        "Type": "Sale/Created",
        "IsActive": True,
        "ExternalURL": "http://receiver.example/",
        "ExternalAuthorizationType": "noauth",
    }
    await filled.cin7("webhooks", "POST", json=hook)
    await filled.post("webhooks/plan", {"source": "cin7", "mode": "lose", "count": 1})
    await filled.post("webhooks/plan", {"source": "cin7", "mode": "double", "share": 1.0})
    for _ in range(2):
        body = {"Customer": "x", "Location": "London", "SkipQuote": True}
        await filled.cin7("sale", "POST", json=body)
    await filled.post("clock/advance", {"seconds": 60})
    assert len(receiver.got) == 2
    attempts = (await filled.get("state"))["webhooks"]["attempts"]["cin7"]
    assert attempts == {"0": 1, "lost": 1, "200": 2, "doubled": 1}


async def test_switches_are_turned_by_name_and_checked(filled, world):
    turned = {"cin7": {"availability_lag_seconds": 45}, "shopify": {"search_lag_seconds": 5}}
    shown = await filled.post("switches", turned)
    assert shown["cin7"]["availability_lag_seconds"] == 45
    assert world.shopify_switches.search_lag_seconds == 5
    assert "no switch 'lag'" in await filled.refused("switches", {"cin7": {"lag": 1}})
    assert "list_order" in await filled.refused("switches", {"cin7": {"list_order": "random"}})
    half = {"cin7": {"omit_zero_rows": False, "stock_out_stage": "invoice"}}
    await filled.refused("switches", half)
    assert world.cin7_switches.omit_zero_rows is True


async def test_calls_are_counted_by_operation_and_outcome_with_what_is_left(filled):
    await filled.cin7("me")
    await filled.cin7("me", "DELETE")
    await filled.post(
        "faults", {"system": "cin7", "operation": "GET saleList", "kinds": ["late:5"]}
    )
    await filled.cin7("saleList")
    await filled.post("clock/advance", {"seconds": 0})
    told = await filled.get("calls")
    assert told["calls"]["cin7"]["GET me"] == {"ok": 1}
    assert told["calls"]["cin7"]["DELETE me"] == {"refused": 1}
    assert told["budgets"]["cin7"] == {"account": 57}
    await filled.post("clock/advance", {"seconds": 5})
    told = await filled.get("calls")
    assert told["calls"]["cin7"]["GET saleList"] == {"late": 1}
    assert told["totals"]["cin7"] == 3


async def test_the_journal_is_read_on_from_where_one_was(filled):
    first = await filled.get("journal", limit=1)
    assert first["next"] == 1
    assert first["events"][0]["kind"].endswith("Changed")
    rest = await filled.get("journal", since=first["next"])
    assert rest["total"] == 1 + len(rest["events"])


async def test_reset_empties_the_world_and_the_same_seed_begins_anew(filled, world):
    await filled.post("switches", {"cin7": {"omit_zero_rows": False}})
    await filled.post("outage", {"system": "cin7", "seconds": 600})
    await filled.post("reset")
    state = await filled.get("state")
    assert (state["events"], state["shops"], state["cin7"]["products"]) == (0, {}, 0)
    assert (await filled.cin7("me")).status_code == 403
    assert world.cin7_switches.omit_zero_rows is True
    first = world.guid()
    await filled.post("seed", {"seed": 99})
    assert (await filled.get("state"))["seed"] == 99
    await filled.post("seed", {"seed": 7})
    assert world.guid() == first


async def test_the_clock_is_read_and_a_late_effect_lands_before_the_next_answer(filled, world):
    plan = {"system": "cin7", "operation": "POST sale", "kinds": ["late:30"]}
    await filled.post("faults", plan)
    body = {"Customer": "x", "Location": "London"}
    assert (await filled.cin7("sale", "POST", json=body)).status_code == 504
    world.clock.advance(30)
    assert (await filled.cin7("saleList")).json()["Total"] == 1
    assert (await filled.get("clock"))["now"] == "2026-11-23T10:00:30+00:00"


async def test_the_books_are_asked_over_http(filled):
    claims = {"location_map": {UK: {"11": "London", "12": "Leeds"}}, "stores": {UK: "uk"}}
    body = {"lines": [{"sku": "TEE", "units": 1, "price": "10"}], "country": "GB"}
    await filled.post(f"shops/{UK}/checkout", body)
    report = await filled.post("books", claims)
    assert report["promises"]["2"] == 1
    assert "#1001" in report["breaches"]["2"][0]
    assert "location_map" in await filled.refused("books", {"nonsense": True})
