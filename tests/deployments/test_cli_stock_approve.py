"""A person lets through, once, what a guard holds back."""

import pytest

from flows.sync_stock import sync_stock
from ledger import exceptions_seen
from tests.deployments.conftest import Say, beside
from tests.deployments.pretend_prefect import pretend_prefect
from tests.town import Town

SKUS = [f"SKU-{number:02}" for number in range(12)]


async def held(town: Town) -> int:
    """A warehouse that Cin7 says nothing of any more; the number of its exception."""
    for sku in SKUS:
        town.stock(sku, {"main": 10, "north": 4})
    await sync_stock.fn()
    for sku in SKUS:
        town.world.cin7.adjust(sku, "North Warehouse", -4)
    await town.world.advance(300)
    await sync_stock.fn()
    row = exceptions_seen.get(town.ledger, "rash-change", "warehouse north")
    assert row is not None
    assert row.open
    return row.id


async def test_without_prefect_it_is_written_here_and_said(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await held(town)
    monkeypatch.delenv("STOCKSTEADY_PREFECT__API_URL")
    said = await beside(stocksteady, "stock", "approve", str(number), "--json")
    assert (said.code, said.json["report"]["changed"]) == (0, 24)
    assert town.shown("uk", "SKU-00", "north") == 0
    row = exceptions_seen.get(town.ledger, "rash-change", "warehouse north")
    assert row is not None
    assert not row.open
    again = await beside(stocksteady, "stock", "approve", str(number))
    assert (again.code, "nothing waits for approval" in again.text) == (2, True)


async def test_a_dry_run_shows_the_numbers_and_writes_nothing(town: Town, stocksteady: Say) -> None:
    number = await held(town)
    said = await beside(stocksteady, "stock", "approve", str(number), "--dry-run")
    assert said.code == 0
    assert "of 12 products at the last complete scan" in said.text
    assert "would change 24 counts" in said.text
    assert town.shown("uk", "SKU-00", "north") == 4
    assert exceptions_seen.numbered(town.ledger, number) is not None


async def test_with_prefect_the_run_by_hand_is_started(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await held(town)
    with pretend_prefect() as prefect:
        monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", prefect.url)
        said = await beside(stocksteady, "stock", "approve", str(number), "--json")
    assert (said.code, said.json["started"]) == (0, "brave-otter")
    assert prefect.asked == [
        ("GET", "/api/deployments/name/sync-stock/sync-stock-by-hand", None),
        (
            "POST",
            "/api/deployments/d-1/create_flow_run",
            {"parameters": {"approve_large_change": True}},
        ),
    ]
    assert town.shown("uk", "SKU-00", "north") == 4


async def test_where_prefect_does_not_answer_it_is_written_here(
    town: Town, stocksteady: Say
) -> None:
    number = await held(town)
    said = await beside(stocksteady, "stock", "approve", str(number))
    assert (said.code, "run in this process instead" in said.text) == (0, True)
    assert town.shown("uk", "SKU-00", "north") == 0


async def test_a_store_is_approved_by_its_name_and_alone(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await sync_stock.fn()
    for number in range(40):
        town.world.cin7.adjust(f"SKU-{number:02}", "Main Warehouse", -10)
    await town.world.advance(300)
    await sync_stock.fn()
    monkeypatch.delenv("STOCKSTEADY_PREFECT__API_URL")
    said = await beside(stocksteady, "stock", "approve", "eu", "--json")
    assert (said.code, said.json["parameters"]["stores"]) == (0, ["eu"])
    assert [town.shown(store, "SKU-00", "main") for store in ("uk", "eu")] == [10, 0]


async def test_what_is_not_held_back_can_not_be_approved(town: Town, stocksteady: Say) -> None:
    number = await held(town)
    said = await beside(stocksteady, "stock", "approve", "mars")
    assert said.code == 2
    assert "'mars' is neither a number nor a store (there are uk, eu)" in said.text
    assert f"there wait {number} (rash-change of warehouse north)" in said.text
    said = await beside(stocksteady, "stock", "approve", "eu")
    assert (said.code, "no change of eu is held back" in said.text) == (2, True)
