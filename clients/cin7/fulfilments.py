"""Pick, pack and ship of Cin7 Core sales."""

from clients.cin7.bodies_fulfilment import (
    FulfilmentBody,
    PackBody,
    PickBody,
    ShipBody,
    TrackingBody,
)
from clients.cin7.caller import Caller
from clients.cin7.models_fulfilment import Fulfilment, Fulfilments, Pack, Pick, Ship
from clients.pace import Lane


class Fulfilling(Caller):
    """The stages after the order. Each is written authorised and in one go.

    Look at ``fulfilments`` (or the sale) before a second try: a stage that is authorised already
    refuses, and a draft would get its lines twice.
    """

    async def fulfilments(
        self, sale_id: str, *, lane: Lane = Lane.URGENT
    ) -> tuple[Fulfilment, ...]:
        """Read the shipments of a sale with their stages; the task id is never to be guessed.

        Source: ``GET /sale/fulfilment``, Cin7 Core External API v2.
        """
        found = await self._read(Fulfilments, "sale/fulfilment", {"SaleID": sale_id}, lane=lane)
        return found.fulfilments

    async def open_fulfilment(
        self, sale_id: str, *, lane: Lane = Lane.URGENT
    ) -> tuple[Fulfilment, ...]:
        """Make a further shipment, and give all of the sale. A simple sale becomes an advanced one.

        Raises:
            StageRefused: The order is not authorised, or a shipment is not picked yet: use that.
            OutcomeUnknown: It may be there; read the fulfilments.

        Source: ``POST /sale/fulfilment``, Cin7 Core External API v2.
        """
        body = FulfilmentBody(sale_id=sale_id)
        done = await self._write(Fulfilments, "POST", "sale/fulfilment", body=body, lane=lane)
        return done.fulfilments

    async def pick(
        self, body: PickBody, *, replace: bool = False, lane: Lane = Lane.URGENT
    ) -> Pick:
        """Write and authorise which units are taken from where. The order must be authorised.

        With too little on hand it stays a draft, as the answer says. ``replace`` what such a draft
        holds, as it is not known whether a POST would add to it.

        Raises:
            StageRefused: The pick is authorised already, or the order is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/pick``, ``PUT`` to replace; Cin7 Core External API v2.
        """
        verb = "PUT" if replace else "POST"
        return await self._write(Pick, verb, "sale/fulfilment/pick", body=body, lane=lane)

    async def pack(
        self, body: PackBody, *, replace: bool = False, lane: Lane = Lane.URGENT
    ) -> Pack:
        """Write and authorise which units lie in which box. The pick must be authorised.

        A POST adds to what stands there as a draft; ``replace`` does not.

        Raises:
            StageRefused: The pack is authorised already, or the pick is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/pack``, ``PUT`` to replace; Cin7 Core External API v2.
        """
        verb = "PUT" if replace else "POST"
        return await self._write(Pack, verb, "sale/fulfilment/pack", body=body, lane=lane)

    async def ship(
        self, body: ShipBody, *, replace: bool = False, lane: Lane = Lane.URGENT
    ) -> Ship:
        """Write and authorise the parcels with their tracking; the units leave the shelf now.

        A POST adds to what stands there as a draft; ``replace`` does not.

        Raises:
            StageRefused: The shipment is authorised already, or the pack is not.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``POST /sale/fulfilment/ship``, ``PUT`` to replace; Cin7 Core External API v2.
        """
        verb = "PUT" if replace else "POST"
        return await self._write(Ship, verb, "sale/fulfilment/ship", body=body, lane=lane)

    async def add_tracking(self, body: TrackingBody, *, lane: Lane = Lane.URGENT) -> Ship:
        """Say other tracking numbers for a shipment that is authorised; twice does no harm.

        Raises:
            StageRefused: The shipment is not authorised.
            OutcomeUnknown: It may stand; read the fulfilments.

        Source: ``PUT /sale/fulfilment/ship``, ``AddTrackingNumbers``; Cin7 Core External API v2.
        """
        return await self._write(Ship, "PUT", "sale/fulfilment/ship", body=body, lane=lane)
