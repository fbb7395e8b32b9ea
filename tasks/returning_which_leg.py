"""Which leg of its sale a parcel takes. What is whose stands in the ledger: no two share one."""

from collections.abc import Sequence

from clients.errors import Rejected
from domain.parcels import Step
from ledger import parcels
from ledger.models import Effect, EffectKind, Order, Parcel
from tasks.effects import Deed, Ended, carry_out
from tasks.outside import outside
from tasks.papers import Leg, Papers
from tasks.returning_looks import look_for_new_leg
from tasks.returning_steps import Done, leg_refused, name_of, waits


async def leg_of(row: Parcel, order: Order, papers: Papers, opening: str) -> Leg | Done:
    """The parcel's leg: its own, one that names it, the first that is free, or a further one."""
    world = outside()
    legs = {leg.task_id: leg for leg in papers.legs if not leg.voided}
    if row.leg_id in legs:
        return legs[str(row.leg_id)]
    if row.leg_id is not None:
        parcels.give_up_leg(world.ledger, row.label_id, row.leg_id)
    others = [
        one
        for one in parcels.of_order(world.ledger, row.store, row.order_id)
        if one.label_id != row.label_id
    ]
    for other in others:
        if other.voided_at is not None and other.leg_id in legs and legs[other.leg_id].free:
            parcels.give_up_leg(world.ledger, other.label_id, other.leg_id)
    taken = {one.leg_id for one in others if one.voided_at is None}
    wanted = _naming(row, list(legs.values())) or [
        leg for leg in legs.values() if leg.free and leg.task_id not in taken
    ]
    for leg in wanted:
        if parcels.take_leg(world.ledger, row.label_id, leg.task_id):
            return leg
    if any(leg.free for leg in legs.values()):
        return waits(row, "another parcel of the order is not picked in Cin7 yet")
    return await _open(row, order, papers, opening)


def _naming(row: Parcel, legs: Sequence[Leg]) -> list[Leg]:
    """Legs whose box or tracking is this parcel's: made by hand, or by a run that forgot."""
    return [
        leg
        for leg in legs
        if row.label_id in leg.boxes or (leg.shipped and set(leg.tracking) & set(row.tracking))
    ]


async def _open(row: Parcel, order: Order, papers: Papers, key: str) -> Leg | Done:
    outcome = await carry_out(
        Deed(
            EffectKind.OPEN_LEG,
            key,
            subject=name_of(order),
            detail={
                "store": row.store,
                "order_id": row.order_id,
                "sale": order.sale_id,
                "legs": [leg.task_id for leg in papers.legs],
            },
            act=_further,
            look=look_for_new_leg,
        )
    )
    if outcome.ended is Ended.REFUSED:
        return leg_refused(row, order, outcome.because)
    if outcome.ended is not Ended.DONE or outcome.vendor_id is None:
        return Done(row.label_id, Step.SHIP, "waiting", outcome.because)
    if not parcels.take_leg(outside().ledger, row.label_id, outcome.vendor_id):
        return waits(row, "another parcel of the order has the new fulfilment in Cin7")
    number = 1 + max((leg.number for leg in papers.legs), default=0)
    return Leg(outcome.vendor_id, number, False, False, False, (), (), ())


async def _further(effect: Effect) -> str:
    try:
        return await outside().inventory.open_leg(str(effect.detail["sale"]))
    except Rejected:
        found = await look_for_new_leg(effect)
        if found is None:
            raise
        return found
