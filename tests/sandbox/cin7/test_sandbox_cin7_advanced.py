"""Advanced sales: several parcels, several credit notes, and what the journal hears of them."""

from typing import Any

import pytest

from sandbox.journal import SaleCredited, SaleInvoiced, SaleLegChanged
from tests.sandbox.cin7.test_sandbox_cin7_billing import DATES, credit
from tests.sandbox.cin7.test_sandbox_cin7_fulfilment import SHIPMENT, pack, pick, ship


async def legs(tenant: Any, sale_id: str) -> list[str]:
    found = await tenant.get("sale/fulfilment", SaleID=sale_id)
    return [one["TaskID"] for one in found["Fulfilments"]]


async def advanced(tenant: Any, *lines: tuple[str, int]) -> str:
    return str(await tenant.sold(*lines, SaleType="Advanced"))


async def send_off(tenant: Any, task_id: str, units: int, tracking: str = "RM1") -> None:
    await pick(tenant, task_id, ("TEE", units))
    await pack(tenant, task_id, ("TEE", units, "Box 1"))
    await ship(tenant, task_id, SHIPMENT | {"TrackingNumber": tracking})


async def bill(tenant: Any, sale_id: str, units: int) -> str:
    body = tenant.order_body(sale_id, [("TEE", units)]) | DATES
    return str((await tenant.post("sale/invoice", body))["Invoices"][-1]["InvoiceNumber"])


async def test_an_advanced_sale_holds_and_backorders_as_a_simple_one(tenant):
    sale_id = await advanced(tenant, ("TEE", 2), ("MUG", 5))
    sale = await tenant.get("sale", ID=sale_id)
    assert (sale["Type"], sale["Status"]) == ("Advanced Sale", "BACKORDERED")
    assert [line["BackorderQuantity"] for line in sale["Order"]["Lines"]] == [0, 2]
    assert await tenant.figures("TEE") == (10, 2, 8)
    assert await tenant.figures("MUG") == (3, 5, -2)


@pytest.mark.parametrize("void", ["true", "false"], ids=["void", "undo"])
async def test_an_advanced_sale_lets_go_of_its_units_when_it_is_taken_back(tenant, void):
    sale_id = await advanced(tenant, ("TEE", 2))
    await tenant.delete("sale", ID=sale_id, Void=void)
    assert await tenant.figures("TEE") == (10, 0, 10)


async def test_an_undone_advanced_sale_is_authorised_again_with_what_stays(tenant):
    sale_id = await advanced(tenant, ("TEE", 3))
    (first,) = await legs(tenant, sale_id)
    await tenant.delete("sale", ID=sale_id)
    await tenant.order(sale_id, ("TEE", 1))
    assert await tenant.figures("TEE") == (10, 1, 9)
    assert await legs(tenant, sale_id) == [first]


@pytest.mark.parametrize(("there", "count"), [(True, 1), (False, 0)], ids=["at once", "on demand"])
async def test_the_first_fulfilment_comes_with_the_order_or_is_asked_for(tenant, there, count):
    tenant.world.cin7_switches.first_fulfilment = there
    sale_id = await advanced(tenant, ("TEE", 3))
    assert len(await legs(tenant, sale_id)) == count
    if not there:
        await tenant.post("sale/fulfilment", {"SaleID": sale_id})
        assert len(await legs(tenant, sale_id)) == 1


async def test_two_parcels_leave_apart_each_with_its_units(tenant):
    sale_id = await advanced(tenant, ("TEE", 3))
    (first,) = await legs(tenant, sale_id)
    await send_off(tenant, first, 1)
    assert await tenant.figures("TEE") == (9, 2, 7)
    await tenant.post("sale/fulfilment", {"SaleID": sale_id})
    second = (await legs(tenant, sale_id))[1]
    await send_off(tenant, second, 2, "RM2")
    assert await tenant.figures("TEE") == (7, 0, 7)
    sale = await tenant.get("sale", ID=sale_id)
    assert sale["CombinedShippingStatus"] == "SHIPPED"
    assert sale["CombinedTrackingNumbers"] == "RM1,RM2"


@pytest.mark.parametrize(("post", "said"), [("replaces", "AUTHORISED"), ("adds", None)])
async def test_a_second_pick_post_replaces_or_adds_and_a_put_replaces(tenant, post, said):
    tenant.world.cin7_switches.pick_post = post
    sale_id = await advanced(tenant, ("MUG", 5))
    (first,) = await legs(tenant, sale_id)
    assert (await pick(tenant, first, ("MUG", 5)))["Status"] == "DRAFT"
    tenant.world.cin7.adjust("MUG", "London", 2)
    body = {
        "TaskID": first,
        "Status": "AUTHORISED",
        "Lines": [{"SKU": "MUG", "Location": "London", "Quantity": 5}],
    }
    if said:
        assert (await tenant.post("sale/fulfilment/pick", body))["Status"] == said
    else:
        refused = await tenant.refused("POST", "sale/fulfilment/pick", body)
        assert "than ordered" in refused
        assert (await tenant.put("sale/fulfilment/pick", body))["Status"] == "AUTHORISED"


async def test_several_refunds_of_one_sale_are_several_credit_notes_with_their_memos(tenant):
    sale_id = await advanced(tenant, ("TEE", 4))
    (first,) = await legs(tenant, sale_id)
    await send_off(tenant, first, 4)
    number = await bill(tenant, sale_id, 4)
    made = []
    for refund, units in (("Shopify refund 1 of uk #1001", 1), ("Shopify refund 2 of uk #1001", 2)):
        body = credit(tenant, sale_id, number, units, units, Memo=refund)
        await tenant.post("sale/creditnote", body)
        made.append(tenant.last_call().ref)
    assert await tenant.figures("TEE") == (9, 0, 9)
    notes = (await tenant.get("sale", ID=sale_id))["CreditNotes"]
    assert made == [note["CreditNoteNumber"] for note in notes] == ["CR-00001", "CR-00002"]
    assert [note["Memo"] for note in notes] == [
        "Shopify refund 1 of uk #1001",
        "Shopify refund 2 of uk #1001",
    ]
    too_much = credit(tenant, sale_id, number, 1, 2)
    assert "Pending" in await tenant.refused("POST", "sale/creditnote", too_much)


@pytest.mark.parametrize("void", ["true", "false"], ids=["void", "undo"])
async def test_a_shipped_sale_gives_its_units_back_or_says_no(tenant, void):
    sale_id = await advanced(tenant, ("TEE", 4))
    (first,) = await legs(tenant, sale_id)
    await send_off(tenant, first, 4)
    tenant.world.cin7_switches.undo_after_ship = "refused"
    assert "SHIPPED" in await tenant.refused("DELETE", "sale", ID=sale_id, Void=void)
    assert await tenant.figures("TEE") == (6, 0, 6)
    assert (await tenant.get("sale", ID=sale_id))["CombinedShippingStatus"] == "SHIPPED"
    tenant.world.cin7_switches.undo_after_ship = "returns"
    await tenant.delete("sale", ID=sale_id, Void=void)
    assert await tenant.figures("TEE") == (10, 0, 10)


async def test_a_sale_with_nothing_shipped_is_taken_back_whatever_the_switch_says(tenant):
    tenant.world.cin7_switches.undo_after_ship = "refused"
    sale_id = await advanced(tenant, ("TEE", 4))
    await pick(tenant, (await legs(tenant, sale_id))[0], ("TEE", 4))
    await tenant.delete("sale", ID=sale_id, Void="true")
    assert await tenant.figures("TEE") == (10, 0, 10)


# -- what the journal hears ----------------------------------------------------------------


async def test_the_journal_hears_each_change_of_a_leg_once(tenant):
    sale_id = await advanced(tenant, ("TEE", 2))
    (first,) = await legs(tenant, sale_id)
    await send_off(tenant, first, 2)
    right = SHIPMENT | {"TrackingNumber": "RIGHT"}
    for _ in range(2):
        await ship(tenant, first, right, method="PUT", AddTrackingNumbers=True)
    told = tenant.events(SaleLegChanged)
    assert {(event.sale_id, event.task_id) for event in told} == {(sale_id, first)}
    new, done = "NOT AVAILABLE", "AUTHORISED"
    assert [(e.pick_status, e.pack_status, e.ship_status, e.lines, e.tracking) for e in told] == [
        ("DRAFT", new, new, (), ()),
        (done, new, new, (("TEE", 2),), ()),
        (done, done, new, (("TEE", 2),), ()),
        (done, done, done, (("TEE", 2),), ("RM1",)),
        (done, done, done, (("TEE", 2),), ("RIGHT",)),
    ]


@pytest.mark.parametrize(("void", "status"), [("true", "VOIDED"), ("false", "DRAFT")])
async def test_the_journal_hears_that_a_leg_was_taken_back(tenant, void, status):
    sale_id = await advanced(tenant, ("TEE", 2))
    await send_off(tenant, (await legs(tenant, sale_id))[0], 2)
    await tenant.delete("sale", ID=sale_id, Void=void)
    last = tenant.events(SaleLegChanged)[-1]
    assert (last.pick_status, last.pack_status, last.ship_status) == (status,) * 3


async def test_the_journal_hears_of_bills_and_credits_when_they_are_authorised(tenant):
    sale_id = await advanced(tenant, ("TEE", 4))
    await send_off(tenant, (await legs(tenant, sale_id))[0], 4)
    draft = tenant.order_body(sale_id, [("TEE", 4)], Status="DRAFT") | DATES
    task_id = (await tenant.post("sale/invoice", draft))["Invoices"][0]["TaskID"]
    assert tenant.events(SaleInvoiced) == []
    done = draft | {"Status": "AUTHORISED", "TaskID": task_id}
    number = (await tenant.post("sale/invoice", done))["Invoices"][0]["InvoiceNumber"]
    (invoiced,) = tenant.events(SaleInvoiced)
    assert (invoiced.sale_id, invoiced.invoice, invoiced.total) == (sale_id, number, "40.00")
    body = credit(tenant, sale_id, number, 3, 2, Memo="Shopify refund 1 of uk #1001")
    body["Restock"][0]["RestockLocation"] = "Leeds"
    await tenant.post("sale/creditnote", body | {"Status": "DRAFT"})
    assert tenant.events(SaleCredited) == []
    await tenant.post("sale/creditnote", body)
    (credited,) = tenant.events(SaleCredited)
    assert (credited.invoice, credited.memo) == (number, "Shopify refund 1 of uk #1001")
    assert (credited.lines, credited.restock) == ((("TEE", 3),), (("TEE", "Leeds", 2),))
    assert (credited.credit_note, credited.total) == ("CR-00002", "30.00")
