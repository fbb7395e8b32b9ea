"""saleList: what a search finds, in what order, how late."""

import pytest


async def numbers(tenant, **params) -> list[str]:
    page = await tenant.get("saleList", **params)
    return [row["OrderNumber"] for row in page["SaleList"]]


async def test_search_matches_a_part_of_a_reference_so_1001_finds_10012_too(tenant):
    await tenant.header(CustomerReference="uk #1001")
    await tenant.header(CustomerReference="uk #10012")
    await tenant.header(CustomerReference="uk #2001")
    assert await numbers(tenant, Search="#1001") == ["SO-00002", "SO-00001"]


@pytest.mark.parametrize(
    "part", ["SO-0000", "estim", "web cust", "UK #10"], ids=["number", "status", "name", "ref"]
)
async def test_search_looks_at_number_status_customer_and_reference_in_any_case(tenant, part):
    await tenant.header()
    assert await numbers(tenant, Search=part) == ["SO-00001"]


async def test_search_finds_a_sale_by_its_invoice_number(tenant):
    _, number = await tenant.billed(("TEE", 1))
    assert await numbers(tenant, Search=number) == ["SO-00001"]
    assert await numbers(tenant, Search="SKU") == []


async def test_the_external_id_is_a_filter_by_equality(tenant):
    await tenant.header(ExternalID="uk/1")
    await tenant.header(ExternalID="uk/12")
    assert await numbers(tenant, ExternalID="uk/1") == ["SO-00001"]


async def test_order_number_is_no_parameter_and_is_ignored(tenant):
    await tenant.header()
    assert await numbers(tenant, OrderNumber="SO-09999") == ["SO-00001"]


async def test_pages_count_from_one_and_one_past_the_end_is_empty(tenant):
    for _ in range(5):
        await tenant.header()
    first = await tenant.get("saleList", Page=1, Limit=2)
    assert (first["Total"], first["Page"]) == (5, 1)
    assert await numbers(tenant, Page=3, Limit=2) == ["SO-00001"]
    assert await numbers(tenant, Page=4, Limit=2) == []


async def test_a_page_has_a_hundred_rows_unless_said_and_never_more_than_a_thousand(tenant):
    for _ in range(101):
        tenant.world.cin7.sales.create({"Customer": "x", "Location": "London"})
    assert len(await numbers(tenant)) == 100
    assert len(await numbers(tenant, Limit=5000)) == 101
    tenant.world.cin7_switches.limit_over_1000 = "error"
    assert "1000" in await tenant.refused("GET", "saleList", Limit=5000)


async def test_a_limit_that_is_no_number_is_refused(tenant):
    assert "whole number" in await tenant.refused("GET", "saleList", Limit="many")
    assert "1 or more" in await tenant.refused("GET", "saleList", Page=0)


async def test_updated_moves_with_each_change_and_updated_since_sees_it(tenant):
    sale_id = await tenant.header()
    await tenant.header()
    tenant.world.clock.advance(600)
    await tenant.order(sale_id, ("TEE", 1))
    assert await numbers(tenant, UpdatedSince="2026-11-23T10:05:00Z") == ["SO-00001"]
    assert await numbers(tenant, UpdatedUntil="2026-11-23T10:05:00") == ["SO-00002"]
    assert await numbers(tenant, CreatedSince="2026-11-23T10:05:00Z") == []
    row = (await tenant.get("saleList", Search="SO-00001"))["SaleList"][0]
    assert row["Updated"] == "2026-11-23T10:10:00Z"


async def test_states_are_filters_by_equality(tenant):
    sold = await tenant.sold(("TEE", 1))
    await tenant.sold(("MUG", 9))
    assert await numbers(tenant, Status="BACKORDERED") == ["SO-00002"]
    await tenant.delete("sale", ID=sold, Void="true")
    assert await numbers(tenant, OrderStatus="VOIDED") == ["SO-00001"]
    assert await numbers(tenant, CombinedShippingStatus="NOT SHIPPED") == ["SO-00002"]


async def test_sales_that_are_packed_and_not_shipped_are_ready(tenant):
    sale_id = await tenant.header()
    await tenant.order(sale_id, ("TEE", 1), AutoPickPackShipMode="AUTOPICKPACK")
    await tenant.sold(("TEE", 1))
    assert await numbers(tenant, ReadyForShipping="true") == ["SO-00001"]


async def test_the_list_may_come_oldest_first(tenant):
    await tenant.header()
    await tenant.header()
    tenant.world.cin7_switches.list_order = "oldest-first"
    assert await numbers(tenant) == ["SO-00001", "SO-00002"]


async def test_a_lagging_search_finds_a_sale_late_and_shows_its_old_state(tenant):
    tenant.world.cin7_switches.search_lag_seconds = 45
    sale_id = await tenant.header()
    tenant.world.clock.advance(44)
    await tenant.order(sale_id, ("TEE", 1))
    assert await numbers(tenant) == []
    tenant.world.clock.advance(1)
    assert await numbers(tenant, OrderStatus="NOT AVAILABLE") == ["SO-00001"]
    assert (await tenant.get("sale", ID=sale_id))["Status"] == "ORDERED"
    tenant.world.clock.advance(44)
    assert await numbers(tenant, OrderStatus="AUTHORISED") == ["SO-00001"]
