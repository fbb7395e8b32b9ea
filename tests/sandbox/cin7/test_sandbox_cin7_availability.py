"""ref/productavailability: its rows, its traps, how late it is and how fast."""

import time
from decimal import Decimal


async def rows(tenant, **params):
    page = await tenant.get("ref/productavailability", **params)
    return page["ProductAvailabilityList"]


async def test_there_is_a_row_for_each_product_and_location_with_stock(tenant):
    found = {(row["SKU"], row["Location"]): row["Available"] for row in await rows(tenant)}
    assert found == {("TEE", "London"): 10, ("TEE", "Leeds"): 4, ("MUG", "London"): 3}


async def test_a_row_of_zeros_is_left_out_unless_the_switch_says_otherwise(tenant):
    tenant.world.cin7.adjust("MUG", "London", -3)
    assert await rows(tenant, Sku="MUG") == []
    tenant.world.cin7_switches.omit_zero_rows = False
    assert [row["OnHand"] for row in await rows(tenant, Sku="MUG")] == [0]


async def test_a_row_that_is_only_on_order_is_shown(tenant):
    tenant.world.cin7.create_purchase({"MUG": 7}, "Leeds", required_by="2026-11-30T00:00:00")
    row = (await rows(tenant, Sku="MUG", Location="Leeds"))[0]
    assert (row["OnHand"], row["Available"], row["OnOrder"]) == (0, 0, 7)
    assert row["NextDeliveryDate"] == "2026-11-30T00:00:00"


async def test_stock_on_hand_is_money_not_units(tenant):
    tenant.world.cin7.add_product("HAT", "Hat", 20, {"London": 3}, cost=Decimal("7.5"))
    row = (await rows(tenant, Sku="HAT"))[0]
    assert (row["OnHand"], row["StockOnHand"]) == (3, 22.5)


async def test_bins_have_rows_of_their_own_and_each_repeats_what_is_on_order(tenant):
    tenant.world.cin7.add_product("HAT", "Hat", 20, {"Paris: A-1": 3, "Paris: B-2": 2})
    tenant.world.cin7.create_purchase({"HAT": 6}, "Paris")
    await tenant.sold(("HAT", 4), Location="Paris")
    shown = [
        (row["Location"], row["Bin"], row["OnHand"], row["Allocated"], row["OnOrder"])
        for row in await rows(tenant, Sku="HAT")
    ]
    assert shown == [("Paris", "A-1", 3, 3, 6), ("Paris", "B-2", 2, 1, 6)]


async def test_the_sku_and_location_filters_are_exact(tenant):
    assert await rows(tenant, Sku="TE") == []
    assert await rows(tenant, Sku="tee") == []
    assert await rows(tenant, Location="Lon") == []
    assert len(await rows(tenant, Name="plain")) == 2


async def test_since_filters_are_ignored(tenant):
    page = await tenant.get("ref/productavailability", ModifiedSince="2030-01-01T00:00:00Z")
    assert page["Total"] == 3


async def test_a_lagging_availability_shows_the_figures_of_a_while_ago(tenant):
    tenant.world.cin7_switches.availability_lag_seconds = 60
    assert await tenant.figures("TEE") == (10, 0, 10)
    await tenant.sold(("TEE", 4))
    tenant.world.clock.advance(30)
    await tenant.sold(("TEE", 1))
    assert await tenant.figures("TEE") == (10, 0, 10)
    tenant.world.clock.advance(30)
    assert await tenant.figures("TEE") == (10, 4, 6)
    tenant.world.clock.advance(30)
    assert await tenant.figures("TEE") == (10, 5, 5)


async def test_a_row_that_came_and_went_is_late_both_times(tenant):
    tenant.world.cin7_switches.availability_lag_seconds = 60
    tenant.world.cin7.adjust("MUG", "Leeds", 2)
    assert await tenant.figures("MUG", "Leeds") == (0, 0, 0)
    tenant.world.clock.advance(60)
    assert await tenant.figures("MUG", "Leeds") == (2, 0, 2)
    tenant.world.cin7.adjust("MUG", "Leeds", -2)
    assert await tenant.figures("MUG", "Leeds") == (2, 0, 2)
    tenant.world.clock.advance(60)
    assert await rows(tenant, Sku="MUG", Location="Leeds") == []


async def test_the_pages_of_twelve_thousand_rows_fit_together_and_are_fast(tenant):
    cin7 = tenant.world.cin7
    for number in range(4000):
        cin7.add_product(f"P-{number}", f"Part {number}", 5, {"London": 5, "Leeds": 3, "Paris": 1})
    seen, took = [], []
    for page in range(1, 14):
        begun = time.process_time()
        text = cin7.availability.page({"page": str(page), "limit": "1000"})
        took.append(time.process_time() - begun)
        seen.append(text.count('"SKU"'))
    assert seen == [1000] * 12 + [3]
    assert min(took) < 0.03, took
    page = await tenant.get("ref/productavailability", Page=12, Limit=1000)
    assert page["Total"] == 12_003
    first = await tenant.get("ref/productavailability", Page=11, Limit=1000)
    keys = {
        (row["SKU"], row["Location"])
        for part in (first, page)
        for row in part["ProductAvailabilityList"]
    }
    assert len(keys) == 2000
