"""Sales from header to void: what may be written when."""

from sandbox.journal import SaleChanged

UNKNOWN = "0e0f0e0f-0000-4000-8000-000000000000"


async def test_a_post_makes_a_header_only_and_gives_it_a_number(tenant):
    sale_id = await tenant.header()
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["Status"] == "ESTIMATED"
    assert sale["Order"]["SaleOrderNumber"] == "SO-00001"
    assert sale["Order"]["Status"] == "NOT AVAILABLE"
    assert sale["Order"]["Lines"] == []
    assert sale["ExternalID"] == "uk.myshopify.example/1001"
    assert sale["Type"] == "Simple Sale"


async def test_the_same_external_id_twice_makes_two_sales(tenant):
    first, second = await tenant.header(), await tenant.header()
    assert first != second
    page = await tenant.get("saleList", ExternalID="uk.myshopify.example/1001")
    assert page["Total"] == 2


async def test_strings_stand_for_numbers_and_booleans(tenant):
    sale_id = await tenant.header(SkipQuote="true", CurrencyRate="1", TaxInclusive="false")
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["SkipQuote"] is True
    assert sale["TaxCalculation"] == "Exclusive"


async def test_a_sale_needs_a_location_that_is_there(tenant):
    body = {"Customer": "x", "Location": "Atlantis"}
    assert "Atlantis" in await tenant.refused("POST", "sale", body)
    assert "'Location' is required" in await tenant.refused("POST", "sale", {"Customer": "x"})


async def test_a_put_resets_what_it_leaves_out(tenant):
    sale_id = await tenant.header(Note="leave at the door")
    body = {"ID": sale_id, "Customer": "Web customer", "Location": "London", "SkipQuote": True}
    await tenant.put("sale", body)
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["Note"] == ""
    assert sale["ExternalID"] is None


async def test_an_authorised_order_shows_its_lines_sums_and_status(tenant):
    sale_id = await tenant.header()
    answer = await tenant.order(sale_id, ("TEE", 2), ("MUG", 1))
    assert answer["Status"] == "AUTHORISED"
    assert [line["SKU"] for line in answer["Lines"]] == ["TEE", "MUG"]
    assert answer["Total"] == 30
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["Status"] == "ORDERED"
    assert sale["CombinedPickingStatus"] == "NOT PICKED"
    assert sale["Fulfilments"][0]["TaskID"] == sale_id


async def test_an_order_may_be_rewritten_as_a_draft_but_not_once_authorised(tenant):
    sale_id = await tenant.header()
    await tenant.order(sale_id, ("TEE", 2), Status="DRAFT")
    assert await tenant.figures("TEE") == (10, 0, 10)
    await tenant.order(sale_id, ("TEE", 3))
    assert (await tenant.get("sale/order", SaleID=sale_id))["Lines"][0]["Quantity"] == 3
    said = await tenant.refused("POST", "sale/order", tenant.order_body(sale_id, [("TEE", 1)]))
    assert "AUTHORISED" in said


async def test_an_order_waits_for_the_quote_unless_it_is_skipped(tenant):
    sale_id = await tenant.header(SkipQuote=False)
    body = tenant.order_body(sale_id, [("TEE", 1)])
    assert "quote" in await tenant.refused("POST", "sale/order", body)
    assert (await tenant.get("sale", ID=sale_id))["Status"] == "ESTIMATING"
    await tenant.post("sale/quote", body)
    assert (await tenant.get("sale/quote", SaleID=sale_id))["Status"] == "AUTHORISED"
    await tenant.order(sale_id, ("TEE", 1))


async def test_a_quote_is_refused_when_it_is_skipped(tenant):
    body = tenant.order_body(await tenant.header(), [("TEE", 1)])
    assert "skipped" in await tenant.refused("POST", "sale/quote", body)


async def test_unknown_skus_are_all_named_and_nothing_is_written(tenant):
    sale_id = await tenant.header()
    body = tenant.order_body(sale_id, [("tee", 1), ("GONE", 1), ("TEE", 1)])
    said = await tenant.refused("POST", "sale/order", body)
    assert "'tee'" in said
    assert "'GONE'" in said
    assert (await tenant.get("sale/order", SaleID=sale_id))["Status"] == "NOT AVAILABLE"


async def test_a_line_total_is_checked_against_the_servers_own_sum(tenant):
    sale_id = await tenant.header()
    body = tenant.order_body(sale_id, [("TEE", 3)])
    body["Lines"][0]["Discount"] = 10
    body["Lines"][0]["Total"] = 27
    await tenant.post("sale/order", body | {"Status": "DRAFT"})
    body["Lines"][0]["Total"] = 30
    assert "27.00" in await tenant.refused("POST", "sale/order", body)


async def test_a_fraction_of_a_unit_is_refused(tenant):
    body = tenant.order_body(await tenant.header(), [("TEE", 1)])
    body["Lines"][0]["Quantity"] = 1.5
    assert "whole units" in await tenant.refused("POST", "sale/order", body)


async def test_a_charge_names_a_service_product(tenant):
    sale_id = await tenant.header()
    charge = {"Description": "Carriage", "Price": 5, "Quantity": 1, "Tax": 0, "TaxRule": "x"}
    body = tenant.order_body(sale_id, [("TEE", 1)], AdditionalCharges=[charge])
    answer = await tenant.post("sale/order", body | {"Status": "DRAFT"})
    assert answer["Total"] == 15
    body["AdditionalCharges"] = [charge | {"Description": "Fairy dust"}]
    assert "Fairy dust" in await tenant.refused("POST", "sale/order", body)


async def test_charges_may_travel_among_the_lines(tenant):
    sale_id = await tenant.header()
    body = tenant.order_body(sale_id, [("TEE", 1)], CombineAdditionalCharges=True)
    body["Lines"].append(
        {"Name": "Carriage", "Price": 5, "Quantity": 1, "Tax": 0, "TaxRule": "Tax Exempt"}
    )
    answer = await tenant.post("sale/order", body)
    assert [charge["Description"] for charge in answer["AdditionalCharges"]] == ["Carriage"]


async def test_void_ends_a_sale_for_good(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    sale = await tenant.delete("sale", ID=sale_id, Void="true")
    assert (sale["Status"], sale["Order"]["Status"]) == ("VOIDED", "VOIDED")
    body = tenant.order_body(sale_id, [("TEE", 1)])
    assert "voided" in await tenant.refused("POST", "sale/order", body)
    assert "voided" in await tenant.refused("DELETE", "sale", ID=sale_id, Void="false")


async def test_a_second_void_is_an_error_or_nothing_by_switch(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    await tenant.delete("sale", ID=sale_id, Void="true")
    assert "already voided" in await tenant.refused("DELETE", "sale", ID=sale_id, Void="true")
    tenant.world.cin7_switches.void_of_voided = "no-op"
    await tenant.delete("sale", ID=sale_id, Void="true")
    assert not tenant.last_call().changed


async def test_delete_without_void_is_an_undo_and_the_order_can_be_written_anew(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    sale = await tenant.delete("sale", ID=sale_id)
    assert (sale["Status"], sale["Order"]["Status"]) == ("ORDERING", "DRAFT")
    assert sale["Order"]["Lines"][0]["Quantity"] == 2
    await tenant.order(sale_id, ("TEE", 5))
    assert (await tenant.get("sale", ID=sale_id))["Status"] == "ORDERED"


async def test_undo_of_a_quoted_sale_brings_the_quote_back_to_draft_too(tenant):
    sale_id = await tenant.header(SkipQuote=False)
    body = tenant.order_body(sale_id, [("TEE", 1)])
    await tenant.post("sale/quote", body)
    await tenant.post("sale/order", body)
    sale = await tenant.delete("sale", ID=sale_id, Void="false")
    assert sale["Quote"]["Status"] == "DRAFT"
    assert "quote" in await tenant.refused("POST", "sale/order", body)


async def test_an_unknown_sale_is_an_error_list(tenant):
    assert "was not found" in await tenant.refused("GET", "sale", ID=UNKNOWN)
    assert "was not found" in await tenant.refused("DELETE", "sale", ID=UNKNOWN, Void="true")


async def test_ids_are_known_in_either_letter_case(tenant):
    sale_id = await tenant.header()
    assert (await tenant.get("sale", ID=sale_id.upper()))["ID"] == sale_id


async def test_each_stage_change_is_journaled_once_with_the_orders_lines(tenant):
    sale_id = await tenant.sold(("TEE", 2), ("MUG", 1))
    await tenant.delete("sale", ID=sale_id, Void="true")
    told = [(event.order_status, event.status, event.lines) for event in tenant.events(SaleChanged)]
    lines = (("TEE", 2), ("MUG", 1))
    assert told == [
        ("NOT AVAILABLE", "ESTIMATED", ()),
        ("AUTHORISED", "ORDERED", lines),
        ("VOIDED", "VOIDED", lines),
    ]
    event = tenant.events(SaleChanged)[0]
    assert event.external_id == "uk.myshopify.example/1001"
    assert event.customer_reference == "uk #1001"
    assert event.location == "London"


async def test_a_customer_who_is_not_there_is_refused_where_the_switch_says_so(tenant):
    tenant.world.cin7_switches.customer_must_exist = True
    body = {"Customer": "Nobody", "Location": "London"}
    assert "Nobody" in await tenant.refused("POST", "sale", body)
    tenant.world.cin7.sales.add_customer("Nobody")
    await tenant.post("sale", body)


async def test_a_sale_does_not_change_house_while_its_order_is_authorised(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    body = {"ID": sale_id, "Customer": "Web customer", "Location": "Leeds", "SkipQuote": True}
    assert "Location" in await tenant.refused("PUT", "sale", body)
    await tenant.delete("sale", ID=sale_id)
    await tenant.put("sale", body)
    await tenant.order(sale_id, ("TEE", 2))
    assert await tenant.figures("TEE", "Leeds") == (4, 2, 2)
