"""What deliveries name: the SKUs and orders to read first. Nothing in them is acted on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.cin7 import webhooks as cin7
from clients.errors import Malformed
from clients.shipstation import webhooks as shipstation
from clients.shopify import webhook_models as shopify
from ledger import counts_drift, cursors, inbox
from ledger.models import Delivery, DeliveryState
from tasks.exceptions import Trouble, tell
from tasks.outside import outside

MOST_DELIVERIES = 2000
"""More than so many since the last round are not read one by one: a full round is cheaper."""
MOST_SKUS = 750
"""More SKUs than this are not read one by one: a full round is cheaper."""
STOCK_CURSOR = "news:sync-stock"


@dataclass(frozen=True, slots=True)
class StockNews:
    """SKUs named since the last round; None when there are so many that all are to be read."""

    skus: frozenset[str] | None
    since: datetime


def stock_news() -> StockNews:
    """Collect the SKUs that deliveries named since the last round that got through."""
    world = outside()
    cursor = cursors.read(world.ledger, STOCK_CURSOR)
    if cursor is None:
        return StockNews(None, world.now())
    # Its time is taken when it comes; then it may queue for the ledger, longer than a lease never.
    since = cursor.at - timedelta(seconds=world.lease_seconds)
    found = inbox.since(world.ledger, since, MOST_DELIVERIES + 1)
    skus = {sku for delivery in found for sku in skus_of(delivery)}
    if len(found) > MOST_DELIVERIES or len(skus) > MOST_SKUS:
        return StockNews(None, since)
    return StockNews(frozenset(skus), since)


def stock_read_until(began: datetime) -> None:
    """Say that a round that began then has taken in all news from before it."""
    world = outside()
    cursors.advance(world.ledger, STOCK_CURSOR, began, world.now())
    done = [
        delivery.id
        for delivery in inbox.unhandled(world.ledger, "cin7", {"stock", "sale"}, MOST_DELIVERIES)
        if delivery.received_at <= began
    ]
    inbox.mark_handled(world.ledger, done, world.now())


def parcels_heard_until(began: datetime) -> None:
    """Say that a round that began then has read all labels and voids that news from before name.

    A pointer that can't be read is said to be so: the round has read the truth all the same.
    """
    world = outside()
    done = []
    for delivery in inbox.unhandled(world.ledger, "shipstation", limit=MOST_DELIVERIES):
        if delivery.received_at > began:
            continue
        try:
            shipstation.read(delivery.body)
        except Malformed as error:
            _unreadable(delivery, error, "return-tracking")
        else:
            done.append(delivery.id)
    inbox.mark_handled(world.ledger, done, world.now())


def skus_of(delivery: Delivery) -> frozenset[str]:
    """The SKUs a delivery names; none when it names none or can't be read."""
    try:
        if delivery.source == "cin7" and delivery.topic == "stock":
            news = cin7.read("stock", delivery.body)
            return frozenset(news.skus) if isinstance(news, cin7.StockNews) else frozenset()
        if delivery.topic.startswith("orders/"):
            return shopify.order_news(delivery.body).skus
        if delivery.topic == "refunds/create":
            return shopify.refund_news(delivery.body).skus
        if delivery.topic == "inventory_levels/update":
            return _moved(delivery.source, shopify.level_news(delivery.body))
    except Malformed as error:
        _unreadable(delivery, error)
    return frozenset()


def _moved(source: str, news: shopify.LevelNews) -> frozenset[str]:
    """The SKU whose count moved; none when it is the echo of what we set last.

    Nobody has to subscribe to these (docs/why/0012-counts-are-not-subscribed.md).
    """
    store = source.removeprefix("shopify:")
    place = (store, news.location_id, news.inventory_item_id)
    count = counts_drift.at(outside().ledger, place)
    if count is None:
        return frozenset()
    ours = count.applied_at is not None and news.available == count.promised
    moved_since = count.seen_at is not None and (
        count.applied_at is None or count.seen_at > count.applied_at
    )
    return frozenset() if ours and not moved_since else frozenset({count.sku})


def order_of(delivery: Delivery) -> int | None:
    """The order a delivery names; None when it names none or can't be read."""
    try:
        if delivery.topic.startswith("orders/"):
            return shopify.order_news(delivery.body).order_id
        if delivery.topic == "refunds/create":
            return shopify.refund_news(delivery.body).order_id
    except Malformed as error:
        _unreadable(delivery, error)
    return None


def store_of(delivery: Delivery) -> str:
    """The store whose shop sent it."""
    return delivery.source.partition(":")[2]


def _unreadable(delivery: Delivery, error: Malformed, flow: str = "sync-stock") -> None:
    """A final state and an exception: the schedule covers what it would have said."""
    world = outside()
    if delivery.state is DeliveryState.UNREADABLE:
        return
    if inbox.mark(world.ledger, delivery.id, DeliveryState.UNREADABLE, str(error), world.now()):
        tell(
            Trouble.UNREADABLE_DELIVERY,
            f"{delivery.source} {delivery.topic}",
            f"A delivery could not be read: {error}",
            "Nothing is lost: the next scheduled run reads the truth. If it goes on, look at the "
            "body with `stocksteady deliveries`.",
            flow=flow,
        )
