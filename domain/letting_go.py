"""Units that an order no longer wants where it stood: cancelled, refunded, edited or moved away.

They are free at once in Shopify, but a figure of Cin7's that lags may be older than that: from the
time when they were still to be taken off it. So they are held until a figure is surely younger
(docs/why/0013-units-let-go-are-held-a-while.md).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from domain.orders import LetGo, ShopOrder, Stand, StandLine

REMEMBERED = timedelta(minutes=30)
"""Longer than any round takes from reading orders to reading availability."""


def let_go(known: ShopOrder | None, told: ShopOrder, now: datetime) -> tuple[LetGo, ...]:
    """What an order has let go of late, place by place.

    Args:
        known: The order as the ledger holds it; None when it is met for the first time.
        told: As Shopify tells it now, each part with what it holds.
        now: When the difference was noticed; it arose earlier.
    """
    if known is None:
        return tuple(_never_seen(told, now))
    if known.updated_at > told.updated_at:
        return known.let_go
    recent = (one for one in known.let_go if one.at > now - REMEMBERED)
    return (*recent, *_since(known.stands, told.stands, now))


def _since(known: Iterable[Stand], told: Sequence[Stand], now: datetime) -> Iterator[LetGo]:
    """A part that left as a whole says so itself (``moved_from``); one that is gone holds none."""
    there = {stand.fulfillment_order_id: stand for stand in told}
    for stand in known:
        if stand.location is None or not stand.open:
            continue
        current = there.get(stand.fulfillment_order_id)
        for line in stand.units:
            left = line.units - _still(current, line)
            if line.sku and left > 0:
                yield LetGo(stand.location, line.sku, left, now)


def _still(stand: Stand | None, line: StandLine) -> int:
    """Units of a line that a part still holds, or has shipped since."""
    if stand is None:
        return 0
    held = [one for one in stand.units if one.line_id == line.line_id]
    shipped = sum(one.shipped for one in held) - line.shipped
    return (sum(one.units for one in held) if stand.open else 0) + max(0, shipped)


def _never_seen(told: ShopOrder, now: datetime) -> Iterator[LetGo]:
    """It stood where its parts say; which of them held what was taken back, nobody tells.

    What was shipped is no part of it: that came back to a shelf, or stayed with the customer.
    """
    shipped = Counter[str]()
    for stand in told.stands:
        for line in stand.units:
            shipped[line.line_id] += line.shipped
    back = {
        line.line_id: line.ordered
        - (0 if told.cancelled else line.unfulfilled)
        - shipped[line.line_id]
        for line in told.lines
    }
    for stand in told.stands:
        for line in stand.units:
            if stand.location is not None and line.sku and back.get(line.line_id, 0) > 0:
                yield LetGo(stand.location, line.sku, back[line.line_id], now)
