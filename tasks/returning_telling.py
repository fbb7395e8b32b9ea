"""Telling a parcel at Shopify: one fulfilment with one notice; corrected, and taken back.

Three effects. Shopify has no key that would refuse a second fulfilment, so the order is read first:
a live fulfilment that shows the parcel's tracking, whoever made it, is the one.
"""

from domain.parcels import CannotFulfil, Step, fulfil
from ledger import balances, effects_seen, parcels
from ledger.models import EffectKind, EffectState, Order, Parcel
from tasks.effects import (
    Deed,
    Ended,
    Outcome,
    carry_out,
    generation_of,
    key_after_failures,
    key_after_refusals,
    refused_lately,
)
from tasks.exceptions import Trouble
from tasks.forbidding import Look, forbid
from tasks.outside import outside
from tasks.returning_looks import (
    look_for_cancelled,
    look_for_fulfilment,
    look_for_tracking,
    showing,
)
from tasks.returning_shopify import (
    by_part,
    cancel,
    correct,
    create,
    open_parts,
    order_gid,
    packed_in,
    routed_location,
    taken_back_of,
    tracking_of,
)
from tasks.returning_steps import (
    Done,
    detail_of,
    refused,
    subject_of_label,
    waits,
)
from tasks.returning_told import note_told


async def tell_parcel(row: Parcel, order: Order) -> Done:
    """Make the parcel's fulfilment, with the notice if the rules say so.

    The label is read once more right before, as a void has no event. Safe to run twice: the effect
    bears the label's id, and a fulfilment that stands already is not made again.
    """
    world, subject = outside(), subject_of_label(row, order)
    if order.cancelled:
        return waits(row, "the order was cancelled: its label is the reversal's")
    key = key_after_refusals(EffectKind.FULFIL, row.label_id, subject)
    assert world.desk is not None  # there would be no parcel
    label = await world.desk.label(row.label_id)
    if label.voided:
        parcels.voided(world.ledger, row.label_id, label.voided_at or world.now())
        return await forget_parcel(row, order)
    shown = await world.shops[row.store].order_shipping(order_gid(order))
    if shown is None or shown.cancelled_at is not None:
        return waits(row, "the order was cancelled: its label is the reversal's")
    there = showing(shown, row.tracking)
    if there is not None:
        note_told(row.label_id, there.id, there.numbers)
        return Done(row.label_id, Step.TELL, "told", "Shopify showed its tracking already")
    plan = fulfil(
        open_parts(shown), packed_in(row), routed_location(order), taken_back=taken_back_of(shown)
    )
    if isinstance(plan, CannotFulfil):
        return _unmatched(row, order, plan)
    lately = refused_lately(EffectKind.FULFIL, subject)
    if lately is not None:
        return _refused(row, order, lately)
    outcome = await carry_out(
        Deed(
            EffectKind.FULFIL,
            key,
            subject=subject,
            detail={
                **detail_of(row),
                "parts": {part: [list(line) for line in taken] for part, taken in by_part(plan)},
                **tracking_of(row, label),
                "notify": world.rules.shipping.notify_customer,
            },
            act=create,
            look=look_for_fulfilment,
            looks=2,
        )
    )
    if outcome.ended is Ended.DONE and outcome.vendor_id is not None:
        note_told(row.label_id, outcome.vendor_id, row.tracking)
        return Done(row.label_id, Step.TELL, "told", plan.because)
    return _ended(row, order, Step.TELL, outcome)


async def forget_parcel(row: Parcel, order: Order) -> Done:
    """A label that is void before anybody was told: from now on nobody can tell it.

    Safe to run twice, and beside a run that is telling it: one of the two is first. If it was told
    after all, it is taken back.
    """
    world, subject = outside(), subject_of_label(row, order)
    key = key_after_refusals(EffectKind.FULFIL, row.label_id, subject)
    ended = await forbid(
        EffectKind.FULFIL, key, subject, "its label is void", Look(look_for_fulfilment, 2)
    )
    if not ended:
        return waits(row, "its label is void, and it may have been told just now")
    effect = effects_seen.by_key(world.ledger, EffectKind.FULFIL, key)
    if effect is not None and effect.state is EffectState.DONE and effect.vendor_id is not None:
        note_told(row.label_id, effect.vendor_id, row.tracking)
        again = parcels.by_label(world.ledger, row.label_id)
        return await untell_parcel(again or row, order)
    parcels.forgotten(world.ledger, row.label_id)
    return Done(row.label_id, Step.FORGET, "voided", "its label is void; nobody was told")


async def untell_parcel(row: Parcel, order: Order) -> Done:
    """Cancel the fulfilment of a parcel whose label was voided; a repeat does nothing."""
    subject = subject_of_label(row, order)
    outcome = await carry_out(
        Deed(
            EffectKind.CANCEL_FULFILMENT,
            key_after_failures(EffectKind.CANCEL_FULFILMENT, str(row.fulfillment_id), subject),
            subject=subject,
            detail={**detail_of(row), "fulfillment": row.fulfillment_id},
            act=cancel,
            look=look_for_cancelled,
        )
    )
    if outcome.ended is not Ended.DONE:
        return _ended(row, order, Step.UNTELL, outcome)
    parcels.untold(outside().ledger, row.label_id)
    balances.recount(outside().ledger, row.store, row.order_id)
    return Done(row.label_id, Step.UNTELL, "untold", "its label was voided")


async def correct_parcel(row: Parcel, order: Order) -> Done:
    """Show the parcel's other tracking number at Shopify, without a second notice.

    Safe to run twice: what Shopify shows is read first, and the write replaces all rows.
    """
    world, subject = outside(), subject_of_label(row, order)
    key = generation_of(EffectKind.CORRECT_TRACKING, subject)
    shown = await world.shops[row.store].order_shipping(order_gid(order))
    standing = [one for one in (shown.fulfillments if shown else []) if one.is_live]
    mine = next((one for one in standing if one.id == row.fulfillment_id), None)
    if mine is None:
        return waits(row, "its fulfilment does not stand in Shopify any more")
    if set(mine.numbers) != set(row.tracking):
        assert world.desk is not None
        label = await world.desk.label(row.label_id)
        detail = {**detail_of(row), "fulfillment": mine.id, **tracking_of(row, label)}
        outcome = await carry_out(
            Deed(
                EffectKind.CORRECT_TRACKING,
                key,
                subject=subject,
                detail=detail,
                act=correct,
                look=look_for_tracking,
                again=False,
            )
        )
        if outcome.ended is not Ended.DONE:
            return _ended(row, order, Step.CORRECT, outcome)
    parcels.corrected(world.ledger, row.label_id, row.tracking)
    return Done(row.label_id, Step.CORRECT, "corrected", "another tracking number")


def _unmatched(row: Parcel, order: Order, plan: CannotFulfil) -> Done:
    if plan.taken_back:
        return waits(row, f"left to the reversal: {plan.because}")
    return refused(
        Trouble.PARCEL_UNMATCHED,
        row,
        order,
        f"Label {row.label_id} can't be told to the customer: {plan.because}.",
        "Compare the parcel in ShipStation with the order in Shopify. Fulfil it there by hand with "
        f"tracking {', '.join(row.tracking)}, or void the label; either closes this.",
    )


def _ended(row: Parcel, order: Order, step: Step, outcome: Outcome) -> Done:
    if outcome.ended is Ended.REFUSED:
        return _refused(row, order, outcome.because)
    return Done(row.label_id, step, "waiting", outcome.because)


def _refused(row: Parcel, order: Order, because: str) -> Done:
    return refused(
        Trouble.FULFILMENT_REFUSED,
        row,
        order,
        f"Shopify refuses what label {row.label_id} needs: {because}",
        "Mend what Shopify names, or fulfil it by hand with the same tracking; it is tried again "
        "within the hour.",
    )
