"""Invoices and credit notes, and the units that come back with them."""

import pytest

DATES = {"InvoiceDate": "2026-11-23T00:00:00", "InvoiceDueDate": "2026-12-23T00:00:00"}


def credit(tenant, sale_id, number, units, restock=None, **more):
    body = tenant.order_body(sale_id, [("TEE", units)])
    lines = [] if restock is None else [{"SKU": "TEE", "Location": "London", "Quantity": restock}]
    return (
        body
        | {
            "CreditNoteInvoiceNumber": number,
            "CreditNoteDate": "2026-11-23T00:00:00",
            "Restock": lines,
        }
        | more
    )


async def test_an_invoice_waits_for_the_order(tenant):
    sale_id = await tenant.header()
    body = tenant.order_body(sale_id, [("TEE", 1)]) | DATES
    assert "not authorised" in await tenant.refused("POST", "sale/invoice", body)


async def test_a_simple_sale_has_one_invoice_rewritten_while_it_is_a_draft(tenant):
    sale_id = await tenant.sold(("TEE", 2))
    body = tenant.order_body(sale_id, [("TEE", 2)]) | DATES
    draft = (await tenant.post("sale/invoice", body | {"Status": "DRAFT"}))["Invoices"][0]
    assert draft["InvoiceNumber"] == "INV-00001"
    assert "only one" in await tenant.refused("POST", "sale/invoice", body)
    await tenant.post("sale/invoice", body | {"TaskID": draft["TaskID"]})
    sale = await tenant.get("sale", ID=sale_id)
    assert (sale["Status"], sale["CombinedInvoiceStatus"]) == ("INVOICED", "INVOICED")
    again = body | {"TaskID": draft["TaskID"]}
    assert "AUTHORISED" in await tenant.refused("POST", "sale/invoice", again)


async def test_an_advanced_sale_is_invoiced_in_parts(tenant):
    sale_id = await tenant.sold(("TEE", 3), SaleType="Advanced")
    body = tenant.order_body(sale_id, [("TEE", 1)]) | DATES
    await tenant.post("sale/invoice", body)
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["CombinedInvoiceStatus"] == "PARTIALLY INVOICED"
    answer = await tenant.post("sale/invoice", tenant.order_body(sale_id, [("TEE", 2)]) | DATES)
    assert [one["InvoiceNumber"] for one in answer["Invoices"]] == ["INV-00001", "INV-00002"]


@pytest.mark.parametrize(
    ("restock", "figures"), [(None, (6, 0, 6)), (1, (7, 0, 7)), (4, (10, 0, 10))]
)
async def test_only_restock_lines_bring_units_back(tenant, restock, figures):
    sale_id, number = await tenant.billed(("TEE", 4))
    answer = await tenant.post("sale/creditnote", credit(tenant, sale_id, number, 2, restock))
    assert answer["CreditNotes"][0]["CreditNoteNumber"] == "CR-00001"
    assert await tenant.figures("TEE") == figures
    sale = await tenant.get("sale", ID=sale_id)
    assert (sale["Status"], sale["CombinedInvoiceStatus"]) == ("CREDITED", "INVOICED / CREDITED")


async def test_units_may_come_back_to_another_warehouse(tenant):
    sale_id, number = await tenant.billed(("TEE", 4))
    body = credit(tenant, sale_id, number, 1, 1)
    body["Restock"][0]["RestockLocation"] = "Leeds"
    answer = await tenant.post("sale/creditnote", body)
    assert answer["CreditNotes"][0]["Restock"][0]["RestockLocation"] == "Leeds"
    assert await tenant.figures("TEE") == (6, 0, 6)
    assert await tenant.figures("TEE", "Leeds") == (5, 0, 5)


async def test_a_draft_credit_note_moves_nothing_and_is_authorised_later(tenant):
    sale_id, number = await tenant.billed(("TEE", 4))
    body = credit(tenant, sale_id, number, 1, 1)
    note = (await tenant.post("sale/creditnote", body | {"Status": "DRAFT"}))["CreditNotes"][0]
    assert await tenant.figures("TEE") == (6, 0, 6)
    await tenant.post("sale/creditnote", body | {"TaskID": note["TaskID"]})
    assert await tenant.figures("TEE") == (7, 0, 7)
    again = body | {"TaskID": note["TaskID"]}
    assert "AUTHORISED" in await tenant.refused("POST", "sale/creditnote", again)
    assert "only one" in await tenant.refused("POST", "sale/creditnote", body)


async def test_units_that_never_left_cannot_be_restocked(tenant):
    sale_id = await tenant.sold(("TEE", 4))
    body = tenant.order_body(sale_id, [("TEE", 4)]) | DATES
    number = (await tenant.post("sale/invoice", body))["Invoices"][0]["InvoiceNumber"]
    said = await tenant.refused("POST", "sale/creditnote", credit(tenant, sale_id, number, 1, 1))
    assert "Pending fulfillment" in said
    assert await tenant.figures("TEE") == (10, 4, 6)


async def test_no_more_units_come_back_than_left(tenant):
    sale_id, number = await tenant.billed(("TEE", 4))
    body = credit(tenant, sale_id, number, 1, 5)
    assert "Pending" in await tenant.refused("POST", "sale/creditnote", body)


async def test_a_credit_note_names_an_authorised_invoice(tenant):
    sale_id = await tenant.sold(("TEE", 1))
    body = credit(tenant, sale_id, "INV-00009", 1)
    assert "INV-00009" in await tenant.refused("POST", "sale/creditnote", body)


@pytest.mark.parametrize("void", ["true", "false"], ids=["void", "undo"])
async def test_taking_a_credited_sale_back_counts_the_restocked_units_once(tenant, void):
    sale_id, number = await tenant.billed(("TEE", 4))
    await tenant.post("sale/creditnote", credit(tenant, sale_id, number, 3, 3))
    assert await tenant.figures("TEE") == (9, 0, 9)
    await tenant.delete("sale", ID=sale_id, Void=void)
    assert await tenant.figures("TEE") == (10, 0, 10)
