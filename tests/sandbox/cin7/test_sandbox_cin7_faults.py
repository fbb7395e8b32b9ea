"""Planned troubles: what the caller sees, and what happened all the same."""

import pytest

from sandbox.journal import Called

SALE = {"Customer": "Web customer", "Location": "London", "ExternalID": "uk/1"}


def plan(tenant, operation, *kinds):
    tenant.world.faults.plan("cin7", operation, list(kinds))


@pytest.mark.parametrize(
    ("kind", "status", "outcome"),
    [
        ("429", 429, "throttled"),
        ("throttled", 429, "throttled"),
        ("500", 500, "500"),
        ("internal", 500, "500"),
        ("503", 503, "503"),
        ("lost-before", 504, "lost-before"),
    ],
)
async def test_a_trouble_before_the_effect_leaves_everything_as_it_was(
    tenant, kind, status, outcome
):
    plan(tenant, "POST sale", kind)
    answer = await tenant.call("POST", "sale", json=SALE)
    assert answer.status_code == status
    assert len(tenant.world.cin7.sales) == 0
    assert (tenant.last_call().outcome, tenant.last_call().changed) == (outcome, False)
    await tenant.post("sale", SALE)
    assert len(tenant.world.cin7.sales) == 1


async def test_an_answer_lost_after_the_effect_leaves_the_sale_behind(tenant):
    plan(tenant, "POST sale", "lost-after")
    answer = await tenant.call("POST", "sale", json=SALE)
    assert answer.status_code == 504
    page = await tenant.get("saleList", ExternalID="uk/1")
    assert page["Total"] == 1
    (called,) = [event for event in tenant.events(Called) if event.outcome == "lost-after"]
    assert called.changed
    assert called.ref == page["SaleList"][0]["SaleID"]


async def test_a_late_effect_lands_after_the_caller_was_told_nothing(tenant):
    plan(tenant, "POST sale", "late:45")
    answer = await tenant.call("POST", "sale", json=SALE)
    assert answer.status_code == 504
    await tenant.world.advance(44)
    assert len(tenant.world.cin7.sales) == 0
    await tenant.world.advance(1)
    assert len(tenant.world.cin7.sales) == 1
    landed = tenant.last_call()
    assert (landed.outcome, landed.changed, landed.cost) == ("late", True, 0)
    assert landed.ref


async def test_a_late_effect_that_can_no_longer_be_is_refused_in_silence(tenant):
    sale_id = await tenant.header()
    plan(tenant, "POST sale/order", "late:30")
    await tenant.call("POST", "sale/order", json=tenant.order_body(sale_id, [("TEE", 1)]))
    await tenant.delete("sale", ID=sale_id, Void="true")
    await tenant.world.advance(30)
    assert await tenant.figures("TEE") == (10, 0, 10)
    landed = [event for event in tenant.events(Called) if event.cost == 0]
    assert [event.changed for event in landed] == [False]


async def test_a_slow_answer_takes_the_worlds_time(tenant):
    plan(tenant, "GET me", "slow:20")
    before = tenant.world.clock.now()
    await tenant.get("me")
    assert (tenant.world.clock.now() - before).total_seconds() == 20


async def test_a_malformed_answer_is_cut_json(tenant):
    plan(tenant, "GET saleList", "malformed")
    answer = await tenant.call("GET", "saleList")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


async def test_a_truncated_page_misses_half_its_rows_and_says_nothing(tenant):
    plan(tenant, "GET ref/productavailability", "truncated")
    page = await tenant.get("ref/productavailability")
    assert (page["Total"], len(page["ProductAvailabilityList"])) == (3, 1)


async def test_throttling_in_the_shape_of_the_switch_can_be_planned(tenant):
    tenant.world.cin7_switches.rate_limit_response = "400-body"
    plan(tenant, "*", "throttled")
    answer = await tenant.call("GET", "me")
    assert answer.status_code == 400
    assert "60 calls" in answer.json()[0]["Exception"]


async def test_troubles_of_an_operation_come_before_those_of_any_and_one_after_the_other(tenant):
    plan(tenant, "GET me", "500", "503")
    plan(tenant, "*", "429")
    assert [(await tenant.call("GET", "me")).status_code for _ in range(4)] == [
        500,
        503,
        429,
        200,
    ]


async def test_an_outage_answers_all_calls_alike_until_it_is_over(tenant):
    tenant.world.faults.outage("cin7", 120)
    assert (await tenant.call("GET", "me")).status_code == 503
    assert (await tenant.call("POST", "sale", json=SALE)).status_code == 503
    tenant.world.clock.advance(119)
    assert (await tenant.call("GET", "me")).status_code == 503
    tenant.world.clock.advance(1)
    assert (await tenant.call("GET", "me")).status_code == 200
    assert len(tenant.world.cin7.sales) == 0
