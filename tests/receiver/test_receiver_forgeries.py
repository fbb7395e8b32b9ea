"""Nobody but a vendor tells us news, and each piece of it once: every source, every way to cheat.

Cin7 signs nothing and sends no time. An altered or a replayed body that bears our token can't be
told from a true one, so a Cin7 body is only ever a hint: the flow reads the truth, and a lie costs
one look. What can be refused is a body without the token.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from ledger import hints, inbox
from receiver import topics
from tests.receiver.conftest import BEARER, LABELS, NOW, SOMEBODYS, Desk

Knock = Callable[[Desk], Awaitable[httpx.Response]]

STOCK = [{"ID": "a", "SKU": "MUG", "Location": "Main Warehouse", "Available": 3}]
OLD = NOW - timedelta(seconds=301)
COMING = NOW + timedelta(seconds=301)


async def _bare(desk: Desk, path: str) -> httpx.Response:
    return await desk.http.post(path, content=b'{"id": 5001}')


REFUSED: dict[tuple[str, str], tuple[Knock, int]] = {
    ("shopify", "forged"): (lambda desk: desk.shopify(secret="somebody's guess"), 401),
    ("shopify", "altered"): (lambda desk: desk.shopify(tampered=True), 401),
    ("shopify", "stale"): (lambda desk: desk.shopify(triggered_at="2026-11-20T08:00:00Z"), 401),
    ("shopify", "from the future"): (
        lambda desk: desk.shopify(triggered_at="2026-11-26T08:00:00Z"),
        401,
    ),
    ("shopify", "unsigned"): (lambda desk: _bare(desk, "/webhooks/shopify/uk"), 401),
    ("shopify", "of another shop"): (
        lambda desk: desk.shopify(shop="other.myshopify.example"),
        401,
    ),
    ("shopify", "to a store we have not"): (lambda desk: desk.shopify(store="us"), 404),
    ("shopify", "without a topic"): (lambda desk: desk.shopify(topic=""), 400),
    ("cin7", "forged"): (lambda desk: desk.cin7("stock", STOCK, bearer="a guess"), 401),
    ("cin7", "unsigned"): (lambda desk: _bare(desk, "/webhooks/cin7/stock"), 401),
    ("cin7", "with an empty token"): (lambda desk: desk.cin7("stock", STOCK, bearer=""), 401),
    ("cin7", "with half a token"): (
        lambda desk: desk.cin7("stock", STOCK, bearer=BEARER[:-1]),
        401,
    ),
    ("shipstation", "forged"): (lambda desk: desk.shipstation(key=SOMEBODYS), 401),
    ("shipstation", "altered"): (lambda desk: desk.shipstation(tampered=True), 401),
    ("shipstation", "stale"): (lambda desk: desk.shipstation(sent_at=OLD), 400),
    ("shipstation", "from the future"): (lambda desk: desk.shipstation(sent_at=COMING), 400),
    ("shipstation", "an old one with a new time"): (
        lambda desk: desk.shipstation(sent_at=OLD, stamp=NOW.isoformat()),
        401,
    ),
    ("shipstation", "unsigned"): (lambda desk: _bare(desk, "/webhooks/shipstation"), 404),
    ("shipstation", "without its time"): (
        lambda desk: desk.shipstation(without="x-shipengine-timestamp"),
        404,
    ),
    ("shipstation", "by a key nobody publishes"): (
        lambda desk: desk.shipstation(key=SOMEBODYS, key_id="somebody's"),
        401,
    ),
    ("slack", "forged"): (lambda desk: desk.slack(secret="somebody's guess"), 401),
    ("slack", "altered"): (lambda desk: desk.slack(tampered=True), 401),
    ("slack", "stale"): (lambda desk: desk.slack(sent_at=OLD), 401),
    ("slack", "from the future"): (lambda desk: desk.slack(sent_at=COMING), 401),
    ("slack", "an old one with a new time"): (
        lambda desk: desk.slack(sent_at=OLD, stamp=str(int(NOW.timestamp()))),
        401,
    ),
    ("slack", "with a time that is no number"): (lambda desk: desk.slack(stamp="now"), 401),
    ("slack", "unsigned"): (lambda desk: _bare(desk, "/slack/interactivity"), 401),
}


@pytest.mark.parametrize(("source", "cheat"), REFUSED)
async def test_what_no_vendor_sent_is_refused_and_leaves_no_trace(
    desk: Desk, source: str, cheat: str
) -> None:
    knock, status = REFUSED[source, cheat]
    answer = await knock(desk)
    assert answer.status_code == status
    assert answer.text, "a refusal says why"
    assert inbox.export(desk.ledger) == []
    assert hints.raised(desk.ledger) == []
    assert desk.posted == []


GENUINE: dict[str, Knock] = {
    "shopify": lambda desk: desk.shopify(),
    "cin7": lambda desk: desk.cin7("stock", STOCK),
    "shipstation": lambda desk: desk.shipstation(),
    "slack": lambda desk: desk.slack(),
}


@pytest.mark.parametrize("source", GENUINE)
async def test_a_replayed_delivery_of_any_source_is_the_same_row(desk: Desk, source: str) -> None:
    first = await GENUINE[source](desk)
    for hint in hints.raised(desk.ledger):
        hints.lower_hint(desk.ledger, hint.flow, hint.store, NOW)
    again = await GENUINE[source](desk)
    assert (first.status_code, again.status_code) == (200, 200)
    assert len(inbox.export(desk.ledger)) == 1
    # Cin7 names no delivery and no time: told again may be news again, and costs one look.
    assert bool(hints.raised(desk.ledger)) is (source == "cin7")


def test_every_source_and_every_cheat_that_it_can_detect_stands_in_the_table() -> None:
    # Slack tells no news: a click is an answer, see test_receiver_slack_interactivity.py.
    assert {source for source, _ in REFUSED} == set(GENUINE) == {*topics.TABLES, "slack"}
    for source in GENUINE:
        cheats = {cheat for of, cheat in REFUSED if of == source}
        can_not_tell = {"altered", "stale"} if source == "cin7" else set()
        assert {"forged", "unsigned", "altered", "stale"} - can_not_tell <= cheats


async def test_a_bought_label_hints_the_return_of_tracking(desk: Desk) -> None:
    assert (await desk.shipstation()).status_code == 200
    (row,) = inbox.unhandled(desk.ledger)
    assert (row.source, row.topic) == ("shipstation", "label_created_v2")
    assert desk.posted == [("return-tracking", "all", 1)]
    assert list(row.headers) == ["x-shipengine-timestamp"], "no signature is kept"


async def test_the_same_pointer_told_again_later_is_news(desk: Desk) -> None:
    await desk.shipstation()
    hints.lower_hint(desk.ledger, "return-tracking", "all", NOW)
    await desk.shipstation(sent_at=NOW + timedelta(seconds=60))
    assert len(inbox.unhandled(desk.ledger)) == 2
    assert [hint.number for hint in hints.raised(desk.ledger)] == [2]


async def test_an_event_that_no_flow_lives_by_ends_in_a_final_state(desk: Desk) -> None:
    assert (await desk.shipstation({**LABELS, "resource_type": "BATCH"})).status_code == 200
    assert inbox.export(desk.ledger)[0]["state"] == "ignored"
    assert desk.posted == []


async def test_a_signed_body_that_is_no_pointer_is_kept_for_its_flow_to_tell(desk: Desk) -> None:
    assert (await desk.shipstation(raw=b'{"resource_type": 7}')).status_code == 200
    (row,) = inbox.unhandled(desk.ledger)
    assert row.topic == "unreadable"
    assert desk.posted == [("return-tracking", "all", 1)]


@pytest.mark.parametrize(
    "keys", [httpx.Response(503), httpx.Response(429), httpx.Response(200, content=b"<html>")]
)
async def test_while_the_keys_can_not_be_had_the_vendor_is_asked_to_come_again(
    desk: Desk, keys: httpx.Response
) -> None:
    good, desk.keys = desk.keys, keys
    assert (await desk.shipstation()).status_code == 503
    assert inbox.export(desk.ledger) == []
    desk.keys = good
    assert (await desk.shipstation()).status_code == 200
    assert len(inbox.export(desk.ledger)) == 1


async def test_made_up_keys_do_not_make_us_ask_for_keys_again_and_again(desk: Desk) -> None:
    for number in range(20):
        await desk.shipstation(key=SOMEBODYS, key_id=f"made up {number}")
    assert desk.asked_for_keys == 1


async def test_a_merchant_without_shipstation_has_no_such_door(desk: Desk) -> None:
    object.__setattr__(desk.doors, "shipstation_keys", None)
    answer = await desk.shipstation()
    assert answer.status_code == 404
    assert "no ShipStation account" in answer.text
