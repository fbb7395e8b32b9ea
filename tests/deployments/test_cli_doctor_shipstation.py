"""The doctor says whether ShipStation opens, and whether every warehouse has a place there."""

from dataclasses import replace

from deployments.doctor.check import Verdict
from deployments.doctor.vendors import look_at_shipstation
from domain.types import WarehouseName
from tests.town import Town


async def test_places_that_are_all_there_are_good(town: Town) -> None:
    checks = await look_at_shipstation(town.rules, town.outside.shipstation)
    assert {check.verdict for check in checks} == {Verdict.GOOD}


async def test_a_warehouse_without_a_place_is_named_with_what_there_is(town: Town) -> None:
    main = replace(town.rules.warehouses[WarehouseName("main")], shipstation_warehouse="Leeds Dock")
    rules = replace(town.rules, warehouses={**town.rules.warehouses, main.name: main})
    found = {c.name: c for c in await look_at_shipstation(rules, town.outside.shipstation)}
    check = found["shipstation: places"]
    assert check.verdict is Verdict.BAD
    assert "main: there is no 'Leeds Dock'" in check.found
    assert "South Warehouse" in check.mend


async def test_a_key_that_opens_nothing_is_a_finding(town: Town) -> None:
    town.world.shipstation.api_keys.clear()
    (check,) = await look_at_shipstation(town.rules, town.outside.shipstation)
    assert (check.name, check.verdict) == ("shipstation: credentials", Verdict.BAD)


async def test_a_merchant_without_shipstation_is_told_and_not_blamed(town: Town) -> None:
    (check,) = await look_at_shipstation(town.rules, None)
    assert check.verdict is Verdict.NOTE
