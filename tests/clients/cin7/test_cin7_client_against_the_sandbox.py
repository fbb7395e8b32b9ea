"""Every method against the pretend Cin7, over HTTP: what its shelves and papers say after."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from clients.cin7 import Cin7Client
from clients.cin7.bodies_fulfilment import (
    PackBody,
    PackLineBody,
    PickBody,
    PickLineBody,
    ShipBody,
    ShipLineBody,
)
from clients.cin7.bodies_lines import ChargeBody, OrderLineBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody, InvoiceLineBody, RestockBody
from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody, ShippingAddressBody
from clients.cin7.bodies_webhooks import WebhookBody
from clients.cin7.errors import (
    AlreadyVoided,
    IncompleteScan,
    NotFound,
    StageRefused,
    UnknownProduct,
    UnknownReference,
)
from clients.cin7.models_sales import Sale
from clients.errors import Denied, Malformed, OutcomeUnknown, Rejected, Throttled, Unreachable
from clients.pace import Unpaced
from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.world import World

ACCOUNT = "6a1f0000-0000-4000-8000-000000000001"
KEY = "6a1f0000-0000-4000-8000-000000000002"
START = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = date(2026, 11, 23)
TAX = "20% (VAT on Income)"


@dataclasses.dataclass
class Company:
    """A pretend company, and our client of it."""

    world: World
    http: httpx.AsyncClient
    client: Cin7Client

    @property
    def books(self) -> Any:
        return self.world.cin7

    def other(self, **changes: Any) -> Cin7Client:
        return Cin7Client(
            self.http,
            **{
                "base_url": "http://world/cin7/ExternalApi/v2/",
                "account_id": ACCOUNT,
                "application_key": KEY,
                "pace": Unpaced(),
                "sleep": self.world.clock.sleep,
                **changes,
            },
        )


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    world = World(ManualClock(START))
    cin7 = world.cin7
    cin7.set_credentials(ACCOUNT, KEY)
    cin7.add_location("London")
    cin7.add_location("Leeds", bins=["Bin 1", "Bin 2"])
    cin7.add_product("TEE", "Tee", 12, {"London": 10, "Leeds: Bin 1": 4, "Leeds: Bin 2": 2})
    cin7.add_product("TEE-L", "Tee, large", 12, {"London": 5})
    cin7.add_product("tee", "Another tee", 12, {"London": 1})
    cin7.add_product("SHIP", "Shipping", kind="Service")
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport) as http:
        company = Company(world, http, SimpleNamespace())  # type: ignore[arg-type]
        company.client = company.other()
        yield company


def header(number: int = 1001, **other: Any) -> SaleHeader:
    given = {
        "customer": "Web shop",
        "location": "London",
        "external_id": f"uk.myshopify.example/{number}",
        "customer_reference": f"uk #{number}",
        "sale_order_date": DAY,
        "tax_rule": TAX,
        "tax_inclusive": True,
    }
    return SaleHeader.model_validate({**given, **other})


def order(sale_id: str, units: int = 3, sku: str = "TEE") -> SaleOrderBody:
    line = OrderLineBody(
        sku=sku,
        name="Tee",
        quantity=Decimal(units),
        price=Decimal("11.99"),
        tax=Decimal("2"),
        tax_rule=TAX,
    )
    charge = ChargeBody(
        description="Shipping", price=Decimal("4.95"), tax=Decimal("0.83"), tax_rule=TAX
    )
    return SaleOrderBody(
        sale_id=sale_id, lines=(line,), additional_charges=(charge,), tax_inclusive=True
    )


async def sold(company: Company, units: int = 3, number: int = 1001) -> Sale:
    made = await company.client.create_sale(header(number))
    await company.client.post_order(order(made.id, units))
    return await company.client.sale(made.id)


def invoice_lines(units: int) -> tuple[InvoiceLineBody, ...]:
    return (
        InvoiceLineBody(
            sku="TEE",
            name="Tee",
            quantity=Decimal(units),
            price=Decimal("11.99"),
            tax=Decimal(0),
            tax_rule=TAX,
        ),
    )


# -- reads ---------------------------------------------------------------------------------


async def test_the_company_says_who_it_is(company: Company) -> None:
    me = await company.client.me()
    assert me.currency
    assert me.time_zone == "UTC"


async def test_a_wrong_key_is_denied(company: Company) -> None:
    with pytest.raises(Denied):
        await company.other(application_key="another").me()


async def test_warehouses_and_their_bins_are_told_apart(company: Company) -> None:
    found = await company.client.locations()
    assert {row.name for row in found if row.parent_id is None} == {"London", "Leeds"}
    leeds = next(row for row in found if row.name == "Leeds")
    assert {one.name for one in leeds.bins} == {"Bin 1", "Bin 2"}


@pytest.mark.parametrize("page_size", [1, 2, 1000])
async def test_availability_is_the_whole_shelf_whatever_the_page(
    company: Company, page_size: int
) -> None:
    found = await company.other(page_size=page_size).availability()
    units = {(row.sku, row.location, row.bin): row.available for row in found}
    assert units == {
        ("TEE", "London", ""): 10,
        ("TEE", "Leeds", "Bin 1"): 4,
        ("TEE", "Leeds", "Bin 2"): 2,
        ("TEE-L", "London", ""): 5,
        ("tee", "London", ""): 1,
    }


async def test_availability_of_a_sku_is_of_that_sku_alone(company: Company) -> None:
    found = await company.client.availability("tee")
    assert [(row.sku, row.available) for row in found] == [("tee", 1)]
    assert await company.client.availability("TE") == []


async def test_a_truncated_page_makes_no_scan(company: Company) -> None:
    company.world.faults.plan("cin7", "GET ref/productavailability", ["truncated"])
    with pytest.raises(IncompleteScan):
        await company.client.availability()
    assert len(await company.client.availability()) == 5  # the next try finds all of it


async def test_a_garbled_page_makes_no_scan(company: Company) -> None:
    company.world.faults.plan("cin7", "GET ref/productavailability", ["malformed"])
    with pytest.raises(Malformed):
        await company.client.availability()


@pytest.mark.parametrize("how", ["contains", "starts"])
async def test_a_product_is_found_by_its_exact_sku(company: Company, how: Any) -> None:
    company.world.cin7_switches.product_filter = how
    found = await company.client.product_by_sku("tee")
    assert found is not None
    assert found.name == "Another tee"
    assert await company.client.product_by_sku("Tee") is None


async def test_all_products_are_read(company: Company) -> None:
    assert {row.sku for row in await company.other(page_size=2).products()} == {
        "TEE",
        "TEE-L",
        "tee",
        "SHIP",
    }


# -- sales ---------------------------------------------------------------------------------


async def test_an_authorised_order_reserves_its_units_and_can_be_found_again(
    company: Company,
) -> None:
    sale = await sold(company)
    assert sale.is_order_authorised
    assert not sale.is_backordered
    assert sale.external_id == "uk.myshopify.example/1001"
    assert company.books.available("TEE", "London") == 7
    (row,) = await company.client.find_sales("uk #1001")
    assert (row.sale_id, row.customer_reference) == (sale.id, "uk #1001")
    assert row.order_number == sale.order_number


async def test_a_header_alone_reserves_nothing(company: Company) -> None:
    made = await company.client.create_sale(header())
    assert not made.is_order_authorised
    assert company.books.available("TEE", "London") == 10


async def test_a_search_finds_every_sale_it_is_a_part_of(company: Company) -> None:
    for number in (100, 1001, 10012, 1001):
        await company.client.create_sale(header(number))
    small = company.other(page_size=1)
    found = await small.find_sales("uk #1001")
    references = sorted(row.customer_reference for row in found)
    assert references == ["uk #1001", "uk #1001", "uk #10012"]


async def test_quote_and_order_can_be_read_alone(company: Company) -> None:
    sale = await sold(company)
    assert (await company.client.order(sale.id)).sale_order_number == sale.order_number
    assert (await company.client.quote(sale.id)).status


async def test_what_is_short_is_backordered_and_not_refused(company: Company) -> None:
    sale = await sold(company, units=13)
    assert sale.is_backordered
    assert sale.order is not None
    assert sale.order.lines[0].backorder_quantity == 3


async def test_an_order_is_not_written_twice(company: Company) -> None:
    sale = await sold(company)
    with pytest.raises(StageRefused):
        await company.client.post_order(order(sale.id))
    assert company.books.available("TEE", "London") == 7


async def test_a_sku_that_cin7_lacks_is_refused_and_reserves_nothing(company: Company) -> None:
    made = await company.client.create_sale(header())
    with pytest.raises(UnknownProduct):
        await company.client.post_order(order(made.id, sku="Tee"))
    assert company.books.available("TEE", "London") == 10


async def test_a_location_that_cin7_lacks_is_refused(company: Company) -> None:
    with pytest.raises(UnknownReference):
        await company.client.create_sale(header(location="Paris"))


@pytest.mark.parametrize("shape", ["array", "object", "inside-200"])
async def test_a_refusal_is_the_same_in_every_shape(company: Company, shape: Any) -> None:
    company.world.cin7_switches.error_shape = shape
    with pytest.raises(NotFound):
        await company.client.sale("11111111-1111-4111-8111-111111111111")


async def test_a_void_frees_the_units_for_good(company: Company) -> None:
    sale = await sold(company)
    assert (await company.client.void_sale(sale.id)).is_voided
    assert company.books.available("TEE", "London") == 10
    with pytest.raises(StageRefused):
        await company.client.post_order(order(sale.id))


async def test_a_second_void_is_refused_or_changes_nothing(company: Company) -> None:
    sale = await sold(company)
    await company.client.void_sale(sale.id)
    with pytest.raises(AlreadyVoided):
        await company.client.void_sale(sale.id)
    company.world.cin7_switches.void_of_voided = "no-op"
    assert (await company.client.void_sale(sale.id)).is_voided


async def test_an_undo_frees_the_units_until_the_order_stands_again(company: Company) -> None:
    sale = await sold(company)
    undone = await company.client.undo_sale(sale.id)
    assert not undone.is_order_authorised
    assert not undone.is_voided
    assert company.books.available("TEE", "London") == 10
    await company.client.post_order(order(sale.id, units=2))
    assert company.books.available("TEE", "London") == 8


async def test_an_address_goes_with_the_sale(company: Company) -> None:
    address = ShippingAddressBody(line1="12 St James's Square", city="London", country="GB")
    made = await company.client.create_sale(header(shipping_address=address))
    kept = next(iter(company.books.sales)).header.shipping_address
    assert kept.line1 == "12 St James's Square"
    assert made.id


# -- what goes wrong on the way ------------------------------------------------------------


@pytest.mark.parametrize("shape", ["429", "503", "400-body", "429-retry-after"])
async def test_a_read_that_is_throttled_comes_through_in_every_shape(
    company: Company, shape: Any
) -> None:
    company.world.cin7_switches.rate_limit_response = shape
    company.world.faults.plan("cin7", "GET me", ["throttled"])
    assert (await company.client.me()).currency
    assert company.world.clock.now() > START


@pytest.mark.parametrize("shape", ["429", "400-body", "429-retry-after"])
async def test_a_write_that_is_throttled_is_made_once(company: Company, shape: Any) -> None:
    company.world.cin7_switches.rate_limit_response = shape
    company.world.faults.plan("cin7", "POST sale", ["throttled"])
    await company.client.create_sale(header())
    assert len(company.books.sales) == 1


@pytest.mark.parametrize(
    ("trouble", "made"),
    [("503", 0), ("500", 0), ("lost-before", 0), ("lost-after", 1), ("malformed", 1)],
)
async def test_a_write_without_a_good_answer_is_left_to_be_looked_for(
    company: Company, trouble: str, made: int
) -> None:
    company.world.faults.plan("cin7", "POST sale", [trouble])
    with pytest.raises(OutcomeUnknown):
        await company.client.create_sale(header())
    assert len(company.books.sales) == made
    assert len(await company.client.find_sales("uk #1001")) == made


async def test_a_read_without_an_answer_may_be_tried_again(company: Company) -> None:
    company.world.faults.plan("cin7", "GET sale", ["500"])
    sale = await sold_id(company)
    with pytest.raises(Unreachable) as caught:
        await company.client.sale(sale)
    assert caught.value.transient
    assert (await company.client.sale(sale)).id == sale


async def sold_id(company: Company) -> str:
    return (await company.client.create_sale(header())).id


async def test_the_61st_call_of_a_minute_waits_and_comes_through(company: Company) -> None:
    for _ in range(60):
        await company.client.me()
    assert company.world.clock.now() == START
    await company.client.me()
    assert START < company.world.clock.now() <= START + timedelta(seconds=60)


async def test_a_long_drought_goes_back_to_the_task(company: Company) -> None:
    company.world.faults.outage("cin7", 3600, "429")
    with pytest.raises(Throttled) as caught:
        await company.client.me()
    assert caught.value.transient


@pytest.mark.parametrize("unknown", ["404", "200-html"])
async def test_a_wrong_base_url_is_no_proof_that_a_sale_is_missing(
    company: Company, unknown: Any
) -> None:
    company.world.cin7_switches.unknown_path = unknown
    astray = company.other(base_url="http://world/cin7/ExternalApi/v2/astray/")
    with pytest.raises((Rejected, Malformed)) as caught:
        await astray.sale("11111111-1111-4111-8111-111111111111")
    assert not isinstance(caught.value, NotFound)


# -- goods leave and come back -------------------------------------------------------------


async def shipped(company: Company) -> Sale:
    sale = await sold(company)
    (fulfilment,) = await company.client.fulfilments(sale.id)
    task, three = fulfilment.task_id, Decimal(3)
    await company.client.pick(
        PickBody(task_id=task, lines=(PickLineBody(sku="TEE", quantity=three, location="London"),))
    )
    await company.client.pack(
        PackBody(
            task_id=task,
            lines=(PackLineBody(sku="TEE", quantity=three, location="London", box="Box 1"),),
        )
    )
    ship = await company.client.ship(
        ShipBody(
            task_id=task,
            lines=(
                ShipLineBody(
                    shipment_date=DAY, box="Box 1", carrier="Royal Mail", tracking_number="RM1"
                ),
            ),
        )
    )
    assert ship.status == "AUTHORISED"
    return sale


async def test_goods_leave_the_shelf_when_they_are_shipped_with_their_tracking(
    company: Company,
) -> None:
    sale = await shipped(company)
    assert company.books.on_hand("TEE", "London") == 7
    assert company.books.available("TEE", "London") == 7  # it fell once, at the order
    (fulfilment,) = await company.client.fulfilments(sale.id)
    assert fulfilment.ship.lines[0].tracking_number == "RM1"
    assert fulfilment.ship.lines[0].is_shipped


async def test_a_stage_is_not_written_twice(company: Company) -> None:
    sale = await shipped(company)
    (fulfilment,) = await company.client.fulfilments(sale.id)
    line = PickLineBody(sku="TEE", quantity=Decimal(3), location="London")
    with pytest.raises(StageRefused):
        await company.client.pick(PickBody(task_id=fulfilment.task_id, lines=(line,)))
    assert company.books.on_hand("TEE", "London") == 7


async def test_a_pack_before_the_pick_is_refused(company: Company) -> None:
    sale = await sold(company)
    (fulfilment,) = await company.client.fulfilments(sale.id)
    line = PackLineBody(sku="TEE", quantity=Decimal(3), location="London", box="Box 1")
    with pytest.raises(StageRefused):
        await company.client.pack(PackBody(task_id=fulfilment.task_id, lines=(line,)))


async def invoiced(company: Company, sale: Sale) -> str:
    (invoice,) = await company.client.invoice(
        InvoiceBody(sale_id=sale.id, invoice_date=DAY, invoice_due_date=DAY, lines=invoice_lines(3))
    )
    assert invoice.is_authorised
    return invoice.invoice_number


def credit(sale: Sale, invoice: str, *, restock: int) -> CreditNoteBody:
    back = [
        RestockBody(sku="TEE", quantity=Decimal(units), location="London")
        for units in (restock,)
        if units
    ]
    return CreditNoteBody(
        sale_id=sale.id,
        credit_note_invoice_number=invoice,
        credit_note_date=DAY,
        lines=invoice_lines(2),
        restock=tuple(back),
    )


@pytest.mark.parametrize(("restock", "on_hand"), [(2, 9), (0, 7)], ids=["back", "money only"])
async def test_only_what_a_credit_note_restocks_comes_back(
    company: Company, restock: int, on_hand: int
) -> None:
    sale = await shipped(company)
    number = await invoiced(company, sale)
    (note,) = await company.client.credit_note(credit(sale, number, restock=restock))
    assert note.credit_note_invoice_number == number
    assert company.books.on_hand("TEE", "London") == on_hand
    assert len((await company.client.sale(sale.id)).credit_notes) == 1


async def test_a_simple_sale_has_one_invoice(company: Company) -> None:
    sale = await shipped(company)
    await invoiced(company, sale)
    with pytest.raises(StageRefused):
        await invoiced(company, sale)


async def test_a_credit_note_needs_its_invoice(company: Company) -> None:
    sale = await shipped(company)
    with pytest.raises(StageRefused):
        await company.client.credit_note(credit(sale, "INV-99999", restock=0))


# -- goods come in -------------------------------------------------------------------------


@pytest.mark.parametrize("put_away", [False, True], ids=["plain", "with put-away"])
@pytest.mark.parametrize("kind", ["Simple Purchase", "Advanced Purchase"])
async def test_what_came_in_is_told_once_however_the_company_receives(
    company: Company, kind: Any, put_away: bool
) -> None:
    company.world.cin7_switches.use_put_away = put_away
    purchase_id = company.books.create_purchase({"TEE": 6, "TEE-L": 2}, "London", kind)
    await company.world.advance(60)
    before = company.world.clock.now()
    assert (await company.client.purchase(purchase_id)).received == ()
    company.books.receive(purchase_id, {"TEE": 4})
    (row,) = await company.client.purchases(before - timedelta(minutes=5))
    assert row.id == purchase_id
    assert row.combined_receiving_status == "PARTIALLY RECEIVED"
    purchase = await company.client.purchase(row.id)
    assert [(line.sku, line.quantity) for line in purchase.received] == [("TEE", 4)]
    assert company.books.on_hand("TEE", "London") == 14
    if kind == "Simple Purchase":
        return  # it has one receipt
    company.books.receive(purchase_id)
    received = (await company.client.purchase(row.id)).received
    assert sum(line.quantity for line in received) == 8


async def test_purchases_that_did_not_change_since_are_left_out(company: Company) -> None:
    company.books.create_purchase({"TEE": 6}, "London")
    await company.world.advance(3600)
    assert await company.client.purchases(company.world.clock.now()) == []


async def test_a_purchase_is_found_by_its_number(company: Company) -> None:
    purchase_id = company.books.create_purchase({"TEE": 6}, "London")
    number = (await company.client.purchase(purchase_id)).order_number
    assert [row.id for row in await company.client.find_purchases(number)] == [purchase_id]


async def test_a_purchase_that_is_none_is_not_found(company: Company) -> None:
    with pytest.raises(NotFound):
        await company.client.purchase("11111111-1111-4111-8111-111111111111")


# -- being told ----------------------------------------------------------------------------


def hook(token: str = "our-token") -> WebhookBody:
    return WebhookBody.model_validate(
        {
            "type": "Stock/AvailableStockLevelChanged",
            "external_url": "https://ours.example/webhooks/cin7/stock",
            "external_bearer_token": token,
        }
    )


@pytest.mark.parametrize("shown", ["password-only", "none", "both"])
async def test_a_webhook_that_was_switched_off_is_mended_with_our_token(
    company: Company, shown: Any
) -> None:
    company.world.cin7_switches.webhook_get_returns_secret = shown
    await company.client.create_webhook(hook())
    (found,) = await company.client.webhooks()
    await company.client.update_webhook(found.id, hook().model_copy(update={"is_active": False}))
    (off,) = await company.client.webhooks()
    assert not off.is_active
    await company.client.update_webhook(off.id, hook())
    (again,) = await company.client.webhooks()
    assert again.is_active
    assert again.id == found.id
    (kept,) = company.books.hooks._hooks
    assert kept.body.external_bearer_token == "our-token"


async def test_a_sixth_webhook_of_one_type_is_refused(company: Company) -> None:
    for _ in range(5):
        await company.client.create_webhook(hook())
    with pytest.raises(Rejected, match="Maximum 5"):
        await company.client.create_webhook(hook())


async def test_a_webhook_that_is_none_is_not_found(company: Company) -> None:
    with pytest.raises(NotFound):
        await company.client.update_webhook("11111111-1111-4111-8111-111111111111", hook())
