"""The books read what the pretend vendors really write: one small shop, over HTTP."""

from typing import Any

import pytest

from tests.sandbox.books.small_town import COUNTS, EU, MAIN, UK, SmallTown, mugs


async def test_a_day_kept_by_hand_breaks_nothing(town: SmallTown) -> None:
    order_id = await town.buy(UK, "#1", mugs(3))
    await town.world.advance(10)
    began = town.world.clock.now()
    key = await town.write(EU, 201, 7, began)
    await town.world.advance(10)
    sale_id = await town.sale(UK, order_id, "#1", 3)
    effects = [{"key": key}, {"key": "x", "vendor_id": sale_id}]
    report = await town.books(effects=effects, inbox=[], expected_exceptions=[])
    assert {name for name, number in report["promises"].items() if number == 0} == set("123578")
    counts = report["counts"]
    assert (counts["writes"], counts["orders"], counts["sales"]) == (1, 1, 1)
    forgetful = await town.books(effects=effects[:1], inbox=[])
    assert forgetful["promises"]["7"] == 2, forgetful["breaches"]["7"]


async def test_counts_by_a_late_reader_are_wrong_only_after_the_settle_time(
    town: SmallTown,
) -> None:
    await town.world.advance(300)
    await town.buy(UK, "#1", mugs(3))
    await town.world.advance(60)
    await town.ask(EU, COUNTS)
    before_the_order = town.world.clock.now().replace(minute=5)
    await town.world.advance(30)
    await town.write(EU, 201, 10, before_the_order)
    assert (await town.books())["promises"]["1"] == 0
    await town.write(EU, 201, 10, town.world.clock.now())
    report = await town.books()
    assert report["promises"]["1"] == 1
    assert "eu.myshopify.example was set to 10 of MUG" in report["breaches"]["1"][0]


async def test_units_sold_twice_are_found(town: SmallTown) -> None:
    await town.buy(UK, "#1", mugs(8))
    await town.buy(EU, "#2", mugs(12))
    counts = (await town.books())["counts"]
    assert (counts["sold_in_gap_units"], counts["refused_units"]) == (8, 2)
    assert counts["sold_out_skus"] == 1


@pytest.mark.parametrize(
    ("line", "note", "reason"),
    [
        (mugs(1, "mug"), "", "unknown-sku"),
        ({**mugs(1, "S"), "custom": True, "title": "Samples"}, "", "unmapped-code"),
        ({**mugs(1, "POST"), "custom": True, "title": "Post"}, "adjustment invoice", None),
    ],
)
async def test_excuses_are_checked_against_the_order_itself(
    town: SmallTown, line: dict[str, Any], note: str, reason: str | None
) -> None:
    await town.buy(UK, "#1", mugs(1), line, note=note)
    for claimed in ("unknown-sku", "unmapped-code", "adjustment-invoice"):
        excuse = {"store": "uk", "order_name": "#1", "class": claimed, "open": True}
        told = await town.books(exceptions=[excuse])
        true = claimed == (reason or "adjustment-invoice")
        assert (told["promises"]["2"] == 0) is true, (claimed, told["breaches"]["2"])


async def test_a_receipt_and_its_answer_are_timed(town: SmallTown) -> None:
    bought = await town.panel("cin7/purchases", {"lines": {"MUG": 5}, "location": MAIN})
    await town.world.advance(60)
    await town.panel(f"cin7/purchases/{bought['id']}/receive", {})
    await town.world.advance(30)
    for shop, number in ((UK, 101), (EU, 201)):
        await town.write(shop, number, 15, town.world.clock.now())
    await town.world.advance(3000)
    await town.panel("cin7/adjust", {"sku": "MUG", "location": MAIN, "delta": -1})
    report = await town.books()
    assert report["promises"]["5"] == 0
    assert report["counts"]["receipts"]["max_seconds"] == 30
    assert report["promises"]["1"] == 0
