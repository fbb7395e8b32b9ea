"""Who may come in, which version answers, and how a wrong document is refused."""

from typing import Any

import httpx
import pytest

from sandbox.shopify.tokens import EXPIRES_IN
from tests.sandbox.shopify.merchant import DOMAIN, Merchant

PROBE = """
query Probe { shop { name myshopifyDomain currencyCode }
  currentAppInstallation { accessScopes { handle } } publicApiVersions { handle supported } }
"""
GRANT = f"/shopify/{DOMAIN}/admin/oauth/access_token"
ASKED = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "shpss_1"}


@pytest.fixture
def with_app(merchant: Merchant) -> Merchant:
    merchant.shop.apps["app"] = "shpss_1"
    return merchant


async def test_a_shop_says_what_it_is_and_what_the_app_may_do(merchant: Merchant) -> None:
    told = await merchant.ask(PROBE)

    assert told["shop"] == {
        "name": "UK shop",
        "myshopifyDomain": DOMAIN,
        "currencyCode": "GBP",
    }
    handles = {scope["handle"] for scope in told["currentAppInstallation"]["accessScopes"]}
    assert {"read_inventory", "write_inventory", "read_orders"} <= handles
    assert "read_all_orders" not in handles
    assert told["publicApiVersions"] == [{"handle": "2026-10", "supported": True}]


@pytest.mark.parametrize("token", ["", "shpat_wrong"])
async def test_a_wrong_token_is_turned_away(merchant: Merchant, token: str) -> None:
    answer = await merchant.post(PROBE, token=token)

    assert answer.status_code == 401
    assert answer.json() == {
        "errors": ("[API] Invalid API key or access token (unrecognized login or wrong password)")
    }
    assert merchant.last_call().outcome == "denied"


@pytest.mark.parametrize("shape", ["json", "data"])
async def test_an_app_is_given_a_token_for_a_day(with_app: Merchant, shape: str) -> None:
    given: dict[str, Any] = {shape: ASKED}
    answer = await with_app.http.post(GRANT, **given)
    told = answer.json()
    fresh = await with_app.post(PROBE, token=told["access_token"])
    await with_app.world.advance(EXPIRES_IN)
    old = await with_app.post(PROBE, token=told["access_token"])

    assert answer.status_code == 200
    assert told["expires_in"] == 86399
    assert "write_inventory" in told["scope"].split(",")
    assert (fresh.status_code, old.status_code) == (200, 401)


@pytest.mark.parametrize(("ends", "status"), [(False, 200), (True, 401)])
async def test_an_older_token_lives_on_unless_the_switch_says_no(
    with_app: Merchant, ends: bool, status: int
) -> None:
    with_app.world.shopify_switches.new_token_ends_old = ends
    first = (await with_app.http.post(GRANT, json=ASKED)).json()["access_token"]
    second = (await with_app.http.post(GRANT, json=ASKED)).json()["access_token"]

    assert first != second
    assert (await with_app.post(PROBE, token=first)).status_code == status
    assert (await with_app.post(PROBE, token=second)).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_id": "stranger"}, "shop_not_permitted"),
        ({"client_secret": "shpss_2"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_a_grant_is_refused_by_name(
    with_app: Merchant, wrong: dict[str, str], error: str
) -> None:
    answer = await with_app.http.post(GRANT, json=ASKED | wrong)

    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


async def asked(merchant: Merchant, version: str, domain: str = DOMAIN) -> httpx.Response:
    path = f"/shopify/{domain}/admin/api/{version}/graphql.json"
    headers = {"X-Shopify-Access-Token": "shpat_test"}
    return await merchant.http.post(path, json={"query": PROBE}, headers=headers)


async def test_every_answer_names_its_version_and_its_request(merchant: Merchant) -> None:
    now = await asked(merchant, "2026-10")
    retired = await asked(merchant, "2025-01")

    assert now.headers["x-shopify-api-version"] == "2026-10"
    assert retired.headers["x-shopify-api-version"] == "2026-10"
    assert now.headers["x-request-id"] != retired.headers["x-request-id"]


@pytest.mark.parametrize(
    ("version", "domain"),
    [("2026-11", DOMAIN), ("2027-01", DOMAIN), ("2026-10", "other.myshopify.example")],
)
async def test_what_never_was_is_not_found(merchant: Merchant, version: str, domain: str) -> None:
    assert (await asked(merchant, version, domain)).status_code == 404


async def test_a_body_without_a_document_is_a_bad_request(merchant: Merchant) -> None:
    path = f"/shopify/{DOMAIN}/admin/api/2026-10/graphql.json"
    headers = {"X-Shopify-Access-Token": "shpat_test"}

    for body in ("not json", "[]", '{"variables": {}}'):
        answer = await merchant.http.post(path, content=body, headers=headers)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("document", "message", "code", "path"),
    [
        (
            "query Q { shop { moon } }",
            "Field 'moon' doesn't exist on type 'Shop'",
            "undefinedField",
            ["query Q", "shop", "moon"],
        ),
        (
            "{ orders(frist: 1) { nodes { id } } }",
            "Field 'orders' doesn't accept argument 'frist'",
            "argumentNotAccepted",
            ["query", "orders", "frist"],
        ),
        (
            "mutation M { tagsAdd(tags: []) { userErrors { message } } }",
            "Field 'tagsAdd' is missing required arguments: id",
            "missingRequiredArguments",
            ["mutation M", "tagsAdd"],
        ),
        (
            "mutation M { webhookSubscriptionCreate(topic: MOON, webhookSubscription: {})"
            " { userErrors { message } } }",
            "Argument 'topic' on Field 'webhookSubscriptionCreate' has an invalid value (MOON)."
            " Expected type 'WebhookSubscriptionTopic!'.",
            "argumentLiteralsIncompatible",
            ["mutation M", "webhookSubscriptionCreate", "topic"],
        ),
        (
            "query Q($n: Int) { shop { id } }",
            "Variable $n is declared by Q but not used",
            "variableNotUsed",
            ["query Q"],
        ),
        (
            'mutation M { inventoryActivate(inventoryItemId: "1", locationId: "2")'
            " { userErrors { code } } }",
            "Field 'code' doesn't exist on type 'UserError'",
            "undefinedField",
            ["mutation M", "inventoryActivate", "userErrors", "code"],
        ),
        (
            'mutation M @idempotent(key: "a") { tagsAdd(id: "1", tags: []) { node { id } } }',
            "'@idempotent' can't be applied to mutations (allowed: fields)",
            "directiveCannotBeApplied",
            ["mutation M"],
        ),
        (
            "query Q { nodes(ids: []) { ... on Order { moon } } }",
            "Field 'moon' doesn't exist on type 'Order'",
            "undefinedField",
            ["query Q", "nodes", "... on Order", "moon"],
        ),
    ],
)
async def test_a_wrong_document_is_refused_in_graphql_rubys_words(
    merchant: Merchant, document: str, message: str, code: str, path: list[str]
) -> None:
    answer = await merchant.post(document)

    assert answer.status_code == 200
    assert set(answer.json()) == {"errors"}
    error = answer.json()["errors"][0]
    assert (error["message"], error["extensions"]["code"], error["path"]) == (message, code, path)


async def test_a_wrong_variable_is_refused_with_its_problems(merchant: Merchant) -> None:
    document = """mutation Set($input: InventorySetQuantitiesInput!) {
      inventorySetQuantities(input: $input) { userErrors { code } } }"""
    wanted = {"name": "available", "reason": "x", "quantities": [{}], "ignoreCompareQuantity": True}
    (error,) = await merchant.errors(document, input=wanted)

    assert error["message"].startswith(
        "Variable $input of type InventorySetQuantitiesInput! was provided invalid value for"
        " ignoreCompareQuantity (Field is not defined on InventorySetQuantitiesInput)"
    )
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert {
        "path": ["quantities", 0, "inventoryItemId"],
        "explanation": "Expected value to not be null",
    } in error["extensions"]["problems"]


async def test_a_topic_that_is_none_lists_those_that_are(merchant: Merchant) -> None:
    document = """mutation Subscribe($topic: WebhookSubscriptionTopic!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: {}) {
        userErrors { message } } }"""
    (error,) = await merchant.errors(document, topic="MOON")

    assert error["message"] == (
        "Variable $topic of type WebhookSubscriptionTopic! was provided invalid value"
    )
    assert error["extensions"]["problems"][0]["explanation"].startswith(
        'Expected "MOON" to be one of: '
    )


async def test_a_document_that_cannot_be_read_says_where(merchant: Merchant) -> None:
    (error,) = await merchant.errors("query Q { shop {")

    assert error["message"].startswith("syntax error, ")
    assert error["message"].endswith("at [1, 17]")


@pytest.mark.parametrize("wrong", ["1", "gid://shopify/Product/1", "gid://shopify/Order/"])
async def test_an_id_of_something_else_is_not_found(merchant: Merchant, wrong: str) -> None:
    said = await merchant.post("query O($id: ID!) { order(id: $id) { id } }", {"id": wrong})
    answer = said.json()

    assert answer["data"] == {"order": None}
    assert answer["errors"][0]["extensions"]["code"] == "RESOURCE_NOT_FOUND"
    assert answer["errors"][0]["path"] == ["order"]


async def test_an_order_that_is_gone_is_null_without_an_error(merchant: Merchant) -> None:
    wanted = "gid://shopify/Order/4242"

    assert await merchant.ask("query O($id: ID!) { order(id: $id) { id } }", id=wanted) == {
        "order": None
    }


async def test_protected_fields_are_null_for_an_app_without_approval(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 1), customer="Ann Other")
    read = """query O($id: ID!) { order(id: $id) { email name
      customer { id firstName lastName defaultEmailAddress { emailAddress } }
      shippingAddress { name address1 zip city countryCodeV2 }
      fulfillmentOrders(first: 1) { nodes { destination { lastName city countryCode } } } } }"""
    shown = (await merchant.ask(read, id=order.gid))["order"]
    merchant.world.shopify_switches.hide_protected = True
    hidden = (await merchant.ask(read, id=order.gid))["order"]

    assert (shown["email"], shown["customer"]["lastName"]) == ("ann.other@example.com", "Other")
    assert hidden["name"] == "#1001"
    assert hidden["email"] is None
    assert hidden["customer"]["lastName"] is None
    assert hidden["customer"]["defaultEmailAddress"] is None
    assert hidden["shippingAddress"] == {
        "name": None,
        "address1": None,
        "zip": None,
        "city": "Anytown",
        "countryCodeV2": "GB",
    }
    assert hidden["fulfillmentOrders"]["nodes"][0]["destination"] == {
        "lastName": None,
        "city": None,
        "countryCode": "GB",
    }


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("503", 503), ("lost-before", 504), ("slow:3", 200)]
)
async def test_asking_for_a_token_may_meet_trouble_too(
    with_app: Merchant, kind: str, status: int
) -> None:
    with_app.world.faults.plan(with_app.shop.system, "access_token", [kind])

    assert (await with_app.http.post(GRANT, json=ASKED)).status_code == status
    assert (await with_app.http.post(GRANT, json=ASKED)).status_code == 200
