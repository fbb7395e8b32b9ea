"""What is taken back of an order that Shopify hides by its age is told to a person, once."""

import json

from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from ledger import exceptions_seen, inbox, orders
from ledger.models import DeliveryState
from tests.flows.test_flows_review_orders import ship_whole
from tests.town import Town

DAY = 86_400


async def refunded_after(town: Town, days: int, topic: str = "refunds/create") -> int:
    """An order of before our time is shipped, and days later a unit comes back; Shopify tells."""
    town.stock("MUG", {"main": 10})
    order_id = int(town.sell("uk", ("MUG", 2), name="#900").order_id)
    ship_whole(town, "uk", order_id)
    await town.world.advance(days * DAY)
    await ingest_orders.fn()
    town.take_back("uk", order_id, ("MUG", 1, "RETURN"))
    body = {"id": 7, "order_id": order_id, "refund_line_items": []}
    if topic == "orders/edited":
        body = {"order_edit": {"order_id": order_id}}
    write(town, topic, body, "k")
    return order_id


def write(town: Town, topic: str, body: dict[str, object], key: str) -> None:
    raw, now = json.dumps(body).encode(), town.world.clock.now()
    inbox.write_down(town.ledger, "shopify:uk", topic, key, {}, raw, now)


def told(town: Town) -> list[tuple[str, str, int]]:
    rows = exceptions_seen.list_open(town.ledger, town.world.clock.now())
    return [(row.kind, row.subject, row.count) for row in rows]


async def test_a_refund_of_an_order_too_old_to_be_shown_waits_for_a_person(town: Town) -> None:
    order_id = await refunded_after(town, 61)
    await ingest_orders.fn()
    await reverse_cancellations.fn()
    await ingest_orders.fn()
    assert told(town) == [("unmatched-refund", f"uk order {order_id}", 1)]
    assert orders.get(town.ledger, "uk", order_id) is None
    assert [row["state"] for row in inbox.export(town.ledger)] == [DeliveryState.HANDLED]
    (row,) = exceptions_seen.list_open(town.ledger, town.world.clock.now())
    assert "read_all_orders" in row.todo
    assert town.books(not_ours=[("uk.myshopify.example", "#900")]).breaches["3"] == []


async def test_a_second_refund_of_it_is_one_more_sighting(town: Town) -> None:
    order_id = await refunded_after(town, 61)
    await ingest_orders.fn()
    await town.world.advance(60)
    write(town, "refunds/create", {"id": 8, "order_id": order_id, "refund_line_items": []}, "k2")
    await ingest_orders.fn()
    assert told(town) == [("unmatched-refund", f"uk order {order_id}", 2)]


async def test_a_change_of_it_waits_for_a_person_too(town: Town) -> None:
    order_id = await refunded_after(town, 61, "orders/edited")
    await ingest_orders.fn()
    assert told(town) == [("reversal-for-a-person", f"uk order {order_id}", 1)]


async def test_a_dry_run_tells_nobody(town: Town) -> None:
    await refunded_after(town, 61)
    await ingest_orders.fn(dry_run=True)
    assert told(town) == []


async def test_an_app_that_may_read_all_orders_sees_it(town: Town) -> None:
    town.shop("uk").scopes = (*town.shop("uk").scopes, "read_all_orders")
    order_id = await refunded_after(town, 61)
    await ingest_orders.fn()
    assert told(town) == []
    assert orders.get(town.ledger, "uk", order_id) is not None
