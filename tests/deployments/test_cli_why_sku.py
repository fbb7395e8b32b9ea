"""Why a storefront shows what it shows of a SKU, in figures and words."""

import pytest

from flows.ingest_orders import ingest_orders
from flows.reconcile import reconcile
from flows.sync_stock import sync_stock
from sandbox.journal import CountWritten
from tests.deployments.conftest import Say, beside
from tests.town import LOCATIONS, Town


async def begin(town: Town) -> None:
    """Forty mugs, of which four were just sold in the UK."""
    town.stock("MUG", {"main": 40, "north": 3})
    await ingest_orders.fn()
    await sync_stock.fn()
    await town.world.advance(600)
    town.sell("uk", ("MUG", 4), name="#1001")


async def test_the_whole_reckoning_is_told_by_store_and_warehouse(
    town: Town, stocksteady: Say
) -> None:
    await begin(town)
    said = await beside(stocksteady, "why", "sku", "MUG", "--json")
    assert said.code == 0
    assert [(one["store"], one["warehouse"]) for one in said.json["places"]] == [
        (store, place) for store in ("eu", "uk") for place in ("main", "north", "south")
    ]
    eu = said.json["places"][0]
    figures = ("on_hand", "allocated", "available", "unseen", "buffer", "ceiling", "promised")
    assert [eu[name] for name in figures] == [40, 0, 40, 4, 0, 36, 36]
    assert eu["shown"] == 40
    assert eu["held_for"] == [
        {"units": 4, "store": "uk", "order": "#1001", "because": "not-in-cin7"}
    ]
    assert "4 sold and not in Cin7's figure yet" in eu["why"]


async def test_a_kit_is_told_as_one_with_what_it_takes_and_who_says_so(
    town: Town, stocksteady: Say
) -> None:
    town.stock("BOX", {"main": 0})
    town.world.cin7.add_product("RIBBON", "Ribbon", 1, {"Main Warehouse": 5})
    town.world.cin7.set_bill("BOX", {"RIBBON": 2})
    await begin(town)
    said = await beside(stocksteady, "why", "sku", "BOX", "--store", "uk")
    assert "a kit of 2 RIBBON (Cin7's bill of materials)" in " ".join(said.text.split())
    offline = await beside(stocksteady, "why", "sku", "BOX", "--offline", "--json")
    assert offline.json["made_of"] == "a kit of 2 RIBBON (Cin7's bill of materials)"


async def test_an_authorised_order_is_allocated_and_no_longer_unseen(
    town: Town, stocksteady: Say
) -> None:
    await begin(town)
    await ingest_orders.fn()
    await town.world.advance(120)
    said = await beside(stocksteady, "why", "sku", "MUG", "--store", "uk", "--json")
    main = said.json["places"][0]
    assert (main["store"], main["warehouse"], main["shown"]) == ("uk", "main", 36)
    assert (main["allocated"], main["available"], main["unseen"]) == (4, 36, 0)


async def test_it_writes_nothing_at_any_vendor_and_asks_few_times(
    town: Town, stocksteady: Say
) -> None:
    await begin(town)
    before, calls = len(town.world.journal.events), len(town.calls())
    assert (await beside(stocksteady, "why", "sku", "MUG")).code == 0
    assert len(town.calls()) - calls <= 6
    fresh = town.world.journal.events[before:]
    assert not [event for event in fresh if isinstance(event, CountWritten)]
    assert town.shown("eu", "MUG", "main") == 40


async def test_the_last_change_and_the_last_drift_are_told(town: Town, stocksteady: Say) -> None:
    await begin(town)
    await sync_stock.fn()
    await town.world.advance(600)
    town.shop("eu").hand_edit("MUG", LOCATIONS["eu"]["main"], 90)
    await town.world.advance(5)
    await reconcile.fn()
    said = await beside(stocksteady, "why", "sku", "MUG", "--store", "eu")
    assert "90 to 36 (unseen), 2026-11-23" in said.text
    assert "+54 (suspected), 2026-11-23" in said.text
    assert "4 unseen: uk #1001 (not-in-cin7)" in said.text


async def test_offline_no_vendor_is_asked(town: Town, stocksteady: Say) -> None:
    await begin(town)
    calls = len(town.calls())
    said = await beside(stocksteady, "why", "sku", "MUG", "--offline", "--json")
    assert (said.code, len(town.calls())) == (0, calls)
    assert said.json["fresh"] is False
    eu = said.json["places"][0]
    assert (eu["warehouse"], eu["promised"], eu["last"]["because"]) == ("main", 40, "nothing")
    assert (
        "as the ledger remembers it"
        in (await beside(stocksteady, "why", "sku", "MUG", "--offline")).text
    )


async def test_a_count_that_is_none_of_ours_says_why(town: Town, stocksteady: Say) -> None:
    await begin(town)
    town.shop("uk").catalogue.variant_of("MUG").item.tracked = False
    said = await beside(stocksteady, "why", "sku", "MUG", "--json")
    told = {(one["store"], one["unwritten"]) for one in said.json["places"]}
    assert told == {("uk", "untracked"), ("eu", None)}
    shown = await beside(stocksteady, "why", "sku", "MUG")
    assert "none: untracked" in shown.text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("MUGG",),
            "has met MUGG in a store, with a count to keep; do you mean MUG?",
        ),
        (("MUG", "--store", "mars"), "there is no store 'mars'; there are uk, eu"),
    ],
    ids=["a SKU nobody sells", "a store that is none"],
)
async def test_what_means_nothing_is_said_so(
    town: Town, stocksteady: Say, words: tuple[str, ...], told: str
) -> None:
    await begin(town)
    said = await beside(stocksteady, "why", "sku", *words)
    assert (said.code, told in said.text) == (2, True)
