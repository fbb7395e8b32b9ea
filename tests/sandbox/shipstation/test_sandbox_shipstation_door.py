"""Who may call, how often, and planned troubles."""

import json

import pytest

from sandbox.journal import ShipmentChanged


async def test_a_wrong_key_is_turned_away_before_it_costs_anything(account):
    answer = await account.http.get("shipments", headers={"api-key": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["error_code"] == "unauthorized"
    assert account.last_call().outcome == "denied"


@pytest.mark.parametrize(
    ("shape", "source", "wait"),
    [
        ("429-retry-after", "ShipStation", "60"),
        ("carrier-429", "carrier", "60"),
        ("429", "ShipStation", None),
    ],
)
async def test_the_call_beyond_the_minutes_budget_is_told_when_to_come_again(
    account, shape, source, wait
):
    account.world.shipstation_switches.rate_limit_per_minute = 2
    account.world.shipstation_switches.rate_limit_response = shape
    for _ in range(2):
        await account.get("carriers")
    answer = await account.call("GET", "carriers")
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == wait
    assert answer.json()["errors"][0]["error_source"] == source
    await account.world.advance(60)
    await account.get("carriers")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("429", 429),
        ("throttled", 429),
        ("500", 500),
        ("internal", 500),
        ("503", 503),
        ("lost-before", 504),
    ],
)
async def test_a_trouble_before_the_effect_makes_no_shipment(account, kind, status):
    account.world.faults.plan("shipstation", "POST shipments", [kind])
    answer = await account.call("POST", "shipments", {"shipments": [account.shipment()]})
    assert answer.status_code == status
    assert account.events(ShipmentChanged) == []


async def test_a_lost_answer_leaves_a_shipment_behind(account):
    account.world.faults.plan("shipstation", "POST shipments", ["lost-after"])
    answer = await account.call("POST", "shipments", {"shipments": [account.shipment("uk/1")]})
    assert answer.status_code == 504
    assert (await account.get("shipments/external_shipment_id/uk/1"))["items"]


async def test_a_late_void_lands_when_nobody_waits_for_it(account):
    label = await account.labelled((await account.made())["shipment_id"])
    path = f"labels/{label['label_id']}"
    account.world.faults.plan("shipstation", "PUT labels/{label_id}/void", ["late:30"])
    assert (await account.call("PUT", f"{path}/void")).status_code == 504
    assert (await account.get(path))["voided"] is False
    await account.world.advance(30)
    assert (await account.get(path))["voided"] is True


async def test_half_a_page_still_says_how_many_there_are(account):
    for number in range(4):
        await account.made(f"uk/{number}")
    account.world.faults.plan("shipstation", "GET shipments", ["truncated", "malformed"])
    page = await account.get("shipments")
    assert (page["total"], len(page["shipments"])) == (4, 2)
    with pytest.raises(json.JSONDecodeError):
        (await account.call("GET", "shipments")).json()


async def test_unknown_paths_and_methods_are_refused(account):
    assert await account.refused("GET", "fulfilments", status=404) == "unspecified"
    assert await account.refused("DELETE", "shipments", status=404) == "unspecified"


async def test_the_panel_sets_up_and_turns_switches(account):
    setup = {"api_keys": ["other"], "warehouses": ["Paris"], "base_url": "http://here/shipstation/"}
    ids = (await account.panel("shipstation/setup", setup))["warehouses"]
    assert set(ids) == {"London", "Leeds", "Paris"}
    answer = await account.http.get("shipments", headers={"api-key": "other"})
    assert answer.status_code == 200
    await account.made()
    page = await account.get("shipments")
    assert page["links"]["first"]["href"].startswith("http://here/shipstation/v2/shipments?")
    turned = {"shipstation": {"void_period_days": 3}}
    shown = await account.panel("switches", turned)
    assert shown["shipstation"]["void_period_days"] == 3
    state = (await account.http.get("http://sandbox/_sandbox/state")).json()
    assert state["shipstation"]["shipments"] == {"pending": 1}
