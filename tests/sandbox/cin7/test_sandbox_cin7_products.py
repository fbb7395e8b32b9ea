"""Products and locations as reference data."""

from sandbox.journal import ProductWritten

HAT = {
    "SKU": "HAT",
    "Name": "Felt hat",
    "Category": "Other",
    "Type": "Stock",
    "CostingMethod": "FIFO",
    "UOM": "Item",
    "Status": "Active",
    "PriceTier1": 20,
}


async def skus(tenant, **params) -> list[str]:
    return [row["SKU"] for row in (await tenant.get("product", **params))["Products"]]


async def test_the_sku_filter_finds_parts_so_an_exact_match_is_the_clients_work(tenant):
    tenant.world.cin7.add_product("TEE-XL", "Large tee", 10)
    assert await skus(tenant, Sku="tee") == ["TEE", "TEE-XL"]
    tenant.world.cin7_switches.product_filter = "starts"
    assert await skus(tenant, Sku="XL") == []


async def test_one_product_comes_in_the_lists_envelope_too(tenant):
    product = (await tenant.get("product", Sku="MUG"))["Products"][0]
    page = await tenant.get("product", ID=product["ID"])
    assert (page["Total"], page["Products"][0]["Name"]) == (1, "Blue mug")
    assert page["Products"][0]["PriceTier1"] == 8
    assert "Movements" not in page["Products"][0]
    page = await tenant.get("product", ID=product["ID"], IncludeMovements="true")
    assert page["Products"][0]["Movements"] == []


async def test_a_new_product_needs_its_fields_and_a_new_sku(tenant):
    made = (await tenant.post("product", HAT))["Products"][0]
    assert made["SKU"] == "HAT"
    assert "already exists" in await tenant.refused("POST", "product", HAT)
    assert "'UOM' is required" in await tenant.refused(
        "POST", "product", {key: value for key, value in HAT.items() if key != "UOM"}
    )
    assert "Category not found." in await tenant.refused(
        "POST", "product", HAT | {"SKU": "X", "Category": "Hats"}
    )


async def test_a_write_says_in_the_journal_whether_the_sku_was_in_it(tenant):
    product_id = (await tenant.get("product", Sku="MUG"))["Products"][0]["ID"]
    await tenant.put("product", {"ID": product_id, "Name": "Red mug"})
    await tenant.put("product", {"ID": product_id, "SKU": "MUG-R"})
    told = [(event.ref, event.sku_touched) for event in tenant.events(ProductWritten)]
    assert told == [(product_id, False), (product_id, True)]
    row = (await tenant.get("ref/productavailability", Sku="MUG-R"))["ProductAvailabilityList"][0]
    assert (row["Name"], row["Available"]) == ("Red mug", 3)


async def test_modified_since_works_and_deprecated_products_hide(tenant):
    tenant.world.clock.advance(60)
    product_id = (await tenant.get("product", Sku="MUG"))["Products"][0]["ID"]
    await tenant.put("product", {"ID": product_id, "Status": "Deprecated"})
    assert await skus(tenant, ModifiedSince="2026-11-23T10:00:30Z") == []
    assert await skus(tenant, ModifiedSince="2026-11-23T10:00:30Z", IncludeDeprecated="true") == [
        "MUG"
    ]


async def test_bins_are_nested_and_rows_of_their_own(tenant):
    rows = (await tenant.get("ref/location"))["LocationList"]
    assert [row["Name"] for row in rows] == ["London", "Leeds", "Paris", "A-1", "B-2"]
    paris, bin_row = rows[2], rows[3]
    assert [one["Name"] for one in paris["Bins"]] == ["A-1", "B-2"]
    assert bin_row["ParentID"] == paris["ID"]
    assert [
        row["Name"] for row in (await tenant.get("ref/location", Name="l"))["LocationList"]
    ] == [
        "London",
        "Leeds",
    ]


async def test_me_says_that_this_company_keeps_whole_units(tenant):
    me = await tenant.get("me")
    assert me["MaximumDecimalPlacesInQuantity"] == "N0"
    assert me["Currency"] == "GBP"
