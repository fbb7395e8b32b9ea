"""What Shopify takes back before anything was handed over is free in Cin7, once."""

import pytest

from domain.orders import still_wanted
from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from ledger import balances, effects_seen, exceptions, orders, reversals
from ledger.models import EffectKind, EffectState, Order, ReversalKind, ReversalState, Stage
from tasks.order_rows import shop_order
from tasks.outside import Standing
from tests.town import Town


async def sold(town: Town, *lines: tuple[str, int], name: str = "#1001") -> int:
    """An order, not in Cin7 yet."""
    for sku in ("MUG", "CUP"):
        town.stock(sku, {"main": 10})
    await ingest_orders.fn()
    await sync_stock.fn()
    result = town.sell("uk", *(lines or (("MUG", 3),)), name=name)
    return int(result.order_id)


async def in_cin7(town: Town, *lines: tuple[str, int]) -> int:
    """An order with its sale, settled."""
    order_id = await sold(town, *lines)
    await ingest_orders.fn()
    await town.outside.sleep(120)
    await sync_stock.fn()
    return order_id


def order(town: Town) -> Order:
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    return row


def rows(town: Town, order_id: int) -> list[tuple[str, str, str]]:
    found = reversals.of_order(town.ledger, "uk", order_id)
    return [(one.kind.value, one.stage.value, one.state.value) for one in found]


def held(town: Town) -> list[tuple[str, int, int, int]]:
    found = balances.of_order(town.ledger, "uk", order(town).order_id).values()
    return sorted((row.sku, row.reserved, row.released, row.open) for row in found)


async def settled(town: Town) -> Town:
    """Some rounds of the schedule later."""
    for _ in range(3):
        await town.outside.sleep(100)
        await reverse_cancellations.fn()
        await ingest_orders.fn()
    await town.outside.sleep(100)
    await sync_stock.fn()
    await town.outside.sleep(900)
    return town


async def test_a_cancelled_order_frees_its_units_and_the_storefronts_show_them_in_the_same_run(
    town: Town,
) -> None:
    order_id = await in_cin7(town)
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (7, 7)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(5)
    report = await reverse_cancellations.fn()
    assert report.headline() == "1 voided"
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (10, 10)
    assert town.shown("uk", "MUG", "main") == 10
    assert town.live_sales() == []
    assert held(town) == [("MUG", 3, 3, 0)]
    assert rows(town, order_id) == [("cancel", "in-cin7", "done")]
    assert order(town).stage is Stage.REVERSED
    books = (await settled(town)).books()
    assert (books.promises["1"], books.promises["2"], books.promises["3"]) == (0, 0, 0)


async def test_a_part_that_is_refunded_is_freed_and_the_rest_stays_in_one_sale(
    town: Town,
) -> None:
    order_id = await in_cin7(town, ("MUG", 3), ("CUP", 2))
    town.take_back("uk", order_id, ("MUG", 1, "CANCEL"), ("CUP", 2, "CANCEL"))
    await town.outside.sleep(5)
    report = await reverse_cancellations.fn()
    assert report.headline() == "1 rebuilt"
    (sale,) = town.live_sales()
    assert [(line.product.sku, line.quantity) for line in sale.order.lines] == [("MUG", 2)]
    assert (town.available("MUG", "main"), town.available("CUP", "main")) == (8, 10)
    assert held(town) == [("CUP", 2, 2, 0), ("MUG", 3, 1, 2)]
    assert rows(town, order_id) == [("reduce", "in-cin7", "done")]
    assert order(town).stage is Stage.IN_CIN7
    books = (await settled(town)).books()
    assert (books.promises["1"], books.promises["2"], books.promises["3"]) == (0, 0, 0)
    assert town.calls("cin7").count("DELETE sale") == 1


async def test_an_edit_that_takes_units_off_frees_them(town: Town) -> None:
    order_id = await in_cin7(town)
    line = town.shop("uk").order(order_id).lines[0]
    town.shop("uk").edit_down(order_id, line.id, 1)
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert town.available("MUG", "main") == 9
    assert held(town) == [("MUG", 3, 2, 1)]


async def test_two_refunds_and_then_the_cancel_of_the_rest_free_each_unit_once(
    town: Town,
) -> None:
    order_id = await in_cin7(town)
    for left in (8, 9):
        town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
        await town.outside.sleep(5)
        await reverse_cancellations.fn()
        assert town.available("MUG", "main") == left
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert town.available("MUG", "main") == 10
    assert held(town) == [("MUG", 3, 3, 0)]
    assert [kind for kind, _, _ in rows(town, order_id)] == ["reduce", "reduce", "cancel"]
    assert (await settled(town)).books().promises["3"] == 0


async def test_a_refund_of_all_units_without_a_cancel_ends_the_sale(town: Town) -> None:
    order_id = await in_cin7(town)
    town.take_back("uk", order_id, ("MUG", 3, "CANCEL"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert town.live_sales() == []
    assert (await settled(town)).books().promises["3"] == 0


async def test_no_restock_of_unshipped_units_frees_them_in_cin7_and_needs_no_credit_note(
    town: Town,
) -> None:
    order_id = await in_cin7(town)
    town.take_back("uk", order_id, ("MUG", 1, "NO_RESTOCK"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert town.available("MUG", "main") == 8
    assert "POST sale/creditnote" not in town.calls("cin7")
    assert (await settled(town)).books().promises["3"] == 0


async def test_paid_back_units_that_are_still_to_be_shipped_stay_reserved(town: Town) -> None:
    town.world.shopify_switches.no_restock_of_unshipped = "keeps_open"
    order_id = await in_cin7(town)
    town.take_back("uk", order_id, ("MUG", 1, "NO_RESTOCK"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert town.available("MUG", "main") == 7
    assert "DELETE sale" not in town.calls("cin7")
    wanted = still_wanted(shop_order(order(town)))
    assert [line.units for line in wanted.lines] == [3]  # what a rebuilt sale would hold


async def test_money_alone_is_noted_and_waits_until_the_order_ships(town: Town) -> None:
    from decimal import Decimal

    order_id = await in_cin7(town)
    town.shop("uk").refund(order_id, [], amount=Decimal("2.50"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    assert rows(town, order_id) == [("money", "in-cin7", "open")]
    assert town.available("MUG", "main") == 7
    await town.outside.sleep(60)
    before = len(town.calls())
    await reverse_cancellations.fn()
    assert set(town.calls()[before:]) == {"orders"}


async def test_a_quiet_round_reads_the_orders_that_changed_and_nothing_else(town: Town) -> None:
    order_id = await in_cin7(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    await town.outside.sleep(600)
    await reverse_cancellations.fn()
    before = len(town.calls())
    report = await reverse_cancellations.fn()
    assert report.headline() == "nothing taken back"
    assert set(town.calls()[before:]) == {"orders"}


async def test_an_order_cancelled_before_it_was_taken_is_never_made_by_a_late_run(
    town: Town,
) -> None:
    order_id = await sold(town)
    shelf, before = town.outside.inventory.shelf, []

    async def cancelled_meanwhile(*args: object, **kwargs: object) -> object:
        if not before:
            before.append(True)
            town.shop("uk").cancel_order(order_id)
            await town.outside.sleep(5)
            with Standing(town.as_another_run("the reversal")):
                await reverse_cancellations.fn()
        return await shelf(*args, **kwargs)  # type: ignore[arg-type]

    town.outside.inventory.shelf = cancelled_meanwhile  # type: ignore[method-assign]
    await ingest_orders.fn()
    assert "POST sale" not in town.calls("cin7")
    assert rows(town, order_id) == [("cancel", "not-in-cin7", "done")]
    assert order(town).stage is Stage.REVERSED
    books = (await settled(town)).books()
    assert (books.promises["2"], books.promises["3"], town.live_sales()) == (0, 0, [])


@pytest.mark.parametrize("killed_at", ["open_sale", "authorise_sale"])
async def test_a_sale_intended_by_a_run_that_was_killed_is_never_sent(
    town: Town, killed_at: str
) -> None:
    order_id = await sold(town)
    whole = getattr(town.outside.inventory, killed_at)

    async def killed(*_: object) -> object:
        raise KeyboardInterrupt

    setattr(town.outside.inventory, killed_at, killed)
    with pytest.raises(KeyboardInterrupt):
        await ingest_orders.fn()
    setattr(town.outside.inventory, killed_at, whole)
    town.shop("uk").cancel_order(order_id)
    await settled(town)
    assert town.live_sales() == []
    assert town.available("MUG", "main") == 10
    assert "POST sale/order" not in town.calls("cin7")
    assert order(town).stage is Stage.REVERSED
    assert [state for _, _, state in rows(town, order_id)] == ["done"]


async def test_an_order_refunded_in_part_before_it_was_taken_is_taken_with_the_rest(
    town: Town,
) -> None:
    order_id = await sold(town)
    town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
    await town.outside.sleep(5)
    await reverse_cancellations.fn()
    await ingest_orders.fn()
    assert town.available("MUG", "main") == 8
    assert held(town) == [("MUG", 2, 0, 2)]
    books = (await settled(town)).books()
    assert (books.promises["2"], books.promises["3"]) == (0, 0)


@pytest.mark.parametrize("how", ["whole", "part"])
async def test_two_runs_at_once_free_each_unit_once(town: Town, how: str) -> None:
    order_id = await in_cin7(town)
    if how == "whole":
        town.shop("uk").cancel_order(order_id)
    else:
        town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
    await town.outside.sleep(5)
    papers, before = town.outside.inventory.papers, []

    async def after_another_run(sale_id: str) -> object:
        if not before:
            before.append(True)
            seen = await papers(sale_id)
            with Standing(town.as_another_run("another run")):
                await reverse_cancellations.fn()
            return seen
        return await papers(sale_id)

    town.outside.inventory.papers = after_another_run  # type: ignore[method-assign, assignment]
    await reverse_cancellations.fn()
    assert town.calls("cin7").count("DELETE sale") == 1
    assert town.available("MUG", "main") == (10 if how == "whole" else 8)
    assert held(town) == [("MUG", 3, 3, 0) if how == "whole" else ("MUG", 3, 1, 2)]
    assert (await settled(town)).books().promises["3"] == 0


async def test_a_kill_between_undo_and_rebuild_is_finished_and_nothing_is_oversold(
    town: Town,
) -> None:
    order_id = await in_cin7(town)
    town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
    await town.outside.sleep(5)
    authorise = town.outside.inventory.authorise_sale

    async def killed(*_: object) -> object:
        raise KeyboardInterrupt

    town.outside.inventory.authorise_sale = killed  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        await reverse_cancellations.fn()
    town.outside.inventory.authorise_sale = authorise  # type: ignore[method-assign]
    await town.outside.sleep(90)
    await sync_stock.fn()
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (10, 8)
    await settled(town)
    assert town.available("MUG", "main") == 8
    assert held(town) == [("MUG", 3, 1, 2)]
    books = town.books()
    assert (books.promises["1"], books.promises["2"], books.promises["3"]) == (0, 0, 0)


async def test_cin7_that_will_not_void_leaves_it_to_a_person_until_it_does(town: Town) -> None:
    order_id = await in_cin7(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(5)
    town.world.faults.plan("cin7", "DELETE sale", ["lost-before"])
    report = await reverse_cancellations.fn()
    assert report.headline() == "1 waiting"
    assert [state for _, _, state in rows(town, order_id)] == ["open"]
    await settled(town)
    assert town.available("MUG", "main") == 10
    assert [state for _, _, state in rows(town, order_id)] == ["done"]
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []


async def test_a_dry_run_changes_nothing_outside(town: Town) -> None:
    order_id = await in_cin7(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(5)
    report = await reverse_cancellations.fn(dry_run=True)
    assert report.headline() == "1 would be: VoidSale"
    assert town.available("MUG", "main") == 7
    assert effects_seen.by_subject(town.ledger, "uk #1001", EffectKind.VOID_SALE) == []


async def test_every_effect_of_a_reversal_ends(town: Town) -> None:
    order_id = await in_cin7(town)
    town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
    await settled(town)
    states = {row["state"] for row in effects_seen.export(town.ledger)}
    assert states <= {EffectState.DONE.value, EffectState.ABANDONED.value}
    (one,) = reversals.of_order(town.ledger, "uk", order_id)
    assert (one.kind, one.state) == (ReversalKind.REDUCE, ReversalState.DONE)
