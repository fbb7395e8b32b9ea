"""Labels: bought for a shipment, complete or in the making, scanned by the carrier, or voided."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.journal import ParcelLabelled, ParcelVoided
from sandbox.shipstation.errors import Json, missing, unknown, wrong_status
from sandbox.shipstation.label import SCANS, Label, label_json, tracking_json
from sandbox.shipstation.places import Carrier
from sandbox.shipstation.shipment import Shipment

if TYPE_CHECKING:
    from sandbox.shipstation.state import ShipStation

VOID_REASONS = frozenset(
    {
        "unknown",
        "unspecified",
        "validation_failed",
        "label_not_found_within_void_period",
        "label_already_used",
        "label_already_voided",
        "contact_carrier",
    }
)
"""Why a void is not approved."""


class Labels:
    """All labels of the account, in the order they were bought."""

    def __init__(self, station: "ShipStation") -> None:
        self._station = station
        self._ground = station.ground
        self._by_id: dict[str, Label] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Label]:
        return iter(list(self._by_id.values()))

    def get(self, label_id: str) -> Label:
        """The label with this id."""
        label = self._by_id.get(label_id)
        if label is None:
            raise unknown("label", label_id)
        return label

    def live(self, shipment_id: str) -> list[Label]:
        """The labels of a shipment that are not voided."""
        return [
            label
            for label in self._by_id.values()
            if label.shipment.shipment_id == shipment_id and label.voided_at is None
        ]

    # -- buying ----------------------------------------------------------------------------

    def buy(self, shipment_ids: Sequence[str], packages: int = 0) -> list[Label]:
        """Buy a label for each of these pending shipments, all in one batch.

        Args:
            shipment_ids: Which.
            packages: Packages a label; 0: as many as the shipment says.
        """
        shipments = [self._station.shipments.get(one) for one in shipment_ids]
        services = [self._service(shipment) for shipment in shipments]
        batch, bought = self._ground.new_id(), list[Label]()
        for shipment, (carrier, service) in zip(shipments, services, strict=True):
            count = packages or len(shipment.packages)
            numbers = tuple(self._tracking_number(carrier) for _ in range(count))
            now = self._ground.now()
            label = Label(self._ground.new_id(), shipment, carrier, service, batch, numbers, now)
            self._by_id[label.label_id] = label
            bought.append(label)
        wait = self._ground.switches.label_processing_seconds
        if wait > 0:
            for label in bought:
                label.status = "processing"
                self._station.shipments.become(label.shipment, "processing", "label")

            async def complete() -> None:
                self._complete(bought)

            self._ground.world.later(wait, complete)
        else:
            self._complete(bought)
        return bought

    def _complete(self, labels: Sequence[Label]) -> None:
        done = [label for label in labels if label.voided_at is None]
        for label in done:
            shipment = label.shipment
            label.status = "completed"
            self._station.shipments.become(shipment, "label_purchased", "label")
            self._ground.note(
                ParcelLabelled(
                    self._ground.now(),
                    label.label_id,
                    shipment.shipment_id,
                    shipment.external_id or "",
                    shipment.number,
                    label.tracking_numbers,
                    label.carrier.carrier_code,
                    label.service_code,
                    shipment.lines(),
                )
            )
        if done:
            skus = [sku for label in done for sku in label.shipment.skus()]
            path = f"/v2/labels?batch_id={done[0].batch_id}"
            self._station.hooks.point("label_created_v2", path, skus)

    def _service(self, shipment: Shipment) -> tuple[Carrier, str]:
        if shipment.status != "pending":
            raise wrong_status(f"the shipment is {shipment.status}; a label needs a pending one")
        carrier = self._station.carriers.get(str(shipment.body.get("carrier_id") or ""))
        if carrier is None:
            raise missing("carrier_id")
        service = shipment.body.get("service_code")
        if not service:
            raise missing("service_code")
        return carrier, str(service)

    def _tracking_number(self, carrier: Carrier) -> str:
        return f"{carrier.tracking_prefix}{self._ground.random.randrange(10**9, 10**10)}GB"

    # -- voiding ---------------------------------------------------------------------------

    def void(self, label_id: str) -> dict[str, Json]:
        """Void a label, if that is approved; the answer says so either way."""
        label = self.get(label_id)
        reason = self._why_not(label)
        if reason:
            return {
                "approved": False,
                "message": f"The label could not be voided: {reason.replace('_', ' ')}.",
                "reason_code": reason,
            }
        if label.voided_at is None:
            self._voided(label)
        return {"approved": True, "message": "Request for refund submitted."}

    def _why_not(self, label: Label) -> str:
        switches = self._ground.switches
        if label.voided_at is not None:
            return "" if switches.void_of_voided == "approved" else "label_already_voided"
        if label.refuse_void:
            return label.refuse_void
        if label.scans:
            return "label_already_used"
        if self._ground.now() - label.created_at > timedelta(days=switches.void_period_days):
            return "label_not_found_within_void_period"
        return "" if switches.void_approved else "contact_carrier"

    def _voided(self, label: Label) -> None:
        label.status, label.voided_at = "voided", self._ground.now()
        shipment = label.shipment
        self._ground.note(
            ParcelVoided(
                self._ground.now(),
                label.label_id,
                shipment.shipment_id,
                shipment.external_id or "",
                label.tracking_numbers,
            )
        )
        if not self.live(shipment.shipment_id):
            status = self._ground.switches.void_returns_to
            self._station.shipments.become(shipment, status, "void")

    def refuse_void(self, label_id: str, reason: str) -> None:
        """From now on a void of this label is not approved; an empty reason lifts that."""
        if reason and reason not in VOID_REASONS:
            raise ValueError(f"{reason!r} is none of {sorted(VOID_REASONS)}")
        self.get(label_id).refuse_void = reason

    # -- tracking --------------------------------------------------------------------------

    def scan(self, label_id: str, code: str) -> None:
        """The carrier scans a parcel; it is told with its whole tracking."""
        if code not in SCANS:
            raise ValueError(f"{code!r} is none of {sorted(SCANS)}")
        label = self.get(label_id)
        label.scans.append((self._ground.now(), code))
        self._ground.changes += 1
        path = f"/v2/labels/{label_id}/track"
        skus = label.shipment.skus()
        self._station.hooks.point("track_event_v2", path, skus, self.tracking(label_id))

    def tracking(self, label_id: str) -> dict[str, Json]:
        """What the carrier knows of a parcel, newest first."""
        return tracking_json(self.get(label_id))

    def to_json(self, label: Label) -> dict[str, Json]:
        """As a label goes over the wire."""
        return label_json(label, self._ground)
