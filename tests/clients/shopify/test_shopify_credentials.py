"""Credentials: a static token, or one granted for a day and asked for again in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from clients.errors import Denied, Malformed, Unreachable
from clients.shopify import ClientCredentials, ShopifyClient, StaticToken
from clients.shopify.errors import TokenRefused
from tests.clients.shopify.pretend_shop import BASE_URL, TOKEN, Notebook, Shop

SECRET = "shpss_keep_me_out_of_logs"

UNKNOWN_TOKEN = {"errors": "[API] Invalid API key or access token (unrecognized login)"}

Opener = Callable[..., ShopifyClient]


def granted(token: str, seconds: int = 86_399) -> httpx.Response:
    body = {"access_token": token, "scope": "write_inventory", "expires_in": seconds}
    return httpx.Response(200, json=body)


def unknown() -> httpx.Response:
    return httpx.Response(401, json=UNKNOWN_TOKEN)


def empty() -> dict[str, Any]:
    none = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return {"inventoryItems": none}


@pytest.fixture
def grant(http: httpx.AsyncClient, notes: Notebook) -> ClientCredentials:
    return ClientCredentials(
        http,
        base_url=BASE_URL + "/",
        client_id="the-app",
        client_secret=SECRET,
        now=notes.now,
        sleep=notes.sleep,
    )


def tokens_used(shop: Shop) -> list[str]:
    calls = [request for request in shop.heard if request.url.path.endswith("graphql.json")]
    return [request.headers["x-shopify-access-token"] for request in calls]


async def test_a_static_token_goes_with_every_call(client: ShopifyClient, shop: Shop):
    shop.will(empty())
    await client.counts_page()
    assert tokens_used(shop) == [TOKEN]
    assert str(shop.heard[0].url) == f"{BASE_URL}/admin/api/2026-10/graphql.json"


async def test_a_refused_static_token_says_what_a_person_has_to_do(
    client: ShopifyClient, shop: Shop
):
    shop.will(unknown())
    with pytest.raises(Denied, match="enter a new one, or install the app again") as raised:
        await client.counts_page()
    assert len(shop.heard) == 1
    assert TOKEN not in str(raised.value)


async def test_a_grant_is_asked_for_once_as_a_form_and_used_for_every_call(
    open_client: Opener, grant: ClientCredentials, shop: Shop
):
    client = open_client(grant)
    shop.will(granted("day-1"), empty(), empty())
    await client.counts_page()
    await client.counts_page()
    asked = shop.heard[0]
    assert str(asked.url) == f"{BASE_URL}/admin/oauth/access_token"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["the-app"],
        "client_secret": [SECRET],
    }
    assert tokens_used(shop) == ["day-1", "day-1"]


async def test_a_grant_is_renewed_five_minutes_before_its_end_on_our_clock(
    open_client: Opener, grant: ClientCredentials, shop: Shop, notes: Notebook
):
    client = open_client(grant)
    shop.will(granted("day-1"), empty(), empty(), granted("day-2"), empty())
    await client.counts_page()
    notes.time += timedelta(seconds=86_399 - 301)
    await client.counts_page()
    notes.time += timedelta(seconds=2)
    await client.counts_page()
    assert tokens_used(shop) == ["day-1", "day-1", "day-2"]


async def test_a_short_lived_grant_is_used_for_half_its_life_and_not_asked_for_each_call(
    open_client: Opener, grant: ClientCredentials, shop: Shop, notes: Notebook
):
    client = open_client(grant)
    shop.will(granted("a", seconds=120), empty(), empty())
    await client.counts_page()
    notes.time += timedelta(seconds=59)
    await client.counts_page()
    assert tokens_used(shop) == ["a", "a"]


async def test_an_unknown_token_is_renewed_once_and_the_call_is_sent_once_more(
    open_client: Opener, grant: ClientCredentials, shop: Shop
):
    shop.will(granted("dead"), unknown(), granted("alive"), empty())
    await open_client(grant).counts_page()
    assert tokens_used(shop) == ["dead", "alive"]


async def test_a_write_too_is_sent_again_after_a_401_because_nothing_happened(
    open_client: Opener, grant: ClientCredentials, shop: Shop
):
    done = {"webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": "x", "userErrors": []}}
    shop.will(granted("dead"), unknown(), granted("alive"), done)
    await open_client(grant).delete_webhook("gid://shopify/WebhookSubscription/1")
    assert tokens_used(shop) == ["dead", "alive"]


async def test_a_token_refused_twice_is_a_persons_matter(
    open_client: Opener, grant: ClientCredentials, shop: Shop
):
    shop.will(granted("dead"), unknown(), granted("dead too"), unknown())
    with pytest.raises(TokenRefused):
        await open_client(grant).counts_page()
    assert tokens_used(shop) == ["dead", "dead too"]


async def test_calls_that_are_refused_together_renew_the_token_once(
    grant: ClientCredentials, shop: Shop
):
    shop.will(granted("dead"), granted("alive"))
    dead = await grant.token()
    assert await grant.renew(dead)
    assert await grant.renew(dead)
    assert await grant.token() == "alive"
    assert len(shop.heard) == 2


REFUSALS = [
    httpx.Response(
        400,
        json={
            "error": "shop_not_permitted",
            "error_description": "Client credentials cannot be performed on this shop.",
        },
    ),
    httpx.Response(
        400,
        html="<html><head>" + "<style>p{}</style>" * 90 + "</head><body>Oauth error"
        " shop_not_permitted: Client credentials cannot be performed on this shop.</body></html>",
    ),
    httpx.Response(400, text="Oauth error shop_not_permitted: Client credentials cannot be"),
]


@pytest.mark.parametrize("answer", REFUSALS, ids=["json", "page", "text"])
async def test_a_refused_grant_says_what_to_do_whatever_its_body_is(
    grant: ClientCredentials, shop: Shop, answer: httpx.Response
):
    shop.will(answer)
    with pytest.raises(Denied, match="same Dev Dashboard organisation") as raised:
        await grant.token()
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("app_not_installed", "install it"),
        ("application_cannot_be_found", "client id"),
        ("invalid_client", "do not belong together"),
        ("something_new", "check the shop's domain"),
    ],
)
async def test_each_refusal_of_a_grant_has_its_advice(
    grant: ClientCredentials, shop: Shop, code: str, advice: str
):
    shop.will(httpx.Response(400, json={"error": code}))
    with pytest.raises(Denied, match=advice):
        await grant.token()


@pytest.mark.parametrize(
    "body",
    [{"access_token": "", "expires_in": 9}, {"access_token": "shpat_1"}, []],
    ids=["blank token", "no end", "no object"],
)
async def test_a_grant_that_cannot_be_used_is_malformed_and_shows_no_token(
    grant: ClientCredentials, shop: Shop, body: object
):
    shop.will(httpx.Response(200, json=body))
    with pytest.raises(Malformed) as raised:
        await grant.token()
    assert "shpat_1" not in str(raised.value)


async def test_a_silent_token_endpoint_may_be_asked_again(grant: ClientCredentials, shop: Shop):
    shop.will(httpx.ReadTimeout("slow"), granted("later"))
    with pytest.raises(Unreachable):
        await grant.token()
    assert await grant.token() == "later"


async def test_no_repr_shows_a_token_or_a_secret(
    grant: ClientCredentials, shop: Shop, client: ShopifyClient
):
    shop.will(granted("shpat_granted"))
    await grant.token()
    static = StaticToken(TOKEN)
    shown = " ".join(repr(each) + repr(vars(each)) for each in (grant, static, client))
    assert not any(word in shown for word in ("shpat_granted", TOKEN, SECRET))
