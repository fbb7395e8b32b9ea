"""Handing one order to the carrier desk, once.

The key of the decision is taken before the order is read: what another run does meanwhile is this
same decision, and what forbids it meanwhile holds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from clients.errors import Denied, Rejected
from domain.handoff import Case, NotReady, NotYet, Ready, ShipmentDraft, hand_off
from domain.types import StoreName, WarehouseName
from ledger import exceptions, orders, shipments
from ledger.columns import JsonObject
from ledger.models import Effect, EffectKind, Order, Stage
from ledger.orders_seen import HANDED_FROM
from ledger.shipments import HandedOver, ShipmentState
from tasks import hints
from tasks.effects import Deed, Outcome, carry_out, key_after_failures
from tasks.exceptions import Trouble
from tasks.hand_off_read import read_wanted
from tasks.outside import outside
from tasks.ports_carrier import CarrierDesk, DeskShipment

REVERSAL = "reverse-cancellations"


@dataclass(frozen=True, slots=True)
class Turn:
    """Which shipment of an order is to be made, and what the decision is called."""

    generation: int
    external_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one order, and the shipments that stand beside the new one."""

    turn: Turn
    order: str
    store: str
    order_id: int
    outcome: Ready | NotReady
    beside: tuple[str, ...] = field(default=())


def next_turn(store: str, order_id: int, subject: str) -> Turn:
    """Name the next shipment of an order: ``<store>:<order id>:<generation>``.

    A decision that ended in nothing (refused, given up, forbidden) may be taken again: its key gets
    a number, the external id stays, and the desk refuses a second one of that.
    """
    generation = shipments.next_generation(outside().ledger, store, order_id)
    external_id = f"{store}:{order_id}:{generation}"
    key = key_after_failures(EffectKind.CREATE_SHIPMENT, external_id, subject)
    return Turn(generation, external_id, key)


async def decide(store: str, order_id: int, subject: str) -> Decision:
    """Read one order anew and decide whether it goes to the carrier desk; nothing is changed.

    Raises:
        ClientError: Shopify or the desk could not be asked.
    """
    world = outside()
    turn = next_turn(store, order_id, subject)
    beside: list[DeskShipment] = []
    if turn.generation > 1:
        beside = [part for part in await _desk().parts(subject) if not part.cancelled]
    wanted = await read_wanted(store, order_id)
    row = orders.get(world.ledger, store, order_id)
    if wanted is None or row is None or row.routed_to is None:
        gone = NotReady(NotYet.NOT_LIVE, "Shopify does not have it any more")
        return Decision(turn, subject, store, order_id, gone)
    case = _case(row, turn, _untold(beside))
    outcome = hand_off(case, wanted, world.rules.codes, world.rules.shipping)
    names = tuple(part.shipment_id for part in beside)
    return Decision(turn, subject, store, order_id, outcome, names)


async def carry_over(decision: Decision, ready: Ready) -> Outcome:
    """Hand the order over: ``POST /v2/shipments``.

    Safe to run twice: one effect a generation. What was created is written down before the effect
    is confirmed, so no shipment stands that the ledger does not know of. The address is that of the
    read that decided; the ledger keeps none.

    Raises:
        ClientError: As ``carry_out``.
    """
    draft = ready.draft

    async def act(effect: Effect) -> str:
        lines = [_line(line.line_id, line.sku, line.units) for line in draft.lines]
        try:
            shipment_id = await _desk().create(draft)
        except Rejected:
            # An earlier try may have landed since it was looked for: then it says no to this one.
            found = await _desk().find(draft.external_id)
            if found is None or found.cancelled or found.number != draft.number:
                raise
            shipment_id, lines = found.shipment_id, _lines_of(found)
        _write_down(effect.detail, shipment_id, lines)
        return shipment_id

    return await carry_out(
        Deed(
            EffectKind.CREATE_SHIPMENT,
            decision.turn.key,
            subject=decision.order,
            detail=_detail(decision, draft),
            act=act,
            look=look_for_shipment,
        )
    )


async def look_for_shipment(effect: Effect) -> str | None:
    """Find the shipment under our name; or, when people have split it, the part of it they left.

    What is found is written down, so that a cancellation finds it too.
    """
    detail = effect.detail
    found = await _desk().find(str(detail["external_id"]))
    if found is None:
        ours = {str(line["line_id"]) for line in detail["lines"]}
        parts = [
            part
            for part in await _desk().parts(str(detail["number"]))
            if not part.cancelled
            and part.shipment_id not in detail["beside"]
            and any(line.line_id in ours for line in part.lines)
        ]
        found = parts[0] if parts else None
    if found is None:
        return None
    _write_down(detail, found.shipment_id, _lines_of(found))
    return found.shipment_id


def _desk() -> CarrierDesk:
    desk = outside().desk
    if desk is None:
        raise Denied("no carrier desk is set up", system="shipstation", operation="hand off")
    return desk


def _case(row: Order, turn: Turn, beside: Counter[str]) -> Case:
    world = outside()
    warehouse = world.rules.warehouses[WarehouseName(str(row.routed_to))]
    number = f"{row.store} {row.name}"
    refused = exceptions.get(world.ledger, Trouble.MOVE_REFUSED, number)
    made = shipments.of_order(world.ledger, row.store, row.order_id)
    return Case(
        external_id=turn.external_id,
        number=number,
        warehouse=warehouse.name,
        ships_from=warehouse.ships_from,
        location=world.rules.stores[StoreName(row.store)].location_of(warehouse.name),
        references=(number, row.sale_number or "", f"{row.shop_domain}/{row.order_id}"),
        live=row.live and not row.cancelled,
        authorised=row.authorised_at is not None,
        backordered=row.backordered,
        held=row.stage not in HANDED_FROM,
        handed_over=any(shipment.state is ShipmentState.OPEN for shipment in made),
        move_refused=refused is not None and refused.open,
        beside=beside,
        note=str(row.facts.get("note") or ""),
    )


def _untold(beside: Sequence[DeskShipment]) -> Counter[str]:
    """Units under live shipments that Shopify does not show as shipped yet."""
    units: Counter[str] = Counter()
    for part in beside:
        for line in part.lines:
            units[line.line_id] += line.units
    told = shipments.told_units(outside().ledger, [part.shipment_id for part in beside])
    return units - told


def _detail(decision: Decision, draft: ShipmentDraft) -> JsonObject:
    """What was decided, without the customer."""
    return {
        "store": decision.store,
        "order_id": decision.order_id,
        "generation": decision.turn.generation,
        "external_id": draft.external_id,
        "number": draft.number,
        "warehouse": draft.warehouse,
        "lines": [_line(line.line_id, line.sku, line.units) for line in draft.lines],
        "service": draft.service,
        "beside": list(decision.beside),
    }


def _line(line_id: str, sku: str, units: int) -> JsonObject:
    return {"line_id": line_id, "sku": sku, "units": units}


def _lines_of(found: DeskShipment) -> list[JsonObject]:
    return [_line(line.line_id, line.sku, line.units) for line in found.lines if line.units > 0]


def _write_down(detail: JsonObject, shipment_id: str, lines: Sequence[JsonObject]) -> None:
    """It stands at the desk. An order that is being taken back meanwhile keeps its stage."""
    world = outside()
    made = HandedOver(
        store=str(detail["store"]),
        order_id=int(detail["order_id"]),
        generation=int(detail["generation"]),
        external_id=str(detail["external_id"]),
        shipment_id=shipment_id,
        number=str(detail["number"]),
        warehouse=str(detail["warehouse"]),
        lines=lines,
    )
    shipments.handed_over(world.ledger, made, world.now())
    row = orders.get(world.ledger, made.store, made.order_id)
    if row is None:
        return
    if row.stage in (Stage.IN_CIN7, Stage.HANDED_OFF) and row.live:
        because = f"{made.external_id} at {made.warehouse}"
        facts = {"shipment": shipment_id, "service": detail["service"]}
        args = (made.store, made.order_id, Stage.HANDED_OFF, because, world.now(), facts)
        orders.move(world.ledger, *args)
    elif row.stage in (Stage.CANCELLING, Stage.REVERSED) or not row.live:
        hints.raise_again(REVERSAL)
