"""What we ask of the carrier desk, in our words: orders to be sent, labels, voids.

ShipStation V2 answers today (``tasks/shipstation_v2.py``); V1 will stand behind the same port.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.handoff import ShipmentDraft


@dataclass(frozen=True, slots=True)
class DeskLine:
    """Units of an order line in a shipment; ``line_id`` is Shopify's number of the line."""

    line_id: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class DeskShipment:
    """A shipment at the desk: a whole order, or one part of a split one."""

    shipment_id: str
    external_id: str | None
    """Our name of it; parts that were split off have none."""
    number: str
    """Store and order name; parts of one order share it."""
    pending: bool
    """Nothing is bought yet: it may be changed or cancelled."""
    cancelled: bool
    lines: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class DeskLabel:
    """A label: one parcel to a customer (returns are left out)."""

    label_id: str
    shipment_id: str
    external_id: str | None
    created_at: datetime
    complete: bool
    """It is bought, not void, and has a tracking number."""
    voided: bool
    voided_at: datetime | None
    carrier_code: str
    service_code: str
    tracking: tuple[str, ...]
    tracking_url: str


class CarrierDesk(Protocol):
    """The system in which the warehouse's people buy labels.

    Each method that writes is called by ``tasks/effects.py`` alone.
    """

    async def create(self, draft: ShipmentDraft) -> str:
        """Hand one order over and return its id there.

        Raises:
            Rejected: The desk said no; a second one of the same external id is refused by itself.
        """
        ...

    async def find(self, external_id: str) -> DeskShipment | None:
        """Find what was handed over under our name."""
        ...

    async def shipment(self, shipment_id: str) -> DeskShipment | None:
        """Read one shipment; None when it is gone (merged into another by hand)."""
        ...

    async def parts(self, number: str) -> list[DeskShipment]:
        """Every shipment of one order by its number, parts of a split one included."""
        ...

    async def cancel(self, shipment_id: str) -> None:
        """Take a shipment back; one that was cancelled before is no error.

        Raises:
            Rejected: A label of it is live, or it can't be cancelled any more.
        """
        ...

    async def labels_since(self, since: datetime) -> list[DeskLabel]:
        """Every label made since then, void ones included."""
        ...

    async def voided_since(self, since: datetime) -> list[DeskLabel]:
        """Every void label *made* since then: a void has no event and no time to ask by."""
        ...

    async def labels_of(self, shipment_ids: Sequence[str]) -> list[DeskLabel]:
        """Every label of these shipments, void ones included."""
        ...

    async def label(self, label_id: str) -> DeskLabel:
        """Read one label."""
        ...

    async def void(self, label_id: str) -> None:
        """Void a label; one that was void before is no error.

        Raises:
            Rejected: Not approved: the label stays live, and its message says why.
        """
        ...

    async def ship_from(self) -> dict[str, str]:
        """The places goods leave from: name to the desk's id."""
        ...
