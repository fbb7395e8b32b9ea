"""A sale in Cin7 from its authorisation to the refund: what the shelf shows after each step."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from clients.cin7.errors import StageRefused
from clients.errors import Rejected
from domain.codes import ChargeKind
from domain.credits import CreditDraft, Restock
from domain.sales import SaleCharge, SaleDraft, SaleLine
from domain.types import Sku, WarehouseName
from flows.ingest_orders import ingest_orders
from sandbox.journal import SaleCredited, SaleInvoiced, SaleLegChanged
from tasks.ports import InventorySystem, Papers
from tests.town import Town

MONDAY = date(2026, 11, 23)
MAIN = WarehouseName("main")
MEMO = "Shopify order #1001"
REFUND = "Shopify refund {} of uk #1001"


def line(sku: str, units: int, price: str = "10") -> SaleLine:
    money = Decimal(price)
    return SaleLine(Sku(sku), f"Product {sku}", units, money, Decimal(0), money * units)


CARRIAGE = SaleCharge(
    ChargeKind.CHARGE, "Carriage", "Shipping - DPD", 1, Decimal("4.95"), Decimal(0), Decimal("4.95")
)


def draft(*lines: SaleLine, charges: tuple[SaleCharge, ...] = (CARRIAGE,)) -> SaleDraft:
    parts: list[SaleLine | SaleCharge] = [*lines, *charges]
    total = sum((part.total for part in parts), Decimal(0))
    return SaleDraft(
        customer="Shopify UK",
        external_id="uk.myshopify.example/1001",
        customer_reference="uk #1001",
        location="Main Warehouse",
        placed_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        currency="GBP",
        taxes_included=True,
        tax_rule="No VAT",
        lines=lines,
        charges=charges,
        before_tax=total,
        tax=Decimal(0),
        total=total,
        memo="Shopify order #1001 of uk.myshopify.example (1001)",
        note="",
    )


def credit(
    invoice: str, refund: int, *lines: SaleLine, restock: Mapping[str, int] | None = None
) -> CreditDraft:
    return CreditDraft(
        invoice=invoice,
        memo=REFUND.format(refund),
        tax_rule="No VAT",
        taxes_included=True,
        lines=lines,
        restock=tuple(
            Restock(Sku(sku), units, "Main Warehouse") for sku, units in (restock or {}).items()
        ),
    )


@pytest.fixture
def cin7(town: Town) -> InventorySystem:
    """The adapter that flows use, on a Cin7 with mugs and cups in the main warehouse."""
    town.stock("MUG", {"main": 10})
    town.stock("CUP", {"main": 10})
    return town.outside.inventory


async def authorised(cin7: InventorySystem, *lines: SaleLine) -> str:
    wanted = draft(*(lines or (line("MUG", 3), line("CUP", 1))))
    sale_id = await cin7.open_sale(wanted)
    await cin7.authorise_sale(sale_id, wanted)
    return sale_id


async def send_off(
    cin7: InventorySystem, task_id: str, box: str, tracking: str, **units: int
) -> None:
    await cin7.pick(task_id, MAIN, units)
    await cin7.pack(task_id, MAIN, box, units)
    await cin7.ship(task_id, box, carrier="Royal Mail", tracking=tracking, on=MONDAY)


def shelf(town: Town, sku: str = "MUG") -> tuple[int, int, int]:
    """On hand, allocated, available of the main warehouse, in the sandbox's own words."""
    books, place = town.world.cin7, "Main Warehouse"
    return books.on_hand(sku, place), books.allocated(sku, place), books.available(sku, place)


def heard(town: Town, kind: type) -> list[Any]:
    return [event for event in town.world.journal.events if isinstance(event, kind)]


def state(papers: Papers) -> list[tuple[bool, bool, bool]]:
    return [(leg.picked, leg.packed, leg.shipped) for leg in papers.legs]


# -- parcels -------------------------------------------------------------------------------


async def test_the_sales_we_make_are_advanced_and_found_with_their_lines(
    town: Town, cin7: InventorySystem
) -> None:
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 2), ("CUP", 1), name="#1001")
    await ingest_orders.fn()
    (made,) = town.live_sales()
    assert made.advanced
    papers = await cin7.papers(made.sale_id)
    assert (papers.sale.lines, papers.sale.status) == ((("MUG", 2), ("CUP", 1)), "ORDERED")
    assert papers.sale == await cin7.sale(made.sale_id)
    assert papers.sale.authorised
    assert (papers.bills, papers.credits) == ((), ())
    assert len(papers.legs) == 1
    assert papers.legs[0].free


async def test_a_sale_leaves_in_two_parcels_and_the_shelf_is_right_at_each_step(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id = await authorised(cin7)
    assert (shelf(town), shelf(town, "CUP")) == ((10, 3, 7), (10, 1, 9))
    (first,) = (await cin7.papers(sale_id)).legs

    await cin7.pick(first.task_id, MAIN, {"MUG": 2})
    assert state(await cin7.papers(sale_id)) == [(True, False, False)]
    await cin7.pack(first.task_id, MAIN, "se-1", {"MUG": 2})
    assert state(await cin7.papers(sale_id)) == [(True, True, False)]
    assert shelf(town) == (10, 3, 7)
    await cin7.ship(first.task_id, "se-1", carrier="DPD", tracking="D1", on=MONDAY)
    assert state(await cin7.papers(sale_id)) == [(True, True, True)]
    assert shelf(town) == (8, 1, 7)

    second = await cin7.open_leg(sale_id)
    legs = (await cin7.papers(sale_id)).legs
    assert [leg.task_id for leg in legs if leg.free] == [second]
    await send_off(cin7, second, "se-2", "R1, R2", MUG=1, CUP=1)
    assert (shelf(town), shelf(town, "CUP")) == ((7, 0, 7), (9, 0, 9))

    one, two = (await cin7.papers(sale_id)).legs
    assert (one.lines, one.boxes, one.tracking) == ((("MUG", 2),), ("se-1",), ("D1",))
    assert (two.lines, two.boxes) == ((("MUG", 1), ("CUP", 1)), ("se-2",))
    assert two.tracking == ("R1", "R2")
    assert [leg.number for leg in (one, two)] == [1, 2]
    last = heard(town, SaleLegChanged)[-1]
    assert (last.task_id, last.ship_status, last.tracking) == (second, "AUTHORISED", ("R1", "R2"))


async def test_the_papers_cost_one_call_and_a_parcel_three(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id = await authorised(cin7)
    before = len(town.calls("cin7"))
    (leg,) = (await cin7.papers(sale_id)).legs
    await send_off(cin7, leg.task_id, "se-1", "R1", MUG=3, CUP=1)
    assert town.calls("cin7")[before:] == [
        "GET sale",
        "POST sale/fulfilment/pick",
        "POST sale/fulfilment/pack",
        "POST sale/fulfilment/ship",
    ]


async def test_no_step_of_a_parcel_happens_twice(town: Town, cin7: InventorySystem) -> None:
    sale_id = await authorised(cin7)
    (leg,) = (await cin7.papers(sale_id)).legs
    await send_off(cin7, leg.task_id, "se-1", "R1", MUG=2)
    again: list[Callable[[], Awaitable[None]]] = [
        lambda: cin7.pick(leg.task_id, MAIN, {"MUG": 1}),
        lambda: cin7.pack(leg.task_id, MAIN, "se-1", {"MUG": 2}),
        lambda: cin7.ship(leg.task_id, "se-1", carrier="DPD", tracking="R1", on=MONDAY),
    ]
    for step in again:
        with pytest.raises(StageRefused):
            await step()
    await cin7.open_leg(sale_id)
    with pytest.raises(StageRefused):
        await cin7.open_leg(sale_id)
    assert len((await cin7.papers(sale_id)).legs) == 2
    assert shelf(town) == (8, 1, 7)


async def test_a_sale_without_a_first_leg_is_given_one(town: Town, cin7: InventorySystem) -> None:
    town.world.cin7_switches.first_fulfilment = False
    sale_id = await authorised(cin7)
    assert (await cin7.papers(sale_id)).legs == ()
    task_id = await cin7.open_leg(sale_id)
    await send_off(cin7, task_id, "se-1", "R1", MUG=3, CUP=1)
    assert shelf(town) == (7, 0, 7)


@pytest.mark.parametrize("post", ["replaces", "adds"])
async def test_a_pick_waits_for_the_goods_and_is_then_done_whatever_a_second_post_means(
    town: Town, cin7: InventorySystem, post: Any
) -> None:
    town.world.cin7_switches.pick_post = post
    sale_id = await authorised(cin7, line("MUG", 12))
    assert dict((await cin7.sale(sale_id)).backordered) == {"MUG": 2}
    (leg,) = (await cin7.papers(sale_id)).legs
    with pytest.raises(Rejected, match="too little on hand at Main Warehouse"):
        await cin7.pick(leg.task_id, MAIN, {"MUG": 12})
    (left,) = (await cin7.papers(sale_id)).legs
    assert (left.picked, left.free, left.lines) == (False, True, (("MUG", 12),))
    town.world.cin7.adjust("MUG", "Main Warehouse", 2)
    await cin7.pick(leg.task_id, MAIN, {"MUG": 12}, again=bool(left.lines))
    await cin7.pack(leg.task_id, MAIN, "se-1", {"MUG": 12})
    await cin7.ship(leg.task_id, "se-1", carrier="DPD", tracking="D1", on=MONDAY)
    assert shelf(town) == (0, 0, 0)


async def test_a_corrected_tracking_number_stands_once_however_often_it_is_said(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id = await authorised(cin7)
    (leg,) = (await cin7.papers(sale_id)).legs
    await send_off(cin7, leg.task_id, "se-1", "WRONG", MUG=3, CUP=1)
    for _ in range(2):
        await cin7.correct_tracking(leg.task_id, "se-1", carrier="DPD", tracking="RIGHT", on=MONDAY)
    (leg,) = (await cin7.papers(sale_id)).legs
    assert (leg.shipped, leg.tracking) == (True, ("RIGHT",))
    assert [event.tracking for event in heard(town, SaleLegChanged)][-2:] == [
        ("WRONG",),
        ("RIGHT",),
    ]
    assert shelf(town) == (7, 0, 7)


# -- bills and refunds ---------------------------------------------------------------------


async def billed(cin7: InventorySystem, *lines: SaleLine) -> tuple[str, str]:
    wanted = draft(*(lines or (line("MUG", 3),)))
    sale_id = await cin7.open_sale(wanted)
    await cin7.authorise_sale(sale_id, wanted)
    (leg,) = (await cin7.papers(sale_id)).legs
    units = {str(part.sku): part.units for part in wanted.lines}
    await send_off(cin7, leg.task_id, "se-1", "R1", **units)
    return sale_id, await cin7.invoice(sale_id, wanted, memo=MEMO, on=MONDAY)


async def test_the_invoice_bills_what_the_customer_paid(town: Town, cin7: InventorySystem) -> None:
    sale_id, number = await billed(cin7, line("MUG", 3, "9.99"))
    (bill,) = (await cin7.papers(sale_id)).bills
    assert (bill.number, bill.authorised, bill.memo) == (number, True, MEMO)
    assert bill.total == Decimal("34.92")
    (event,) = heard(town, SaleInvoiced)
    assert (event.invoice, event.total) == (number, "34.92")


async def test_two_refunds_of_one_sale_give_back_their_units_each_once(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id, number = await billed(cin7)
    assert shelf(town) == (7, 0, 7)
    first = await cin7.credit_note(
        sale_id, credit(number, 1, line("MUG", 1), restock={"MUG": 1}), on=MONDAY
    )
    assert shelf(town) == (8, 0, 8)
    second = await cin7.credit_note(
        sale_id, credit(number, 2, line("MUG", 2), restock={"MUG": 2}), on=MONDAY
    )
    assert shelf(town) == (10, 0, 10)
    credits = (await cin7.papers(sale_id)).credits
    assert [(one.number, one.memo, one.authorised, one.restocked) for one in credits] == [
        (first, REFUND.format(1), True, (("MUG", "Main Warehouse", 1.0),)),
        (second, REFUND.format(2), True, (("MUG", "Main Warehouse", 2.0),)),
    ]
    assert [event.memo for event in heard(town, SaleCredited)] == [
        REFUND.format(1),
        REFUND.format(2),
    ]
    with pytest.raises(Rejected):
        await cin7.credit_note(
            sale_id, credit(number, 3, line("MUG", 1), restock={"MUG": 1}), on=MONDAY
        )
    assert shelf(town) == (10, 0, 10)


async def test_money_alone_moves_no_stock_and_carriage_can_be_given_back(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id, number = await billed(cin7)
    told = replace(credit(number, 1, line("MUG", 1)), charges=(CARRIAGE,))
    await cin7.credit_note(sale_id, told, on=MONDAY)
    (one,) = (await cin7.papers(sale_id)).credits
    assert (one.restocked, one.total) == ((), Decimal("14.95"))
    assert shelf(town) == (7, 0, 7)


async def test_units_that_come_back_without_money_are_a_credit_note_too(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id, number = await billed(cin7)
    await cin7.credit_note(sale_id, credit(number, 1, restock={"MUG": 3}), on=MONDAY)
    assert shelf(town) == (10, 0, 10)


# -- taken back ----------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["error", "no-op"])
async def test_a_voided_sale_frees_its_units_once(
    town: Town, cin7: InventorySystem, second: Any
) -> None:
    town.world.cin7_switches.void_of_voided = second
    sale_id = await authorised(cin7)
    for _ in range(2):
        await cin7.void_sale(sale_id)
        assert (shelf(town), shelf(town, "CUP")) == ((10, 0, 10), (10, 0, 10))
    papers = await cin7.papers(sale_id)
    assert (papers.sale.voided, papers.sale.authorised) == (True, False)
    assert [(leg.voided, leg.free) for leg in papers.legs] == [(True, False)]
    assert await cin7.find_sale("uk.myshopify.example/1001", "uk #1001") is None


async def test_an_undone_sale_frees_its_units_and_is_built_again_with_what_stays(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id = await authorised(cin7)
    await cin7.undo_sale(sale_id)
    assert shelf(town) == (10, 0, 10)
    undone = (await cin7.papers(sale_id)).sale
    assert (undone.authorised, undone.voided) == (False, False)
    again = await cin7.authorise_sale(sale_id, draft(line("MUG", 1)))
    assert (again.authorised, again.lines) == (True, (("MUG", 1.0),))
    assert (shelf(town), shelf(town, "CUP")) == ((10, 1, 9), (10, 0, 10))
    (leg,) = (await cin7.papers(sale_id)).legs
    await send_off(cin7, leg.task_id, "se-1", "R1", MUG=1)
    assert shelf(town) == (9, 0, 9)
    assert len(town.live_sales()) == 1


async def test_a_shipped_sale_that_was_undone_is_shipped_again_with_new_lines(
    town: Town, cin7: InventorySystem
) -> None:
    sale_id = await authorised(cin7)
    (leg,) = (await cin7.papers(sale_id)).legs
    await send_off(cin7, leg.task_id, "se-1", "R1", MUG=3, CUP=1)
    await cin7.undo_sale(sale_id)
    assert shelf(town) == (10, 0, 10)
    await cin7.authorise_sale(sale_id, draft(line("MUG", 2)))
    units = {"MUG": 2}
    await cin7.pick(leg.task_id, MAIN, units, again=True)
    await cin7.pack(leg.task_id, MAIN, "se-2", units, again=True)
    await cin7.ship(leg.task_id, "se-2", carrier="DPD", tracking="D2", on=MONDAY, again=True)
    (leg,) = (await cin7.papers(sale_id)).legs
    assert (leg.lines, leg.boxes, leg.tracking) == ((("MUG", 2),), ("se-2",), ("D2",))
    assert (shelf(town), shelf(town, "CUP")) == ((8, 0, 8), (10, 0, 10))


async def test_a_shipped_sale_that_cin7_will_not_take_back_stays_as_it_is(
    town: Town, cin7: InventorySystem
) -> None:
    town.world.cin7_switches.undo_after_ship = "refused"
    sale_id, _ = await billed(cin7)
    for take_back in (cin7.void_sale, cin7.undo_sale):
        with pytest.raises(StageRefused):
            await take_back(sale_id)
    assert shelf(town) == (7, 0, 7)
    assert (await cin7.papers(sale_id)).legs[0].shipped


# -- what can't be held --------------------------------------------------------------------

Step = Callable[[InventorySystem], Awaitable[object]]
NOWHERE = WarehouseName("atlantis")
WRONG: dict[str, Step] = {
    "a warehouse that is not ours": lambda c: c.pick("T1", NOWHERE, {"MUG": 1}),
    "nothing picked": lambda c: c.pick("T1", MAIN, {}),
    "no unit": lambda c: c.pick("T1", MAIN, {"MUG": 0}),
    "less than no unit": lambda c: c.pack("T1", MAIN, "se-1", {"MUG": -1}),
    "a SKU too long": lambda c: c.pick("T1", MAIN, {"M" * 51: 1}),
    "a box without a name": lambda c: c.pack("T1", MAIN, "", {"MUG": 1}),
    "tracking too long": lambda c: c.ship(
        "T1", "se-1", carrier="DPD", tracking="9" * 257, on=MONDAY
    ),
    "a box too long": lambda c: c.correct_tracking(
        "T1", "b" * 257, carrier="DPD", tracking="9", on=MONDAY
    ),
    "a bill over nothing": lambda c: c.invoice("S1", draft(charges=()), memo="m", on=MONDAY),
    "a credit of nothing": lambda c: c.credit_note("S1", credit("INV-1", 1), on=MONDAY),
    "a credit without an invoice": lambda c: c.credit_note(
        "S1", credit("", 1, line("MUG", 1)), on=MONDAY
    ),
    "a return to nowhere": lambda c: c.credit_note(
        "S1", replace(credit("INV-1", 1), restock=(Restock(Sku("MUG"), 1, ""),)), on=MONDAY
    ),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_cin7_could_not_hold_is_refused_before_it_is_sent(
    town: Town, cin7: InventorySystem, what: str
) -> None:
    before = town.calls("cin7")
    with pytest.raises(Rejected):
        await WRONG[what](cin7)
    assert town.calls("cin7") == before
