"""Writing down that a customer was told, also when a doubt was settled in between."""

from collections.abc import Sequence

from ledger import balances, orders, parcels
from ledger.models import Effect, EffectKind, ParcelState, Stage
from tasks.outside import outside
from tasks.returning_shopify import packed_in

BESIDE = (Stage.CANCELLING, Stage.REVERSED)
"""An order in these stages is the reversal's to move."""


def note_told(label_id: str, fulfillment_id: str, shows: Sequence[str]) -> None:
    """Write down that the customer was told; safe to run twice."""
    world = outside()
    row = parcels.by_label(world.ledger, label_id)
    if row is None:
        return
    same = set(shows) == set(row.tracking)
    parcels.told(
        world.ledger, label_id, fulfillment_id, row.tracking if same else shows, world.now()
    )
    lines = [balances.LineUnits(each.line_id, each.sku, each.units) for each in packed_in(row)]
    balances.shipped(world.ledger, row.store, row.order_id, label_id, lines)
    because = f"label {label_id} told: {', '.join(row.tracking)}"
    orders.move(
        world.ledger, row.store, row.order_id, Stage.TOLD, because, world.now(), unless=BESIDE
    )


def remember_told(effect: Effect, fulfillment_id: str | None) -> None:
    """A fulfilment in doubt that was found standing: its parcel was told, whatever we held it for.

    One whose label is void by now is taken back by the next round.
    """
    if fulfillment_id is not None and "label" in effect.detail:
        note_told(str(effect.detail["label"]), fulfillment_id, effect.detail["tracking"])


def is_to_be_told(effect: Effect) -> bool:
    """Whether a fulfilment in doubt is still wanted: then the round looks, and makes it."""
    if effect.kind is not EffectKind.FULFIL or "label" not in effect.detail:
        return False
    row = parcels.by_label(outside().ledger, str(effect.detail["label"]))
    if row is None or row.state is not ParcelState.BOUGHT:
        return False
    order = orders.get(outside().ledger, row.store, row.order_id)
    return order is not None and not order.cancelled
