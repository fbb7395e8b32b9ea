"""``stocksteady stock preview``."""

import pytest

from deployments.commands.say import Misused
from deployments.commands.stock import moment
from tests.deployments.conftest import Say, beside
from tests.town import Town


async def test_it_tells_what_would_be_shown_and_writes_nothing(
    town: Town, stocksteady: Say
) -> None:
    town.stock("TEA", {"main": 5}, shown={"main": 9})
    said = await beside(stocksteady, "stock", "preview", "--store", "uk")
    assert said.code == 0
    assert "5 available, buffers[0] keeps none back: 5." in said.text
    assert "no peak" in said.text
    assert "│ eu" not in said.text
    assert town.shown("uk", "TEA", "main") == 9


async def test_programs_get_the_whole_reckoning(town: Town, stocksteady: Say) -> None:
    town.stock("TEA", {"main": 5}, shown={"main": 9})
    town.stock("MUG", {"main": 5})
    await beside(stocksteady, "run", "sync-stock")
    said = await beside(
        stocksteady, "stock", "preview", "--json", "--sku", "TEA", "--at", "2026-11-27T09:00"
    )
    assert said.code == 0
    assert said.json["at"] == "2026-11-27T09:00:00+00:00"
    assert said.json["held"] is None
    assert {row["SKU"] for row in said.json["rows"]} == {"TEA"}
    row = next(row for row in said.json["rows"] if row["warehouse"] == "main")
    assert {
        "shows now": 5,
        "would show": 5,
        "withheld": 0,
        "because": "nothing",
        "rule": "buffers[0]",
    }.items() <= row.items()


async def test_a_change_too_large_ends_with_one(town: Town, stocksteady: Say) -> None:
    for number in range(60):
        town.stock(f"S{number}", {"main": 0}, shown={"main": 5})
    said = await beside(stocksteady, "stock", "preview")
    assert said.code == 1
    assert "held back it would be" in said.text


async def test_a_warehouse_that_is_gone_holds_back_as_it_would_in_a_run(
    town: Town, stocksteady: Say
) -> None:
    skus = [f"SKU-{number:02}" for number in range(12)]
    for sku in skus:
        town.stock(sku, {"main": 10, "north": 4})
    await beside(stocksteady, "run", "sync-stock")
    for sku in skus:
        town.world.cin7.adjust(sku, "North Warehouse", -4)
    await town.world.advance(600)
    said = await beside(stocksteady, "stock", "preview", "--json")
    assert said.code == 1
    assert "warehouse north" in said.json["held"]


async def test_what_means_nothing_is_refused(town: Town, stocksteady: Say) -> None:
    for words, says in (
        (("--store", "us"), "there is no store 'us'; there are uk, eu"),
        (("--sku", "NOBODY-KNOWS"), "NOBODY-KNOWS"),
        (("--at", "tomorrow"), "'tomorrow' is no time; write --at like 2026-11-27T09:00"),
        (("--at", "2026-11-27T09:00", "--time-zone", "Europe/Londres"), "no time zone 'Europe/L"),
        (("--time-zone", "Mars"), "there is no time zone 'Mars'"),
    ):
        said = await beside(stocksteady, "stock", "preview", *words)
        assert (said.code, says in said.text) == (2, True), words


def test_a_moment_is_local_to_the_zone_that_is_named() -> None:
    assert moment(None, "UTC") is None
    for said in ("2026-11-27T09:00-05:00", "2026-11-27T09:00"):
        at = moment(said, "America/New_York")
        assert at is not None
        assert at.isoformat() == "2026-11-27T14:00:00+00:00"
    with pytest.raises(Misused, match="2026-11-27T09:00"):
        moment("09:00", "UTC")
