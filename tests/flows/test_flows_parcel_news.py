"""News of parcels: from ShipStation's subscription through the receiver to a final state."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from flows.return_tracking import return_tracking
from flows.sweep_hints import sweep_hints
from ledger import exceptions_seen, hints, inbox
from tasks import exceptions_shown
from tasks.exceptions import Trouble, gone, tell
from tasks.news import parcels_heard_until
from tasks.set_up import ensure_subscriptions
from tasks.subscriptions_carrier import SHIPSTATION_EVENTS
from tests.town import BEARER, Town

RECEIVER = "https://receiver.example"


async def subscribed(town: Town) -> None:
    await ensure_subscriptions(RECEIVER, SecretStr(BEARER))


def state(town: Town) -> list[object]:
    return [row["state"] for row in inbox.export(town.ledger)]


async def a_label(town: Town, path: str = "/v2/labels?batch_id=se-1") -> None:
    town.world.shipstation.hooks.point("label_created_v2", path, ["TEA"])
    await town.world.webhooks.deliver_due()


async def test_subscriptions_at_shipstation_are_made_once(town: Town) -> None:
    told = await ensure_subscriptions(RECEIVER, SecretStr(BEARER), dry_run=True)
    would = [each.done for each in told if each.system == "shipstation"]
    assert would == ["would create"] * len(SHIPSTATION_EVENTS)
    assert town.world.shipstation.hooks.listed() == []
    await subscribed(town)
    again = await ensure_subscriptions(RECEIVER, SecretStr(BEARER))
    assert {each.done for each in again} == {"there"}
    events = [hook["event"] for hook in town.world.shipstation.hooks.listed()]
    assert sorted(map(str, events)) == sorted(SHIPSTATION_EVENTS)


async def test_a_bought_label_is_heard_and_ends_in_a_final_state(town: Town) -> None:
    await subscribed(town)
    await a_label(town)
    assert [(h.flow, h.store) for h in hints.raised(town.ledger)] == [("return-tracking", "all")]
    assert state(town) == ["received"]
    parcels_heard_until(town.world.clock.now() - timedelta(seconds=1))
    assert state(town) == ["received"], "a round that began before it has not read it"
    parcels_heard_until(town.world.clock.now())
    assert state(town) == ["handled"]


async def test_keys_that_shipstation_changed_are_learnt_with_the_next_label(town: Town) -> None:
    await subscribed(town)
    await a_label(town)
    town.world.shipstation.hooks.keys.rotate(keep_old=False)
    await town.world.advance(120)
    await a_label(town, "/v2/labels?batch_id=se-2")
    assert state(town) == ["received", "received"]


async def test_a_pointer_that_leads_nowhere_is_told_and_finished(town: Town) -> None:
    await subscribed(town)
    await a_label(town, "/elsewhere")
    parcels_heard_until(town.world.clock.now())
    assert state(town) == ["unreadable"]
    (row,) = exceptions_seen.list_open(town.ledger, town.world.clock.now())
    assert (row.kind, row.retry_flow) == (Trouble.UNREADABLE_DELIVERY, "return-tracking")


@pytest.mark.parametrize(
    ("source", "topic", "flows"),
    [
        ("shipstation", "label_created_v2", {"return-tracking"}),
        (
            "shopify:uk",
            "refunds/create",
            {"ingest-orders", "sync-stock", "reverse-cancellations"},
        ),
        ("shopify:uk", "orders/create", {"ingest-orders", "sync-stock"}),
        ("cin7", "purchase", {"push-receipts"}),
    ],
)
async def test_a_delivery_whose_receiver_died_is_taken_up_by_the_sweep(
    town: Town, source: str, topic: str, flows: set[str]
) -> None:
    now = town.world.clock.now()
    inbox.write_down(town.ledger, source, topic, "k", {}, b"{}", now)
    await town.world.advance(60)
    report = await sweep_hints.fn(dry_run=True)
    assert set(report.flows) == flows


async def test_the_table_of_exceptions_is_published_when_they_have_changed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[object]] = []

    async def show(key: str, rows: list[dict[str, object]], description: str) -> bool:
        shown.append([row["subject"] for row in rows])
        return True

    monkeypatch.setattr(exceptions_shown, "show_table", show)
    await sweep_hints.fn()
    assert shown == [], "nothing is open and nothing was"
    tell(Trouble.DOUBLE_SALE, "uk #1001", "Two sales.", "Void one.", flow="ingest-orders")
    for _ in range(3):
        await town.world.advance(60)
        tell(Trouble.DOUBLE_SALE, "uk #1001", "Two sales.", "Void one.", flow="ingest-orders")
        await sweep_hints.fn()
    gone(Trouble.DOUBLE_SALE, "uk #1001", "one was voided")
    await town.world.advance(60)
    await sweep_hints.fn()
    assert shown == [["uk #1001"], []]


async def test_outside_prefect_nothing_counts_as_published(town: Town) -> None:
    tell(Trouble.DOUBLE_SALE, "uk #1001", "Two sales.", "Void one.", flow="ingest-orders")
    assert not await exceptions_shown.show_open_exceptions()
    assert not await exceptions_shown.show_open_exceptions()


async def test_the_flow_itself_brings_news_of_parcels_to_an_end(town: Town) -> None:
    await subscribed(town)
    await a_label(town)
    await town.world.advance(5)
    await return_tracking.fn()
    assert state(town) == ["handled"]
    assert hints.raised(town.ledger) == []
