"""The drills of taking back: void and undo of a sale, of a label, of a shipment; credit notes."""

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.reverse_cancellations import reverse_cancellations
from ledger import orders
from ledger.models import EffectKind
from sandbox.journal import Called
from sandbox.shopify.shipments import ship
from tasks.outside import Outside, Standing
from tests.effects.drill import Drill
from tests.town import Town

SHIPSTATION = "shipstation"
CANCEL = "PUT shipments/{shipment_id}/cancel"
VOID = "PUT labels/{label_id}/void"


async def run() -> object:
    """What the schedule would do."""
    await reverse_cancellations.fn()
    return await ingest_orders.fn()


async def in_cin7(town: Town) -> int:
    """An order of three with its sale."""
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    order_id = int(town.sell("uk", ("MUG", 3), name="#1001").order_id)
    await ingest_orders.fn()
    return order_id


async def shipped(town: Town) -> int:
    """The same, shipped in Cin7 and told at Shopify by whoever."""
    order_id = await in_cin7(town)
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    await ship_in_cin7(town.outside, str(row.sale_id), {"MUG": 3})
    shop = town.shop("uk")
    for part in shop.order(order_id).fulfillment_orders:
        _, errors = ship(shop, [(part, None)], None)
        assert errors == []
    await town.outside.sleep(2)
    return order_id


async def ship_in_cin7(outside: Outside, sale_id: str, units: dict[str, int]) -> None:
    """Pick, pack and ship of a sale's free leg."""
    with Standing(outside):
        papers = await outside.inventory.papers(sale_id)
        leg = next(leg for leg in papers.legs if leg.free)
        main = next(name for name in outside.rules.warehouses if name == "main")
        await outside.inventory.pick(leg.task_id, main, units)
        await outside.inventory.pack(leg.task_id, main, "box", units)
        on = outside.now().date()
        await outside.inventory.ship(leg.task_id, "box", carrier="C", tracking="T1", on=on)


async def _cancelled(town: Town) -> None:
    town.shop("uk").cancel_order(await in_cin7(town))
    await town.outside.sleep(3)


async def _reduced(town: Town) -> None:
    town.take_back("uk", await in_cin7(town), ("MUG", 1, "CANCEL"))


async def _handed_off(town: Town) -> None:
    order_id = await in_cin7(town)
    await hand_off_fulfilment.fn()
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)


async def _labelled(town: Town) -> None:
    order_id = await in_cin7(town)
    await hand_off_fulfilment.fn()
    (shipment,) = town.world.shipstation.shipments
    town.world.shipstation.crew._buy([shipment], 0)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)


async def _returned(town: Town) -> None:
    town.take_back("uk", await shipped(town), ("MUG", 2, "RETURN"))


def _calls(town: Town, system: str, operation: str) -> int:
    return sum(
        isinstance(event, Called)
        and event.changed
        and (event.system, event.operation) == (system, operation)
        for event in town.world.journal.events
    )


def _voids(town: Town) -> int:
    assert (town.live_sales(), town.available("MUG", "main")) == ([], 10)
    return _calls(town, "cin7", "DELETE sale")


def _undos(town: Town) -> int:
    assert (len(town.live_sales()), town.available("MUG", "main")) == (1, 8)
    return _calls(town, "cin7", "DELETE sale")


def _cancels(town: Town) -> int:
    (shipment,) = town.world.shipstation.shipments
    assert (shipment.status, town.live_sales()) == ("cancelled", [])
    return _calls(town, SHIPSTATION, CANCEL)


def _void_labels(town: Town) -> int:
    (label,) = town.world.shipstation.labels
    assert (label.voided_at is not None, town.live_sales()) == (True, [])
    return _calls(town, SHIPSTATION, VOID)


def _credits(town: Town) -> int:
    (sale,) = town.live_sales()
    assert town.available("MUG", "main") == 9
    return len(sale.credit_notes)


REVERSALS: dict[EffectKind, Drill] = {
    EffectKind.VOID_SALE: Drill(_cancelled, run, "cin7.void_sale", ("cin7", "DELETE sale"), _voids),
    EffectKind.UNDO_SALE: Drill(_reduced, run, "cin7.undo_sale", ("cin7", "DELETE sale"), _undos),
    EffectKind.CANCEL_SHIPMENT: Drill(
        _handed_off, run, "shipstation.cancel_shipment", (SHIPSTATION, CANCEL), _cancels
    ),
    EffectKind.VOID_LABEL: Drill(
        _labelled, run, "shipstation.void_label", (SHIPSTATION, VOID), _void_labels
    ),
    EffectKind.CREDIT_NOTE: Drill(
        _returned, run, "cin7.credit_note", ("cin7", "POST sale/creditnote"), _credits
    ),
}
