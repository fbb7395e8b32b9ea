"""An accepted webhook is kept once and ends in a final state."""

from datetime import datetime, timedelta

import pytest

from ledger import inbox
from ledger.models import Delivery, DeliveryState
from ledger.store import Ledger


def deliver(ledger: Ledger, now: datetime, key: str = "a", **changes: str) -> bool:
    what = {"source": "shopify:uk", "topic": "orders/create"} | changes
    return inbox.write_down(
        ledger, what["source"], what["topic"], key, {"x-shopify-topic": "t"}, b"\x00raw\xff", now
    )


def only(ledger: Ledger) -> Delivery:
    [row] = inbox.unhandled(ledger)
    return row


def test_a_delivery_is_kept_raw(ledger: Ledger, now: datetime) -> None:
    assert deliver(ledger, now) is True
    row = only(ledger)
    assert (row.source, row.topic, row.delivery_key) == ("shopify:uk", "orders/create", "a")
    assert row.body == b"\x00raw\xff"
    assert row.headers == {"x-shopify-topic": "t"}
    assert row.state is DeliveryState.RECEIVED
    assert row.received_at == now


def test_the_same_delivery_again_is_not_new(ledger: Ledger, now: datetime) -> None:
    assert [deliver(ledger, now), deliver(ledger, now + timedelta(hours=1))] == [True, False]
    assert only(ledger).received_at == now


def test_the_same_key_from_another_source_is_another_delivery(
    ledger: Ledger, now: datetime
) -> None:
    assert [deliver(ledger, now), deliver(ledger, now, source="cin7")] == [True, True]


def test_unfinished_deliveries_are_found_by_source_and_topic(ledger: Ledger, now: datetime) -> None:
    deliver(ledger, now, "a")
    deliver(ledger, now, "b", source="shopify:us", topic="refunds/create")
    deliver(ledger, now, "c", source="cin7", topic="stock")
    assert [row.delivery_key for row in inbox.unhandled(ledger, "shopify:")] == ["a", "b"]
    assert [row.delivery_key for row in inbox.unhandled(ledger, topics=["stock"])] == ["c"]
    assert [row.delivery_key for row in inbox.unhandled(ledger, limit=2)] == ["a", "b"]


def test_the_name_of_a_source_is_not_a_pattern(ledger: Ledger, now: datetime) -> None:
    deliver(ledger, now, source="shopify:uk")
    assert inbox.unhandled(ledger, "shopify%") == []


def test_a_handled_delivery_stays_handled(ledger: Ledger, now: datetime) -> None:
    deliver(ledger, now)
    ids = [only(ledger).id]
    assert inbox.mark_hinted(ledger, ids) == 1
    assert only(ledger).state is DeliveryState.HINTED
    assert inbox.unhandled(ledger, state=DeliveryState.RECEIVED) == []
    assert inbox.mark_handled(ledger, ids, now) == 1
    assert inbox.mark_hinted(ledger, ids) == 0
    assert inbox.mark_handled(ledger, ids, now + timedelta(hours=1)) == 0
    assert inbox.unhandled(ledger) == []
    [told] = inbox.export(ledger)
    assert (told["state"], told["handled_at"]) == ("handled", now.isoformat())


@pytest.mark.parametrize("state", [DeliveryState.IGNORED, DeliveryState.UNREADABLE])
def test_a_delivery_nobody_can_use_ends_with_a_note(
    ledger: Ledger, now: datetime, state: DeliveryState
) -> None:
    deliver(ledger, now)
    row = only(ledger)
    assert inbox.mark(ledger, row.id, state, "no such topic", now) is True
    assert inbox.mark(ledger, row.id, DeliveryState.HANDLED, None, now) is False
    assert [row["note"] for row in inbox.export(ledger)] == ["no such topic"]


def test_only_finished_and_old_deliveries_are_forgotten(ledger: Ledger, now: datetime) -> None:
    old, new = now - timedelta(days=30), now
    for key, at in [("old done", old), ("old open", old), ("new done", new)]:
        deliver(ledger, at, key)
    done = [row.id for row in inbox.unhandled(ledger) if row.delivery_key.endswith("done")]
    inbox.mark_handled(ledger, done, now)
    assert inbox.purge(ledger, before=now - timedelta(days=14)) == 1
    assert [row["delivery_key"] for row in inbox.export(ledger)] == ["old open", "new done"]


def test_a_thousand_deliveries_are_marked_in_one_go(ledger: Ledger, now: datetime) -> None:
    with ledger.session() as session:
        session.add_all(
            Delivery(
                source="cin7", topic="stock", delivery_key=str(n), body=b"", received_at=now,
                state=DeliveryState.RECEIVED,
            )
            for n in range(1200)
        )  # fmt: skip
    ids = [row.id for row in inbox.unhandled(ledger, limit=5000)]
    assert inbox.mark_handled(ledger, ids, now) == 1200
