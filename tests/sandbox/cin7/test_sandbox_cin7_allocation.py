"""The arithmetic of stock: Available = OnHand - Allocated, and it drops once."""

import pytest

from sandbox.journal import ShelfChanged


async def test_a_draft_holds_nothing(tenant):
    await tenant.order(await tenant.header(), ("TEE", 4), Status="DRAFT")
    assert await tenant.figures("TEE") == (10, 0, 10)


async def test_an_authorised_order_holds_its_units_at_its_own_location(tenant):
    await tenant.sold(("TEE", 4))
    assert await tenant.figures("TEE") == (10, 4, 6)
    assert await tenant.figures("TEE", "Leeds") == (4, 0, 4)


async def test_a_shortage_is_backordered_and_available_goes_below_zero(tenant):
    sale_id = await tenant.header()
    answer = await tenant.order(sale_id, ("MUG", 5))
    assert answer["Lines"][0]["BackorderQuantity"] == 2
    assert (await tenant.get("sale", ID=sale_id))["Status"] == "BACKORDERED"
    assert await tenant.figures("MUG") == (3, 5, -2)


async def test_in_the_other_reading_a_backorder_is_not_allocated(tenant):
    tenant.world.cin7_switches.backorder_counts_as_allocated = False
    await tenant.sold(("MUG", 5))
    assert await tenant.figures("MUG") == (3, 3, 0)


async def test_once_something_is_owed_the_next_order_is_owed_whole(tenant):
    await tenant.sold(("MUG", 5))
    answer = await tenant.order(await tenant.header(), ("MUG", 1))
    assert answer["Lines"][0]["BackorderQuantity"] == 1


async def test_two_lines_of_one_sku_do_not_share_the_same_units(tenant):
    answer = await tenant.order(await tenant.header(), ("MUG", 2), ("MUG", 2))
    assert [line["BackorderQuantity"] for line in answer["Lines"]] == [0, 1]


async def test_services_hold_nothing(tenant):
    await tenant.sold(("Carriage", 1))
    page = await tenant.get("ref/productavailability", Sku="Carriage")
    assert page["Total"] == 0


@pytest.mark.parametrize("void", ["true", "false"], ids=["void", "undo"])
async def test_taking_an_order_back_frees_what_it_held_the_backorder_too(tenant, void):
    sale_id = await tenant.sold(("MUG", 5), ("TEE", 2))
    await tenant.delete("sale", ID=sale_id, Void=void)
    assert await tenant.figures("MUG") == (3, 0, 3)
    assert await tenant.figures("TEE") == (10, 0, 10)


@pytest.mark.parametrize("void", ["true", "false"], ids=["void", "undo"])
async def test_taking_a_shipped_order_back_returns_the_units(tenant, void):
    sale_id = await tenant.shipped(("TEE", 4))
    assert await tenant.figures("TEE") == (6, 0, 6)
    await tenant.delete("sale", ID=sale_id, Void=void)
    assert await tenant.figures("TEE") == (10, 0, 10)


async def test_available_drops_once_and_stays_through_pick_and_ship(tenant):
    sale_id = await tenant.header()
    await tenant.order(sale_id, ("TEE", 4))
    seen = [await tenant.figures("TEE")]
    await tenant.post("sale/fulfilment/pick", {"TaskID": sale_id, "AutoPickMode": "AUTOPICK"})
    seen.append(await tenant.figures("TEE"))
    lines = [{"SKU": "TEE", "Location": "London", "Quantity": 4, "Box": "Box 1"}]
    await tenant.post(
        "sale/fulfilment/pack", {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": lines}
    )
    shipment = {"ShipmentDate": "2026-11-23T00:00:00", "Box": "Box 1", "IsShipped": True}
    body = {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": [shipment]}
    await tenant.post("sale/fulfilment/ship", body)
    seen.append(await tenant.figures("TEE"))
    assert seen == [(10, 4, 6), (10, 4, 6), (6, 0, 6)]


async def test_stock_leaves_at_the_pick_where_the_switch_says_so(tenant):
    tenant.world.cin7_switches.stock_out_stage = "pick"
    sale_id = await tenant.sold(("TEE", 4))
    await tenant.post("sale/fulfilment/pick", {"TaskID": sale_id, "AutoPickMode": "AUTOPICK"})
    assert await tenant.figures("TEE") == (6, 0, 6)


async def test_stock_that_comes_in_leaves_a_backorder_as_it_is_until_undone(tenant):
    sale_id = await tenant.sold(("MUG", 5))
    tenant.world.cin7.adjust("MUG", "London", 10)
    assert await tenant.figures("MUG") == (13, 5, 8)
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["Status"] == "BACKORDERED"
    assert sale["Order"]["Lines"][0]["BackorderQuantity"] == 2
    await tenant.delete("sale", ID=sale_id)
    await tenant.order(sale_id, ("MUG", 5))
    assert (await tenant.get("sale", ID=sale_id))["Status"] == "ORDERED"
    assert await tenant.figures("MUG") == (13, 5, 8)


async def test_stock_fills_the_oldest_backorder_first_where_the_switch_says_so(tenant):
    tenant.world.cin7_switches.backorders_fill_on_receipt = True
    first, second = await tenant.sold(("MUG", 5)), await tenant.sold(("MUG", 4))
    before = (await tenant.get("sale", ID=first))["LastModifiedOn"]
    tenant.world.clock.advance(60)
    tenant.world.cin7.adjust("MUG", "London", 3)
    older, newer = await tenant.get("sale", ID=first), await tenant.get("sale", ID=second)
    assert older["Status"] == "ORDERED"
    assert older["LastModifiedOn"] > before
    assert newer["Status"] == "BACKORDERED"
    assert newer["Order"]["Lines"][0]["BackorderQuantity"] == 3
    assert await tenant.figures("MUG") == (6, 9, -3)


async def test_the_journal_holds_every_true_figure_at_its_moment(tenant):
    sale_id = await tenant.sold(("MUG", 5))
    await tenant.delete("sale", ID=sale_id, Void="true")
    told = [
        (event.available, event.on_hand, event.cause.split()[0])
        for event in tenant.events(ShelfChanged)
        if (event.sku, event.location) == ("MUG", "London")
    ]
    assert told == [(3, 3, "seed"), (-2, 3, "order"), (3, 3, "void")]


async def test_a_kept_figure_is_journaled_when_only_on_hand_moves(tenant):
    await tenant.shipped(("TEE", 4))
    last = tenant.events(ShelfChanged)[-1]
    assert (last.available, last.on_hand) == (6, 6)
    assert last.cause.startswith("shipped")
