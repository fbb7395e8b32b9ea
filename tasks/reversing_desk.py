"""Taking an order back from the carrier desk: labels first, then shipments, each an effect."""

from clients.errors import Rejected
from domain.reversal_steps import CancelShipment, VoidLabel
from ledger import parcels, shipments
from ledger.models import Effect, EffectKind, Order
from tasks.effects import Deed, Ended, Outcome, attempt, carry_out, refused_lately
from tasks.forbidding import Look, forbid
from tasks.handing_off import look_for_shipment, next_turn
from tasks.outside import outside
from tasks.ports_carrier import CarrierDesk
from tasks.taking_back import subject_of


async def forbid_next_shipment(row: Order, because: str) -> bool:
    """See that no run can hand the order over as it was read; False: one is just doing so.

    The next generation is decided anew, from what stays.
    """
    subject = subject_of(row)
    turn = next_turn(row.store, row.order_id, subject)
    look = Look(look_for_shipment)
    return await forbid(EffectKind.CREATE_SHIPMENT, turn.key, subject, because, look)


async def void_label(row: Order, step: VoidLabel) -> Outcome:
    """Void a label that nobody was told of; a refusal says why, and is not asked for every run.

    Safe to run twice: a label that is void already is done.
    """
    world = outside()
    subject = f"{subject_of(row)} {step.label_id}"
    refused = refused_lately(EffectKind.VOID_LABEL, subject)
    if refused is not None:
        return Outcome(Ended.REFUSED, because=refused)
    outcome = await carry_out(
        Deed(
            EffectKind.VOID_LABEL,
            f"{step.label_id} #{attempt(EffectKind.VOID_LABEL, subject)}",
            subject=subject,
            detail={"store": row.store, "order_id": row.order_id, "label": step.label_id},
            act=_void,
            look=look_for_void_label,
            again=False,
        )
    )
    if outcome.ended is Ended.DONE:
        parcels.voided(world.ledger, step.label_id, world.now())
    return outcome


async def cancel_shipment(row: Order, step: CancelShipment, because: str) -> Outcome:
    """Take a shipment back; refused when somebody has bought a label for it meanwhile.

    Safe to run twice: one that was cancelled before is no error.
    """
    world = outside()
    subject = f"{subject_of(row)} {step.shipment_id}"
    outcome = await carry_out(
        Deed(
            EffectKind.CANCEL_SHIPMENT,
            f"{step.shipment_id} #{attempt(EffectKind.CANCEL_SHIPMENT, subject)}",
            subject=subject,
            detail={"store": row.store, "order_id": row.order_id, "shipment": step.shipment_id},
            act=_cancel,
            look=look_for_cancel,
            again=False,
        )
    )
    if outcome.ended is Ended.DONE:
        known = shipments.by_shipment_id(world.ledger, step.shipment_id)
        if known is not None:
            shipments.cancelled(world.ledger, known.external_id, because, world.now())
    return outcome


async def look_for_void_label(effect: Effect) -> str | None:
    """Read the label: it is void, or it is not."""
    label = await desk().label(str(effect.detail["label"]))
    return label.label_id if label.voided else None


async def look_for_cancel(effect: Effect) -> str | None:
    """Read the shipment: it is cancelled (or gone), or it is not."""
    shipment_id = str(effect.detail["shipment"])
    found = await desk().shipment(shipment_id)
    return shipment_id if found is None or found.cancelled else None


async def _void(effect: Effect) -> str:
    label_id = str(effect.detail["label"])
    await desk().void(label_id)
    return label_id


async def _cancel(effect: Effect) -> str:
    shipment_id = str(effect.detail["shipment"])
    await desk().cancel(shipment_id)
    return shipment_id


def desk() -> CarrierDesk:
    """The carrier desk of this run.

    Raises:
        Rejected: The merchant has none any more.
    """
    found = outside().desk
    if found is None:
        raise Rejected("no carrier desk is set up", system="shipstation", operation="reversal")
    return found
