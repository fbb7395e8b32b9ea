"""A delivery is ours only if Shopify signed exactly its bytes; the rest says where it belongs."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from clients.errors import Malformed
from clients.shopify.webhooks import fresh, read_delivery, verify

BODY = '{"id":1,"note":"Füße"}'.encode()
SECRET = "shpss_new"
OLD_SECRET = "shpss_old"


def signed(body: bytes, secret: str, header: str = "X-Shopify-Hmac-Sha256") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {header: base64.b64encode(digest).decode()}


def test_the_known_signature_of_a_known_body():
    """Reckoned with another tool: printf '{"id":1}' | openssl dgst -sha256 -hmac hush -binary."""
    theirs = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
    assert verify(b'{"id":1}', {"X-Shopify-Hmac-Sha256": theirs}, ["hush"])


@pytest.mark.parametrize("header", ["X-Shopify-Hmac-Sha256", "x-shopify-hmac-sha256"])
def test_a_signed_body_is_taken_whatever_the_case_of_the_header(header: str):
    assert verify(BODY, signed(BODY, SECRET, header), [SECRET])


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_both_secrets_are_good_while_one_is_being_rotated(secret: str):
    assert verify(BODY, signed(BODY, secret), [SECRET, OLD_SECRET])


@pytest.mark.parametrize(
    ("body", "headers", "secrets"),
    [
        (BODY + b" ", signed(BODY, SECRET), [SECRET]),
        (BODY, signed(BODY, "shpss_forged"), [SECRET, OLD_SECRET]),
        (BODY, {}, [SECRET]),
        (BODY, {"X-Shopify-Hmac-Sha256": ""}, [SECRET]),
        (BODY, {"X-Shopify-Hmac-Sha256": "nicht Ä base64"}, [SECRET]),
        (BODY, signed(BODY, SECRET), []),
        (BODY, signed(BODY, ""), [""]),
        (BODY, signed(BODY, " "), [" "]),
    ],
    ids=[
        "one byte more",
        "forged",
        "unsigned",
        "blank signature",
        "odd signature",
        "we have no secret",
        "a blank secret signs nothing",
        "nor does a space",
    ],
)
def test_anything_else_is_refused(body: bytes, headers: dict[str, str], secrets: list[str]):
    assert not verify(body, headers, secrets)


HEADERS = {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Shop-Domain": "UK.myshopify.com",
    "X-Shopify-Webhook-Id": "w-1",
    "X-Shopify-Event-Id": "e-1",
    "X-Shopify-Triggered-At": "2026-11-23T04:36:00.123456789Z",
    "X-Shopify-API-Version": "2026-10",
}


def test_a_delivery_says_which_shop_what_and_when():
    got = read_delivery({name.lower(): value for name, value in HEADERS.items()})
    assert (got.topic, got.shop_domain) == ("orders/create", "uk.myshopify.com")
    assert (got.webhook_id, got.event_id, got.api_version) == ("w-1", "e-1", "2026-10")
    assert got.triggered_at == datetime(2026, 11, 23, 4, 36, 0, 123_456, tzinfo=UTC)


def test_a_delivery_needs_only_topic_shop_and_id():
    got = read_delivery({name: HEADERS[name] for name in list(HEADERS)[:3]})
    assert (got.event_id, got.triggered_at, got.api_version) == (None, None, None)


@pytest.mark.parametrize("missing", list(HEADERS)[:3])
def test_a_delivery_that_does_not_say_what_it_is_is_malformed(missing: str):
    with pytest.raises(Malformed, match=missing.lower()):
        read_delivery({**HEADERS, missing: " "})


@pytest.mark.parametrize("when", ["yesterday", "2026-11-23T04:36:00"])
def test_a_delivery_with_an_odd_time_is_malformed(when: str):
    with pytest.raises(Malformed):
        read_delivery({**HEADERS, "X-Shopify-Triggered-At": when})


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [(0, True), (3600, True), (3601, False), (-3600, True), (-3601, False)],
    ids=["now", "at the edge", "too old", "a clock ahead", "from the future"],
)
def test_a_delivery_is_fresh_within_the_window_either_way(age: int, is_fresh: bool):
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert fresh(now - timedelta(seconds=age), now, 3600) is is_fresh
