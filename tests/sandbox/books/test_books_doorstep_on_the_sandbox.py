"""The books read what the pretend vendors write of parcels and reversals, kept by hand."""

from typing import Any

import pytest

from sandbox.shopify.refunds import Back
from sandbox.shopify.reversals import cancel, refund
from sandbox.shopify.shipments import ship
from tests.sandbox.books.doorstep import excuse
from tests.sandbox.books.small_town import MAIN, UK, SmallTown, mugs

CLAIMS: dict[str, Any] = {"carrier_desk": True}


class Warehouse:
    """People who send one order of three mugs on its way, step by step."""

    def __init__(self, town: SmallTown) -> None:
        self.town, self.world = town, town.world
        self.order_id = 0
        self.sale_id = ""
        self.shipment_id = ""

    @property
    def order(self) -> Any:
        return self.world.shops[UK].order(self.order_id)

    async def sell(self) -> None:
        self.order_id = await self.town.buy(UK, "#1", mugs(3))
        self.sale_id = await self.town.sale(UK, self.order_id, "#1", 3)
        await self.world.advance(60)

    async def hand_over(self, generation: int = 1) -> None:
        place = self.world.shipstation.add_warehouse(MAIN)
        line = self.order.lines[0]
        item = {
            "name": "Mug",
            "sku": "MUG",
            "quantity": line.unfulfilled_quantity,
            "external_order_item_id": str(line.id),
        }
        shipment = {
            "external_shipment_id": f"uk:{self.order_id}:{generation}",
            "shipment_number": "uk #1",
            "warehouse_id": place.warehouse_id,
            "ship_to": {
                "name": "A. Customer",
                "phone": "1",
                "address_line1": "1 Street",
                "city_locality": "London",
                "postal_code": "N1",
                "country_code": "GB",
            },
            "items": [item],
            "carrier_id": next(iter(self.world.shipstation.carriers)),
            "service_code": next(
                code for one in self.world.shipstation.carriers.values() for code in one.services
            ),
        }
        _, [made] = self.world.shipstation.shipments.create([shipment])
        self.shipment_id = made.shipment_id
        await self.world.advance(60)

    async def label(self) -> Any:
        [label] = self.world.shipstation.labels.buy([self.shipment_id])
        await self.world.advance(60)
        return label

    def tell(self, label: Any) -> None:
        stands = [(stand, None) for stand in self.order.fulfillment_orders if stand.is_open]
        tracking = {"company": "Post", "numbers": list(label.tracking_numbers)}
        made, errors = ship(self.world.shops[UK], stands, tracking, notify=True)
        assert made is not None
        assert not errors

    def send(self, label: Any, units: int = 3) -> None:
        """Pick, pack and ship in Cin7."""
        desk = self.world.cin7.fulfilments
        task = self.world.cin7.sales.get(self.sale_id).fulfilments[-1].task_id
        lines = [{"SKU": "MUG", "Quantity": units, "Location": MAIN, "Box": label.label_id}]
        desk.pick({"TaskID": task, "Status": "AUTHORISED", "Lines": lines})
        desk.pack({"TaskID": task, "Status": "AUTHORISED", "Lines": lines}, replace=False)
        parcel = {
            "ShipmentDate": "2026-11-23",
            "Box": label.label_id,
            "TrackingNumber": label.tracking_numbers[0],
            "IsShipped": True,
        }
        desk.ship({"TaskID": task, "Status": "AUTHORISED", "Lines": [parcel]}, replace=False)

    def back(self, units: int, kind: str) -> Any:
        line = self.order.lines[0]
        return refund(self.world.shops[UK], self.order, [Back(line, units, kind, 101)])

    async def broken(self, **claims: Any) -> dict[str, int]:
        report = await self.town.books(**CLAIMS, **claims)
        assert report["promises"]["3"] is not None
        assert report["promises"]["4"] is not None
        return {name: number for name, number in report["promises"].items() if number}


@pytest.fixture
async def people(town: SmallTown) -> Warehouse:
    warehouse = Warehouse(town)
    await warehouse.sell()
    return warehouse


async def test_an_order_sent_by_hand_to_the_doorstep_breaks_nothing(people: Warehouse) -> None:
    assert await people.broken() == {"2": 1}, "it is ready and not handed over"
    await people.hand_over()
    assert await people.broken() == {}
    label = await people.label()
    assert await people.broken() == {"4": 2}, "nobody was told, and Cin7 has not shipped it"
    people.tell(label)
    people.send(label)
    assert await people.broken() == {}
    counts = (await people.town.books(**CLAIMS))["counts"]
    assert counts["parcels"]["notices"] == 1
    assert counts["hand_off"]["max_seconds"] == 60
    assert counts["label_to_told"]["max_seconds"] == 60


async def test_a_split_order_is_not_handed_over_twice(people: Warehouse) -> None:
    await people.hand_over()
    people.world.shipstation.shipments.split(people.shipment_id)
    assert await people.broken() == {}
    await people.hand_over(generation=2)
    assert "2" in await people.broken()


async def test_a_cancelled_order_is_freed_everywhere(people: Warehouse) -> None:
    await people.hand_over()
    cancel(people.world.shops[UK], people.order, restock=True)
    assert await people.broken() == {"2": 1, "3": 3}
    people.world.shipstation.shipments.cancel(people.shipment_id)
    people.world.cin7.sales.void(people.sale_id)
    assert await people.broken() == {}


async def test_a_label_that_refuses_to_void_leaves_its_order_to_a_person(
    people: Warehouse,
) -> None:
    await people.hand_over()
    label = await people.label()
    cancel(people.world.shops[UK], people.order, restock=True)
    assert await people.broken() == {"2": 1, "3": 3, "4": 2}
    claim = {"exceptions": [excuse("void-refused")]}
    assert await people.broken(**claim) == {}
    assert people.world.shipstation.labels.void(label.label_id)["approved"]
    assert (await people.broken(**claim))["3"] == 4


async def test_units_refunded_before_shipping_are_freed_by_a_rebuild(people: Warehouse) -> None:
    people.back(1, "CANCEL")
    assert (await people.broken())["3"] == 1
    sales = people.world.cin7.sales
    sales.undo(people.sale_id)
    line = {"SKU": "MUG", "Name": "Mug", "Quantity": 2, "Price": 1, "Tax": 0, "TaxRule": "No VAT"}
    order = {"SaleID": people.sale_id, "Status": "AUTHORISED", "Memo": "", "Lines": [line]}
    sales.post_order({**order, "AdditionalCharges": [], "TotalBeforeTax": 2, "Tax": 0, "Total": 2})
    await people.hand_over()
    assert await people.broken() == {}
    counts = (await people.town.books(**CLAIMS))["counts"]["reversals"]
    assert (counts["freed_by_rebuild"], counts["units_before_shipping"]) == (1, 1)


async def test_a_return_is_credited_in_cin7_with_what_came_back(people: Warehouse) -> None:
    await people.hand_over()
    label = await people.label()
    people.tell(label)
    people.send(label)
    made = people.back(1, "RETURN")
    assert await people.broken() == {"3": 1}
    await credit(people, f"Shopify refund {made.id} of uk #1")
    assert await people.broken() == {}
    await credit(people, f"Shopify refund {made.id} of uk #1")
    assert await people.broken() == {"3": 1}


async def credit(people: Warehouse, memo: str) -> None:
    """Invoice the sale if it is not yet, and credit one mug that goes back on the shelf."""
    sale = people.world.cin7.sales.get(people.sale_id)
    line = {"SKU": "MUG", "Name": "Mug", "Price": 1, "Tax": 0, "TaxRule": "No VAT"}
    if not any(one.paper.status == "AUTHORISED" for one in sale.invoices):
        invoice = {
            "SaleID": people.sale_id,
            "Status": "AUTHORISED",
            "Memo": "",
            "InvoiceDate": "2026-11-23",
            "InvoiceDueDate": "2026-11-23",
            "Lines": [{**line, "Quantity": 3, "Total": 3}],
            "AdditionalCharges": [],
        }
        await people.town.cin7("sale/invoice", invoice)
    note = {
        "SaleID": people.sale_id,
        "TaskID": "00000000-0000-0000-0000-000000000000",
        "CreditNoteInvoiceNumber": sale.invoices[0].number,
        "Status": "AUTHORISED",
        "Memo": memo,
        "CreditNoteDate": "2026-11-23",
        "Lines": [{**line, "Quantity": 1, "Total": 1}],
        "AdditionalCharges": [],
        "Restock": [{"SKU": "MUG", "Quantity": 1, "Location": MAIN, "RestockLocation": MAIN}],
    }
    await people.town.cin7("sale/creditnote", note)
