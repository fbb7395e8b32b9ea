"""Cin7 asks for a slower pace in many shapes; a write is never doubled by any of them."""

import httpx
import pytest

from clients.errors import OutcomeUnknown, Rejected, Throttled
from tests.clients.cin7.scripted_cin7 import complains, says

LIMIT = "You have reached 60 calls per 60 seconds API limit."
ME = {"Company": "C", "Currency": "GBP", "TimeZone": "Europe/London"}
SALE = {"ID": "S1", "Status": "VOIDED"}

SHAPES = {
    "429 without a word": httpx.Response(429),
    "429 with a list": says(complains(LIMIT, 429), 429),
    "400 with a list": says(complains(LIMIT), 400),
    "400 with one object": says(complains(LIMIT)[0], 400),
    "400 with plain text": httpx.Response(400, text=LIMIT),
    "a list inside a 200": says(complains(LIMIT), 200),
    "an object inside a 200": says(complains(LIMIT)[0], 200),
    "a list with code 429 inside a 200": says(complains("Slow down", 429), 200),
}
"""The shapes that prove that nothing happened."""


@pytest.mark.parametrize("refusal", SHAPES.values(), ids=SHAPES.keys())
async def test_every_shape_of_throttling_is_waited_out_once(cin7, refusal) -> None:
    client, vendor = cin7(refusal, says(ME))
    assert (await client.me()).currency == "GBP"
    assert vendor.slept == [10.0]
    assert vendor.held_back == [10.0]  # everybody on this account holds back
    assert len(vendor.lanes) == 2  # the second try is paid for too


@pytest.mark.parametrize("refusal", SHAPES.values(), ids=SHAPES.keys())
async def test_a_throttled_write_did_nothing_so_it_may_be_sent_once_more(cin7, refusal) -> None:
    client, vendor = cin7(refusal, says(SALE))
    assert (await client.void_sale("S1")).is_voided
    assert len(vendor.asked) == 2


@pytest.mark.parametrize("refusal", SHAPES.values(), ids=SHAPES.keys())
async def test_a_second_throttling_goes_back_to_the_task(cin7, refusal) -> None:
    client, vendor = cin7(refusal)
    with pytest.raises(Throttled) as caught:
        await client.me()
    assert caught.value.transient
    assert caught.value.wait_seconds == 10.0
    assert len(vendor.asked) == 2


async def test_a_503_slows_a_read_down(cin7) -> None:
    client, vendor = cin7(httpx.Response(503), says(ME))
    await client.me()
    assert vendor.slept == [10.0]


async def test_a_503_that_stays_is_transient_on_a_read(cin7) -> None:
    client, _ = cin7(httpx.Response(503))
    with pytest.raises(Throttled) as caught:
        await client.me()
    assert caught.value.transient


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "5"}])
async def test_a_503_leaves_the_outcome_of_a_write_unknown_and_is_not_sent_again(
    cin7, headers
) -> None:
    client, vendor = cin7(httpx.Response(503, headers=headers), says(SALE))
    with pytest.raises(OutcomeUnknown) as caught:
        await client.void_sale("S1")
    assert not caught.value.transient
    assert len(vendor.asked) == 1
    assert vendor.slept == []


@pytest.mark.parametrize(
    ("named", "waited"),
    [
        ("7", 7.0),
        ("2.5", 2.5),
        ("0", 10.0),
        ("-3", 10.0),
        ("nan", 10.0),
        ("soon", 10.0),
        ("Mon, 23 Nov 2026 10:00:45 GMT", 45.0),
        ("Mon, 23 Nov 2026 09:59:00 GMT", 10.0),
    ],
)
async def test_the_wait_is_what_the_vendor_names_or_ten_seconds(cin7, named, waited) -> None:
    refusal = httpx.Response(
        429, headers={"Retry-After": named, "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}
    )
    client, vendor = cin7(refusal, says(ME))
    await client.me()
    assert vendor.slept == [waited]


async def test_a_wait_longer_than_a_minute_goes_back_to_the_task_at_once(cin7) -> None:
    client, vendor = cin7(httpx.Response(429, headers={"Retry-After": "999999999"}))
    with pytest.raises(Throttled) as caught:
        await client.me()
    assert caught.value.wait_seconds == 3600.0
    assert vendor.slept == []


async def test_a_date_without_the_answers_own_date_means_ten_seconds(cin7) -> None:
    refusal = httpx.Response(429, headers={"Retry-After": "Mon, 23 Nov 2026 10:00:45 GMT"})
    client, vendor = cin7(refusal, says(ME))
    await client.me()
    assert vendor.slept == [10.0]


async def test_a_product_called_after_the_limit_slows_nobody_down(cin7) -> None:
    product = {"ID": "P", "SKU": "60 calls", "Name": "60 calls per 60 seconds", "Exception": "x"}
    client, vendor = cin7(says({"Total": 1, "Page": 1, "Products": [product]}))
    assert [row.sku for row in await client.products()] == ["60 calls"]
    assert vendor.slept == []


async def test_another_refusal_with_400_is_no_throttling(cin7) -> None:
    client, vendor = cin7(says(complains("Category not found."), 400))
    with pytest.raises(Rejected):
        await client.me()
    assert vendor.slept == []
