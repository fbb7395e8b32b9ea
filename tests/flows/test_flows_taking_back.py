"""A sale put back to draft is built again once, and its units are never free in between."""

import pytest

from clients.errors import OutcomeUnknown
from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import balances, orders
from ledger.models import EffectKind, Order, Stage
from tasks.forbidding import Look, forbid
from tasks.outside import Standing
from tasks.placing import look_for_sale
from tasks.taking_back import resume_undos, undo_and_rebuild, void
from tests.town import Town


async def in_cin7(town: Town, units: int = 3) -> Order:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    await sync_stock.fn()
    town.sell("uk", ("MUG", units), name="#1001")
    await ingest_orders.fn()
    await town.outside.sleep(120)
    return order(town)


def order(town: Town) -> Order:
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    return row


def held(town: Town) -> list[tuple[int, int, int]]:
    rows = balances.of_order(town.ledger, "uk", order(town).order_id).values()
    return [(row.reserved, row.released, row.open) for row in rows]


async def test_an_authorised_sale_is_reserved_line_by_line(town: Town) -> None:
    await in_cin7(town)
    assert held(town) == [(3, 0, 3)]


async def test_a_sale_is_undone_and_built_again_as_the_order_stands_now(town: Town) -> None:
    row = await in_cin7(town)
    town.take_back("uk", row.order_id, ("MUG", 1, "CANCEL"))
    await town.outside.sleep(5)
    await ingest_orders.fn()
    assert await undo_and_rebuild(order(town), "a unit was taken back")
    (sale,) = town.live_sales()
    assert [line.quantity for line in sale.order.lines] == [2]
    assert town.available("MUG", "main") == 8
    assert held(town) == [(3, 1, 2)]
    assert (order(town).stage, bool(order(town).authorised_at)) == (Stage.IN_CIN7, True)
    await ingest_orders.fn()
    assert town.calls("cin7").count("POST sale/order") == 2


async def test_a_second_run_that_decided_the_same_undoes_nothing_again(town: Town) -> None:
    row = await in_cin7(town)
    assert await undo_and_rebuild(row, "once", 1)
    assert await undo_and_rebuild(row, "once", 1)
    assert town.calls("cin7").count("DELETE sale") == 1
    assert order(town).authorised_at is not None


async def test_units_are_held_from_before_the_undo_until_the_rebuild_has_settled(
    town: Town,
) -> None:
    row = await in_cin7(town)
    inventory = town.outside.inventory
    undo = inventory.undo_sale

    async def then_sync(sale_id: str) -> None:
        await undo(sale_id)
        await town.outside.sleep(90)
        with Standing(town.as_another_run("another run")):
            await ingest_orders.fn()
            await sync_stock.fn()
        assert town.available("MUG", "main") == 10
        assert town.shown("eu", "MUG", "main") == 7

    inventory.undo_sale = then_sync  # type: ignore[method-assign]
    assert await undo_and_rebuild(row, "a look in between")
    assert town.available("MUG", "main") == 7
    assert town.books().promises["1"] == 0


@pytest.mark.parametrize("fault", ["lost-before", "lost-after", "late:50"])
async def test_ingestion_finishes_what_a_lost_undo_began(town: Town, fault: str) -> None:
    row = await in_cin7(town)
    town.world.faults.plan("cin7", "DELETE sale", [fault])
    assert not await undo_and_rebuild(row, "to be lost")
    assert (order(town).stage, order(town).authorised_at) == (Stage.CANCELLING, None)
    await ingest_orders.fn()
    assert town.calls("cin7").count("POST sale/order") == 1
    for _ in range(4):
        await town.outside.sleep(100)
        await resume_undos()
        await ingest_orders.fn()
    (sale,) = town.live_sales()
    assert (sale.order.status, town.available("MUG", "main")) == ("AUTHORISED", 7)
    assert (order(town).stage, bool(order(town).authorised_at)) == (Stage.IN_CIN7, True)
    assert held(town) == [(3, 0, 3)]
    assert town.books().promises["2"] == 0


async def test_a_kill_between_undo_and_rebuild_is_finished_by_ingestion(town: Town) -> None:
    row = await in_cin7(town)
    authorise = town.outside.inventory.authorise_sale

    async def killed(*_: object) -> object:
        raise KeyboardInterrupt

    town.outside.inventory.authorise_sale = killed  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        await undo_and_rebuild(row, "to be killed")
    town.outside.inventory.authorise_sale = authorise  # type: ignore[method-assign]
    for _ in range(4):
        await town.outside.sleep(100)
        await ingest_orders.fn()
    assert town.available("MUG", "main") == 7
    assert town.calls("cin7").count("POST sale/order") == 2
    assert order(town).authorised_at is not None


async def test_an_ingestion_that_is_late_calls_no_undone_sale_authorised(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 3), name="#1001")
    authorise, before = town.outside.inventory.authorise_sale, []

    async def then_lost(*args: object) -> object:
        made = await authorise(*args)  # type: ignore[arg-type]
        if not before:
            before.append(True)
            with Standing(town.as_another_run("another run")):
                await ingest_orders.fn()
            row = order(town)
            from ledger import orders_undo

            orders_undo.begin_undo(town.ledger, "uk", row.order_id, 1, "now", row.noted_at)
            raise OutcomeUnknown("lost", system="cin7", operation="POST sale/order")
        return made

    town.outside.inventory.authorise_sale = then_lost  # type: ignore[method-assign, assignment]
    await ingest_orders.fn()
    await town.outside.sleep(200)
    await ingest_orders.fn()
    assert (order(town).stage, order(town).authorised_at) == (Stage.CANCELLING, None)


async def test_a_void_frees_all_of_it_once_and_ends_the_order(town: Town) -> None:
    row = await in_cin7(town)
    assert (await void(row, "cancelled at Shopify", 1)).vendor_id == row.sale_id
    assert (await void(order(town), "cancelled at Shopify", 1)).vendor_id == row.sale_id
    assert (town.live_sales(), town.available("MUG", "main")) == ([], 10)
    assert held(town) == [(3, 3, 0)]
    assert order(town).stage is Stage.REVERSED
    await ingest_orders.fn()
    assert town.calls("cin7").count("POST sale/order") == 1


async def test_what_was_forbidden_is_never_sent(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    sold = town.sell("uk", ("MUG", 3), name="#1001")
    kind, key = EffectKind.CREATE_SALE, f"uk/{sold.order_id}"
    for _ in range(2):
        assert await forbid(kind, key, "uk #1001", "cancelled", Look(look_for_sale, 2))
    await ingest_orders.fn()
    assert town.live_sales() == []
