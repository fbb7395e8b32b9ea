"""A shelf that runs low is told once, and closes by itself when it is over the threshold again."""

import asyncio

import pytest

from clients.errors import ClientError
from domain.alerts import Alert
from flows.sweep_hints import sweep_hints
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import exceptions, hints
from tests.town import Town


def alerts(town: Town) -> list[tuple[str, str]]:
    now = town.world.clock.now()
    rows = exceptions.list_open(town.ledger, now, only=tuple(Alert))
    return [(row.kind, row.subject) for row in rows]


def texts(town: Town) -> list[str]:
    return [text for text, _ in town.said()]


async def test_low_and_sold_out_are_told_and_the_rest_is_not(town: Town) -> None:
    town.stock("MUG", {"main": 5, "north": 40})
    town.stock("PLATE", {"main": 0, "north": 9}, shown={"main": 2, "north": 9})
    town.stock("CUP", {"main": 50})
    await sync_stock.fn()
    report = await watch_thresholds.fn()
    assert report.headline() == "1 low, 1 sold out, 0 over again"
    assert alerts(town) == [("sold-out", "PLATE at main"), ("low-stock", "MUG at main")]
    assert [text.splitlines()[0] for text in texts(town)] == [
        "⚠️ *Sold out: PLATE at main*",
        "⚠️ *Low stock: MUG at main*",
    ]


async def test_what_comes_over_the_threshold_again_closes_in_the_same_message(town: Town) -> None:
    town.stock("MUG", {"main": 4})
    await sync_stock.fn()
    await watch_thresholds.fn()
    town.world.cin7.adjust("MUG", "Main Warehouse", 20)
    await town.world.advance(120)
    report = await watch_thresholds.fn()
    assert report.headline() == "0 low, 0 sold out, 1 over again"
    assert alerts(town) == []
    (text,) = texts(town)
    assert text.startswith("✅ *Low stock: MUG at main*")
    assert (await watch_thresholds.fn()).over == ()


async def test_what_sells_out_stays_in_the_message_that_said_it_was_low(town: Town) -> None:
    town.stock("MUG", {"main": 4})
    await sync_stock.fn()
    await watch_thresholds.fn()
    ((_, ts),) = town.said()
    town.world.cin7.adjust("MUG", "Main Warehouse", -4)
    await town.world.advance(120)
    await watch_thresholds.fn()
    assert alerts(town) == [("sold-out", "MUG at main")]
    ((text, same),) = town.said()
    assert (text.splitlines()[0], same) == ("⚠️ *Sold out: MUG at main*", ts)
    town.world.cin7.adjust("MUG", "Main Warehouse", 2)
    await town.world.advance(120)
    await watch_thresholds.fn()
    assert texts(town)[0].startswith("⚠️ *Low stock: MUG at main*\nMUG at main: 2 units")
    town.world.cin7.adjust("MUG", "Main Warehouse", 20)
    await town.world.advance(120)
    await watch_thresholds.fn()
    ((text, same),) = town.said()
    assert (text[:1], same) == ("✅", ts)


async def test_services_and_products_that_no_store_sells_are_left_out(town: Town) -> None:
    town.stock("MUG", {"main": 50})
    town.world.cin7.add_product("SPARE PART", "Spare", "1", {"Main Warehouse": 1})
    await sync_stock.fn()
    report = await watch_thresholds.fn()
    assert report.alerts == ()


async def test_a_whole_catalogue_that_runs_low_is_one_message_a_class(town: Town) -> None:
    for number in range(30):
        town.stock(f"SKU-{number:02}", {"main": 3})
    await sync_stock.fn()
    await watch_thresholds.fn()
    (text,) = texts(town)
    assert text.startswith("⚠️ *Low stock: 30 at once*")
    assert text.count("• ") == 10


async def test_a_sku_with_mark_up_in_it_calls_nobody(town: Town) -> None:
    town.stock("<!channel>&*", {"main": 2})
    await sync_stock.fn()
    await watch_thresholds.fn()
    (text,) = texts(town)
    assert "<" not in text
    assert "&lt;!channel&gt;&amp;*" in text


async def test_a_dry_run_says_what_it_sees_and_tells_nobody(town: Town) -> None:
    town.stock("MUG", {"main": 4, "north": 2})
    await sync_stock.fn()
    report = await watch_thresholds.fn(warehouses=["north"], dry_run=True)
    assert [one.subject for one in report.alerts] == ["MUG at north"]
    assert alerts(town) == []
    assert town.said() == []


async def test_a_look_at_some_skus_closes_nothing_of_the_others(town: Town) -> None:
    town.stock("MUG", {"main": 4})
    town.stock("CUP", {"main": 40})
    await sync_stock.fn()
    await watch_thresholds.fn()
    report = await watch_thresholds.fn(skus=["CUP"])
    assert (report.looked, report.over) == (3, ())
    assert alerts(town) == [("low-stock", "MUG at main")]


async def test_a_scan_that_fails_half_way_changes_no_alert(town: Town) -> None:
    town.stock("MUG", {"main": 4})
    await sync_stock.fn()
    await watch_thresholds.fn()
    town.world.cin7.adjust("MUG", "Main Warehouse", 20)
    town.world.faults.plan("cin7", "GET ref/productavailability", ["truncated"] * 3)
    with pytest.raises(ClientError):
        await watch_thresholds.fn()
    assert ("low-stock", "MUG at main") in alerts(town)


async def test_two_looks_at_once_tell_it_once(town: Town) -> None:
    town.stock("MUG", {"main": 4})
    town.stock("CUP", {"main": 0}, shown={"main": 3})
    await sync_stock.fn()
    await asyncio.gather(watch_thresholds.fn(), watch_thresholds.fn())
    await town.world.advance(120)
    await sweep_hints.fn()
    assert len(town.said()) == 2


async def test_a_sync_that_writes_a_low_count_asks_for_a_look(town: Town) -> None:
    town.stock("MUG", {"main": 40})
    await sync_stock.fn()
    town.sell("uk", ("MUG", 10))
    await sync_stock.fn()
    assert hints.raised(town.ledger, "watch-thresholds") == []
    town.sell("uk", ("MUG", 28))
    await sync_stock.fn()
    assert hints.raised(town.ledger, "watch-thresholds") != []
    await town.world.advance(40)
    assert "watch-thresholds" in (await sweep_hints.fn()).flows
    await watch_thresholds.fn()
    assert hints.raised(town.ledger, "watch-thresholds") == []
