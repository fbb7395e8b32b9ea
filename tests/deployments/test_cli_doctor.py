"""The doctor names what is amiss and how to mend it, and finds a healthy house healthy."""

from pathlib import Path

import pytest

from deployments.doctor.check import Check, Verdict
from deployments.doctor.examine import examine
from flows.reconcile import reconcile
from flows.sync_stock import sync_stock
from ledger.store import upgrade
from tests.deployments.conftest import Say, beside
from tests.town import DOMAINS, LOCATIONS, ROOT, Town


async def looked() -> dict[str, Check]:
    checks = await examine(ROOT)
    return {check.name: check for check in checks}


async def test_vendors_that_fit_the_rules_are_good(town: Town, stocksteady: Say) -> None:
    await beside(stocksteady, "webhooks", "ensure")
    found = await looked()
    for name in (
        *("settings", "rules", "ledger", "webhooks", "cin7: credentials", "cin7: locations"),
        *("uk: credentials", "uk: scopes", "uk: locations", "eu: locations"),
    ):
        assert found[name].verdict is Verdict.GOOD, found[name]


async def test_it_is_noted_where_returns_of_old_orders_stay_unseen(town: Town) -> None:
    town.shop("uk").scopes = (*town.shop("uk").scopes, "read_all_orders")
    found = await looked()
    assert "uk: old orders" not in found
    assert found["eu: old orders"].verdict is Verdict.NOTE
    assert "read_all_orders" in found["eu: old orders"].mend


async def test_it_says_which_kits_are_known_and_which_cannot_be_taken_apart(town: Town) -> None:
    found = (await looked())["kits"]
    assert (found.verdict, found.mend) == (Verdict.NOTE, "The first sync-stock reads them.")
    for sku in ("BOX", "BAG"):
        town.stock(sku, {"main": 1})
    town.stock("MUG", {"main": 4})
    town.world.cin7.set_bill("BOX", {"MUG": 2})
    await sync_stock.fn()
    assert (await looked())["kits"] == Check(
        "kits", Verdict.GOOD, "0 of the rules file, 1 of Cin7, read 0 h ago"
    )
    town.world.cin7_switches.bom_lines = "empty"
    town.world.cin7.set_bill("BAG", {"MUG": 1})
    await town.world.advance(7_200)
    await reconcile.fn()
    found = (await looked())["kits"]
    assert found.found == (
        "0 of the rules file, 0 of Cin7, read 0 h ago; "
        "2 show only what stands finished, such as BAG, BOX"
    )
    assert found.mend == "Name their components under [kits] in the rules file."


async def test_the_doctor_changes_nothing_at_the_vendors(town: Town) -> None:
    await looked()
    assert not [
        name for name in town.calls() if "reate" in name or name.startswith(("POST", "PUT"))
    ]


async def test_missing_webhooks_are_named_with_their_mend(town: Town) -> None:
    check = (await looked())["webhooks"]
    assert check.verdict is Verdict.BAD
    assert "ORDERS_CREATE" in check.found
    assert check.mend == "Run `stocksteady webhooks ensure`."


async def test_wrong_credentials_are_a_finding_and_no_crash(town: Town) -> None:
    town.world.cin7.application_keys.clear()
    town.shop("uk").static_tokens.clear()
    found = await looked()
    assert found["cin7: credentials"].verdict is Verdict.BAD
    assert found["uk: credentials"].verdict is Verdict.BAD
    assert found["eu: credentials"].verdict is Verdict.GOOD
    assert "token-uk" not in str(found)


async def test_who_is_not_reached_is_not_said_to_refuse_our_credentials(town: Town) -> None:
    for system in ("cin7", "shipstation", f"shopify:{DOMAINS['uk']}"):
        town.world.faults.outage(system, 300)
    found = await looked()
    for name in ("uk", "cin7", "shipstation"):
        check = found[f"{name}: credentials"]
        assert check.verdict is Verdict.BAD
        assert "STOCKSTEADY" not in check.mend, check


async def test_without_a_network_the_host_is_named_and_no_credential(
    environment: dict[str, str],
) -> None:
    upgrade(environment["STOCKSTEADY_LEDGER_URL"])
    found = await looked()
    for name in ("uk", "cin7", "shipstation"):
        check = found[f"{name}: credentials"]
        assert "127.0.0.1 is not reached" in check.found
        assert "STOCKSTEADY" not in check.mend


async def test_only_the_settings_in_use_are_blamed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.shop("uk").static_tokens.clear()
    town.shop("eu").static_tokens.clear()
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"STOCKSTEADY_SHOPIFY__STORES__EU__{name}")
    monkeypatch.setenv("STOCKSTEADY_SHOPIFY__STORES__EU__TOKEN", "shpat_1")
    found = await looked()
    uk = "STOCKSTEADY_SHOPIFY__STORES__UK__"
    assert found["uk: credentials"].mend == f"Look at {uk}CLIENT_ID and {uk}CLIENT_SECRET."
    assert found["eu: credentials"].mend == "Look at STOCKSTEADY_SHOPIFY__STORES__EU__TOKEN."


async def test_a_shop_location_that_no_rule_names_is_noted(town: Town) -> None:
    town.world.shops[DOMAINS["uk"]].add_location(199, "Pop-up", "GB")
    checks = [check for check in await examine(ROOT) if check.name == "uk: locations"]
    assert [check.verdict for check in checks] == [Verdict.GOOD, Verdict.NOTE]
    assert "199 (Pop-up)" in checks[1].found


async def test_places_that_are_not_there_are_named(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = (ROOT / "rules.toml").read_text()
    strange = rules.replace(f"{LOCATIONS['uk']['north']} =", "777 =")
    strange = strange.replace('"South Warehouse"', '"Far Warehouse"')
    (tmp_path / "rules.toml").write_text(strange)
    monkeypatch.setenv("STOCKSTEADY_RULES", str(tmp_path / "rules.toml"))
    found = await looked()
    assert found["uk: locations"].verdict is Verdict.BAD
    assert "777" in found["uk: locations"].found
    assert "'Far Warehouse'" in found["cin7: locations"].found
    assert "South Warehouse" in found["cin7: locations"].mend


async def test_an_old_ledger_or_none_stops_the_look_at_the_vendors(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "ledger.db"
    absent = (await looked())["ledger"]
    assert (absent.verdict, absent.found) == (Verdict.BAD, f"there is none at {file}")
    assert "STOCKSTEADY_LEDGER_URL" in absent.mend
    file.touch()
    found = await looked()
    assert found["ledger"].mend == "Run `stocksteady ledger upgrade`."
    assert found["vendors"].verdict is Verdict.NOT_LOOKED_AT


async def test_a_prefect_that_is_away_is_a_finding(town: Town) -> None:
    assert (await looked())["prefect: server"].verdict is Verdict.BAD


def test_settings_that_cannot_be_used_come_first(
    stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_RULEZ", "x")
    said = stocksteady("doctor", "--json")
    assert said.code == 1
    assert said.json[0]["verdict"] == "bad"
    assert "STOCKSTEADY_RULEZ" in said.json[0]["found"]
    assert said.json[-1]["verdict"] == "not looked at"
