"""A delivery is verified, written down once, answered, and only then hinted."""

import asyncio

from ledger import hints, inbox
from tests.receiver.conftest import SECRET, Desk

STOCK = [{"ID": "a", "SKU": "MUG", "Location": "Main Warehouse", "Available": 3}]


async def test_an_order_is_written_down_and_hints_ingestion_and_stock(desk: Desk) -> None:
    answer = await desk.shopify()
    assert answer.status_code == 200
    (row,) = inbox.unhandled(desk.ledger)
    assert (row.source, row.topic) == ("shopify:uk", "orders/create")
    assert {(h.flow, h.store) for h in hints.raised(desk.ledger)} == {
        ("sync-stock", "all"),
        ("ingest-orders", "uk"),
    }
    assert sorted(desk.posted) == [("ingest-orders", "uk", 1), ("sync-stock", "all", 1)]


async def test_a_replayed_delivery_is_answered_and_is_no_news(desk: Desk) -> None:
    await desk.shopify()
    for flow, store in (("sync-stock", "all"), ("ingest-orders", "uk")):
        hints.lower_hint(desk.ledger, flow, store, desk.doors.now())
    answer = await desk.shopify()
    assert answer.status_code == 200
    assert len(inbox.unhandled(desk.ledger)) == 1
    assert hints.raised(desk.ledger) == []


async def test_a_burst_of_deliveries_posts_one_event_a_flow(desk: Desk) -> None:
    await asyncio.gather(*(desk.shopify(webhook_id=f"w-{n}") for n in range(40)))
    assert len(inbox.unhandled(desk.ledger)) == 40
    assert sorted(desk.posted) == [("ingest-orders", "uk", 1), ("sync-stock", "all", 1)]


async def test_forged_altered_stale_and_misdirected_deliveries_are_refused(desk: Desk) -> None:
    refused = [
        await desk.shopify(secret="somebody else's"),
        await desk.shopify(tampered=True),
        await desk.shopify(triggered_at="2026-11-20T08:00:00Z"),
        await desk.shopify(shop="other.myshopify.example"),
        await desk.cin7("stock", STOCK, bearer="wrong"),
        await desk.cin7("stock", STOCK, bearer=""),
    ]
    assert [answer.status_code for answer in refused] == [401] * 6
    assert (await desk.shopify(store="unknown")).status_code == 404
    assert inbox.unhandled(desk.ledger) == []
    assert hints.raised(desk.ledger) == []


async def test_while_a_secret_is_rotated_the_old_one_is_good(desk: Desk) -> None:
    assert (await desk.shopify(secret="the secret before")).status_code == 200
    assert (await desk.shopify(secret=SECRET, webhook_id="w-2")).status_code == 200


async def test_cin7_telling_the_same_figures_again_is_news_again(desk: Desk) -> None:
    assert (await desk.cin7("stock", STOCK)).status_code == 200
    hints.lower_hint(desk.ledger, "sync-stock", "all", desk.doors.now())
    assert (await desk.cin7("stock", STOCK)).status_code == 200
    assert len(inbox.unhandled(desk.ledger)) == 1
    assert [(h.flow, h.number) for h in hints.raised(desk.ledger)] == [("sync-stock", 2)]


async def test_figures_that_came_back_are_unfinished_news_from_now(desk: Desk) -> None:
    await desk.cin7("stock", STOCK)
    (row,) = inbox.unhandled(desk.ledger)
    inbox.mark_handled(desk.ledger, [row.id], desk.doors.now())
    await desk.cin7("stock", STOCK)
    assert [again.id for again in inbox.unhandled(desk.ledger)] == [row.id]


async def test_a_body_that_can_not_be_read_is_kept_and_answered_200(desk: Desk) -> None:
    answer = await desk.cin7("stock", None, raw=b'[{"SKU": "MUG",,,')
    assert answer.status_code == 200
    assert len(inbox.unhandled(desk.ledger)) == 1


async def test_no_credential_is_kept_with_a_delivery(desk: Desk) -> None:
    await desk.shopify()
    await desk.cin7("stock", STOCK)
    for row in inbox.unhandled(desk.ledger):
        assert not any("hmac" in name or "authorization" in name for name in row.headers)


async def test_a_topic_that_is_nobodys_news_ends_in_a_final_state(desk: Desk) -> None:
    await desk.shopify(topic="products/update", body={"id": 1})
    assert inbox.unhandled(desk.ledger) == []
    assert inbox.export(desk.ledger)[0]["state"] == "ignored"
