"""What Cin7's figures do not show yet: the ledger's open orders beside Shopify's own counts."""

from datetime import timedelta

from domain.stock_plan import committed_in
from domain.unseen import Unseen, unseen
from ledger import orders_seen, unexplained
from tasks.order_rows import as_let_go, as_open
from tasks.outside import outside
from tasks.ports import Shelf
from tasks.shown import Shown


def unseen_now(shown: Shown, shelf: Shelf) -> Unseen:
    """Reckon it for what was just read; all open orders are parsed for it, so call it once."""
    world = outside()
    still = orders_seen.open_orders(world.ledger)
    # Read within the settle time; and a read that began before then may have told it since.
    since = shelf.began - timedelta(seconds=world.settle_seconds + world.lease_seconds)
    gone = orders_seen.shut_since(world.ledger, since)
    watched = unexplained.every(world.ledger)
    few = shown.frame[shown.frame["sku"].isin([one.sku for one in watched])]
    read = set(zip(few["store"], few["sku"], strict=True))
    elsewhere = [] if shown.elsewhere is None else committed_in(shown.elsewhere)
    return unseen(
        [*map(as_open, still), *map(as_let_go, gone)],
        committed_in(shown.frame) + elsewhere,
        {store.name: store.locations for store in world.rules.stores.values()},
        shown_began=shown.began,
        availability_began=shelf.began,
        settle_seconds=world.settle_seconds,
        search_seconds=world.rules.overlap.orders,
        watched=watched,
        read={one.window for one in watched if (one.store, one.sku) in read},
    )
