"""Counts stay true while orders are shipped, runs overlap and Shopify says no."""

import pytest

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import effects_seen, exceptions
from ledger.models import EffectKind
from sandbox.shopify.moves import move
from sandbox.shopify.shipments import ship
from tasks import effects
from tasks.doubts import settle_doubts
from tasks.outside import Standing
from tests.town import Town


async def begin(town: Town) -> None:
    await ingest_orders.fn()
    await sync_stock.fn()


async def test_an_order_shipped_before_cin7s_figure_shows_it_is_not_sold_again(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.cin7_switches.availability_lag_seconds = 55
    await town.world.advance(100)
    sold = town.sell("uk", ("MUG", 4))
    await ingest_orders.fn()
    await town.world.advance(5)
    shop = town.shop("uk")
    for part in shop.order(sold.order_id).fulfillment_orders:
        ship(shop, [(part, None)], None)
    await town.world.advance(5)
    await sync_stock.fn()
    assert town.shown("eu", "MUG", "main") == 6
    assert town.books().promises["1"] == 0


async def test_another_run_does_not_give_up_counts_that_are_just_being_sent(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.cin7.adjust("MUG", "Main Warehouse", -4)
    intend = effects.rows.intend
    met: list[bool] = []

    def then_another_run(*args: object, **kwargs: object) -> object:
        row = intend(*args, **kwargs)  # type: ignore[arg-type]
        if args[1] is EffectKind.SET_STOCK and not met:
            met.append(True)
            # Awaited by hand to its end: nothing in it has to wait for a vendor.
            with Standing(town.as_another_run("the other run")), pytest.raises(StopIteration):
                settle_doubts("sync-stock").send(None)
        return row

    monkeypatch.setattr(effects.rows, "intend", then_another_run)
    await sync_stock.fn()
    assert town.shown("uk", "MUG", "main") == 6
    assert town.shown("eu", "MUG", "main") == 6


async def test_an_item_that_shopify_will_not_stock_is_not_asked_for_at_every_run(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 5, "north": 7}, stocked=["main"], shops=["uk"])
    town.shop("uk").catalogue.locations[102].is_active = False
    for _ in range(4):
        await sync_stock.fn()
        await town.world.advance(300)
    tried = [
        row
        for row in effects_seen.export(town.ledger)
        if row["kind"] == EffectKind.ACTIVATE_ITEM.value
    ]
    assert len(tried) == 1
    assert [row.kind for row in exceptions.list_open(town.ledger, town.world.clock.now())] == [
        "not-stocked"
    ]


async def test_an_item_that_a_person_stocks_closes_its_exception(town: Town) -> None:
    town.stock("MUG", {"main": 5, "north": 7}, stocked=["main"], shops=["uk"])
    town.shop("uk").catalogue.locations[102].is_active = False
    await sync_stock.fn()
    town.shop("uk").catalogue.locations[102].is_active = True
    town.shop("uk").hand_edit("MUG", 102, 0)
    await town.world.advance(300)
    await sync_stock.fn()
    assert town.shown("uk", "MUG", "north") == 7
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []


async def test_a_dry_run_says_what_it_would_hold_back_and_wakes_nobody(town: Town) -> None:
    for number in range(60):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await begin(town)
    for number in range(40):
        town.world.cin7.adjust(f"SKU-{number:02}", "Main Warehouse", -10)
    report = await sync_stock.fn(dry_run=True)
    assert report.held
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []
    await sync_stock.fn()
    await sync_stock.fn(dry_run=True, approve_large_change=True)
    open_now = exceptions.list_open(town.ledger, town.world.clock.now())
    assert {row.kind for row in open_now} == {"rash-change"}


async def test_parts_that_a_person_moves_are_found_though_no_search_tells_of_it(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10, "north": 10})
    town.stock("CUP", {"main": 10})
    await begin(town)
    sold = town.sell("uk", ("MUG", 4))
    await ingest_orders.fn()
    await town.world.advance(1200)
    town.sell("uk", ("CUP", 1))
    await ingest_orders.fn()
    shop = town.shop("uk")
    (part,) = shop.order(sold.order_id).fulfillment_orders
    _, errors = move(shop, part, shop.catalogue.locations[102], None)
    assert errors == []
    for _ in range(2):
        await sync_stock.fn()
        await ingest_orders.fn()
        await town.world.advance(300)
    await sync_stock.fn()
    assert part.location.id == 101
    assert [town.shown("eu", "MUG", place) for place in ("main", "north")] == [6, 10]
