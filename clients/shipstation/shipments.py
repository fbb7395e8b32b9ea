"""Shipments of ShipStation V2, which its app calls orders."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from pydantic import TypeAdapter

from clients.errors import OutcomeUnknown, Rejected
from clients.pace import Lane
from clients.shipstation.bodies import ShipmentBody, ShipmentChanges
from clients.shipstation.caller import Caller
from clients.shipstation.errors import SYSTEM, NotFound, StatusRefused, complaint_of, kind_of
from clients.shipstation.models_shipments import Created, Shipment

READ_ONLY = frozenset(
    {"shipment_id", "created_at", "modified_at", "shipment_status", "tags", "total_weight"}
)
READ_ONLY_OF_A_PACKAGE = frozenset({"shipment_package_id", "tracking_number"})
"""Fields that ShipStation shows and does not take back."""

DOCUMENT: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])


class Shipments(Caller):
    """Made under our key, found by it, changed and cancelled while pending."""

    async def create_shipment(self, body: ShipmentBody, *, lane: Lane = Lane.URGENT) -> Shipment:
        """Make one shipment. Its external id is unique in the account and can't be changed.

        Raises:
            DuplicateShipment: A shipment with this external id is there; nothing was made.
            OutcomeUnknown: It may be there; look it up by the external id.

        Source: ``POST /v2/shipments``, ShipStation API V2.
        """
        sent = {"shipments": [body.as_json()]}
        return await self._call(
            _made, "POST", "shipments", lane=lane, operation="shipments", json=sent
        )

    async def shipment_by_external_id(
        self, external_shipment_id: str, *, lane: Lane = Lane.URGENT
    ) -> Shipment | None:
        """Find the shipment made under our key; None when there is none.

        Source: ``GET /v2/shipments/external_shipment_id/{external_shipment_id}``, ShipStation V2.
        """
        path = f"shipments/external_shipment_id/{quote(external_shipment_id, safe='')}"
        try:
            return await self._call(
                Shipment.model_validate,
                "GET",
                path,
                lane=lane,
                operation="shipments/external_shipment_id",
            )
        except NotFound:
            return None

    async def shipment(self, shipment_id: str, *, lane: Lane = Lane.URGENT) -> Shipment:
        """Read one shipment.

        Raises:
            NotFound: There is none; a shipment merged into another vanishes like this too.

        Source: ``GET /v2/shipments/{shipment_id}``, ShipStation API V2.
        """
        return await self._call(
            Shipment.model_validate, "GET", path_of(shipment_id), lane=lane, operation="shipment"
        )

    async def shipments(
        self,
        *,
        shipment_number: str | None = None,
        shipment_status: str | None = None,
        batch_id: str | None = None,
        created_since: datetime | None = None,
        modified_since: datetime | None = None,
        lane: Lane = Lane.STOCK,
    ) -> tuple[Shipment, ...]:
        """Read all shipments that fit every filter, such as all parts of a split order by number.

        Whether the number's filter is exact is not documented: compare whole.

        Raises:
            IncompleteScan: The pages don't add up; start again.

        Source: ``GET /v2/shipments``, ShipStation API V2.
        """
        params = filters(
            shipment_number=shipment_number,
            shipment_status=shipment_status,
            batch_id=batch_id,
            created_at_start=created_since,
            modified_at_start=modified_since,
        )
        return await self._read_list(Shipment, "shipments", "shipment_id", params, lane=lane)

    async def update_shipment(
        self, shipment_id: str, changes: ShipmentChanges, *, lane: Lane = Lane.URGENT
    ) -> Shipment:
        """Replace some fields of a pending shipment. It is read first and sent back whole.

        Lists (items, packages) are replaced, never joined. Costs two calls or three.

        Raises:
            StatusRefused: It is not pending any more; nothing was sent.
            NotFound: There is none.
            OutcomeUnknown: It may be changed; read it.

        Source: ``GET`` and ``PUT /v2/shipments/{shipment_id}``, ShipStation API V2.
        """
        path = path_of(shipment_id)
        now, whole = await self._call(
            lambda said: (Shipment.model_validate(said), DOCUMENT.validate_python(said)),
            "GET",
            path,
            lane=lane,
            operation="shipment",
        )
        if not now.is_pending:
            message = f"the shipment is {now.shipment_status}, not pending"
            raise StatusRefused(message, system=SYSTEM, operation="PUT shipment")
        changed = await self._call(
            lambda said: None if said is None else Shipment.model_validate(said),
            "PUT",
            path,
            lane=lane,
            operation="shipment",
            json=merged(whole, changes),
        )
        return changed or await self.shipment(shipment_id, lane=lane)

    async def cancel_shipment(self, shipment_id: str, *, lane: Lane = Lane.URGENT) -> None:
        """Cancel a shipment for good. Its labels must be void before; look again afterwards.

        Raises:
            AlreadyCancelled: It was cancelled before.
            StatusRefused: A label is live, or the shipment can't be cancelled any more.
            NotFound: There is none.
            OutcomeUnknown: It may be cancelled; read it.

        Source: ``PUT /v2/shipments/{shipment_id}/cancel``, ShipStation API V2.
        """
        path = f"{path_of(shipment_id)}/cancel"
        await self._call(lambda _: None, "PUT", path, lane=lane, operation="shipment/cancel")


def merged(whole: Mapping[str, object], changes: ShipmentChanges) -> dict[str, object]:
    """The whole shipment with the changes in it, without nulls and what can't be sent back.

    A new origin, warehouse or address, replaces the old one, whichever that was.
    """
    kept = {k: v for k, v in whole.items() if k not in READ_ONLY and v is not None}
    packages = kept.get("packages")
    if isinstance(packages, list):
        kept["packages"] = [
            {k: v for k, v in one.items() if k not in READ_ONLY_OF_A_PACKAGE and v is not None}
            for one in packages
            if isinstance(one, dict)
        ]
    new = changes.as_json()
    for origin, other in (("warehouse_id", "ship_from"), ("ship_from", "warehouse_id")):
        if origin in new:
            kept.pop(other, None)
    return {**kept, **new}


def filters(**given: str | datetime | None) -> dict[str, str]:
    """Filters as ShipStation reads them: moments in UTC with a Z, those not given left out."""
    return {
        name: value if isinstance(value, str) else zulu(value)
        for name, value in given.items()
        if value is not None
    }


def zulu(moment: datetime) -> str:
    """An aware moment in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def path_of(shipment_id: str) -> str:
    """The path of one shipment."""
    return f"shipments/{quote(shipment_id, safe='')}"


def _made(said: object) -> Shipment:
    """Read the answer to a create, which is a 200 even when nothing was made."""
    operation = "POST shipments"
    rows = Created.model_validate(said).shipments
    if len(rows) != 1:
        message = f"{len(rows)} rows in the answer for one shipment"
        raise OutcomeUnknown(message, system=SYSTEM, operation=operation)
    found = tuple(complaint_of(error) for error in rows[0].errors)
    kind = kind_of(found)
    if found and (rows[0].shipment_id is None or kind is not Rejected):
        raise kind("; ".join(map(str, found)), system=SYSTEM, operation=operation)
    document = DOCUMENT.validate_python(said)["shipments"]
    return Shipment.model_validate(document[0] if isinstance(document, list) else None)
