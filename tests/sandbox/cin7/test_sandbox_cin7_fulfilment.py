"""Pick, pack and ship, each waiting for the one before."""

import pytest

SHIPMENT = {"ShipmentDate": "2026-11-23T00:00:00", "Carrier": "Royal Mail", "Box": "Box 1"}


async def pick(tenant, task_id, *lines, status="AUTHORISED", location="London"):
    rows = [{"SKU": sku, "Location": location, "Quantity": units} for sku, units in lines]
    body = {"TaskID": task_id, "Status": status, "Lines": rows}
    return await tenant.post("sale/fulfilment/pick", body)


async def pack(tenant, task_id, *lines, status="AUTHORISED", method="POST"):
    rows = [
        {"SKU": sku, "Location": "London", "Quantity": units, "Box": box}
        for sku, units, box in lines
    ]
    body = {"TaskID": task_id, "Status": status, "Lines": rows}
    send = tenant.put if method == "PUT" else tenant.post
    return await send("sale/fulfilment/pack", body)


async def ship(tenant, task_id, *shipments, method="POST", **more):
    body = {"TaskID": task_id, "Status": "AUTHORISED", "Lines": list(shipments)} | more
    send = tenant.put if method == "PUT" else tenant.post
    return await send("sale/fulfilment/ship", body)


async def combined(tenant, sale_id) -> tuple[str, ...]:
    sale = await tenant.get("sale", ID=sale_id)
    names = ("Status", "CombinedPickingStatus", "CombinedPackingStatus", "CombinedShippingStatus")
    return tuple(sale[name] for name in names)


async def test_each_stage_shows_in_the_states_of_the_sale(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    await pick(tenant, sale_id, ("TEE", 2), status="DRAFT")
    assert await combined(tenant, sale_id) == ("PICKING", "PICKING", "NOT PACKED", "NOT SHIPPED")
    await pick(tenant, sale_id, ("TEE", 2))
    assert await combined(tenant, sale_id) == ("PICKED", "PICKED", "NOT PACKED", "NOT SHIPPED")
    await pack(tenant, sale_id, ("TEE", 2, "Box 1"))
    assert await combined(tenant, sale_id) == ("PACKED", "PICKED", "PACKED", "NOT SHIPPED")
    await ship(tenant, sale_id, SHIPMENT | {"TrackingNumber": "RM1"})
    assert await combined(tenant, sale_id) == ("INVOICING", "PICKED", "PACKED", "SHIPPED")
    row = (await tenant.get("saleList"))["SaleList"][0]
    assert row["FulFilmentStatus"] == "FULFILLED"
    assert row["CombinedTrackingNumbers"] == "RM1"
    assert row["OrderStatus"] == "AUTHORISED"


async def test_the_order_status_moves_on_where_the_switch_says_so(tenant):
    tenant.world.cin7_switches.fulfilled_order_status = True
    await tenant.shipped(("TEE", 2))
    row = (await tenant.get("saleList"))["SaleList"][0]
    assert row["OrderStatus"] == "FULFILLED"


async def test_no_stage_comes_before_its_turn(tenant):
    sale_id = await tenant.header()
    await tenant.order(sale_id, ("TEE", 1), Status="DRAFT")
    assert (await tenant.get("sale/fulfilment", SaleID=sale_id))["Fulfilments"] == []
    await tenant.order(sale_id, ("TEE", 1))
    line = {"SKU": "TEE", "Location": "London", "Quantity": 1}
    body = {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": [line]}
    assert "pick" in await tenant.refused("POST", "sale/fulfilment/pack", body)
    body["Lines"] = [SHIPMENT]
    assert "pack" in await tenant.refused("POST", "sale/fulfilment/ship", body)


async def test_a_pick_names_a_place_and_never_more_than_was_ordered(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    body = {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": [{"SKU": "TEE", "Quantity": 3}]}
    assert "Location" in await tenant.refused("POST", "sale/fulfilment/pick", body)
    body["Lines"][0]["Location"] = "London"
    assert "than ordered" in await tenant.refused("POST", "sale/fulfilment/pick", body)


async def test_a_pick_with_too_little_on_the_shelf_stays_in_draft(tenant):
    sale_id = await tenant.sold(("MUG", 5))
    answer = await pick(tenant, sale_id, ("MUG", 5))
    assert answer["Status"] == "DRAFT"
    assert (await combined(tenant, sale_id))[0] == "PICKING"


async def test_units_picked_elsewhere_leave_there_and_free_the_orders_own_location(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    await pick(tenant, sale_id, ("TEE", 2), location="Leeds")
    await pack(tenant, sale_id, ("TEE", 2, "Box 1"))
    await ship(tenant, sale_id, SHIPMENT)
    assert await tenant.figures("TEE") == (10, 0, 10)
    assert await tenant.figures("TEE", "Leeds") == (2, 0, 2)


async def test_units_leave_from_the_bin_they_were_picked_from(tenant):
    tenant.world.cin7.add_product("HAT", "Hat", 20, {"Paris: A-1": 3, "Paris: B-2": 2})
    sale_id = await tenant.sold(("HAT", 2), Location="Paris")
    bin_id = tenant.world.cin7.catalogue.spot("Paris: B-2").spot_id
    line = {"SKU": "HAT", "LocationID": bin_id, "Quantity": 2}
    body = {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": [line]}
    answer = await tenant.post("sale/fulfilment/pick", body)
    assert answer["Lines"][0]["Location"] == "Paris: B-2"
    packed = body | {"Lines": [line | {"Box": "Box 1"}]}
    await tenant.post("sale/fulfilment/pack", packed)
    await ship(tenant, sale_id, SHIPMENT)
    page = await tenant.get("ref/productavailability", Sku="HAT")
    assert [(row["Bin"], row["OnHand"]) for row in page["ProductAvailabilityList"]] == [("A-1", 3)]


async def test_a_pack_post_adds_lines_and_a_put_replaces_them(tenant):
    sale_id = await tenant.sold(("TEE", 3))
    await pick(tenant, sale_id, ("TEE", 3))
    await pack(tenant, sale_id, ("TEE", 1, "Box 1"), status="DRAFT")
    answer = await pack(tenant, sale_id, ("TEE", 1, "Box 2"), status="DRAFT")
    assert [line["Box"] for line in answer["Lines"]] == ["Box 1", "Box 2"]
    answer = await pack(tenant, sale_id, ("TEE", 3, "Box 9"), method="PUT")
    assert [(line["Box"], line["Quantity"]) for line in answer["Lines"]] == [("Box 9", 3)]
    assert answer["Status"] == "AUTHORISED"


async def test_a_shipment_is_partly_authorised_until_its_last_box_has_gone(tenant):
    sale_id = await tenant.sold(("TEE", 3))
    await pick(tenant, sale_id, ("TEE", 3))
    await pack(tenant, sale_id, ("TEE", 1, "Box 1"), ("TEE", 2, "Box 2"))
    answer = await ship(tenant, sale_id, SHIPMENT)
    assert answer["Status"] == "PARTIALLY AUTHORISED"
    assert await tenant.figures("TEE") == (10, 3, 7)
    body = {"TaskID": sale_id, "Status": "DRAFT", "Lines": [SHIPMENT | {"Box": "Box 2"}]}
    assert "PARTIALLY" in await tenant.refused("POST", "sale/fulfilment/ship", body)


async def test_a_put_of_a_shipment_lists_all_boxes_and_becomes_authorised_by_itself(tenant):
    sale_id = await tenant.sold(("TEE", 3))
    await pick(tenant, sale_id, ("TEE", 3))
    await pack(tenant, sale_id, ("TEE", 1, "Box 1"), ("TEE", 2, "Box 2"))
    body = {"TaskID": sale_id, "Status": "DRAFT", "Lines": [SHIPMENT]}
    assert "Box 2" in await tenant.refused("PUT", "sale/fulfilment/ship", body)
    gone = [SHIPMENT | {"IsShipped": True}, SHIPMENT | {"Box": "Box 2", "IsShipped": True}]
    answer = await ship(tenant, sale_id, *gone, method="PUT", Status="DRAFT")
    assert answer["Status"] == "AUTHORISED"
    assert await tenant.figures("TEE") == (7, 0, 7)


@pytest.mark.parametrize("by_id", [True, False], ids=["by line id", "by box"])
async def test_tracking_is_mended_on_an_authorised_shipment(tenant, by_id):
    sale_id = await tenant.sold(("TEE", 1))
    await pick(tenant, sale_id, ("TEE", 1))
    await pack(tenant, sale_id, ("TEE", 1, "Box 1"))
    first = await ship(tenant, sale_id, SHIPMENT | {"TrackingNumber": "WRONG"})
    line = SHIPMENT | {"TrackingNumber": "RIGHT"}
    if by_id:
        line |= {"ID": first["Lines"][0]["ID"]}
    answer = await ship(tenant, sale_id, line, method="PUT", AddTrackingNumbers=True)
    assert answer["Status"] == "AUTHORISED"
    assert answer["Lines"][0]["TrackingNumber"] == "RIGHT"
    assert answer["Lines"][0]["TrackingURL"].endswith("RIGHT")
    assert await tenant.figures("TEE") == (9, 0, 9)


async def test_a_further_fulfilment_makes_the_sale_an_advanced_one(tenant):
    sale_id = await tenant.sold(("TEE", 3))
    assert "not authorised" in await tenant.refused("POST", "sale/fulfilment", {"SaleID": sale_id})
    await pick(tenant, sale_id, ("TEE", 1))
    answer = await tenant.post("sale/fulfilment", {"SaleID": sale_id})
    second = answer["Fulfilments"][1]
    assert second["FulfillmentNumber"] == 2
    assert second["TaskID"] != sale_id
    await pick(tenant, second["TaskID"], ("TEE", 2))
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["Type"] == "Advanced Sale"
    assert sale["CombinedPickingStatus"] == "PICKED"


async def test_the_automatic_mode_stops_short_of_a_backordered_sale(tenant):
    sale_id = await tenant.shipped(("MUG", 5))
    assert (await combined(tenant, sale_id))[0] == "BACKORDERED"
    sale_id = await tenant.header(SaleType="Advanced")
    body = tenant.order_body(sale_id, [("TEE", 1)], AutoPickPackShipMode="AUTOPICK")
    assert "simple" in await tenant.refused("POST", "sale/order", body)


async def test_undo_brings_the_authorised_stages_back_to_draft(tenant):
    sale_id = await tenant.shipped(("TEE", 2))
    sale = await tenant.delete("sale", ID=sale_id)
    stages = sale["Fulfilments"][0]
    assert [stages[name]["Status"] for name in ("Pick", "Pack", "Ship")] == ["DRAFT"] * 3
    await tenant.order(sale_id, ("TEE", 2))
    assert await tenant.figures("TEE") == (10, 2, 8)
