"""What ShipStation tells of labels, which its app calls shipments, and of parcels on their way."""

from enum import StrEnum

from clients.shipstation.fields import (
    Answer,
    Day,
    Flag,
    Moment,
    Money,
    Rows,
    SeId,
    Text,
    Weight,
    Word,
)


class LabelStatus(StrEnum):
    """The statuses that V2 documents; the field itself is open."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    ERROR = "error"
    VOIDED = "voided"


class Parcel(Answer):
    """One box of a label, with its own tracking number."""

    sequence: int | None = None
    package_code: Text = ""
    tracking_number: Text = ""
    weight: Weight | None = None


class Label(Answer):
    """A label. It names neither lines nor warehouse: follow ``shipment_id`` for those.

    ``tracking_status`` says ``in_transit`` from the first moment on; it proves no scan. The
    addresses of its files are secrets and are not kept.
    """

    label_id: SeId
    status: Word
    shipment_id: SeId
    external_shipment_id: str | None = None
    created_at: Moment
    ship_date: Day | None = None
    tracking_number: Text = ""
    tracking_url: Text = ""
    tracking_status: Word = ""
    carrier_id: Text = ""
    carrier_code: Text = ""
    service_code: Text = ""
    package_code: Text = ""
    batch_id: Text = ""
    is_return_label: Flag = False
    voided: Flag = False
    voided_at: Moment | None = None
    shipment_cost: Money | None = None
    insurance_cost: Money | None = None
    packages: Rows[Parcel] = ()

    @property
    def is_voided(self) -> bool:
        """It was voided, by either of the two fields that say so."""
        return self.voided or self.status == LabelStatus.VOIDED

    @property
    def is_tellable(self) -> bool:
        """An outbound parcel with a tracking number that a customer may be told."""
        done = self.status == LabelStatus.COMPLETED and not self.is_voided
        return done and not self.is_return_label and bool(self.tracking_numbers)

    @property
    def tracking_numbers(self) -> tuple[str, ...]:
        """Every parcel's number once, the label's own first."""
        numbers = (self.tracking_number, *(each.tracking_number for each in self.packages))
        return tuple(dict.fromkeys(number for number in numbers if number))


class VoidAnswer(Answer):
    """The answer to a void; it comes with a 200 whether it was approved or not."""

    approved: bool
    message: Text = ""
    reason_code: Word = ""

    @property
    def is_void(self) -> bool:
        """The label is void now: by this call or by an earlier one."""
        return self.approved or self.reason_code == "label_already_voided"


class TrackEvent(Answer):
    """One thing that happened to a parcel."""

    occurred_at: Moment
    event_code: Text = ""
    description: Text = ""
    city_locality: Text = ""
    country_code: Text = ""


class Tracking(Answer):
    """Where a parcel is. ``status_code`` has two letters, such as ``IT`` or ``DE``."""

    tracking_number: Text = ""
    status_code: Text = ""
    status_description: Text = ""
    carrier_code: Text = ""
    exception_description: Text = ""
    events: Rows[TrackEvent] = ()

    @property
    def is_delivered(self) -> bool:
        """The carrier says that it was delivered."""
        return self.status_code.upper() == "DE"
