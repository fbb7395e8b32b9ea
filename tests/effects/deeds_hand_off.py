"""The drill of handing an order to the carrier desk."""

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from ledger import shipments
from ledger.models import EffectKind
from tests.effects.drill import Drill
from tests.town import Town


async def _order_in_cin7(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 2), name="#1001")
    await ingest_orders.fn()


def _shipments(town: Town) -> int:
    (known,) = shipments.open_ones(town.ledger)
    made = [one.shipment_id for one in town.world.shipstation.shipments]
    assert known.shipment_id in made
    return len(made)


HAND_OFF: dict[EffectKind, Drill] = {
    EffectKind.CREATE_SHIPMENT: Drill(
        _order_in_cin7,
        hand_off_fulfilment.fn,
        "shipstation.create_shipment",
        ("shipstation", "POST shipments"),
        _shipments,
    ),
}
