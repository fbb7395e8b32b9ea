"""Pick, pack and ship: three stages of a fulfilment, each needing the one before."""

from collections.abc import Mapping, Sequence

from sandbox.cin7.allocation import Allocation
from sandbox.cin7.bodies import PickBody, PickLineBody, SaleOnlyBody, ShipBody, ShipLineBody
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.documents import (
    AUTHORISED,
    DRAFT,
    OPEN,
    PARTIALLY_AUTHORISED,
    Fulfilment,
    PickLine,
    Sale,
    ShipLine,
)
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.places import Spot
from sandbox.cin7.sale_events import SaleEvents
from sandbox.cin7.sales import Sales
from sandbox.cin7.wire import day, read, same_id

USUAL_BOX = "Box 1"
TRACKING_PAGE = "https://track.example/"
"""Where a tracking link goes when the client names none."""


class Fulfilments:
    """What the warehouse does with authorised orders."""

    def __init__(
        self,
        ground: Ground,
        catalogue: Catalogue,
        allocation: Allocation,
        events: SaleEvents,
        sales: Sales,
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._allocation = allocation
        self._events = events
        self._sales = sales

    def find(self, task_id: str | None) -> tuple[Sale, Fulfilment]:
        """The fulfilment with this task id, and its sale."""
        for sale in self._sales:
            for one in sale.fulfilments:
                if task_id and same_id(one.task_id, task_id):
                    return sale, one
        raise Refusal(f"Fulfilment task with ID '{task_id}' was not found")

    def add(self, posted: Mapping[str, object] | None) -> Sale:
        """Make a further fulfilment; a simple sale becomes an advanced one."""
        sale = self._sales.get(read(SaleOnlyBody, posted).sale_id)
        _ordered(sale)
        if any(one.pick.status != AUTHORISED for one in sale.fulfilments):
            raise Refusal("There is a fulfilment whose pick is not authorised")
        sale.advanced = True
        sale.fulfilments.append(Fulfilment(self._ground.guid(), len(sale.fulfilments) + 1))
        self._sales.touch(sale)
        return sale

    # -- pick ------------------------------------------------------------------------------

    def pick(
        self, posted: Mapping[str, object] | None, *, replace: bool = False
    ) -> tuple[Sale, Fulfilment]:
        """Write the pick; a POST may add lines. One with too little stock stays in draft."""
        body = read(PickBody, posted)
        sale, one = self.find(body.task_id)
        _ordered(sale)
        if one.pick.status not in OPEN:
            raise Refusal(f"Pick cannot be saved in status {one.pick.status}")
        automatic = body.auto_pick_mode != "NOPICK"
        adds = self._ground.switches.pick_post == "adds" and not replace and not automatic
        lines = self._everything(sale) if automatic else self._read(body.lines)
        lines = [*(one.pick.lines if adds else []), *lines]
        status = AUTHORISED if automatic else body.status
        if status == AUTHORISED and not lines:
            raise Refusal("Pick without lines cannot be authorised")
        self._not_too_much(sale, one, lines)
        one.pick.lines, one.pick.status = lines, DRAFT
        if status == AUTHORISED and self._allocation.can_pick(one):
            one.pick.status = AUTHORISED
            if self._ground.switches.stock_out_stage == "pick":
                self._allocation.take(sale, one)
        self._sales.touch(sale)
        if one.pick.status == AUTHORISED:
            self._events.stage_authorised("Pick", sale, one)
        return sale, one

    def _everything(self, sale: Sale) -> list[PickLine]:
        left = dict(sale.ordered_units)
        for one in sale.fulfilments:
            for line in one.pick.lines if one.pick.status == AUTHORISED else []:
                left[line.product.product_id] -= line.quantity
        products = {line.product.product_id: line.product for line in sale.order.lines}
        spot = Spot(sale.location)
        return [PickLine(products[key], spot, units) for key, units in left.items() if units > 0]

    def _not_too_much(self, sale: Sale, one: Fulfilment, lines: Sequence[PickLine]) -> None:
        left = dict(sale.ordered_units)
        others = [other.pick.lines for other in sale.fulfilments if other is not one]
        for line in [*(line for picked in others for line in picked), *lines]:
            units = left.get(line.product.product_id, 0) - line.quantity
            if units < 0:
                raise Refusal(f"More units of '{line.product.sku}' are picked than ordered")
            left[line.product.product_id] = units

    # -- pack ------------------------------------------------------------------------------

    def pack(
        self, posted: Mapping[str, object] | None, *, replace: bool
    ) -> tuple[Sale, Fulfilment]:
        """Write the pack: a POST adds lines, a PUT replaces them."""
        body = read(PickBody, posted)
        sale, one = self.find(body.task_id)
        if one.pick.status != AUTHORISED:
            raise Refusal("Pack cannot be saved because the pick is not authorised")
        if one.pack.status not in OPEN:
            raise Refusal(f"Pack cannot be saved in status {one.pack.status}")
        kept = [] if replace else one.pack.lines
        lines = [*kept, *self._read(body.lines, boxed=True)]
        left = {line.product.product_id: 0 for line in one.pick.lines}
        for line in one.pick.lines:
            left[line.product.product_id] += line.quantity
        for line in lines:
            left[line.product.product_id] = left.get(line.product.product_id, 0) - line.quantity
            if left[line.product.product_id] < 0:
                raise Refusal(f"More units of '{line.product.sku}' are packed than picked")
        if body.status == AUTHORISED and any(left.values()):
            raise Refusal("Pack cannot be authorised before everything picked is packed")
        one.pack.lines, one.pack.status = lines, body.status
        self._sales.touch(sale)
        if one.pack.status == AUTHORISED:
            self._events.stage_authorised("Pack", sale, one)
        return sale, one

    def _read(self, bodies: Sequence[PickLineBody], *, boxed: bool = False) -> list[PickLine]:
        return [
            PickLine(
                self._catalogue.product(body.product_id, body.sku),
                self._catalogue.spot(body.location, body.location_id),
                int(body.quantity),
                (body.box or USUAL_BOX) if boxed else "",
            )
            for body in bodies
        ]

    # -- ship ------------------------------------------------------------------------------

    def ship(
        self, posted: Mapping[str, object] | None, *, replace: bool
    ) -> tuple[Sale, Fulfilment]:
        """Write the shipment: a POST adds lines, a PUT replaces them or adds tracking numbers."""
        body = read(ShipBody, posted)
        sale, one = self.find(body.task_id)
        if one.pack.status != AUTHORISED:
            raise Refusal("Ship cannot be saved because the pack is not authorised")
        before = [line.tracking_number for line in one.ship.lines if line.tracking_number]
        if replace and body.add_tracking_numbers:
            self._add_tracking(one, body.lines)
        elif one.ship.status in OPEN:
            self._write_shipment(sale, one, body, replace=replace)
        else:
            raise Refusal(f"Ship cannot be saved in status {one.ship.status}")
        self._sales.touch(sale)
        after = [line.tracking_number for line in one.ship.lines if line.tracking_number]
        if after != before:
            self._events.tracking_changed(sale, one)
        return sale, one

    def _write_shipment(
        self, sale: Sale, one: Fulfilment, body: ShipBody, *, replace: bool
    ) -> None:
        kept = [] if replace else one.ship.lines
        lines = [*kept, *(self._ship_line(line, body.status) for line in body.lines)]
        boxes = {line.box for line in one.pack.lines}
        if missing := boxes - _boxes(lines):
            if replace:
                raise Refusal(f"All boxes must be listed; missing: {', '.join(sorted(missing))}")
            if not lines:
                raise Refusal("Ship without lines cannot be saved")
        if unknown := _boxes(lines) - boxes:
            raise Refusal(f"Boxes were not packed: {', '.join(sorted(unknown))}")
        gone = _boxes([line for line in lines if line.is_shipped])
        one.ship.lines, one.ship.require_by = lines, body.require_by
        one.ship.notes = body.shipping_notes or ""
        if gone >= boxes:
            one.ship.status = AUTHORISED
            self._allocation.take(sale, one)
            self._events.shipment_authorised(sale)
        else:
            one.ship.status = PARTIALLY_AUTHORISED if gone else DRAFT

    def _ship_line(self, body: ShipLineBody, status: str) -> ShipLine:
        tracking = body.tracking_number or ""
        return ShipLine(
            self._ground.guid(),
            body.shipment_date,
            body.carrier or "",
            body.box or body.boxes or USUAL_BOX,
            tracking,
            body.tracking_url or (TRACKING_PAGE + tracking if tracking else ""),
            status == AUTHORISED if body.is_shipped is None else body.is_shipped,
        )

    def _add_tracking(self, one: Fulfilment, bodies: Sequence[ShipLineBody]) -> None:
        for body in bodies:
            boxes = body.box or body.boxes or USUAL_BOX
            for line in one.ship.lines:
                if line.line_id == (body.id or "").lower() or (not body.id and line.boxes == boxes):
                    line.tracking_number = body.tracking_number or ""
                    line.tracking_url = body.tracking_url or TRACKING_PAGE + line.tracking_number
                    line.carrier = body.carrier or line.carrier
                    break
            else:
                raise Refusal(f"Shipment of '{boxes}' was not found")

    # -- all at once -----------------------------------------------------------------------

    def automatic(self, sale: Sale, mode: str) -> None:
        """Pick, pack and ship as ``AutoPickPackShipMode`` asks, if nothing is backordered."""
        if mode == "NOPICK" or any(line.backorder for line in sale.order.lines):
            return
        task_id = sale.fulfilments[0].task_id
        _, one = self.pick({"TaskID": task_id, "AutoPickMode": "AUTOPICK"})
        if "PACK" not in mode.removeprefix("AUTOPICK") or one.pick.status != AUTHORISED:
            return
        packed = [
            {"SKU": line.product.sku, "Location": line.spot.name, "Quantity": line.quantity}
            for line in one.pick.lines
        ]
        self.pack({"TaskID": task_id, "Status": AUTHORISED, "Lines": packed}, replace=False)
        if mode.endswith("SHIP"):
            shipment = {"ShipmentDate": day(self._ground.now()), "IsShipped": True}
            posted = {"TaskID": task_id, "Status": AUTHORISED, "Lines": [shipment]}
            self.ship(posted, replace=False)


def _boxes(lines: Sequence[ShipLine]) -> set[str]:
    return {box.strip() for line in lines for box in line.boxes.split(",")}


def _ordered(sale: Sale) -> None:
    if sale.order.status != AUTHORISED:
        raise Refusal("Order is not authorised")
