"""The vendor's own sample answers: every key of theirs is in ours, at the same place."""

import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared/data/payloads/cin7-core/api-docs"

LEFT_OUT = {
    "Product": {"Suppliers", "ReorderLevels", "Movements", "Attachments"},
    "bill of materials": {"BillOfMaterialsProducts", "BillOfMaterialsServices"},
}
"""Present in samples only because they were asked for."""

ASKED_FOR = set().union(*LEFT_OUT.values())

NOT_MODELLED = {
    "InventoryMovements[]",
    "Transactions[]",
    "ManualJournals.Lines[]",
    "Payments[]",
    "Refunds[]",
    "Attachments[]",
    "Prepayments[]",
    "Invoice[]",
    "CreditNote[]",
    "ManualJournals[]",
}
"""Lists that this sandbox leaves empty."""


def sample(name: str):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the vendor's samples are not found: {path}")
    return json.loads(path.read_text())


def missing(theirs, ours, where="") -> set[str]:
    """Keys of theirs that ours lacks, by path."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        lost = {f"{where}.{key}" for key in theirs if key not in ours and key not in ASKED_FOR}
        for key in theirs.keys() & ours.keys():
            lost |= missing(theirs[key], ours[key], f"{where}.{key}")
        return lost
    if isinstance(theirs, list) and isinstance(ours, list) and theirs:
        if not ours:
            listed = f"{where}[]"
            return set() if any(listed.endswith(name) for name in NOT_MODELLED) else {listed}
        return missing(theirs[0], ours[0], f"{where}[]")
    return set()


async def test_me_location_and_availability_have_the_samples_keys(tenant):
    assert missing(sample("me.GET.response.200.json"), await tenant.get("me")) <= {
        ".RoundingTable[]"
    }
    theirs = sample("ref-location.GET.response.200.json")
    assert not missing(theirs, await tenant.get("ref/location"))
    theirs = sample("ref-productavailability.GET.response.200.json")
    assert not missing(theirs, await tenant.get("ref/productavailability"))


async def test_a_sale_and_its_row_have_the_samples_keys(tenant):
    sale_id, number = await tenant.billed(("TEE", 2))
    body = tenant.order_body(sale_id, [("TEE", 1)]) | {
        "CreditNoteInvoiceNumber": number,
        "CreditNoteDate": "2026-11-23T00:00:00",
        "Restock": [{"SKU": "TEE", "Location": "London", "Quantity": 1}],
        "AdditionalCharges": [
            {"Description": "Carriage", "Price": 1, "Quantity": 1, "Tax": 0, "TaxRule": "x"}
        ],
    }
    await tenant.post("sale/creditnote", body)
    ours = await tenant.get("sale", ID=sale_id)
    lost = missing(sample("sale.GET.response.200.json"), ours)
    # An order without a quote, without charges, and documents that the sandbox does not keep.
    assert {path for path in lost if not path.endswith("[]")} <= {".ManualJournals.Transactions"}
    theirs = sample("salelist.GET.response.200.json")
    assert not missing(theirs, await tenant.get("saleList"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sale-order.GET.response.200.json", "sale/order"),
        ("sale-fulfilment.GET.response.200.json", "sale/fulfilment"),
        ("sale-invoice.GET.response.200.json", "sale/invoice"),
    ],
)
async def test_the_parts_of_a_sale_have_the_samples_keys(tenant, name, path):
    sale_id, _ = await tenant.billed(("TEE", 2))
    lost = missing(sample(name), await tenant.get(path, SaleID=sale_id))
    assert {one for one in lost if not one.endswith("AdditionalCharges[]")} == set()


@pytest.mark.parametrize("stage", ["pick", "pack", "ship"])
async def test_the_stages_of_a_fulfilment_have_the_samples_keys(tenant, stage):
    sale_id = await tenant.shipped(("TEE", 2))
    theirs = sample(f"sale-fulfilment-{stage}.POST.response.200.json")
    assert not missing(theirs, await tenant.get(f"sale/fulfilment/{stage}", TaskID=sale_id))


async def test_purchases_have_the_samples_keys(tenant):
    tenant.world.cin7_switches.use_put_away = True
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 2}, "London")
    tenant.world.cin7.receive(purchase_id)
    theirs = sample("purchaselist.GET.response.200.json")
    assert not missing(theirs, await tenant.get("purchaseList"))
    theirs = sample("advanced-purchase.GET.response.200.json")
    lost = missing(theirs, await tenant.get("advanced-purchase", ID=purchase_id))
    assert {one for one in lost if not one.endswith("[]")} == set()
    theirs = sample("advanced-purchase-put-away.GET.response.200.json")
    ours = await tenant.get("advanced-purchase/put-away", PurchaseID=purchase_id)
    assert not missing(theirs, ours)


async def test_adjustments_products_and_webhooks_have_the_samples_keys(tenant):
    theirs = sample("stockadjustment.POST.request.json")
    line = theirs["Lines"][0] | {"SKU": "TEE", "ProductID": None, "Location": "Leeds"}
    line |= {"LocationID": None}
    made = await tenant.post("stockadjustment", theirs | {"Lines": [line]})
    assert not missing(sample("stockadjustment.POST.response.200.json"), made)
    theirs = sample("product.POST.response.200.json")
    assert not missing(theirs, await tenant.get("product"))
    posted = sample("webhooks.POST.request.json")
    made = await tenant.post("webhooks", posted)
    assert not missing(sample("webhooks.POST.response.200.json"), made)


async def test_the_vendors_own_order_request_is_taken(tenant):
    tenant.world.cin7.add_product("Bread", "Baked Bread", 8, {"London": 5})
    theirs = sample("sale-order.POST.request.json")
    service = theirs["AdditionalCharges"][0]["Description"]
    tenant.world.cin7.add_product("support", service, kind="Service")
    sale_id = await tenant.header()
    line = {key: value for key, value in theirs["Lines"][0].items() if key != "ProductID"}
    body = theirs | {"SaleID": sale_id, "Lines": [line]}
    answer = await tenant.post("sale/order", body)
    assert not missing(sample("sale-order.POST.response.200.json"), answer)
    assert answer["Total"] == 358
