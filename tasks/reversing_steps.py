"""Carrying out the plan of one order, step by step; what frees units stops at the first trouble."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.reversal_facts import OrderSeen
from domain.reversal_steps import (
    CancelShipment,
    CreditNote,
    ForAPerson,
    Step,
    Tombstone,
    UndoAndRebuild,
    VoidLabel,
    VoidSale,
    Wait,
)
from domain.reversals import Plan, excess, plan_reversal
from ledger import balances, effects_seen, orders
from ledger.models import EffectKind, Order, Stage
from tasks.crediting import credit, refused_lately
from tasks.effects import Ended, Outcome, attempt, key_after_refusals
from tasks.exceptions import Trouble, tell
from tasks.forbidding import Look, forbid
from tasks.outside import outside
from tasks.placing import authorise_key, look_for_order, look_for_sale
from tasks.reversing_desk import cancel_shipment, forbid_next_shipment, void_label
from tasks.reversing_facts import read_desk
from tasks.taking_back import rebuild, subject_of, undo_and_rebuild, void

FLOW = "reverse-cancellations"


class Became(StrEnum):
    """What a step, or the whole of an order, came to."""

    VOIDED = "voided"
    REBUILT = "rebuilt"
    CREDITED = "credited"
    FORBIDDEN = "forbidden"
    NOTED = "noted"
    WAITING = "waiting"
    FOR_A_PERSON = "for a person"
    AGAIN = "again"
    """The world has changed under the plan: look and plan once more."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of decisions that may come again, taken before anything was read."""

    undo: int
    void: int


@dataclass
class Result:
    """How a plan was carried out."""

    freeing: Became = Became.NOTED
    """Of what frees units."""
    because: str = ""
    credits: dict[str, tuple[Became, str]] = field(default_factory=dict)
    """By refund id; one that is not in it needed nothing."""
    freed: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Classes of exceptions that were said."""


def numbers_of(row: Order) -> Numbers:
    """To be taken before the order is read: what another run does meanwhile is the same then."""
    subject = subject_of(row)
    return Numbers(attempt(EffectKind.UNDO_SALE, subject), attempt(EffectKind.VOID_SALE, subject))


async def carry_out_plan(row: Order, seen: OrderSeen, plan: Plan, numbers: Numbers) -> Result:
    """Do what the plan says, in its order; each step is an effect, made once.

    Raises:
        ClientError: A vendor is out of reach; what was done stays done.
    """
    result = Result(because=plan.because)
    if seen.sale is not None and seen.sale.voided and row.stage is not Stage.REVERSED:
        _note_void(row, plan.because)
        result.freeing = Became.VOIDED
        result.freed |= set(seen.sale.units)
    if any(isinstance(step, VoidSale | UndoAndRebuild | CancelShipment) for step in plan.steps):
        if not await forbid_next_shipment(row, plan.because):
            result.freeing = Became.WAITING
            result.because = "it is just being handed over"
            return result
        # Whatever was handed over until now is to be seen: the plan is made once more with it.
        seen = replace(seen, desk=await read_desk(row, seen.told_numbers))
        plan = plan_reversal(seen)
    for step in plan.steps:
        if isinstance(step, CreditNote):
            result.credits[step.of] = await _credit(row, step, result)
        elif isinstance(step, Wait | ForAPerson) and step.of:
            result.credits[step.of] = _say(row, step, result)
        elif result.freeing not in (Became.WAITING, Became.FOR_A_PERSON, Became.AGAIN):
            became, because = await _free(row, seen, step, plan.because, numbers, result)
            if became is not Became.NOTED:
                result.freeing, result.because = became, because
    if result.freeing in (Became.VOIDED, Became.REBUILT) and seen.sale is not None:
        result.freed |= set(excess(seen.sale, seen.target()))
    return result


async def _free(
    row: Order, seen: OrderSeen, step: Step, because: str, numbers: Numbers, result: Result
) -> tuple[Became, str]:
    """One step of what frees units; NOTED: go on with the next."""
    match step:
        case Tombstone():
            return await _forbid(row, seen, because)
        case VoidLabel():
            outcome = await void_label(row, step)
            if outcome.ended is Ended.REFUSED:
                return _void_refused(row, step, outcome, result)
            return _goes_on(outcome)
        case CancelShipment():
            outcome = await cancel_shipment(row, step, because)
            if outcome.ended is Ended.REFUSED:
                return Became.AGAIN, outcome.because  # a label appeared
            return _goes_on(outcome)
        case VoidSale():
            return await _void_sale(row, seen, step, because, numbers, result)
        case UndoAndRebuild():
            if await undo_and_rebuild(row, because, numbers.undo):
                return Became.REBUILT, because
            return Became.WAITING, "its sale is being put back to draft and built again"
        case Wait() | ForAPerson():
            return _say(row, step, result)
        case _:
            return Became.NOTED, ""


def _goes_on(outcome: Outcome) -> tuple[Became, str]:
    if outcome.ended is Ended.DONE:
        return Became.NOTED, ""
    return Became.WAITING, outcome.because


async def _forbid(row: Order, seen: OrderSeen, because: str) -> tuple[Became, str]:
    """No run, however late, makes or authorises the sale; what stands already is found anew."""
    world, subject = outside(), subject_of(row)
    key = key_after_refusals(EffectKind.CREATE_SALE, f"{row.store}/{row.order_id}", subject)
    look = Look(look_for_sale, 2)
    if not await forbid(EffectKind.CREATE_SALE, key, subject, because, look):
        return Became.WAITING, "its sale is just being made"
    made = effects_seen.by_key(world.ledger, EffectKind.CREATE_SALE, key)
    sale_id = made.vendor_id if made is not None else None
    if sale_id is None:
        orders.move(world.ledger, row.store, row.order_id, Stage.REVERSED, because, world.now())
        return Became.FORBIDDEN, because
    if seen.sale is None:
        # It was made since the plan's read: the plan knows nothing of it, and must.
        orders.decide(world.ledger, row.store, row.order_id, world.now(), sale_id=sale_id)
        return Became.AGAIN, "its sale stands after all"
    key = authorise_key(row.store, row.order_id, sale_id, row.undone)
    key = key_after_refusals(EffectKind.AUTHORISE_SALE, key, subject)
    look = Look(look_for_order, 2)
    if not await forbid(EffectKind.AUTHORISE_SALE, key, subject, because, look):
        return Became.WAITING, "its sale is just being authorised"
    return Became.NOTED, ""


async def _void_sale(
    row: Order, seen: OrderSeen, step: VoidSale, because: str, numbers: Numbers, result: Result
) -> tuple[Became, str]:
    outcome = await void(row, because, numbers.void, even_shipped=step.even_shipped)
    if outcome.ended is Ended.REFUSED:
        number = seen.sale.number if seen.sale else ""
        return _say(
            row,
            ForAPerson(
                Trouble.REVERSAL_FOR_A_PERSON,
                f"{seen.subject} was taken back, and Cin7 will not void its sale {number}: "
                f"{outcome.because}",
                "Void the sale in Cin7 by hand; until then its units stay reserved.",
            ),
            result,
        )
    if outcome.ended is not Ended.DONE:
        return Became.WAITING, outcome.because
    if seen.sale is not None:
        result.freed |= set(seen.sale.units)
    if step.even_shipped:
        world = outside()
        known = balances.of_order(world.ledger, row.store, row.order_id)
        levels = {line_id: line.shipped for line_id, line in known.items()}
        balances.returned(world.ledger, row.store, row.order_id, levels)
    return Became.VOIDED, because


def _note_void(row: Order, because: str) -> None:
    """Its sale is void, by a call whose outcome was not known, or by hand."""
    world = outside()
    balances.released(world.ledger, row.store, row.order_id)
    orders.move(world.ledger, row.store, row.order_id, Stage.REVERSED, because, world.now())


def _void_refused(
    row: Order, step: VoidLabel, outcome: Outcome, result: Result
) -> tuple[Became, str]:
    subject = subject_of(row)
    return _say(
        row,
        ForAPerson(
            Trouble.VOID_REFUSED,
            f"{subject} was taken back, and label {step.label_id} could not be voided: "
            f"{outcome.because} Nothing was freed in Cin7.",
            "Stop the parcel, or void the label with the carrier; the rest goes on by itself then.",
        ),
        result,
    )


async def _credit(row: Order, step: CreditNote, result: Result) -> tuple[Became, str]:
    refused = refused_lately(row, step)
    if refused is None:
        outcome = await credit(row, step)
        if outcome.ended is Ended.DONE:
            result.freed |= {shelved.sku for shelved in step.shelved}
            return Became.CREDITED, f"credit note {outcome.vendor_id}"
        if outcome.ended is not Ended.REFUSED:
            return Became.WAITING, outcome.because
        refused = outcome.because
    return _say(
        row,
        ForAPerson(
            Trouble.REVERSAL_FOR_A_PERSON,
            f"Cin7 refused the credit note of refund {step.of} of {subject_of(row)}: {refused}",
            f"Write it in Cin7 by hand, with the memo {step.memo!r}; it is found by that.",
            step.of,
        ),
        result,
    )


def _say(row: Order, step: Wait | ForAPerson, result: Result) -> tuple[Became, str]:
    if isinstance(step, Wait):
        return Became.WAITING, step.because
    tell(
        step.trouble,
        subject_of(row),
        step.what,
        step.todo,
        flow=FLOW,
        detail={"store": row.store, "order": row.name, "order_id": row.order_id},
    )
    result.told.add(step.trouble)
    return Became.FOR_A_PERSON, step.what


async def finish_rebuild(row: Order) -> bool:
    """Build a sale again that was put back to draft by a run that ended; True when it did.

    Ingestion would, under the same key; this flow does not wait for it.
    """
    if row.undone and row.live and row.authorised_at is None and row.stage is Stage.ROUTED:
        return await rebuild(row.store, row.order_id)
    return False


def dormant(steps: Sequence[Step]) -> bool:
    """Whether all that is left waits for the order to be shipped."""
    return bool(steps) and all(isinstance(step, Wait) and step.dormant for step in steps)
