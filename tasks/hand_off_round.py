"""One round of handing over: what is ready goes to the carrier desk, batch by batch.

ledger -> backordered sales once more -> Shopify, order by order -> decide (pure) -> carrier desk
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clients.errors import ClientError, Denied, Throttled, Unreachable
from domain.handoff import NotReady, NotYet
from ledger import exceptions, orders_seen
from ledger.models import EffectKind, Order
from tasks.asked import Asked
from tasks.backorders import close_what_is_filled, look_at_backorders
from tasks.doubts import settle_doubts
from tasks.effects import Ended, refused_lately
from tasks.exceptions import Trouble, gone, gone_since, tell
from tasks.handing_off import carry_over, decide
from tasks.handing_off_report import BECAME, HandOffLine, HandOffReport
from tasks.moving import moves_needed
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.step import step

FLOW = "hand-off-fulfilment"
MANY = 10
"""Orders a step."""
SHOPIFY = "shopify"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that may be ready, as far as the ledger knows."""

    order: str
    store: str
    order_id: int
    warehouse: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some orders of one store, and who could not be asked for the rest."""

    lines: list[HandOffLine] = field(default_factory=list)
    away: ClientError | None = None


async def hand_off_round(asked: Asked) -> HandOffReport:
    """Hand every order that is ready to the carrier desk, once.

    Safe to run twice, and beside another run: each shipment is one effect under a key of the
    order's, and the desk refuses a second one of its name.

    Raises:
        ClientError: A vendor is out of reach; what was handed over stays so. A shop out of reach
            does not keep the orders of the others waiting.
    """
    world = outside()
    if world.desk is None:
        return HandOffReport(no_desk=True)
    began = world.now()
    lines: list[HandOffLine] = []
    if not asked.dry_run:
        await settle_doubts(FLOW)
        waiting = [row for row in orders_seen.backordered(world.ledger) if asked.wants(row)]
        lines += await look_at_backorders(waiting)
    candidates: dict[str, list[Candidate]] = {store: [] for store in asked.stores}
    for row in orders_seen.to_hand_off(world.ledger):
        if asked.wants(row) and _has_goods(row):
            stopped = _moving(row)
            if stopped is None:
                candidates[row.store].append(_candidate(row))
            else:
                lines.append(stopped)
    away: ClientError | None = None
    for store in asked.stores:
        told, lost = await _store(candidates[store], asked.dry_run)
        lines += told
        away = away or lost
        if lost is not None and lost.system != SHOPIFY:
            break
        if lost is None and asked.orders is None and not asked.dry_run:
            gone_since((Trouble.NO_ADDRESS, Trouble.HAND_OFF_REFUSED), began, of=f"{store} ")
    if not asked.dry_run:
        close_what_is_filled()
    if away is not None:
        raise away
    return HandOffReport(orders=tuple(lines))


async def _store(
    candidates: Sequence[Candidate], dry_run: bool
) -> tuple[list[HandOffLine], ClientError | None]:
    lines: list[HandOffLine] = []
    for start in range(0, len(candidates), MANY):
        batch = await hand_over(list(candidates[start : start + MANY]), dry_run)
        lines += batch.lines
        if batch.away is not None:
            return lines, batch.away
    return lines, None


@step("hand over", run_name="hand over some orders", tags=("shopify", "shipstation"), retries=0)
async def hand_over(candidates: list[Candidate], dry_run: bool) -> Batch:
    """Read, decide and hand over some orders of one store, one after the other.

    Safe to run twice: see ``carry_over``. One that is refused does not keep the others.
    """
    lines: list[HandOffLine] = []
    for one in candidates:
        try:
            lines.append(await _one(one, dry_run))
        except (Unreachable, Throttled, Denied) as error:
            return Batch(lines, error)
        except ClientError as error:
            _say_refused(one, str(error))
            lines.append(HandOffLine(one.order, "refused", one.warehouse, because=str(error)))
    return Batch(lines)


async def _one(one: Candidate, dry_run: bool) -> HandOffLine:
    refused = None if dry_run else refused_lately(EffectKind.CREATE_SHIPMENT, one.order)
    if refused is not None:
        _say_refused(one, refused)
        return HandOffLine(one.order, "refused", one.warehouse, because=refused)
    decision = await decide(one.store, one.order_id, one.order)
    outcome = decision.outcome
    if isinstance(outcome, NotReady):
        if not dry_run:
            _say_not_ready(one, outcome)
        return HandOffLine(one.order, "not ready", one.warehouse, because=outcome.what)
    service = outcome.draft.service or ""
    if dry_run:
        became = "would be handed off"
        return HandOffLine(one.order, became, one.warehouse, service, outcome.because)
    done = await carry_over(decision, outcome)
    if done.ended is Ended.REFUSED:
        _say_refused(one, done.because)
    elif done.ended is Ended.DONE:
        _say_done(one)
    because = outcome.because if done.ended is Ended.DONE else done.because
    return HandOffLine(one.order, BECAME[done.ended], one.warehouse, service, because)


def _candidate(row: Order) -> Candidate:
    return Candidate(f"{row.store} {row.name}", row.store, row.order_id, str(row.routed_to))


def _has_goods(row: Order) -> bool:
    """Whether anything of it is sent, as last noted: an order of services is never asked about."""
    codes = outside().rules.codes
    return any(
        line.requires_shipping and line.units > 0 and line.sku and codes.meaning(line.sku) is None
        for line in shop_order(row).lines
    )


def _moving(row: Order) -> HandOffLine | None:
    """An order that ingestion has to move first; Shopify need not be asked about it."""
    if moves_needed(row) is None:
        return None
    one = _candidate(row)
    refused = exceptions.get(outside().ledger, Trouble.MOVE_REFUSED, one.order)
    because = (NotYet.MOVE_REFUSED if refused and refused.open else NotYet.WAITS_FOR_MOVE).value
    return HandOffLine(one.order, "not ready", one.warehouse, because=because)


def _say_not_ready(one: Candidate, found: NotReady) -> None:
    if found.because is not NotYet.NO_ADDRESS:
        return
    gone(Trouble.HAND_OFF_REFUSED, one.order, "it lacks an address now")
    tell(
        Trouble.NO_ADDRESS,
        one.order,
        f"{one.order} is ready to be sent, but {found.what}.",
        "Write the address on the order in Shopify; the next run hands it over.",
        flow=FLOW,
        detail={"store": one.store, "order_id": one.order_id},
    )


def _say_refused(one: Candidate, because: str) -> None:
    tell(
        Trouble.HAND_OFF_REFUSED,
        one.order,
        f"The carrier desk refused {one.order}: {because}",
        "Mend what it names, on the order in Shopify or in the rules file; it is tried again "
        "within the hour.",
        flow=FLOW,
        detail={"store": one.store, "order_id": one.order_id},
    )


def _say_done(one: Candidate) -> None:
    for trouble in (Trouble.HAND_OFF_REFUSED, Trouble.NO_ADDRESS):
        gone(trouble, one.order, "it stands at the carrier desk")
