"""What the journal hears of the fulfilments of sales: each, whole, whenever it changed."""

from collections.abc import Iterator

from sandbox.cin7.documents import Fulfilment, Sale
from sandbox.cin7.ground import Ground
from sandbox.journal import SaleLegChanged


class Legs:
    """Remembers how each fulfilment was last told, and tells it again when it is otherwise."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._said: dict[str, tuple[object, ...]] = {}

    def note(self, sale: Sale) -> None:
        """Write down the fulfilments of a sale that are new or changed since they were told."""
        for one in sale.fulfilments:
            event = self._event(sale, one)
            now = (event.pick_status, event.pack_status, event.ship_status)
            content = (*now, event.lines, event.tracking)
            if self._said.get(one.task_id) != content:
                self._said[one.task_id] = content
                self._ground.note(event)

    def _event(self, sale: Sale, one: Fulfilment) -> SaleLegChanged:
        return SaleLegChanged(
            self._ground.now(),
            sale.sale_id,
            sale.number,
            one.task_id,
            one.pick.status,
            one.pack.status,
            one.ship.status,
            tuple((line.product.sku, line.quantity) for line in one.pick.lines),
            tuple(_numbers(one)),
        )


def _numbers(one: Fulfilment) -> Iterator[str]:
    """Tracking numbers of its boxes, each by itself; a box of several parcels has several."""
    for line in one.ship.lines:
        yield from (number.strip() for number in line.tracking_number.split(",") if number.strip())
