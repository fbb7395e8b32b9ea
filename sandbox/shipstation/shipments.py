"""Shipments: what ShipStation's screen calls orders, from pending to labelled or cancelled."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.journal import ShipmentChanged
from sandbox.shipstation.errors import Json, Refusal, bad_field, unknown, wrong_status
from sandbox.shipstation.shipment import Shipment, units_of
from sandbox.shipstation.shipment_body import (
    EXTERNAL_ID_MOST,
    LISTED_FOR_CREATE,
    READ_ONLY,
    check,
)

if TYPE_CHECKING:
    from sandbox.shipstation.state import ShipStation


class Shipments:
    """All shipments of the account, in the order they came into being."""

    def __init__(self, station: "ShipStation") -> None:
        self._station = station
        self._ground = station.ground
        self._by_id: dict[str, Shipment] = {}
        self.on_pending: list[Callable[[Shipment], None]] = []
        """Told of each shipment that is new."""

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Shipment]:
        return iter(list(self._by_id.values()))

    def get(self, shipment_id: str) -> Shipment:
        """The shipment with this id."""
        shipment = self._by_id.get(shipment_id)
        if shipment is None:
            raise unknown("shipment", shipment_id)
        return shipment

    def by_external_id(self, external_id: str) -> Shipment:
        """The newest shipment with this external id."""
        for shipment in reversed(self._by_id.values()):
            if shipment.external_id == external_id:
                return shipment
        raise unknown("shipment with external_shipment_id", external_id)

    # -- what the API asks -----------------------------------------------------------------

    def create(self, bodies: Sequence[object]) -> tuple[list[dict[str, Json]], list[Shipment]]:
        """Make shipments; the rows of the answer, and those that were really made.

        A row that cannot be refuses the whole call, before anything is made. A duplicate external
        id does so too, or only refuses its row, as the switch says.
        """
        checked = [self._checked(body) for body in bodies]
        if self._ground.switches.duplicate_external_id == "400":
            self._refuse_duplicates(checked)
        batch, rows, made = self._ground.guid(), [], list[Shipment]()
        for body in checked:
            external_id = _external_id(body)
            if external_id is not None and self._taken(external_id):
                rows.append({**body, "errors": [_duplicate(external_id).message]})
                continue
            shipment = self._add(body, external_id, batch)
            made.append(shipment)
            rows.append({**self.row(shipment), "errors": []})
        for shipment in made:
            self.note(shipment, "create")
        if made and self._ground.switches.created_by_api_fires:
            self.announce(made)
        for shipment in made:
            for tell in self.on_pending:
                tell(shipment)
        return rows, made

    def update(self, shipment_id: str, body: Mapping[str, Json]) -> Shipment:
        """Change a pending shipment; its external id stays what it is."""
        shipment = self.get(shipment_id)
        if shipment.status != "pending":
            raise wrong_status(f"the shipment is {shipment.status} and cannot be changed")
        sent = {name: value for name, value in body.items() if name not in READ_ONLY}
        external_id = sent.pop("external_shipment_id", shipment.external_id)
        if external_id != shipment.external_id:
            raise bad_field("external_shipment_id", "external_shipment_id cannot be changed")
        if self._ground.switches.update == "partial":
            sent = {**shipment.body, **sent}
        check(self._station, sent)
        shipment.body = sent
        self.note(shipment, "update")
        return shipment

    def cancel(self, shipment_id: str) -> Shipment:
        """Cancel a shipment that has no live label."""
        shipment, switches = self.get(shipment_id), self._ground.switches
        if self._station.labels.live(shipment_id):
            status = 409 if switches.cancel_with_label == "409" else 400
            raise wrong_status("the shipment has a label; void it first", status)
        if shipment.status == "cancelled":
            if switches.cancel_of_cancelled == "400":
                raise wrong_status("the shipment is cancelled already")
            return shipment
        self.become(shipment, "cancelled", "cancel")
        return shipment

    def row(self, shipment: Shipment) -> dict[str, Json]:
        """A shipment as it goes over the wire, with the address of its warehouse."""
        warehouse = self._station.warehouses.get(str(shipment.body.get("warehouse_id") or ""))
        leaves_from = shipment.body.get("ship_from") or (warehouse and warehouse.address())
        return {
            **shipment.to_json(),
            "ship_from": leaves_from,
            "return_to": shipment.body.get("return_to") or leaves_from,
        }

    # -- what people in the warehouse do ---------------------------------------------------

    def split(self, shipment_id: str) -> tuple[Shipment, Shipment]:
        """Put about half of a pending shipment's units into a second one."""
        shipment = self.get(shipment_id)
        if shipment.status != "pending":
            raise wrong_status("only a pending shipment can be split")
        total = sum(units_of(item) for item in shipment.items)
        if total < 2:
            raise wrong_status("there is nothing to split")
        stays, goes = _halves(shipment.items, total // 2)
        switches = self._ground.switches
        body = {**shipment.body, "items": goes}
        for paid in ("amount_paid", "shipping_paid", "tax_paid"):
            body.pop(paid, None)
        second = self._add(body, None, self._ground.guid())
        if switches.split_external_id == "auto":
            second.external_id = f"SEAuto-{self._ground.guid()}"
        second.split_from = shipment.shipment_id
        shipment.body = {**shipment.body, "items": stays}
        shipment.import_batch_id = second.import_batch_id
        if not switches.split_keeps_external_id:
            shipment.external_id = None
        self.note(shipment, "split")
        self.note(second, "split")
        self.announce([shipment, second])
        return shipment, second

    # -- within ----------------------------------------------------------------------------

    def become(self, shipment: Shipment, status: str, cause: str) -> None:
        """Give a shipment another status."""
        shipment.status = status
        self.note(shipment, cause)

    def announce(self, shipments: Sequence[Shipment]) -> None:
        """Fire one event for shipments that came into being together."""
        self._station.hooks.point(
            "shipment_created_v2",
            f"/v2/shipments?import_batch_id={shipments[0].import_batch_id}",
            [sku for shipment in shipments for sku in shipment.skus()],
        )

    def note(self, shipment: Shipment, cause: str) -> None:
        """Write down what a shipment is now."""
        shipment.modified_at = self._ground.now()
        self._ground.note(
            ShipmentChanged(
                shipment.modified_at,
                shipment.shipment_id,
                shipment.external_id or "",
                shipment.number,
                str(shipment.body.get("warehouse_id") or ""),
                shipment.status,
                shipment.lines(),
                cause,
                shipment.split_from,
            )
        )

    def _add(self, body: Mapping[str, Json], external_id: str | None, batch: str) -> Shipment:
        now = self._ground.now()
        kept = {name: value for name, value in body.items() if name not in READ_ONLY}
        kept.pop("external_shipment_id", None)
        shipment = Shipment(self._ground.new_id(), external_id, kept, now, now)
        shipment.import_batch_id = batch
        self._by_id[shipment.shipment_id] = shipment
        return shipment

    def _checked(self, posted: object) -> dict[str, Json]:
        if not isinstance(posted, dict):
            raise bad_field("shipments", "each shipment must be an object")
        switches = self._ground.switches
        body = {
            name: value
            for name, value in posted.items()
            if not switches.create_ignores_unlisted or name in LISTED_FOR_CREATE
        }
        check(self._station, body)
        number = body.get("shipment_number")
        taken = number and any(one.number == number for one in self._by_id.values())
        if taken and switches.shipment_number_unique:
            raise bad_field("shipment_number", "shipment_number is taken", number)
        external_id = _external_id(body) or f"SEAuto-{self._ground.guid()}"
        return {**body, "external_shipment_id": external_id}

    def _refuse_duplicates(self, bodies: Sequence[Mapping[str, Json]]) -> None:
        seen: set[str] = set()
        for body in bodies:
            external_id = _external_id(body)
            if external_id is None:
                continue
            if external_id in seen or self._taken(external_id):
                raise _duplicate(external_id)
            seen.add(external_id)

    def _taken(self, external_id: str) -> bool:
        freed = self._ground.switches.cancelled_frees_external_id
        return any(
            one.external_id == external_id and not (freed and one.status == "cancelled")
            for one in self._by_id.values()
        )


def _duplicate(external_id: str) -> Refusal:
    return Refusal(
        "identifier_conflict",
        f"external_shipment_id {external_id!r} is used by another shipment",
        field="external_shipment_id",
        value=external_id,
    )


def _external_id(body: Mapping[str, Json]) -> str | None:
    given = body.get("external_shipment_id")
    return str(given)[:EXTERNAL_ID_MOST] if given else None


def _halves(
    items: Sequence[dict[str, Json]], wanted: int
) -> tuple[list[dict[str, Json]], list[dict[str, Json]]]:
    """The items that stay, and those with the last ``wanted`` units."""
    stays, goes, left = list[dict[str, Json]](), list[dict[str, Json]](), wanted
    for item in reversed(items):
        units = units_of(item)
        moved = min(units, left)
        left -= moved
        if moved:
            goes.insert(0, {**item, "quantity": moved})
        if units - moved or not units:
            stays.insert(0, {**item, "quantity": units - moved})
    return stays, goes
