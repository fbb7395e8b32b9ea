"""Drills of what becomes of a parcel: at Shopify, and in Cin7."""

from collections.abc import Awaitable, Callable
from typing import Any

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from ledger.models import EffectKind
from sandbox.journal import (
    FulfilmentCancelled,
    FulfilmentMade,
    SaleInvoiced,
    SaleLegChanged,
    TrackingCorrected,
)
from tests.effects.drill import UK, Drill
from tests.town import Town


async def _handed_over(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 4), name="#1001")
    await ingest_orders.fn()
    await hand_off_fulfilment.fn()


async def _labelled(town: Town) -> None:
    await _handed_over(town)
    _buy(town)


async def _split(town: Town) -> None:
    await _handed_over(town)
    (whole,) = town.world.shipstation.shipments
    town.world.shipstation.shipments.split(whole.shipment_id)
    _buy(town)


async def _void_after_the_notice(town: Town) -> None:
    await _labelled(town)
    await return_tracking.fn()
    (label,) = town.world.shipstation.labels
    town.world.shipstation.labels.void(label.label_id)


async def _another_number(town: Town) -> None:
    await _labelled(town)
    await return_tracking.fn()
    (label,) = town.world.shipstation.labels
    label.tracking_numbers = ("RM1111111111GB",)


def _buy(town: Town) -> None:
    shipments = [one for one in town.world.shipstation.shipments if one.status == "pending"]
    town.world.shipstation.crew._buy(shipments, 0)


def _count(kind: type) -> Callable[[Town], int]:
    def made(town: Town) -> int:
        return sum(isinstance(event, kind) for event in town.world.journal.events)

    return made


def _corrected(town: Town) -> int:
    """Saying it a second time would do no harm, but nobody has to."""
    (order,) = town.shop("uk").orders.by_id.values()
    (fulfilment,) = order.fulfillments
    assert fulfilment.numbers == ("RM1111111111GB",)
    return _count(TrackingCorrected)(town)


def _legs(stage: str, parcels: int = 1) -> Callable[[Town], int]:
    """Legs that have come so far, 1 if that is what the parcels want; units leave once."""

    def made(town: Town) -> int:
        last: dict[str, Any] = {
            event.task_id: event
            for event in town.world.journal.events
            if isinstance(event, SaleLegChanged)
        }
        done = [one for one in last.values() if getattr(one, stage) == "AUTHORISED"]
        assert town.world.cin7.on_hand("MUG", "Main Warehouse") == 6
        assert sum(units for one in done for _, units in one.lines) == 4
        return len(last) if len(done) == len(last) and parcels == 1 else len(last) - 1

    return made


def _leg_says(town: Town) -> int:
    said = [e.tracking for e in town.world.journal.events if isinstance(e, SaleLegChanged)]
    return sum(
        now == ("RM1111111111GB",) and now != before
        for before, now in zip([(), *said], said, strict=False)
    )


def _drill(
    prepare: Callable[[Town], Awaitable[None]],
    call: str,
    operation: tuple[str, str],
    made: Callable[[Town], int],
) -> Drill:
    return Drill(prepare, return_tracking.fn, call, operation, made)


PARCELS: dict[EffectKind, Drill] = {
    EffectKind.FULFIL: _drill(
        _labelled, "uk.create_fulfillment", (UK, "fulfillmentCreate"), _count(FulfilmentMade)
    ),
    EffectKind.CANCEL_FULFILMENT: _drill(
        _void_after_the_notice,
        "uk.cancel_fulfillment",
        (UK, "fulfillmentCancel"),
        _count(FulfilmentCancelled),
    ),
    EffectKind.CORRECT_TRACKING: _drill(
        _another_number, "uk.update_tracking", (UK, "fulfillmentTrackingInfoUpdate"), _corrected
    ),
    EffectKind.OPEN_LEG: _drill(
        _split,
        "cin7.open_fulfilment",
        ("cin7", "POST sale/fulfilment"),
        _legs("ship_status", parcels=2),
    ),
    EffectKind.PICK: _drill(
        _labelled, "cin7.pick", ("cin7", "POST sale/fulfilment/pick"), _legs("pick_status")
    ),
    EffectKind.PACK: _drill(
        _labelled, "cin7.pack", ("cin7", "POST sale/fulfilment/pack"), _legs("pack_status")
    ),
    EffectKind.SHIP: _drill(
        _labelled, "cin7.ship", ("cin7", "POST sale/fulfilment/ship"), _legs("ship_status")
    ),
    EffectKind.CORRECT_LEG: _drill(
        _another_number, "cin7.add_tracking", ("cin7", "PUT sale/fulfilment/ship"), _leg_says
    ),
    EffectKind.INVOICE: _drill(
        _labelled, "cin7.invoice", ("cin7", "POST sale/invoice"), _count(SaleInvoiced)
    ),
}
