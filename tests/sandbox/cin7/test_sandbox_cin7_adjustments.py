"""Stock adjustments: the quantity is the new figure."""

import pytest


def body(units, status="COMPLETED", sku="TEE", location="London", **more):
    line = {"SKU": sku, "Quantity": units, "UnitCost": 4, "Location": location}
    return {"EffectiveDate": "2026-11-23T00:00:00", "Status": status, "Lines": [line]} | more


@pytest.mark.parametrize(
    ("on_hand", "figures"),
    [(False, (12, 4, 8)), (True, (8, 4, 4))],
    ids=["new available", "new on hand"],
)
async def test_the_quantity_is_the_new_figure(tenant, on_hand, figures):
    await tenant.sold(("TEE", 4))
    await tenant.post("stockadjustment", body(8, UpdateOnHand=on_hand))
    assert await tenant.figures("TEE") == figures


async def test_a_draft_waits_until_it_is_completed(tenant):
    draft = await tenant.post("stockadjustment", body(1, "DRAFT"))
    assert await tenant.figures("TEE") == (10, 0, 10)
    await tenant.put("stockadjustment", body(1) | {"TaskID": draft["TaskID"]})
    assert await tenant.figures("TEE") == (1, 0, 1)
    again = body(5) | {"TaskID": draft["TaskID"]}
    assert "COMPLETED" in await tenant.refused("PUT", "stockadjustment", again)


async def test_lines_are_split_by_whether_there_was_stock(tenant):
    made = await tenant.post("stockadjustment", body(2, sku="MUG", location="Leeds"))
    assert made["ExistingStockLines"] == []
    assert made["NewStockLines"][0]["Quantity"] == 2
    made = await tenant.post("stockadjustment", body(6, sku="MUG", location="London"))
    line = made["ExistingStockLines"][0]
    assert (line["QuantityOnHand"], line["Adjustment"]) == (3, 6)
    shown = await tenant.get("stockadjustment", TaskID=made["TaskID"])
    assert shown["StocktakeNumber"] == "ST-00002"


async def test_the_list_is_oldest_first_and_ignores_since_filters(tenant):
    await tenant.post("stockadjustment", body(1))
    await tenant.post("stockadjustment", body(2, "DRAFT"))
    page = await tenant.get("stockAdjustmentList", UpdatedSince="2030-01-01T00:00:00Z")
    assert [row["StocktakeNumber"] for row in page["StockAdjustmentList"]] == [
        "ST-00001",
        "ST-00002",
    ]
    page = await tenant.get("stockAdjustmentList", Status="DRAFT")
    assert page["Total"] == 1


async def test_a_service_has_no_stock_to_adjust(tenant):
    said = await tenant.refused("POST", "stockadjustment", body(1, sku="Carriage"))
    assert "not a stock product" in said
