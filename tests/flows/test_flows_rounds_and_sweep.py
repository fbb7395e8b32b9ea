"""News that comes while a run works is taken in by the same run, and what events lost is swept."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from flows.ingest_orders import ingest_orders
from flows.sweep_hints import sweep_hints
from flows.sync_stock import sync_stock
from ledger import hints, inbox
from tasks.ingest_report import IngestReport
from tasks.outside import Standing
from tasks.rounds import go_round
from tasks.subscriptions import subscribe_cin7, subscribe_shop
from tests.town import BEARER, Town

RECEIVER = "http://127.0.0.1:9"


async def begin(town: Town) -> None:
    await subscribe_shop("uk", RECEIVER, False)
    await subscribe_shop("eu", RECEIVER, False)
    await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
    await ingest_orders.fn()
    await sync_stock.fn()


async def test_a_round_for_news_reads_only_what_deliveries_named(town: Town) -> None:
    for number in range(30):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await begin(town)
    town.sell("uk", ("SKU-07", 4))
    await town.world.webhooks.deliver_due()
    before = len(town.calls())
    report = await sync_stock.fn(only_news=True)
    assert report.read == 6
    assert town.shown("eu", "SKU-07", "main") == 6
    assert "inventoryItems" not in town.calls()[before:]
    assert hints.raised(town.ledger, "sync-stock") == []


async def test_a_round_for_news_reads_everything_when_the_schedule_has_long_been_kept_from_it(
    town: Town,
) -> None:
    for sku in ("MUG", "CUP"):
        town.stock(sku, {"main": 10})
    await begin(town)
    town.world.webhooks.plan("cin7", "lose", 1)
    town.world.cin7.adjust("MUG", "Main Warehouse", -4)
    await town.world.webhooks.deliver_due()
    for minutes, shown in ((50, 10), (20, 6)):
        await town.world.advance(minutes * 60)
        town.sell("uk", ("CUP", 1))
        await town.world.webhooks.deliver_due()
        await sync_stock.fn(only_news=True)
        assert town.shown("eu", "MUG", "main") == shown


async def test_an_order_placed_while_a_run_works_is_taken_by_the_same_run(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    inventory, sold = town.outside.inventory, []
    shelf = inventory.shelf

    async def busy_shelf(*args: object, **kwargs: object) -> object:
        found = await shelf(*args, **kwargs)  # type: ignore[arg-type]
        if not sold:
            sold.append(town.sell("uk", ("MUG", 4)))
            await town.world.webhooks.deliver_due()
        return found

    inventory.shelf = busy_shelf  # type: ignore[method-assign]
    report = await sync_stock.fn()
    assert report.rounds == 2
    assert town.shown("eu", "MUG", "main") == 6


async def test_an_order_placed_while_a_run_lingers_is_taken_by_the_same_run(town: Town) -> None:
    """It lingers as long as a fresh run would take to begin, and no longer."""
    town.stock("MUG", {"main": 10})
    await begin(town)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 4:
            town.sell("uk", ("MUG", 4))
            await town.world.webhooks.deliver_due()

    with Standing(replace(town.outside, start_seconds=3.0, sleep=sleep)):
        report = await sync_stock.fn()
    assert report.rounds == 2
    assert town.shown("eu", "MUG", "main") == 6
    assert slept == pytest.approx([0.3] * 4 + [3.0] + [0.3] * 10)


async def test_a_hint_that_no_event_turned_into_a_run_is_found_by_the_sweep(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 4))
    await town.world.webhooks.deliver_due()
    await town.world.advance(40)
    report = await sweep_hints.fn()
    assert set(report.flows) >= {"sync-stock", "ingest-orders"}


async def test_a_sale_in_doubt_is_swept_when_it_may_be_looked_for(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 1))
    town.world.faults.plan("cin7", "POST sale", ["lost-after"])
    await ingest_orders.fn()
    assert (await sweep_hints.fn()).flows == ()
    await town.world.advance(120)
    assert (await sweep_hints.fn()).flows == ("ingest-orders",)


async def test_every_delivery_of_a_day_ends_in_a_final_state(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.webhooks.plan("shopify:uk.myshopify.example", "double", 2)
    town.sell("uk", ("MUG", 2))
    town.world.cin7.adjust("MUG", "Main Warehouse", -1)
    await town.world.advance(90)
    await ingest_orders.fn()
    await sync_stock.fn()
    await town.world.advance(90)
    await sync_stock.fn()
    assert inbox.unhandled(town.ledger) == []
    assert town.shown("eu", "MUG", "main") == 7
    assert town.books().promises["7"] == 0


async def test_subscriptions_are_made_once_and_woken_when_cin7_switched_them_off(
    town: Town,
) -> None:
    await begin(town)
    again = await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
    assert {line.done for line in again} == {"there"}
    for hook in town.world.cin7.hooks._hooks:
        hook.is_active = False
    woken = await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
    assert {line.done for line in woken} == {"woken"}
    town.stock("MUG", {"main": 3})
    town.world.cin7.adjust("MUG", "Main Warehouse", 1)
    await town.world.advance(90)
    assert [row.topic for row in inbox.unhandled(town.ledger)] == ["stock"]


async def test_news_that_comes_while_a_run_tells_its_story_is_taken_in_by_it(town: Town) -> None:
    """A second run would be cancelled, and the news would wait for the sweep."""
    rounds: list[IngestReport] = []
    told: list[IngestReport] = []

    async def one_round(_: IngestReport | None) -> IngestReport:
        rounds.append(IngestReport())
        return rounds[-1]

    async def tell(report: IngestReport) -> None:
        if not told:
            hints.raise_hint(town.ledger, "ingest-orders", "uk", town.world.clock.now())
        told.append(report)

    report = await go_round("ingest-orders", one_round, tell)
    assert (len(rounds), len(told), report.rounds) == (2, 2, 2)
    assert hints.raised(town.ledger) == []
