"""News is lost by nobody: not by a narrower run, a failed one, a dry one, nor by being repeated."""

import pytest
from pydantic import SecretStr

from clients.errors import ClientError
from flows.ingest_orders import ingest_orders
from flows.push_receipts import push_receipts
from flows.sweep_hints import sweep_hints
from flows.sync_stock import sync_stock
from ledger import exceptions, hints, inbox
from tasks.subscriptions import subscribe_cin7, subscribe_shop
from tests.town import BEARER, Town

RECEIVER = "http://127.0.0.1:9"
UK = "shopify:uk.myshopify.example"


async def begin(town: Town) -> None:
    await subscribe_shop("uk", RECEIVER, False)
    await subscribe_shop("eu", RECEIVER, False)
    await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
    await push_receipts.fn()
    await ingest_orders.fn()
    await sync_stock.fn()


async def drop(town: Town, sku: str, units: int) -> None:
    """Cin7 loses units, and a minute later its webhook arrives."""
    town.world.cin7.adjust(sku, "Main Warehouse", -units)
    await town.world.advance(61)


async def test_a_receipt_does_not_swallow_the_news_of_other_skus(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    town.stock("CUP", {"main": 10})
    await begin(town)
    await drop(town, "MUG", 4)
    await town.world.advance(100)
    purchase = town.world.cin7.create_purchase({"CUP": 5}, "Main Warehouse")
    town.world.cin7.receive(purchase)
    await push_receipts.fn()
    await sync_stock.fn(only_news=True)
    assert town.shown("uk", "MUG", "main") == 6


async def test_a_run_by_hand_for_one_sku_leaves_the_news_of_others_to_the_next(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    town.stock("CUP", {"main": 10})
    await begin(town)
    await drop(town, "MUG", 4)
    await town.world.advance(100)
    await sync_stock.fn(skus=["CUP"])
    await sync_stock.fn(only_news=True)
    assert town.shown("uk", "MUG", "main") == 6


async def test_a_run_by_hand_for_one_store_leaves_the_news_to_the_other(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    await drop(town, "MUG", 4)
    await town.world.advance(100)
    await sync_stock.fn(stores=["uk"])
    await sync_stock.fn(only_news=True)
    assert town.shown("eu", "MUG", "main") == 6


async def test_a_dry_run_leaves_the_hint_for_a_run_that_writes(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 4))
    await town.world.webhooks.deliver_due()
    await sync_stock.fn(dry_run=True)
    assert [hint.flow for hint in hints.raised(town.ledger, "sync-stock")] == ["sync-stock"]


async def test_a_round_that_could_not_read_leaves_its_hint_raised(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 4))
    await town.world.webhooks.deliver_due()
    town.world.faults.outage("cin7", 300)
    with pytest.raises(ClientError):
        await sync_stock.fn(only_news=True)
    assert [hint.flow for hint in hints.raised(town.ledger, "sync-stock")] == ["sync-stock"]


async def test_the_same_figures_told_again_later_are_news(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    for units in (1, -1, 1):
        await town.world.advance(120)
        await drop(town, "MUG", units)
        await sync_stock.fn(only_news=True)
    assert town.available("MUG", "main") == 9
    assert town.shown("uk", "MUG", "main") == 9


async def test_news_of_a_sku_does_not_empty_the_one_its_item_was_renamed_to(town: Town) -> None:
    town.stock("OLD", {"main": 10})
    await begin(town)
    for store in ("uk", "eu"):
        catalogue = town.shop(store).catalogue
        catalogue.rename(catalogue.variants_of("OLD")[0].item, "NEW")
    town.world.cin7.add_product("NEW", "New", "5", {"Main Warehouse": 8})
    await drop(town, "OLD", 2)
    await sync_stock.fn(only_news=True)
    assert town.shown("uk", "NEW", "main") == 10


async def test_a_delivery_whose_hint_was_lost_in_a_crash_sets_stock_going_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("receiver.app.hints.raise_hint", crash)
        town.sell("uk", ("MUG", 4))
        with pytest.raises(KeyboardInterrupt):
            await town.world.webhooks.deliver_due()
    assert len(inbox.unhandled(town.ledger)) == 1
    await town.world.advance(60)
    assert "sync-stock" in (await sweep_hints.fn()).flows


async def test_a_shop_that_could_not_be_read_is_said_and_unsaid(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.faults.plan(UK, "inventoryItems", ["503"])
    with pytest.raises(ClientError):
        await sync_stock.fn()
    assert len(exceptions.list_open(town.ledger, town.world.clock.now())) == 1
    await sync_stock.fn()
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []


async def test_a_run_that_asked_nobody_does_not_say_that_a_vendor_is_back(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.world.faults.outage("cin7", 600)
    with pytest.raises(ClientError):
        await sync_stock.fn()
    await sync_stock.fn(only_news=True)
    (still,) = exceptions.list_open(town.ledger, town.world.clock.now())
    assert still.kind == "read-failed"


async def test_a_delivery_that_was_long_in_being_written_down_is_news_all_the_same(
    town: Town,
) -> None:
    """Its time was taken, then it queued for the ledger; a round began and ended meanwhile."""
    town.stock("MUG", {"main": 10})
    await sync_stock.fn()
    town.world.cin7.adjust("MUG", "Main Warehouse", -4)
    came = town.world.clock.now()
    await town.world.advance(55)
    await sync_stock.fn(only_news=True)
    await town.world.advance(20)
    await sync_stock.fn(only_news=True)
    body = b'[{"SKU": "MUG", "Location": "Main Warehouse", "Available": 6}]'
    inbox.write_down(town.ledger, "cin7", "stock", "a digest", {}, body, came)
    await sync_stock.fn(only_news=True)
    assert town.shown("uk", "MUG", "main") == 6
