"""Every order once, whatever lies between two statements, two runs or two people."""

import pytest

from clients.errors import ClientError
from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import exceptions, orders
from ledger.models import Stage
from sandbox.shopify.moves import move
from sandbox.shopify.shipments import ship
from tasks.outside import Standing
from tasks.ports import Sale
from tests.town import DOMAINS, Town


async def begin(town: Town) -> None:
    await ingest_orders.fn()
    await sync_stock.fn()


def open_kinds(town: Town) -> list[str]:
    return [row.kind for row in exceptions.list_open(town.ledger, town.world.clock.now())]


def ship_whole(town: Town, store: str, order_id: int) -> None:
    """Somebody ships everything of an order from the Shopify admin."""
    shop = town.shop(store)
    for part in shop.order(order_id).fulfillment_orders:
        _, errors = ship(shop, [(part, None)], None)
        assert errors == []


async def test_an_order_of_services_only_has_its_sale(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", custom=[("POST", 1)], name="#1001")
    await ingest_orders.fn()
    assert town.books().promises["2"] == 0
    assert open_kinds(town) == []


async def test_two_runs_that_route_at_once_keep_the_first_decision(town: Town) -> None:
    town.stock("MUG", {"main": 10, "north": 10})
    await begin(town)
    town.sell("uk", ("MUG", 2), name="#1001")
    inventory, before = town.outside.inventory, []
    shelf = inventory.shelf

    async def after_another_run(*args: object, **kwargs: object) -> object:
        if not before:
            before.append(True)
            with Standing(town.as_another_run("the other run")):
                await ingest_orders.fn()
            town.world.cin7.adjust("MUG", "Main Warehouse", -8)
        return await shelf(*args, **kwargs)  # type: ignore[arg-type]

    inventory.shelf = after_another_run  # type: ignore[method-assign]
    await ingest_orders.fn()
    (sale,) = town.live_sales()
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert sale.location.name == "Main Warehouse"
    assert (row.routed_to, row.stage) == ("main", Stage.IN_CIN7)
    (order,) = town.shop("uk").orders.by_id.values()
    assert {part.location.id for part in order.fulfillment_orders if part.is_open} == {101}


async def test_what_was_ordered_before_the_first_run_is_not_ours_when_it_changes_later(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    sold = town.sell("uk", ("MUG", 2), name="#900")
    await town.world.advance(86_400)
    await begin(town)
    await town.world.advance(600)
    ship_whole(town, "uk", sold.order_id)
    await town.world.advance(600)
    await ingest_orders.fn()
    assert town.live_sales() == []


async def test_an_exception_of_an_order_that_was_cancelled_closes(town: Town) -> None:
    town.stock("NEW-1", {"main": 0}, in_cin7=False, tracked=False)
    await begin(town)
    sold = town.sell("uk", ("NEW-1", 1), name="#1001")
    await ingest_orders.fn()
    assert open_kinds(town) == ["unknown-sku"]
    town.shop("uk").cancel_order(sold.order_id)
    await town.world.advance(5)
    await ingest_orders.fn()
    assert open_kinds(town) == []


async def test_a_key_that_was_refused_for_a_while_costs_no_order_its_sale(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 2), name="#1001")
    inventory, opened = town.outside.inventory, []
    open_sale = inventory.open_sale

    async def with_a_revoked_key(draft: object) -> str:
        if not opened:
            opened.append(True)
            town.world.cin7.application_keys.clear()
        return await open_sale(draft)  # type: ignore[arg-type]

    inventory.open_sale = with_a_revoked_key  # type: ignore[method-assign]
    with pytest.raises(ClientError):
        await ingest_orders.fn()
    assert "access-denied" in open_kinds(town)
    town.world.cin7.set_credentials("account", "key")
    await town.world.advance(120)
    await ingest_orders.fn()
    assert town.books().promises["2"] == 0
    assert open_kinds(town) == []


async def test_a_crash_after_the_sale_was_authorised_hides_no_backorder(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.stock("MUG", {"main": 3, "north": 2})
    await begin(town)
    town.sell("uk", ("MUG", 5), name="#1001")
    to_stage = orders.move

    def crash_then(ledger: object, store: str, order_id: int, stage: Stage, *rest: object) -> bool:
        if stage is Stage.IN_CIN7:
            raise KeyboardInterrupt
        return to_stage(ledger, store, order_id, stage, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr("tasks.placing.rows.move", crash_then)
        with pytest.raises(KeyboardInterrupt):
            await ingest_orders.fn()
    await town.world.advance(200)
    await ingest_orders.fn()
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.IN_CIN7
    assert open_kinds(town) == ["backordered"]


async def test_one_shop_out_of_reach_does_not_keep_the_other_shops_orders(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 2))
    town.world.faults.outage(f"shopify:{DOMAINS['eu']}", 3600)
    with pytest.raises(ClientError):
        await ingest_orders.fn()
    assert len(town.live_sales()) == 1


async def test_a_person_who_moves_the_parts_to_the_right_place_closes_the_exception(
    town: Town,
) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await begin(town)
    town.shop("uk").hand_edit("MUG", 101, 4)
    sold = town.sell("uk", ("MUG", 2), name="#1001")
    order = town.shop("uk").order(sold.order_id)
    order.fulfillment_orders[0].progress_reported = True
    await ingest_orders.fn()
    assert open_kinds(town) == ["move-refused"]
    order.fulfillment_orders[0].progress_reported = False
    shop = town.shop("uk")
    _, errors = move(shop, order.fulfillment_orders[0], shop.catalogue.locations[102], None)
    assert errors == []
    shop.orders.touch(order, "ORDERS_UPDATED")
    await town.world.advance(120)
    await ingest_orders.fn()
    assert open_kinds(town) == []


async def test_a_sale_that_cin7_takes_without_authorising_it_is_not_taken_for_reserved(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 4), name="#1001")
    inventory = town.outside.inventory

    async def left_as_a_draft(sale_id: str, _: object) -> Sale:
        return Sale(sale_id, "SO-00001", authorised=False, voided=False, backordered={})

    inventory.authorise_sale = left_as_a_draft  # type: ignore[method-assign]
    await ingest_orders.fn()
    await town.world.advance(300)
    await sync_stock.fn()
    assert town.shown("eu", "MUG", "main") == 6
    assert open_kinds(town) == ["sale-refused"]


async def test_a_sale_that_cin7_refused_is_made_once_its_cause_is_mended(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.cin7_switches.customer_must_exist = True
    town.sell("uk", ("MUG", 4), name="#1001")
    for _ in range(3):
        await ingest_orders.fn()
    assert open_kinds(town) == ["sale-refused"]
    assert town.calls("cin7").count("POST sale") == 1
    town.world.cin7.sales.add_customer("Shopify UK")
    await town.world.advance(4000)
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    assert town.books().promises["2"] == 0
    assert open_kinds(town) == []


async def test_an_order_stage_that_landed_after_it_was_looked_for_is_not_taken_for_refused(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.faults.plan("cin7", "POST sale/order", ["late:75"])
    town.sell("uk", ("MUG", 4), name="#1001")
    await ingest_orders.fn()
    inventory = town.outside.inventory
    authorise = inventory.authorise_sale

    async def a_little_too_late(sale_id: str, draft: object) -> Sale:
        await town.world.advance(20)
        return await authorise(sale_id, draft)  # type: ignore[arg-type]

    inventory.authorise_sale = a_little_too_late  # type: ignore[method-assign]
    await town.world.advance(62)
    await ingest_orders.fn()
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.IN_CIN7
    assert open_kinds(town) == []
