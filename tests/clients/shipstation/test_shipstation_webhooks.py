"""Deliveries of ShipStation: signed by it, lately, and what they point to."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from clients.errors import Malformed, Unreachable
from clients.shipstation.keys import KeyRing
from clients.shipstation.webhooks import News, Verdict, delivery_key, judge, read, read_keys

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RAW = b'{"resource_url": "https://api.shipstation.com/v2/labels?batch_id=se-6",\n"x":"\xc3\xa4"}'
OLD, NEW = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jwk(key_id: str, key: RSAPrivateKey, **other: str) -> dict[str, str]:
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": key_id, "n": number(public.n), "e": number(public.e), **other}


def jwks(*rows: dict[str, str]) -> bytes:
    return json.dumps({"keys": rows}).encode()


def signed(
    raw: bytes = RAW, key: RSAPrivateKey = OLD, key_id: str = "old", at: datetime = NOW
) -> dict[str, str]:
    stamp = at.isoformat().replace("+00:00", "Z")
    signature = key.sign(stamp.encode() + b"." + raw, PKCS1v15(), SHA256())
    return {
        "X-ShipEngine-RSA-SHA256-Key-Id": key_id,
        "X-ShipEngine-RSA-SHA256-Signature": base64.b64encode(signature).decode(),
        "X-ShipEngine-Timestamp": stamp,
    }


KEYS = read_keys(jwks(jwk("old", OLD, use="sig", alg="RS256")))


def test_a_delivery_that_shipstation_signed_is_genuine() -> None:
    assert judge(RAW, signed(), KEYS, NOW) is Verdict.GENUINE
    lower = {name.lower(): value for name, value in signed().items()}
    assert judge(RAW, lower, KEYS, NOW) is Verdict.GENUINE


@pytest.mark.parametrize(("late", "verdict"), [(300, Verdict.GENUINE), (301, Verdict.STALE)])
@pytest.mark.parametrize("way", [1, -1])
def test_a_delivery_is_of_our_time_within_five_minutes_either_way(late, way, verdict) -> None:
    assert judge(RAW, signed(), KEYS, NOW + timedelta(seconds=late * way)) is verdict


def test_a_replay_with_a_fresh_time_is_forged() -> None:
    later = NOW + timedelta(hours=1)
    headers = {**signed(), "X-ShipEngine-Timestamp": later.isoformat()}
    assert judge(RAW, headers, KEYS, later) is Verdict.FORGED


@pytest.mark.parametrize(
    "raw", [RAW + b" ", RAW.replace(b"se-6", b"se-7"), b"", json.dumps(json.loads(RAW)).encode()]
)
def test_other_bytes_are_forged_even_if_they_mean_the_same(raw) -> None:
    assert judge(raw, signed(), KEYS, NOW) is Verdict.FORGED


def test_another_key_under_a_known_id_is_forged() -> None:
    assert judge(RAW, signed(key=NEW), KEYS, NOW) is Verdict.FORGED


@pytest.mark.parametrize("missing", signed())
@pytest.mark.parametrize("value", [None, "", "no such thing ä"])
def test_a_delivery_without_a_readable_header_is_never_genuine(missing, value) -> None:
    headers = signed()
    del headers[missing]
    if value is not None:
        headers[missing] = value
    assert judge(RAW, headers, KEYS, NOW) in {Verdict.UNSIGNED, Verdict.UNKNOWN_KEY}


def test_a_time_without_a_zone_is_no_time() -> None:
    headers = {**signed(), "X-ShipEngine-Timestamp": "2026-11-23T10:00:00"}
    assert judge(RAW, headers, KEYS, NOW) is Verdict.UNSIGNED


WEAK = generate_private_key(public_exponent=65537, key_size=1024)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b'{"keys": []}',
        b'{"keys": [7]}',
        b'{"keys": [{"kty": "EC", "kid": "a"}]}',
        b'{"keys": [{"kty": "RSA", "kid": "a"}]}',
        b'{"keys": [{"kty": "RSA", "kid": "a", "n": 5, "e": 3}]}',
        jwks(jwk("weak", WEAK)),
        jwks(jwk("other", OLD, use="enc")),
    ],
)
def test_what_is_no_set_of_good_keys_is_malformed(raw) -> None:
    with pytest.raises(Malformed):
        read_keys(raw)


class Vendor:
    """Serves keys, and counts how often."""

    def __init__(self, *sets: bytes | int) -> None:
        self.sets = list(sets)
        self.asked = 0
        self.now = NOW
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.handle))
        self.ring = KeyRing(
            http, url="https://keys.example/jwks", now=lambda: self.now, sleep=self.sleep
        )

    def handle(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        said = self.sets[min(self.asked, len(self.sets)) - 1]
        return httpx.Response(said) if isinstance(said, int) else httpx.Response(200, content=said)

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def test_keys_are_fetched_once_and_kept() -> None:
    vendor = Vendor(jwks(jwk("old", OLD)))
    for _ in range(3):
        assert await vendor.ring.judge(RAW, signed()) is Verdict.GENUINE
    assert vendor.asked == 1


async def test_a_new_key_is_found_when_it_first_signs() -> None:
    vendor = Vendor(jwks(jwk("old", OLD)), jwks(jwk("old", OLD), jwk("new", NEW)))
    await vendor.ring.judge(RAW, signed())
    vendor.now += timedelta(seconds=61)
    headers = signed(key=NEW, key_id="new", at=vendor.now)
    assert await vendor.ring.judge(RAW, headers) is Verdict.GENUINE
    assert vendor.asked == 2


async def test_made_up_key_ids_dont_fetch_again_and_again() -> None:
    vendor = Vendor(jwks(jwk("old", OLD)))
    for each in range(20):
        verdict = await vendor.ring.judge(RAW, signed(key=NEW, key_id=f"made-up-{each}"))
        assert verdict is Verdict.UNKNOWN_KEY
    assert vendor.asked == 1


async def test_a_key_that_was_withdrawn_is_not_trusted_for_long() -> None:
    vendor = Vendor(jwks(jwk("old", OLD)), jwks(jwk("new", NEW)))
    await vendor.ring.judge(RAW, signed())
    vendor.now += timedelta(hours=12)
    assert await vendor.ring.judge(RAW, signed(at=vendor.now)) is Verdict.UNKNOWN_KEY


async def test_keys_that_cant_be_had_make_no_verdict() -> None:
    with pytest.raises(Unreachable):
        await Vendor(503).ring.judge(RAW, signed())


async def test_a_stale_delivery_fetches_nothing() -> None:
    vendor = Vendor(jwks(jwk("old", OLD)))
    stale = signed(at=NOW - timedelta(hours=1))
    assert await vendor.ring.judge(RAW, stale) is Verdict.STALE
    assert vendor.asked == 0


def test_a_pointer_is_read_as_filters_and_never_as_an_address_to_call() -> None:
    url = "https://evil.example/v2/labels?batch_id=se-6&x=%26"
    raw = json.dumps({"resource_url": url, "resource_type": "LABEL_CREATED_V2"}).encode()
    assert read(raw) == News("label_created_v2", "labels", (("batch_id", "se-6"), ("x", "&")))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"{}",
        b"[" * 100_000,
        b'{"resource_url": 7, "resource_type": "A"}',
        b'{"resource_url": "https://a/v2/labels", "resource_type": ""}',
        b'{"resource_url": "https://a/v2/labels", "resource_type": 7}',
        b'{"resource_url": "https://a/v1/labels", "resource_type": "A"}',
        b'{"resource_url": "https://a/v2/../labels", "resource_type": "A"}',
        b'{"resource_url": "https://[/v2/", "resource_type": "A"}',
        b"\xff",
    ],
)
def test_a_body_that_is_no_pointer_is_malformed_and_nothing_worse(body) -> None:
    with pytest.raises(Malformed):
        read(body)


def test_a_retry_is_known_by_its_bytes() -> None:
    assert delivery_key(RAW) == delivery_key(bytes(RAW))
    assert delivery_key(RAW) != delivery_key(RAW + b" ")
