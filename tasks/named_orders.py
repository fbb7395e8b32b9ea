"""Reading by id the orders that deliveries name; and saying which of them Shopify hides."""

from collections.abc import Sequence

from ledger import orders_seen
from ledger.models import Delivery
from tasks import news
from tasks.exceptions import Trouble, tell
from tasks.noting import note_order
from tasks.outside import outside

TAKEN_BACK = frozenset({"orders/cancelled", "orders/edited", "refunds/create"})
"""Topics of deliveries that say that something of an order was taken back."""
TODO = (
    "Look the order up in Shopify's admin, do in Cin7 what was done there, and resolve this. "
    "Shopify hides orders older than 60 days from an app without the scope read_all_orders "
    "(docs/how-to/go-live.md); with it the next ones are reversed by themselves."
)


async def note_what_was_named(flow: str, heard: Sequence[Delivery]) -> None:
    """Read the orders that the search did not bring: its index lags, and it hides old ones.

    One that was taken back and that Shopify shows no more can be read by no later run either, so a
    person is told. Safe to run twice: a row is written by its newest version, and a condition once.

    Args:
        flow: Who is reading.
        heard: Deliveries that no run has dealt with; their source is ``shopify:<store>``.

    Raises:
        ClientError: An order could not be read.
    """
    ledger = outside().ledger
    for delivery in heard:
        order_id = news.order_of(delivery)
        if order_id is None:
            continue
        store = news.store_of(delivery)
        known = orders_seen.get(ledger, store, order_id)
        if known is None or known.noted_at < delivery.received_at:
            read = await note_order(store, order_id)
            if read is None and delivery.topic in TAKEN_BACK:
                _tell_hidden(flow, store, order_id, delivery.topic)


def _tell_hidden(flow: str, store: str, order_id: int, topic: str) -> None:
    """The delivery says too little to act on: neither the order's name nor what had left."""
    refunded = topic == "refunds/create"
    tell(
        Trouble.UNMATCHED_REFUND if refunded else Trouble.REVERSAL_FOR_A_PERSON,
        f"{store} order {order_id}",
        f"Shopify told of {'a refund' if refunded else 'a change'} ({topic}) of order {order_id} "
        f"of {store}, and shows no such order. Nothing was reversed.",
        TODO,
        flow=flow,
        detail={"store": store, "order_id": order_id, "topic": topic},
    )
