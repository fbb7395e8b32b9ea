"""One label, and how it and its tracking go over the wire."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.shipstation.errors import Json
from sandbox.shipstation.ground import Ground
from sandbox.shipstation.places import Carrier
from sandbox.shipstation.shipment import Shipment
from sandbox.shipstation.wire import moment, money

SCANS = {
    "AC": "Accepted",
    "IT": "In Transit",
    "DE": "Delivered",
    "EX": "Exception",
    "AT": "Delivery Attempt",
    "SP": "At Collection Point",
}
"""What a carrier may say of a parcel."""


@dataclass(slots=True)
class Label:
    """A label for one shipment; several packages have a tracking number each."""

    label_id: str
    shipment: Shipment
    carrier: Carrier
    service_code: str
    batch_id: str
    tracking_numbers: tuple[str, ...]
    created_at: datetime
    status: str = "completed"
    voided_at: datetime | None = None
    refuse_void: str = ""
    """A reason code: a void of this label is not approved."""
    scans: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def tracking_status(self) -> str:
        """What the last scan says, in the label's own words."""
        if not self.scans:
            return ""
        return {"DE": "delivered", "EX": "error"}.get(self.scans[-1][1], "in_transit")


def tracking_json(label: Label) -> dict[str, Json]:
    """What the carrier knows of a parcel, newest first."""
    last = label.scans[-1][1] if label.scans else "NY"
    said = SCANS.get(last, "Not Yet In System")
    delivered = next((at for at, code in label.scans if code == "DE"), None)
    return {
        "tracking_number": label.tracking_numbers[0],
        "tracking_url": tracking_url(label.tracking_numbers[0]),
        "status_code": last,
        "carrier_code": label.carrier.carrier_code,
        "carrier_id": int(label.carrier.carrier_id.removeprefix("se-")),
        "status_description": said,
        "carrier_status_code": last,
        "carrier_status_description": said,
        "ship_date": moment(label.created_at),
        "estimated_delivery_date": moment(label.created_at + timedelta(days=2)),
        "actual_delivery_date": moment(delivered),
        "exception_description": None,
        "events": [
            {
                "occurred_at": moment(at),
                "carrier_occurred_at": moment(at),
                "description": SCANS[code],
                "city_locality": "",
                "state_province": "",
                "postal_code": "",
                "country_code": "GB",
                "status_description": SCANS[code],
                "carrier_status_code": code,
                "carrier_detail_code": None,
                "carrier_status_description": SCANS[code],
                "status_code": code,
                "event_code": code,
            }
            for at, code in reversed(label.scans)
        ],
    }


def label_json(label: Label, ground: Ground) -> dict[str, Json]:
    """As a label goes over the wire; it has neither items nor a warehouse."""
    pending = label.status == "processing"
    base = f"{ground.base_url}/v2/downloads/{label.label_id}"
    download = None if pending else {"href": f"{base}.pdf", "pdf": f"{base}.pdf"}
    numbers = [None if pending else one for one in label.tracking_numbers]
    unscanned = ground.switches.created_tracking_status
    sent = label.shipment.packages
    return {
        "label_id": label.label_id,
        "status": label.status,
        "shipment_id": label.shipment.shipment_id,
        "external_shipment_id": label.shipment.external_id,
        "external_order_id": label.shipment.body.get("external_order_id"),
        "ship_date": label.created_at.strftime("%Y-%m-%dT00:00:00Z"),
        "created_at": moment(label.created_at),
        "shipment_cost": money(3.95),
        "insurance_cost": money(),
        "rate_details": [],
        "tracking_number": numbers[0],
        "tracking_url": None if pending else tracking_url(label.tracking_numbers[0]),
        "tracking_status": label.tracking_status or unscanned,
        "is_return_label": False,
        "is_international": "international" in label.service_code,
        "batch_id": label.batch_id,
        "carrier_id": label.carrier.carrier_id,
        "carrier_code": label.carrier.carrier_code,
        "service_code": label.service_code,
        "package_code": "package",
        "voided": label.voided_at is not None,
        "voided_at": moment(label.voided_at),
        "label_format": "pdf",
        "label_layout": "4x6",
        "trackable": True,
        "confirmation": label.shipment.body.get("confirmation") or "none",
        "label_download": download,
        "form_download": None,
        "packages": [
            {
                "package_code": "package",
                "weight": sent[min(index, len(sent) - 1)].get("weight"),
                "tracking_number": number,
                "sequence": index + 1,
                "label_download": download,
            }
            for index, number in enumerate(numbers)
        ],
        "ship_to": label.shipment.body.get("ship_to"),
    }


def tracking_url(number: str) -> str:
    """Where a customer follows a parcel."""
    return f"https://track.example/{number}"
