"""What the simulation found: orders taken back while ingestion was bringing them into Cin7."""

import asyncio

import pytest

from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from ledger import balances, orders
from ledger.models import Order, Stage
from tasks.outside import Standing
from tests.town import Town


async def sold(town: Town, *, before_us: bool = False) -> int:
    """Three of ten mugs; ``before_us``: ordered before the ledger began to look."""
    town.stock("MUG", {"main": 10})
    if not before_us:
        await ingest_orders.fn()
        await sync_stock.fn()
    order_id: int = town.sell("uk", ("MUG", 3), name="#1001").order_id
    return order_id


async def reverse_beside(town: Town) -> str:
    with Standing(town.as_another_run("the reversal")):
        return (await reverse_cancellations.fn()).headline()


def less_one(town: Town, order_id: int, how: str) -> None:
    if how == "edited down":
        line = town.shop("uk").order(order_id).lines[0]
        town.shop("uk").edit_down(order_id, line.id, 2)
        town.world.clock.advance(2)  # type: ignore[attr-defined]
    else:
        town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))


def order(town: Town) -> Order:
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    return row


def held(town: Town, order_id: int) -> list[tuple[int, int, int]]:
    rows = balances.of_order(town.ledger, "uk", order_id).values()
    return [(row.reserved, row.released, row.open) for row in rows]


async def settled(town: Town) -> None:
    for _ in range(4):
        await town.outside.sleep(130)
        await ingest_orders.fn()
        await reverse_cancellations.fn()
    await town.outside.sleep(130)
    await sync_stock.fn()
    await town.outside.sleep(900)


def kept(town: Town) -> None:
    books = town.books()
    assert [books.breaches[promise] for promise in ("1", "2", "3")] == [[], [], []]


async def test_an_order_cancelled_while_its_sale_was_being_made_has_no_sale_in_the_end(
    town: Town,
) -> None:
    order_id = await sold(town)
    shop, make = town.outside.shops["uk"], town.outside.inventory.open_sale
    look = shop.order_shipping
    may_look, is_authorised = asyncio.Event(), asyncio.Event()
    beside: list[asyncio.Task[str]] = []
    looks = 0

    async def once_the_reversal_is_under_way(draft: object) -> str:
        town.shop("uk").cancel_order(order_id)
        await town.outside.sleep(5)
        beside.append(asyncio.create_task(reverse_beside(town)))
        await may_look.wait()
        return await make(draft)  # type: ignore[arg-type]

    async def once_it_is_authorised(*args: object, **kwargs: object) -> object:
        nonlocal looks
        looks += 1
        may_look.set()
        await is_authorised.wait()
        return await look(*args, **kwargs)  # type: ignore[arg-type]

    town.outside.inventory.open_sale = once_the_reversal_is_under_way  # type: ignore[method-assign]
    shop.order_shipping = once_it_is_authorised  # type: ignore[method-assign, assignment]
    await ingest_orders.fn()
    is_authorised.set()
    assert (await beside[0], looks) == ("1 voided", 1)
    await settled(town)
    assert (town.live_sales(), town.available("MUG", "main")) == ([], 10)
    kept(town)


@pytest.mark.parametrize("how", ["edited down", "refunded"])
async def test_a_sale_made_of_what_the_order_was_before_gives_back_what_it_holds_too_much(
    town: Town, how: str
) -> None:
    order_id = await sold(town)
    make = town.outside.inventory.open_sale
    before: list[bool] = []

    async def taken_back_meanwhile(draft: object) -> str:
        if not before:
            before.append(True)
            less_one(town, order_id, how)
            await town.outside.sleep(5)
            assert await reverse_beside(town) == "1 noted"
        return await make(draft)  # type: ignore[arg-type]

    town.outside.inventory.open_sale = taken_back_meanwhile  # type: ignore[method-assign]
    await ingest_orders.fn()
    assert town.available("MUG", "main") == 7
    await settled(town)
    assert (town.available("MUG", "main"), held(town, order_id)) == (8, [(3, 1, 2)])
    kept(town)


@pytest.mark.parametrize("before_us", [True, False])
async def test_a_sale_that_is_just_being_put_back_to_draft_is_not_taken_for_authorised(
    town: Town, before_us: bool
) -> None:
    order_id = await sold(town, before_us=before_us)
    town.world.faults.plan("cin7", "POST sale/order", ["lost-after"])
    await ingest_orders.fn()
    less_one(town, order_id, "refunded")
    await town.outside.sleep(100)
    shelf = town.outside.inventory.shelf
    before: list[bool] = []

    async def undone_meanwhile(*args: object, **kwargs: object) -> object:
        if not before:
            before.append(True)
            town.world.faults.plan("cin7", "DELETE sale", ["late:50"])
            assert await reverse_beside(town) == "1 waiting"
        return await shelf(*args, **kwargs)  # type: ignore[arg-type]

    town.outside.inventory.shelf = undone_meanwhile  # type: ignore[method-assign, assignment]
    await ingest_orders.fn()
    assert (order(town).stage, order(town).authorised_at) == (Stage.CANCELLING, None)
    await settled(town)
    assert (town.available("MUG", "main"), held(town, order_id)) == (8, [(2, 0, 2)])
    assert town.shown("eu", "MUG", "main") == 8
    kept(town)


async def test_what_was_decided_before_an_undo_is_not_sent_after_it(town: Town) -> None:
    order_id = await sold(town)
    town.world.faults.plan("cin7", "POST sale/order", ["lost-after"])
    await ingest_orders.fn()
    less_one(town, order_id, "refunded")
    await town.outside.sleep(100)
    read = town.outside.inventory.sale
    before: list[bool] = []

    async def undone_meanwhile(sale_id: str) -> object:
        if not before:
            before.append(True)
            town.world.faults.plan("cin7", "POST sale/order", ["lost-before"])
            assert await reverse_beside(town) == "1 waiting"
        return await read(sale_id)

    town.outside.inventory.sale = undone_meanwhile  # type: ignore[method-assign, assignment]
    await ingest_orders.fn()
    (sale,) = town.live_sales()
    assert sale.order.status == "DRAFT"
    await settled(town)
    assert (town.available("MUG", "main"), held(town, order_id)) == (8, [(2, 0, 2)])
    assert town.calls("cin7").count("DELETE sale") == 1
    kept(town)
