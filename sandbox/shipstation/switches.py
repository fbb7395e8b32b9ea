"""Every point where nobody could see what the real ShipStation V2 does, as a switch.

Defaults follow the reference's safer reading; a test turns one to see what happens if the vendor
turns out to be otherwise.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class ShipStationSwitches:
    """How this account of the pretend ShipStation behaves."""

    rate_limit_per_minute: int = 200
    rate_limit_response: Literal["429", "429-retry-after", "carrier-429"] = "429-retry-after"
    """``carrier-429`` says that the carrier, not ShipStation, has had enough."""

    create_batch_most: int = 100
    """Shipments a ``POST shipments`` may carry."""
    create_ignores_unlisted: bool = False
    """POST takes only the fields that the OpenAPI of July 2025 names; the others need a PUT."""
    duplicate_external_id: Literal["400", "in-row"] = "400"
    """A duplicate refuses the whole call, or only its row (200 with ``has_errors``)."""
    cancelled_frees_external_id: bool = False
    shipment_number_unique: bool = False
    address_required: Literal["loose", "schema"] = "loose"
    """``schema``: phone, state and the residential indicator must be there too."""

    update: Literal["full", "partial"] = "full"
    """A PUT replaces everything (and needs an address and a warehouse), or only what it names."""
    cancel_with_label: Literal["400", "409"] = "400"
    cancel_of_cancelled: Literal["204", "400"] = "204"
    split_external_id: Literal["null", "auto"] = "null"
    """What the second half of a split shipment has as external id."""
    split_keeps_external_id: bool = True
    """The first half of a split shipment keeps its external id."""

    label_processing_seconds: float = 0.0
    """A label is ``processing`` for so long before it is ``completed``."""
    void_approved: bool = True
    void_period_days: int = 28
    void_of_voided: Literal["refused", "approved"] = "refused"
    void_returns_to: Literal["pending", "label_purchased"] = "pending"
    """The shipment's status once its last live label is voided."""
    created_tracking_status: Literal["in_transit", "unknown"] = "in_transit"

    page_size_most: int = 500
    page_size_over: Literal["clamp", "400"] = "clamp"
    list_lag_seconds: float = 0.0
    """Lists show no record younger than this."""

    webhook_conflict: Literal["event-and-url", "event"] = "event-and-url"
    webhook_retry_after: tuple[float, ...] = (1800.0, 1800.0)
    webhook_signed_each_try: bool = True
    """Each try has a timestamp and a signature of its own; else those of the first are repeated."""
    created_by_api_fires: bool = True
    """A shipment made through the API fires ``shipment_created_v2`` too."""
