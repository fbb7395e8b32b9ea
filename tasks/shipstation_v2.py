"""ShipStation V2 behind the carrier port: its shipments are orders, its labels are parcels."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from clients.errors import Rejected
from clients.pace import Lane
from clients.shipstation.bodies import (
    AddressBody,
    AdvancedOptions,
    ItemBody,
    PackageBody,
    ShipmentBody,
)
from clients.shipstation.client import ShipStationClient
from clients.shipstation.errors import SYSTEM, AlreadyCancelled, NotFound
from clients.shipstation.fields import Weight, WeightUnit
from clients.shipstation.models_labels import Label, LabelStatus
from clients.shipstation.models_shipments import Shipment
from domain.handoff import ShipmentDraft, ShipTo
from tasks.fitting import does_not_fit
from tasks.ports_carrier import DeskLabel, DeskLine, DeskShipment


class ShipStationV2:
    """One ShipStation account.

    Args:
        client: Its API.
    """

    def __init__(self, client: ShipStationClient) -> None:
        self._client = client
        self._places: dict[str, str] = {}

    async def create(self, draft: ShipmentDraft) -> str:
        """``POST /v2/shipments``: one shipment under our external id; a second one is refused."""
        places = await self.ship_from()
        if draft.ships_from not in places:
            self._places = {}  # it may have been made since
            places = await self.ship_from()
        if draft.ships_from not in places:
            known = ", ".join(sorted(places)) or "none"
            raise Rejected(
                f"there is no ship-from location {draft.ships_from!r}; there are: {known}",
                system=SYSTEM,
                operation="POST shipments",
            )
        made = await self._client.create_shipment(_body(draft, places[draft.ships_from]))
        return made.shipment_id

    async def find(self, external_id: str) -> DeskShipment | None:
        """``GET /v2/shipments/external_shipment_id/{key}``."""
        found = await self._client.shipment_by_external_id(external_id)
        return None if found is None else _shipment(found)

    async def shipment(self, shipment_id: str) -> DeskShipment | None:
        """``GET /v2/shipments/{id}``; a merged one vanishes."""
        try:
            return _shipment(await self._client.shipment(shipment_id))
        except NotFound:
            return None

    async def parts(self, number: str) -> list[DeskShipment]:
        """``GET /v2/shipments?shipment_number=``, compared whole: the filter may be a prefix."""
        found = await self._client.shipments(shipment_number=number, lane=Lane.URGENT)
        return [_shipment(one) for one in found if one.shipment_number == number]

    async def cancel(self, shipment_id: str) -> None:
        """``PUT /v2/shipments/{id}/cancel``."""
        try:
            await self._client.cancel_shipment(shipment_id)
        except AlreadyCancelled:
            return

    async def labels_since(self, since: datetime) -> list[DeskLabel]:
        """``GET /v2/labels?created_at_start=``."""
        found = await self._client.labels(created_since=since)
        return [_label(one) for one in found if not one.is_return_label]

    async def voided_since(self, since: datetime) -> list[DeskLabel]:
        """``GET /v2/labels?label_status=voided&created_at_start=``."""
        found = await self._client.labels(label_status=LabelStatus.VOIDED, created_since=since)
        return [_label(one) for one in found if not one.is_return_label]

    async def labels_of(self, shipment_ids: Sequence[str]) -> list[DeskLabel]:
        """``GET /v2/labels?shipment_id=``, a call a shipment."""
        labels: list[DeskLabel] = []
        for shipment_id in dict.fromkeys(shipment_ids):
            found = await self._client.labels(shipment_id=shipment_id)
            labels += [_label(one) for one in found if not one.is_return_label]
        return labels

    async def label(self, label_id: str) -> DeskLabel:
        """``GET /v2/labels/{id}``."""
        return _label(await self._client.label(label_id))

    async def void(self, label_id: str) -> None:
        """``PUT /v2/labels/{id}/void``; what is not approved is refused with its reason."""
        await self._client.void_label(label_id)

    async def ship_from(self) -> dict[str, str]:
        """``GET /v2/warehouses``, once a run."""
        if not self._places:
            found = await self._client.warehouses()
            self._places = {one.name: one.warehouse_id for one in found}
        return dict(self._places)


def _body(draft: ShipmentDraft, warehouse_id: str) -> ShipmentBody:
    """The order in ShipStation's words.

    Raises:
        Rejected: Something is missing (an address, a weight); nothing was sent.
    """
    grams = sum(line.grams * line.units for line in draft.lines)
    marks = (*draft.references, "", "", "")[:3]
    try:
        return ShipmentBody(
            external_shipment_id=draft.external_id,
            shipment_number=draft.number,
            warehouse_id=warehouse_id,
            ship_to=_address(draft.ship_to),
            requested_shipment_service=draft.service,
            notes_from_buyer=draft.note or None,
            advanced_options=AdvancedOptions(
                custom_field1=marks[0] or None,
                custom_field2=marks[1] or None,
                custom_field3=marks[2] or None,
            ),
            items=tuple(
                ItemBody(
                    name=line.name,
                    sku=line.sku,
                    quantity=line.units,
                    external_order_item_id=line.line_id,
                    external_order_id=marks[2] or None,
                    unit_price=line.price,
                    weight=Weight(value=Decimal(line.grams), unit=WeightUnit.GRAM),
                )
                for line in draft.lines
            ),
            packages=(PackageBody(weight=Weight(value=Decimal(grams), unit=WeightUnit.GRAM)),),
        )
    except ValidationError as error:
        raise does_not_fit("ShipStation", "POST shipments", error) from None


def _address(to: ShipTo) -> AddressBody:
    return AddressBody(
        name=to.name,
        company_name=to.company or None,
        address_line1=to.line1,
        address_line2=to.line2 or None,
        city_locality=to.city,
        state_province=to.province,
        postal_code=to.postcode,
        country_code=to.country,
        phone=to.phone or None,
        email=to.email or None,
    )


def _shipment(found: Shipment) -> DeskShipment:
    return DeskShipment(
        shipment_id=found.shipment_id,
        external_id=found.external_shipment_id,
        number=found.shipment_number,
        pending=found.is_pending,
        cancelled=found.is_cancelled,
        lines=tuple(
            DeskLine(item.external_order_item_id, item.sku, item.quantity) for item in found.items
        ),
    )


def _label(found: Label) -> DeskLabel:
    return DeskLabel(
        label_id=found.label_id,
        shipment_id=found.shipment_id,
        external_id=found.external_shipment_id,
        created_at=found.created_at,
        complete=found.is_tellable,
        voided=found.is_voided,
        voided_at=found.voided_at,
        carrier_code=found.carrier_code,
        service_code=found.service_code,
        tracking=found.tracking_numbers,
        tracking_url=found.tracking_url,
    )
