"""Who may call, how often, and how a refusal looks."""

import httpx
import pytest

from sandbox.journal import Called


async def test_the_wrong_key_is_turned_away_and_written_down(tenant):
    answer = await tenant.http.get("me", headers={"api-auth-applicationkey": "another"})
    assert answer.status_code == 403
    assert tenant.last_call().outcome == "denied"


async def test_paths_and_parameters_are_known_in_any_letter_case(tenant):
    await tenant.sold(("TEE", 1))
    for path in ("saleList", "SaleList", "salelist"):
        page = await tenant.get(path, page=1, LIMIT=5)
        assert page["Total"] == 1
    whole = str(tenant.http.base_url).replace("ExternalApi", "externalapi")
    assert (await tenant.http.get(f"{whole}me")).status_code == 200


async def test_an_unknown_path_answers_404_or_html_by_switch(tenant):
    assert (await tenant.call("GET", "nonsense")).status_code == 404
    tenant.world.cin7_switches.unknown_path = "200-html"
    answer = await tenant.call("GET", "nonsense")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_method_that_an_endpoint_lacks_answers_405(tenant):
    assert (await tenant.call("DELETE", "sale/order")).status_code == 405


async def test_a_body_that_is_no_json_answers_500(tenant):
    answer = await tenant.http.post("sale", content=b"{SaleID: 1}")
    assert answer.status_code == 500
    assert len(tenant.world.cin7.sales) == 0


@pytest.mark.parametrize(
    ("shape", "status", "listed"),
    [("array", 400, True), ("object", 400, False), ("inside-200", 200, False)],
)
async def test_errors_come_in_the_three_shapes_that_were_seen(tenant, shape, status, listed):
    tenant.world.cin7_switches.error_shape = shape
    answer = await tenant.call("GET", "sale", {"ID": "0e0f0e0f-0000-4000-8000-000000000000"})
    assert answer.status_code == status
    body = answer.json()
    complaint = body[0] if listed else body
    assert complaint["ErrorCode"] == 400
    assert "was not found" in complaint["Exception"]


async def test_every_missing_field_is_named(tenant):
    said = await tenant.refused("POST", "sale/order", {"SaleID": "x"})
    assert "'Status' is required" in said
    assert "'Lines' is required" in said


# -- sixty a minute ------------------------------------------------------------------------


async def spend(http: httpx.AsyncClient, calls: int) -> list[int]:
    return [(await http.get("me")).status_code for _ in range(calls)]


async def test_the_61st_call_of_a_minute_is_refused_and_a_second_later_one_is_free(tenant):
    tenant.world.cin7_switches.rate_limit_per_minute = 60
    assert await spend(tenant.http, 61) == [200] * 60 + [429]
    tenant.world.clock.advance(1)
    assert await spend(tenant.http, 2) == [200, 429]
    assert [call.outcome for call in tenant.events(Called)].count("throttled") == 2


async def test_a_minute_of_rest_fills_the_budget_and_no_more(tenant):
    tenant.world.cin7_switches.rate_limit_per_minute = 60
    await spend(tenant.http, 60)
    tenant.world.clock.advance(3600)
    assert await spend(tenant.http, 61) == [200] * 60 + [429]


@pytest.mark.parametrize(
    ("shape", "status", "retry_after"),
    [
        ("429", 429, False),
        ("503", 503, False),
        ("400-body", 400, False),
        ("429-retry-after", 429, True),
    ],
)
async def test_too_many_calls_is_said_in_each_shape(tenant, shape, status, retry_after):
    tenant.world.cin7_switches.rate_limit_per_minute = 1
    tenant.world.cin7_switches.rate_limit_response = shape
    answers = [await tenant.call("GET", "me") for _ in range(2)]
    assert answers[1].status_code == status
    assert ("Retry-After" in answers[1].headers) == retry_after
    if shape == "400-body":
        assert "60 calls" in answers[1].json()[0]["Exception"]


async def test_all_keys_of_an_account_share_its_budget_unless_the_switch_says_otherwise(tenant):
    tenant.world.cin7_switches.rate_limit_per_minute = 2
    tenant.world.cin7.set_credentials(tenant.http.headers["api-auth-accountid"], "second")
    await spend(tenant.http, 2)
    other = {"api-auth-applicationkey": "second"}
    assert (await tenant.http.get("me", headers=other)).status_code == 429
    tenant.world.cin7_switches.rate_limit_scope = "application"
    assert (await tenant.http.get("me", headers=other)).status_code == 200


async def test_hammering_prolongs_the_wait_where_the_switch_says_so(tenant):
    tenant.world.cin7_switches.rate_limit_per_minute = 60
    tenant.world.cin7_switches.refused_calls_count = True
    await spend(tenant.http, 60 + 30)
    tenant.world.clock.advance(20)
    assert await spend(tenant.http, 1) == [429]


async def test_a_refused_call_changes_nothing(tenant):
    tenant.world.cin7_switches.rate_limit_per_minute = 0
    answer = await tenant.call("POST", "sale", json={"Customer": "x", "Location": "London"})
    assert answer.status_code == 429
    assert len(tenant.world.cin7.sales) == 0


async def test_every_call_is_journaled_with_its_name_and_what_it_changed(tenant):
    sale_id = await tenant.header()
    created = tenant.last_call()
    await tenant.get("SALELIST")
    read = tenant.last_call()
    assert (created.operation, created.write, created.changed) == ("POST sale", True, True)
    assert created.ref == sale_id
    assert (read.operation, read.write, read.changed) == ("GET saleList", False, False)
