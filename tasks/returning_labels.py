"""Reading the carrier desk: every label of an order of ours is written down, with what is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.parcels import Belongs, belongs_to
from domain.types import StoreName
from ledger import cursors, orders, parcels, parcels_seen, shipments
from ledger.columns import JsonObject
from ledger.models import Parcel
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import outside
from tasks.ports_carrier import CarrierDesk, DeskLabel, DeskShipment
from tasks.step import step

FLOW = "return-tracking"
CURSOR = "labels"
VOIDED_DAYS = 30
"""A void has no event and no time to ask by: void labels made since then are read each time."""
WAITS_DAYS = 1
"""So long a label in the making is waited for; one older will never be complete."""


@dataclass(frozen=True, slots=True)
class LabelsRead:
    """What one read of the desk brought."""

    read: int = 0
    new: int = 0
    in_the_making: int = 0
    strangers: int = 0
    """Labels of shipments that are not ours; left alone."""


@step("read labels", run_name="read labels and voids", tags=("shipstation",))
async def read_labels() -> LabelsRead:
    """Write every label made since the watermark, and every void, into the ledger.

    The read reaches back behind the watermark (``rules.overlap.labels``), as lists may lag. The
    watermark moves to the latest label seen, never to now, and never past one in the making. Safe
    to run twice, and beside another run: a label is one row, whoever saw it first.

    Raises:
        ClientError: The desk could not be read; what was read is kept, the watermark stays.
    """
    world = outside()
    desk = world.desk
    if desk is None:
        return LabelsRead()
    cursor = cursors.read(world.ledger, CURSOR)
    reach = timedelta(seconds=world.rules.overlap.labels)
    since = _begins() if cursor is None else cursor.at - reach
    labels = await desk.labels_since(since)
    void = await desk.voided_since(world.now() - timedelta(days=VOIDED_DAYS))
    told = {label.label_id: label for label in (*labels, *void)}
    known = parcels_seen.by_labels(world.ledger, told)
    new = strangers = making = 0
    # Voids first: a label bought in the place of a void one takes its leg over when it is met.
    for label in sorted(told.values(), key=lambda one: (not one.voided, one.created_at)):
        row = known.get(label.label_id)
        if row is not None:
            _note_again(row, label)
        elif not label.complete and not label.voided:
            making += 1
        elif await _write_down(desk, label):
            new += 1
        else:
            strangers += 1
    _advance(labels)
    return LabelsRead(len(told), new, making, strangers)


def _begins() -> datetime:
    """Without a watermark: from the first thing that we handed over."""
    world = outside()
    handed = [row.made_at for row in shipments.open_ones(world.ledger)]
    reach = timedelta(seconds=world.rules.overlap.labels)
    return min([world.now(), *handed]) - reach


def _advance(labels: Sequence[DeskLabel]) -> None:
    world = outside()
    if not labels:
        return
    oldest = world.now() - timedelta(days=WAITS_DAYS)
    latest = max(label.created_at for label in labels)
    waiting = [
        label.created_at
        for label in labels
        if not label.complete and not label.voided and label.created_at > oldest
    ]
    cursors.advance(world.ledger, CURSOR, min([latest, *waiting]), world.now())


def _note_again(row: Parcel, label: DeskLabel) -> None:
    """A label we know: it may be void by now, or bear other tracking numbers."""
    world = outside()
    if label.voided:
        if row.voided_at is None:
            parcels.voided(world.ledger, label.label_id, label.voided_at or world.now())
        return
    if label.complete and list(label.tracking) != row.tracking:
        parcels.renumbered(world.ledger, label.label_id, label.tracking, label.carrier_code)
    _takes_the_place(row)  # a run that met it first may have ended before this


async def _write_down(desk: CarrierDesk, label: DeskLabel) -> bool:
    """Write a new label down with the lines of its shipment; False when it is none of ours."""
    world = outside()
    whose = _whose(label, None)
    if whose is None and label.voided:
        return False  # nobody was told of it, and nobody will be
    shipment = None if label.voided else await desk.shipment(label.shipment_id)
    if whose is None:
        whose = _whose(label, shipment)
    if whose is None:
        return False
    row = orders.get(world.ledger, whose.store, whose.order_id)
    if row is None:
        return False
    made = parcels.Bought(
        label_id=label.label_id,
        store=whose.store,
        order_id=whose.order_id,
        shipment_id=label.shipment_id,
        carrier_code=label.carrier_code,
        service_code=label.service_code,
        tracking=label.tracking,
        bought_at=label.created_at,
        lines=_lines(shipment),
        voided_at=(label.voided_at or world.now()) if label.voided else None,
    )
    if parcels.seen(world.ledger, made, world.now()) and not label.voided:
        _takes_the_place(made)
    return True


def _whose(label: DeskLabel, shipment: DeskShipment | None) -> Belongs | None:
    """By our name of the shipment, by the desk's, or by the number its parts share."""
    world = outside()
    handed = shipments.by_shipment_id(world.ledger, label.shipment_id)
    number = shipment.number if shipment else None
    external_id = label.external_id or (shipment.external_id if shipment else None)
    by_number: dict[str, Belongs] = {}
    if number is not None:
        store, _, name = number.partition(" ")
        order = orders.by_name(world.ledger, store, name)
        if order is not None and shipments.of_order(world.ledger, order.store, order.order_id):
            by_number[number] = Belongs(StoreName(order.store), order.order_id)
    return belongs_to(
        external_id,
        label.shipment_id,
        number,
        stores=list(world.rules.stores),
        by_shipment={}
        if handed is None
        else {handed.shipment_id: Belongs(StoreName(handed.store), handed.order_id)},
        by_number=by_number,
    )


def _lines(shipment: DeskShipment | None) -> list[JsonObject]:
    return [
        {"line_id": line.line_id, "sku": line.sku, "units": line.units}
        for line in (shipment.lines if shipment else ())
        if line.units > 0
    ]


def _takes_the_place(made: parcels.Bought | Parcel) -> None:
    """A void label of the same shipment, or with the same lines, is replaced by this one, once."""
    world = outside()
    rows = parcels.of_order(world.ledger, made.store, made.order_id)
    if any(row.replaced_by == made.label_id for row in rows):
        return
    for old in _void_ones(rows, made):
        if parcels.replaced(world.ledger, old.label_id, made.label_id):
            parcels.take_over(world.ledger, made.label_id, old.label_id)
            subject = subject_of(made.store, made.order_id)
            gone(Trouble.NOT_RELABELLED, subject, f"label {made.label_id} was bought instead")
            return


def _void_ones(rows: Iterable[Parcel], made: parcels.Bought | Parcel) -> list[Parcel]:
    """Void parcels bought before it, without another in their place; of its shipment first."""
    void = [
        row
        for row in rows
        if row.voided_at is not None and row.replaced_by is None and row.bought_at < made.bought_at
    ]
    same = [row for row in void if row.shipment_id == made.shipment_id]
    alike = [row for row in void if row not in same and _units(row.lines) == _units(made.lines)]
    return same + alike


def _units(lines: Iterable[JsonObject]) -> list[tuple[str, int]]:
    return sorted((str(line["line_id"]), int(line["units"])) for line in lines)


def subject_of(store: str, order_id: int) -> str:
    """What a person calls the order, such as ``uk #1001``."""
    row = orders.get(outside().ledger, store, order_id)
    return f"{store} {row.name}" if row else f"{store} {order_id}"


def say_not_relabelled(row: Parcel, subject: str, name: str) -> None:
    """A customer was told of a label that is void, and no other was bought since."""
    tell(
        Trouble.NOT_RELABELLED,
        subject,
        f"Label {row.label_id} of {subject} was voided after the customer was told, and no other "
        "was bought since. Its fulfilment in Shopify is cancelled.",
        "Buy another label for it in ShipStation, or cancel or refund the order in Shopify.",
        flow=FLOW,
        detail={"store": row.store, "order": name, "order_id": row.order_id},
    )
