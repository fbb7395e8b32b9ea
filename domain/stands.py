"""Where the parts of an order stand, as we knew it and as Shopify tells it now, put together.

Shopify tells where a fulfilment order stands, not where it stood. The reckoning of unseen units
needs both: what moved after the counts were read is still in the counts of the place it left.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.orders import Stand
from domain.types import LocationId


def merge(
    known: Iterable[Stand], told: Iterable[Stand], *, read_began: datetime, now: datetime
) -> tuple[Stand, ...]:
    """Take what Shopify tells, and keep what only we know: from where, and when it moved.

    Args:
        known: What the ledger holds.
        told: What Shopify's answer says; a fulfilment order that is not in it is gone.
        read_began: When the call that told it was sent. An answer that shows a fulfilment order
            where it stood before a move confirmed since then is simply older than the move.
        now: When a move that somebody else made was noticed.
    """
    before = {stand.fulfillment_order_id: stand for stand in known}
    return tuple(
        _one(before.get(stand.fulfillment_order_id), stand, read_began, now) for stand in told
    )


def _one(known: Stand | None, told: Stand, read_began: datetime, now: datetime) -> Stand:
    if known is None:
        return told
    if told.location == known.location:
        return replace(told, moved_from=known.moved_from, moved_at=known.moved_at)
    older_than_the_move = (
        known.moved_at is not None
        and known.moved_at >= read_began
        and told.location == known.moved_from
    )
    if older_than_the_move:
        return replace(
            told, location=known.location, moved_from=known.moved_from, moved_at=known.moved_at
        )
    return replace(told, moved_from=known.location, moved_at=now)


def moved(
    stands: Iterable[Stand], fulfillment_order_id: str, to: LocationId, now: datetime
) -> tuple[Stand, ...]:
    """Note that our own move of one fulfilment order was confirmed at ``now``."""
    return tuple(
        stand
        if stand.fulfillment_order_id != fulfillment_order_id or stand.location == to
        else replace(stand, location=to, moved_from=stand.location, moved_at=now)
        for stand in stands
    )
