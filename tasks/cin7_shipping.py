"""Parcels in Cin7 Core: one fulfilment each, picked, packed and shipped."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from clients.cin7.bodies_fulfilment import (
    PackBody,
    PackLineBody,
    PickBody,
    PickLineBody,
    ShipBody,
    ShipLineBody,
    TrackingBody,
)
from clients.cin7.models_documents import AUTHORISED
from clients.errors import OutcomeUnknown, Rejected
from clients.pace import Lane
from domain.types import WarehouseName
from tasks.cin7_account import Cin7Account
from tasks.cin7_papers import papers_of
from tasks.fitting import does_not_fit
from tasks.papers import Papers

PICK, PACK, SHIP = (f"POST sale/fulfilment/{stage}" for stage in ("pick", "pack", "ship"))


class Cin7Shipping(Cin7Account):
    """The shipping part of the inventory port; what each promises stands there."""

    async def papers(self, sale_id: str) -> Papers:
        """``GET sale``: one call for everything."""
        return papers_of(await self._client.sale(sale_id, lane=Lane.URGENT))

    async def open_leg(self, sale_id: str) -> str:
        """``POST sale/fulfilment``; the newest of the fulfilments in the answer is ours."""
        legs = await self._client.open_fulfilment(sale_id)
        if not legs:
            raise OutcomeUnknown(
                "no fulfilment in the answer", system="cin7", operation="POST sale/fulfilment"
            )
        return max(legs, key=lambda leg: leg.fulfillment_number).task_id

    async def pick(
        self,
        task_id: str,
        warehouse: WarehouseName,
        units: Mapping[str, int],
        *,
        again: bool = False,
    ) -> None:
        """``POST sale/fulfilment/pick`` AUTHORISED, ``PUT`` where lines of a draft are replaced.

        Raises:
            Rejected: Cin7 left it a draft, as it does when the shelf holds too little.
        """
        place = self._location(warehouse, PICK)
        try:
            lines = tuple(
                PickLineBody(sku=sku, quantity=Decimal(count), location=place)
                for sku, count in units.items()
            )
            body = PickBody(task_id=task_id, lines=lines)
        except ValidationError as error:
            raise does_not_fit("Cin7", PICK, error) from None
        done = await self._client.pick(body, replace=again)
        _stands(done.status, PICK, f"the pick is {done.status}: too little on hand at {place}?")

    async def pack(
        self,
        task_id: str,
        warehouse: WarehouseName,
        box: str,
        units: Mapping[str, int],
        *,
        again: bool = False,
    ) -> None:
        """``POST sale/fulfilment/pack`` AUTHORISED: everything picked, in one box."""
        place = self._location(warehouse, PACK)
        try:
            lines = tuple(
                PackLineBody(sku=sku, quantity=Decimal(count), location=place, box=box)
                for sku, count in units.items()
            )
            body = PackBody(task_id=task_id, lines=lines)
        except ValidationError as error:
            raise does_not_fit("Cin7", PACK, error) from None
        done = await self._client.pack(body, replace=again)
        _stands(done.status, PACK, f"the pack is {done.status}")

    async def ship(
        self,
        task_id: str,
        box: str,
        *,
        carrier: str,
        tracking: str,
        on: date,
        again: bool = False,
    ) -> None:
        """``POST sale/fulfilment/ship`` AUTHORISED, one line for the box."""
        try:
            lines = (_parcel(box, carrier, tracking, on),)
            body = ShipBody(task_id=task_id, lines=lines)
        except ValidationError as error:
            raise does_not_fit("Cin7", SHIP, error) from None
        done = await self._client.ship(body, replace=again)
        _stands(done.status, SHIP, f"the shipment is {done.status}: another box waits?")

    async def correct_tracking(
        self, task_id: str, box: str, *, carrier: str, tracking: str, on: date
    ) -> None:
        """``PUT sale/fulfilment/ship`` with AddTrackingNumbers: the box's number and carrier."""
        try:
            body = TrackingBody(task_id=task_id, lines=(_parcel(box, carrier, tracking, on),))
        except ValidationError as error:
            raise does_not_fit("Cin7", "PUT sale/fulfilment/ship", error) from None
        await self._client.add_tracking(body)


def _parcel(box: str, carrier: str, tracking: str, on: date) -> ShipLineBody:
    return ShipLineBody(
        shipment_date=on,
        box=box,
        carrier=carrier or None,
        tracking_number=tracking or None,
    )


def _stands(status: str, operation: str, otherwise: str) -> None:
    """A stage that Cin7 took but did not authorise is no step forward: say so."""
    if status != AUTHORISED:
        raise Rejected(otherwise, system="cin7", operation=operation)
