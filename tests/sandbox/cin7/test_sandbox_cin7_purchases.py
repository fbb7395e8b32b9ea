"""Purchases and the units that come in on them."""

import pytest

from sandbox.journal import StockReceived

NEW = "00000000-0000-0000-0000-000000000000"


def receipt(purchase_id, *lines, status="AUTHORISED", task_id=NEW, location="London"):
    rows = [
        {"Date": "2026-11-23T00:00:00", "SKU": sku, "Quantity": units, "Location": location}
        for sku, units in lines
    ]
    return {"PurchaseID": purchase_id, "TaskID": task_id, "Status": status, "Lines": rows}


async def on_order(tenant, sku, location="London") -> int:
    page = await tenant.get("ref/productavailability", Sku=sku, Location=location)
    return sum(row["OnOrder"] for row in page["ProductAvailabilityList"])


async def receiving(tenant, purchase_id) -> str:
    rows = (await tenant.get("purchaseList"))["PurchaseList"]
    return next(row["CombinedReceivingStatus"] for row in rows if row["ID"] == purchase_id)


async def test_ordered_units_are_on_order_until_they_come(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    assert await tenant.figures("MUG") == (3, 0, 3)
    assert await on_order(tenant, "MUG") == 7
    await tenant.post("advanced-purchase/put-away", receipt(purchase_id, ("MUG", 5)))
    assert await tenant.figures("MUG") == (8, 0, 8)
    assert await on_order(tenant, "MUG") == 2
    assert await receiving(tenant, purchase_id) == "PARTIALLY RECEIVED"
    await tenant.post("advanced-purchase/put-away", receipt(purchase_id, ("MUG", 2)))
    assert await receiving(tenant, purchase_id) == "FULLY RECEIVED"
    purchase = await tenant.get("advanced-purchase", ID=purchase_id)
    units = [line["Quantity"] for one in purchase["PutAway"] for line in one["Lines"]]
    assert units == [5, 2]
    assert purchase["StockReceived"][0]["Status"] == "NOT AVAILABLE"
    told = [(event.sku, event.units, event.location) for event in tenant.events(StockReceived)]
    assert told == [("MUG", 5, "London"), ("MUG", 2, "London")]


async def test_a_draft_receipt_moves_nothing_and_empty_lines_authorise_what_is_there(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    draft = receipt(purchase_id, ("MUG", 7), status="DRAFT")
    answer = await tenant.post("advanced-purchase/put-away", draft)
    assert await tenant.figures("MUG") == (3, 0, 3)
    task_id = answer["PutAway"][0]["TaskID"]
    await tenant.post("advanced-purchase/put-away", receipt(purchase_id, task_id=task_id))
    assert await tenant.figures("MUG") == (10, 0, 10)
    said = await tenant.refused(
        "POST", "advanced-purchase/put-away", receipt(purchase_id, ("MUG", 1), task_id=task_id)
    )
    assert "AUTHORISED" in said


async def test_equal_lines_of_one_request_are_summed_and_a_stored_one_is_an_error(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    twice = receipt(purchase_id, ("MUG", 2), ("MUG", 3), status="DRAFT")
    answer = await tenant.post("advanced-purchase/put-away", twice)
    assert [line["Quantity"] for line in answer["PutAway"][0]["Lines"]] == [5]
    again = receipt(purchase_id, ("MUG", 1), task_id=answer["PutAway"][0]["TaskID"])
    assert "already exists" in await tenant.refused("POST", "advanced-purchase/put-away", again)
    answer = await tenant.put("advanced-purchase/put-away", again)
    assert [line["Quantity"] for line in answer["PutAway"][0]["Lines"]] == [1]
    assert await tenant.figures("MUG") == (4, 0, 4)


async def test_units_may_be_put_into_a_bin_of_another_location(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    body = receipt(purchase_id, ("MUG", 7), location="Paris: A-1")
    await tenant.post("advanced-purchase/put-away", body)
    assert await tenant.figures("MUG", "Paris") == (7, 0, 7)
    assert await on_order(tenant, "MUG") == 0
    assert tenant.events(StockReceived)[0].location == "Paris"


async def test_a_product_that_was_not_ordered_is_refused(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    body = receipt(purchase_id, ("TEE", 1))
    said = await tenant.refused("POST", "advanced-purchase/put-away", body)
    assert "not in the purchase order" in said


async def test_more_units_than_ordered_may_come(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    await tenant.post("advanced-purchase/put-away", receipt(purchase_id, ("MUG", 9)))
    assert await tenant.figures("MUG") == (12, 0, 12)
    assert await on_order(tenant, "MUG") == 0
    assert await receiving(tenant, purchase_id) == "FULLY RECEIVED"


async def test_the_old_endpoint_refuses_advanced_purchases_in_cin7s_words(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    said = await tenant.refused("GET", "purchase", ID=purchase_id)
    assert "deprecated" in said
    assert "AdvancedPurchase" in said


async def test_a_simple_purchase_has_one_receipt_whose_task_is_the_purchase(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London", "Simple Purchase")
    body = receipt(None, ("MUG", 7), task_id=purchase_id)
    answer = await tenant.post("purchase/stock", body)
    assert (answer["TaskID"], answer["Status"]) == (purchase_id, "AUTHORISED")
    old = await tenant.get("purchase", ID=purchase_id)
    new = await tenant.get("advanced-purchase", ID=purchase_id)
    assert old["StockReceived"]["Lines"][0]["Quantity"] == 7
    assert new["PutAway"][0]["TaskID"] == purchase_id
    assert await tenant.figures("MUG") == (10, 0, 10)


async def test_with_put_away_in_use_both_documents_have_the_lines_and_units_come_once(tenant):
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    body = receipt(purchase_id, ("MUG", 7))
    assert "Use Put Away" in await tenant.refused("POST", "advanced-purchase/stock", body)
    tenant.world.cin7_switches.use_put_away = True
    answer = await tenant.post("advanced-purchase/stock", body)
    assert await tenant.figures("MUG") == (10, 0, 10)
    task_id = answer["StockReceiving"][0]["TaskID"]
    placed = receipt(purchase_id, ("MUG", 7), task_id=task_id)
    await tenant.post("advanced-purchase/put-away", placed)
    assert await tenant.figures("MUG") == (10, 0, 10)
    purchase = await tenant.get("advanced-purchase", ID=purchase_id)
    assert purchase["StockReceived"][0]["Lines"][0]["Quantity"] == 7
    assert purchase["StockReceived"][0]["Lines"][0]["Location"] is None
    assert purchase["PutAway"][0]["Lines"][0]["Quantity"] == 7


@pytest.mark.parametrize("put_away", [True, False])
async def test_people_can_receive_all_that_is_to_come_by_hand(tenant, put_away):
    tenant.world.cin7_switches.use_put_away = put_away
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7, "TEE": 2}, "London")
    tenant.world.cin7.receive(purchase_id, {"MUG": 3})
    tenant.world.cin7.receive(purchase_id)
    assert await tenant.figures("MUG") == (10, 0, 10)
    assert await tenant.figures("TEE") == (12, 0, 12)
    assert await receiving(tenant, purchase_id) == "FULLY RECEIVED"


async def test_the_list_is_by_creation_and_knows_what_changed_since(tenant):
    first = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    tenant.world.cin7.create_purchase({"TEE": 7}, "London")
    rows = (await tenant.get("purchaseList"))["PurchaseList"]
    assert [row["OrderNumber"] for row in rows] == ["PO-00001", "PO-00002"]
    tenant.world.clock.advance(300)
    tenant.world.cin7.receive(first, {"MUG": 1})
    rows = (await tenant.get("purchaseList", UpdatedSince="2026-11-23T10:01:00Z"))["PurchaseList"]
    assert [row["ID"] for row in rows] == [first]
    rows = (await tenant.get("purchaseList", Search="PO-00002"))["PurchaseList"]
    assert [row["OrderNumber"] for row in rows] == ["PO-00002"]
    rows = (await tenant.get("purchaseList", Status="RECEIVING"))["PurchaseList"]
    assert [row["ID"] for row in rows] == [first]


async def test_an_unknown_purchase_is_not_found(tenant):
    assert "Purchase not found" in await tenant.refused("GET", "advanced-purchase", ID=NEW)
