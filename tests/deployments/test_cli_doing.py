"""What a person sets going on the command line: a run, the webhooks, a deployment."""

from pathlib import Path

import pytest

from tests.deployments.conftest import Say, beside
from tests.town import ROOT, Town


async def test_a_run_by_hand_needs_no_prefect(town: Town, stocksteady: Say) -> None:
    town.stock("TEA", {"main": 5}, shown={"main": 9})
    said = await beside(stocksteady, "run", "sync-stock")
    assert said.code == 0
    assert town.shown("uk", "TEA", "main") == 5


async def test_a_dry_run_changes_nothing(town: Town, stocksteady: Say) -> None:
    town.stock("TEA", {"main": 5}, shown={"main": 9})
    said = await beside(stocksteady, "run", "sync-stock", "--dry-run", "--json")
    assert said.code == 0
    assert isinstance(said.json, dict)
    assert town.shown("uk", "TEA", "main") == 9


async def test_only_the_named_store_is_written(town: Town, stocksteady: Say) -> None:
    town.stock("TEA", {"main": 5}, shown={"main": 9})
    await beside(stocksteady, "run", "sync-stock", "--store", "eu")
    assert (town.shown("uk", "TEA", "main"), town.shown("eu", "TEA", "main")) == (9, 5)


async def test_a_store_that_is_none_is_refused_before_a_vendor_is_asked(
    town: Town, stocksteady: Say
) -> None:
    said = await beside(stocksteady, "run", "sync-stock", "--store", "us")
    assert (said.code, "there is no store 'us'; there are uk, eu" in said.text) == (2, True)
    assert not town.calls()


def test_a_flow_that_is_not_there_is_refused_with_those_that_are(stocksteady: Say) -> None:
    said = stocksteady("run", "sync-stok")
    assert said.code == 2
    assert "ingest-orders, push-receipts" in said.text
    assert "doors" not in said.text


def test_an_option_that_means_nothing_to_a_flow_is_refused(stocksteady: Say) -> None:
    said = stocksteady("run", "sync-stock", "--purchase", "PO-1")
    assert (said.code, "sync-stock has no purchases" in said.text) == (2, True)


async def test_webhooks_are_made_once(town: Town, stocksteady: Say) -> None:
    would = await beside(stocksteady, "webhooks", "ensure", "--dry-run", "--json")
    assert {each["done"] for each in would.json} == {"would create"}
    made = await beside(stocksteady, "webhooks", "ensure", "--json")
    assert (made.code, {each["done"] for each in made.json}) == (0, {"created"})
    again = await beside(stocksteady, "webhooks", "ensure", "--json")
    assert {each["done"] for each in again.json} == {"there"}


async def test_without_an_address_no_webhook_is_made(
    town: Town, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STOCKSTEADY_RECEIVER__PUBLIC_URL")
    said = await beside(stocksteady, "webhooks", "ensure")
    assert (said.code, "STOCKSTEADY_RECEIVER__PUBLIC_URL" in said.text) == (3, True)


def test_a_prefect_named_in_the_env_file_is_the_one_that_is_asked(
    stocksteady: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STOCKSTEADY_PREFECT__API_URL")
    (tmp_path / ".env").write_text("PREFECT_API_URL=http://127.0.0.1:9/from-the-file\n")
    said = stocksteady("deploy", "--file", str(ROOT / "prefect.yaml"))
    assert (said.code, "127.0.0.1:9/from-the-file" in said.text) == (4, True)


def test_a_dry_run_of_deploy_checks_and_lists(stocksteady: Say) -> None:
    file = str(ROOT / "prefect.yaml")
    said = stocksteady("deploy", "--dry-run", "--json", "--file", file)
    assert said.code == 0
    by_name = {each["deployment"]: each for each in said.json["deployments"]}
    assert by_name["sync-stock"]["at once"] == 1
    assert by_name["sync-stock-by-hand"]["at once"] == "any number"
    assert said.json["done"] == []


def test_deploy_finds_the_projects_own_file_from_wherever_it_is_called(stocksteady: Say) -> None:
    said = stocksteady("deploy", "--dry-run", "--json")
    assert (said.code, len(said.json["deployments"]) > 0) == (0, True)


def test_a_prefect_file_that_is_not_there_is_named_whole(stocksteady: Say, tmp_path: Path) -> None:
    said = stocksteady("deploy", "--dry-run", "--file", "mine.yaml")
    assert (said.code, f"there is no {tmp_path / 'mine.yaml'}" in said.text) == (3, True)
    assert "Errno" not in said.text


def test_a_prefect_file_with_a_slip_is_not_deployed(stocksteady: Say, tmp_path: Path) -> None:
    slip = (ROOT / "prefect.yaml").read_text().replace("concurrency_limit:", "concurency_limit:")
    (tmp_path / "prefect.yaml").write_text(slip)
    said = stocksteady("deploy", "--file", str(tmp_path / "prefect.yaml"))
    assert (said.code, "concurency_limit: there is no such key" in said.text) == (3, True)


def test_it_says_which_version_it_is(stocksteady: Say) -> None:
    said = stocksteady("--version")
    assert (said.code, said.text.split()[0]) == (0, "stocksteady")
    assert said.text.split()[1][0].isdigit()


def test_a_prefect_that_is_away_is_said_so(stocksteady: Say) -> None:
    said = stocksteady("deploy", "--file", str(ROOT / "prefect.yaml"))
    assert (said.code, "does not answer" in said.text) == (4, True)


@pytest.mark.parametrize("speed", ["0", "-3"])
def test_a_day_at_no_speed_is_refused_before_anything_starts(
    stocksteady: Say, tmp_path: Path, speed: str
) -> None:
    said = stocksteady("demo", "--speed", speed, "--folder", str(tmp_path / "demo"))
    assert (said.code, "--speed" in said.text) == (2, True)
    assert not (tmp_path / "demo").exists()
