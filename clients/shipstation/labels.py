"""Labels of ShipStation V2: who shipped what, voids, and where a parcel is."""

from datetime import datetime
from urllib.parse import quote

from clients.pace import Lane
from clients.shipstation.caller import Caller
from clients.shipstation.errors import SYSTEM, VoidRefused, said
from clients.shipstation.models_labels import Label, LabelStatus, Tracking, VoidAnswer
from clients.shipstation.shipments import filters


class Labels(Caller):
    """Labels are bought by people in the app; we read them, and void them when an order is off."""

    async def labels(
        self,
        *,
        label_status: LabelStatus | None = None,
        created_since: datetime | None = None,
        shipment_id: str | None = None,
        batch_id: str | None = None,
        lane: Lane = Lane.URGENT,
    ) -> tuple[Label, ...]:
        """Read all labels that fit every filter.

        A void has no event: ask for ``voided`` with ``created_since`` 30 days back, as the filter
        goes by when the label was made.

        Raises:
            IncompleteScan: The pages don't add up; start again.

        Source: ``GET /v2/labels``, ShipStation API V2.
        """
        params = filters(
            label_status=None if label_status is None else label_status.value,
            created_at_start=created_since,
            shipment_id=shipment_id,
            batch_id=batch_id,
        )
        return await self._read_list(Label, "labels", "label_id", params, lane=lane)

    async def label(self, label_id: str, *, lane: Lane = Lane.URGENT) -> Label:
        """Read one label.

        Raises:
            NotFound: There is none.

        Source: ``GET /v2/labels/{label_id}``, ShipStation API V2.
        """
        path = f"labels/{quote(label_id, safe='')}"
        return await self._call(Label.model_validate, "GET", path, lane=lane, operation="label")

    async def void_label(self, label_id: str, *, lane: Lane = Lane.URGENT) -> VoidAnswer:
        """Void a label. A label that was void already counts as done.

        Raises:
            VoidRefused: ShipStation or the carrier did not approve; the label is live.
            NotFound: There is none.
            OutcomeUnknown: It may be void; read the label.

        Source: ``PUT /v2/labels/{label_id}/void``, ShipStation API V2.
        """
        path = f"labels/{quote(label_id, safe='')}/void"
        answer = await self._call(
            VoidAnswer.model_validate, "PUT", path, lane=lane, operation="label/void"
        )
        if not answer.is_void:
            reason = answer.reason_code or "no reason code"
            refused = VoidRefused(
                f"not approved ({reason}): {said(answer.message)}",
                system=SYSTEM,
                operation="PUT label/void",
            )
            refused.reason_code = answer.reason_code
            raise refused
        return answer

    async def tracking(self, label_id: str, *, lane: Lane = Lane.IDLE) -> Tracking:
        """Read where the parcel of a label is.

        Raises:
            NotFound: There is no such label.

        Source: ``GET /v2/labels/{label_id}/track``, ShipStation API V2.
        """
        path = f"labels/{quote(label_id, safe='')}/track"
        return await self._call(
            Tracking.model_validate, "GET", path, lane=lane, operation="label/track"
        )
