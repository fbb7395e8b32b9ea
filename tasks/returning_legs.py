"""Shipping a parcel in the inventory system: one leg a parcel, picked, packed and shipped.

Each stage is an effect that is found again in the sale's papers. Which leg is whose stands in the
ledger (no two parcels share one), so two runs at once don't fill one leg with two parcels.
"""

from collections import Counter

from domain.parcels import Step
from domain.shipping_rules import InvoiceWhen
from ledger import effects_seen, parcels
from ledger.models import EffectKind, Order, Parcel
from tasks.billing import ensure_invoice
from tasks.effects import Deed, Ended, carry_out, generation_of, refused_lately
from tasks.outside import outside
from tasks.papers import Papers
from tasks.returning_looks import look_for_leg_tracking
from tasks.returning_stages import STAGES, correct, leg_detail, stages, units_of
from tasks.returning_steps import Done, leg_refused, name_of, subject_of_label, waits
from tasks.returning_which_leg import leg_of


async def ship_parcel(row: Parcel, order: Order) -> Done:
    """Pick, pack and ship a parcel's leg, and bill the order if the rules say so.

    Safe to run twice: the papers are read after each decision has its name, and a stage that stands
    is not made again.
    """
    world, subject = outside(), subject_of_label(row, order)
    if order.sale_id is None or order.routed_to is None:
        return waits(row, "the order has no sale in Cin7")
    keys = {kind: generation_of(kind, subject) for kind in STAGES}
    lately = [why for kind in STAGES if (why := refused_lately(kind, subject)) is not None]
    if lately:
        return leg_refused(row, order, lately[0])
    opening = generation_of(EffectKind.OPEN_LEG, name_of(order))
    papers = await world.inventory.papers(order.sale_id)
    # Read anew: a leg that the papers show as picked was taken, in the ledger, before.
    row = parcels.by_label(world.ledger, row.label_id) or row
    if row.shipped_at is not None or row.voided_at is not None:
        return waits(row, "another run has seen to it meanwhile")
    if papers.sale.voided or not papers.sale.authorised:
        return waits(row, f"the sale is {papers.sale.status or 'not authorised'} in Cin7")
    leg = await leg_of(row, order, papers, opening)
    if isinstance(leg, Done):
        return leg
    if leg.picked and Counter(dict(leg.lines)) != units_of(row):
        return leg_refused(row, order, f"fulfilment {leg.number} is picked with other units")
    for kind, stands, deed in stages(row, order, leg, keys):
        if stands:
            continue
        outcome = await carry_out(deed)
        if outcome.ended is Ended.REFUSED:
            if kind is EffectKind.PICK:
                parcels.give_up_leg(world.ledger, row.label_id, leg.task_id)
            return leg_refused(row, order, outcome.because)
        if outcome.ended is not Ended.DONE:
            return Done(row.label_id, Step.SHIP, "waiting", outcome.because)
    unbilled = await _bill(row, order, papers)
    if unbilled is not None:
        return unbilled
    shows = leg.tracking if leg.shipped else row.tracking
    same = set(shows) == set(row.tracking)
    parcels.shipped(
        world.ledger, row.label_id, leg.task_id, row.tracking if same else shows, world.now()
    )
    return Done(row.label_id, Step.SHIP, "in Cin7", f"fulfilment {leg.number} is shipped")


async def _bill(row: Parcel, order: Order, papers: Papers) -> Done | None:
    """Bill the order with its first parcel, if the rules say so; None when that is settled."""
    world = outside()
    if world.rules.shipping.invoice is not InvoiceWhen.SHIPPED or not _is_ours(order):
        return None
    if any(one.authorised for one in papers.bills) or await ensure_invoice(order) is not None:
        return None
    lately = refused_lately(EffectKind.INVOICE, name_of(order))
    if lately is not None:
        return leg_refused(row, order, f"the invoice: {lately}")
    return Done(row.label_id, Step.SHIP, "waiting", "its invoice is not made yet")


def _is_ours(order: Order) -> bool:
    """Whether the sale was made by us: one that was adopted is billed by whoever made it."""
    written = effects_seen.by_subject(outside().ledger, name_of(order), EffectKind.AUTHORISE_SALE)
    return bool(written)


async def correct_leg(row: Parcel, order: Order) -> Done:
    """Show the parcel's other tracking number on its leg; saying it again changes nothing."""
    world, subject = outside(), subject_of_label(row, order)
    if order.sale_id is None:
        return waits(row, "the order has no sale in Cin7")
    key = generation_of(EffectKind.CORRECT_LEG, subject)
    lately = refused_lately(EffectKind.CORRECT_LEG, subject)
    if lately is not None:
        return leg_refused(row, order, lately)
    papers = await world.inventory.papers(order.sale_id)
    leg = next((one for one in papers.legs if one.task_id == row.leg_id), None)
    if leg is None or not leg.shipped:
        return waits(row, "its fulfilment is not shipped in Cin7 any more")
    if set(leg.tracking) != set(row.tracking):
        detail = {**leg_detail(row, order, leg), "box": leg.boxes[0] if leg.boxes else row.label_id}
        outcome = await carry_out(
            Deed(
                EffectKind.CORRECT_LEG,
                key,
                subject=subject,
                detail=detail,
                act=correct,
                look=look_for_leg_tracking,
                again=False,
            )
        )
        if outcome.ended is Ended.REFUSED:
            return leg_refused(row, order, outcome.because)
        if outcome.ended is not Ended.DONE:
            return Done(row.label_id, Step.CORRECT_LEG, "waiting", outcome.because)
    parcels.leg_corrected(world.ledger, row.label_id, row.tracking)
    return Done(row.label_id, Step.CORRECT_LEG, "corrected in Cin7", "another tracking number")
