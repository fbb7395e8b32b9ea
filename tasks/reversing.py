"""One order from which something was taken back: look, plan, carry out, write down."""

from collections.abc import Mapping
from dataclasses import dataclass

from clients.errors import ClientError, Denied, Throttled, Unreachable
from domain.reversal_decisions import Decision, decisions
from domain.reversal_facts import OrderSeen
from domain.reversals import Plan, plan_reversal
from ledger import balances, orders, reversals
from ledger.columns import JsonObject
from ledger.models import Order, Reversal, ReversalKind, ReversalStage, ReversalState
from tasks.crediting import came_back
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import outside
from tasks.reversing_facts import look_at
from tasks.reversing_report import ReversalLine
from tasks.reversing_steps import (
    FLOW,
    Became,
    Result,
    carry_out_plan,
    dormant,
    numbers_of,
)
from tasks.step import step
from tasks.taking_back import subject_of

MOST_LOOKS = 3
"""So often an order that changes under our hands is planned anew in one run."""
TROUBLES = (Trouble.VOID_REFUSED, Trouble.REVERSAL_FOR_A_PERSON, Trouble.UNMATCHED_REFUND)
NOT_OVER = (Became.WAITING, Became.FOR_A_PERSON, Became.AGAIN)


@dataclass(frozen=True, slots=True)
class Reversed:
    """What became of an order in a round, and whether this version of it needs another look."""

    line: ReversalLine | None
    over: bool


@step("reverse", run_name="reverse {row.name}", tags=("shopify",), retries=0)
async def reverse(row: Order, dry_run: bool, rebuilt: bool = False) -> Reversed:
    """Bring Cin7 and the carrier desk in line with what Shopify took back of an order.

    Safe to run twice, and beside another run: everything is read anew, and each change is an effect
    made once. One order's trouble is said and does not keep the others. ``rebuilt``: this run has
    just finished an undo that an earlier one began.

    Raises:
        ClientError: A vendor is out of reach.
    """
    try:
        return await _reverse(row, dry_run, rebuilt)
    except (Unreachable, Throttled, Denied):
        raise  # the whole system is out of reach: the other orders would fare no better
    except ClientError as error:
        subject = subject_of(row)
        tell(
            Trouble.REVERSAL_FOR_A_PERSON,
            subject,
            f"What was taken back of {subject} could not be worked on: {error}",
            "Look at the order in Shopify, Cin7 and the carrier desk; the next run tries again.",
            flow=FLOW,
            detail={"store": row.store, "order": row.name, "order_id": row.order_id},
        )
        return Reversed(ReversalLine(subject, "", "", 0, "for a person", str(error)), False)


async def _reverse(row: Order, dry_run: bool, rebuilt: bool) -> Reversed:
    world = outside()
    freed: set[str] = set()
    looks = 0
    while True:
        looks += 1
        numbers = numbers_of(row)
        seen = await look_at(row)
        if seen is None:
            return Reversed(None, True)
        row = orders.get(world.ledger, row.store, row.order_id) or row
        plan = plan_reversal(seen)
        known = reversals.of_order(world.ledger, row.store, row.order_id)
        made = decisions(seen, *_edits(known))
        if dry_run:
            return _would(row, plan, made)
        _note(row, plan, made)
        result = await carry_out_plan(row, seen, plan, numbers)
        freed |= result.freed
        if result.freeing is not Became.AGAIN or looks == MOST_LOOKS:
            break
        row = orders.get(world.ledger, row.store, row.order_id) or row
    if rebuilt and result.freeing is Became.NOTED:
        result.freeing, result.because = Became.REBUILT, "its sale was put back to draft before"
        freed |= {sku for one in made for _, sku, _ in one.lines if sku}
    if seen.refunds:
        balances.returned(world.ledger, row.store, row.order_id, came_back(row))
    _settle(row, made, result)
    for trouble in TROUBLES:
        if trouble not in result.told:
            gone(trouble, seen.subject, "a later look found nothing of it")
    return _told(row, seen, plan, made, result, frozenset(freed), known)


def _edits(known: list[Reversal]) -> tuple[Mapping[str, int], int]:
    """Units by line of the edits known already, and how many edits those are."""
    units: dict[str, int] = {}
    edits = [row for row in known if "/edit/" in row.key]
    for row in edits:
        for line in row.lines:
            line_id = str(line["line_id"])
            units[line_id] = units.get(line_id, 0) + int(line["units"])
    return units, len(edits)


def _key(row: Order, decision: Decision) -> str:
    return f"{row.store}/{row.order_id}/{decision.name}"


def _note(row: Order, plan: Plan, made: tuple[Decision, ...]) -> None:
    world = outside()
    for decision in made:
        lines: list[JsonObject] = [
            {"line_id": line_id, "sku": sku, "units": units}
            for line_id, sku, units in decision.lines
        ]
        reversals.note(
            world.ledger,
            reversals.Seen(
                _key(row, decision),
                row.store,
                row.order_id,
                ReversalKind(decision.kind.value),
                ReversalStage(plan.stage.value),
                lines,
                str(decision.amount),
            ),
            plan.because,
            world.now(),
        )


def _settle(row: Order, made: tuple[Decision, ...], result: Result) -> None:
    """Write down what became of each decision; those of edits known before, too."""
    world = outside()
    by_key = {_key(row, decision): decision for decision in made}
    for known in reversals.of_order(world.ledger, row.store, row.order_id):
        decision = by_key.get(known.key)
        state, because = _state(decision, result)
        reversals.settle(world.ledger, known.key, state, because, world.now())


def _state(decision: Decision | None, result: Result) -> tuple[ReversalState, str]:
    ends = []
    if decision is None or decision.frees or not decision.refund_id:
        ends.append((result.freeing, result.because))
    if decision is not None and decision.refund_id in result.credits:
        ends.append(result.credits[decision.refund_id])
    for became, because in ends:
        if became is Became.FOR_A_PERSON:
            return ReversalState.FOR_A_PERSON, because
    for became, because in ends:
        if became in NOT_OVER:
            return ReversalState.OPEN, because
    return ReversalState.DONE, ends[-1][1] if ends else "nothing is left to do about it"


def _became(result: Result) -> Became:
    """One word for the order: what a person has to know first."""
    ends = [result.freeing, *(became for became, _ in result.credits.values())]
    order = (
        Became.FOR_A_PERSON,
        Became.VOIDED,
        Became.REBUILT,
        Became.CREDITED,
        Became.FORBIDDEN,
        Became.WAITING,
        Became.AGAIN,
        Became.NOTED,
    )
    found = next(one for one in order if one in ends)
    return Became.WAITING if found is Became.AGAIN else found


def _told(
    row: Order,
    seen: OrderSeen,
    plan: Plan,
    made: tuple[Decision, ...],
    result: Result,
    freed: frozenset[str],
    known: list[Reversal],
) -> Reversed:
    ends = [result.freeing, *(became for became, _ in result.credits.values())]
    over = not any(became in NOT_OVER for became in ends)
    became = _became(result)
    before = {one.key for one in known if one.state is ReversalState.DONE}
    fresh = [one for one in made if _key(row, one) not in before]
    if became is Became.NOTED and not fresh:
        return Reversed(None, over)
    told = fresh or list(made)
    line = ReversalLine(
        seen.subject,
        ", ".join(dict.fromkeys(one.kind.value for one in told)),
        plan.stage.value,
        sum(one.units for one in told),
        became.value,
        _why(result, became),
        freed,
    )
    return Reversed(line, over or dormant(plan.steps))


def _why(result: Result, became: Became) -> str:
    for found, because in result.credits.values():
        if found is became:
            return because
    return result.because


def _would(row: Order, plan: Plan, made: tuple[Decision, ...]) -> Reversed:
    steps = ", ".join(dict.fromkeys(type(one).__name__ for one in plan.steps)) or "nothing"
    line = ReversalLine(
        subject_of(row),
        ", ".join(dict.fromkeys(one.kind.value for one in made)),
        plan.stage.value,
        sum(one.units for one in made),
        f"would be: {steps}",
        plan.because,
    )
    return Reversed(line, False)
