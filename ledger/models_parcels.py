"""What was handed to the carrier desk, and the parcels that came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ledger.columns import JsonObject, Said, UtcDateTime, enum_column, id_column


class ShipmentState(StrEnum):
    """What became of an order that was handed over."""

    OPEN = "open"
    """It stands at the carrier desk."""
    CANCELLED = "cancelled"
    """It was taken back; a new one bears the next generation."""


class Shipment(SQLModel, table=True):
    """One order handed to the carrier desk. Parts of a split one are not here: they are read."""

    __tablename__ = "shipments"
    __table_args__ = (UniqueConstraint("store", "order_id", "generation"),)

    id: int = Field(default=None, sa_column=id_column())
    store: str
    order_id: int = Field(sa_type=BigInteger)
    generation: int
    """1 for the first; what is made anew after a cancel counts on."""
    external_id: str = Field(unique=True)
    """``<store>:<order id>:<generation>``, our name of it at the carrier desk."""
    shipment_id: str = Field(index=True)
    """The carrier desk's own name of it."""
    number: str
    """What people call it there: store and order name."""
    warehouse: str
    state: ShipmentState = Field(sa_column=enum_column(ShipmentState))
    lines: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    """``{"line_id", "sku", "units"}`` each; ``line_id`` is Shopify's number of the order line."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    because: str | None = Field(default=None, sa_type=Said)


class ParcelState(StrEnum):
    """How far a parcel has come."""

    BOUGHT = "bought"
    """Its label is complete; nobody was told."""
    TOLD = "told"
    """The customer was told, by one Shopify fulfilment."""
    VOIDED = "voided"
    """Its label was voided before anybody was told."""
    UNTOLD = "untold"
    """Its label was voided after the customer was told; the fulfilment was cancelled."""


class Parcel(SQLModel, table=True):
    """One label of the carrier desk."""

    __tablename__ = "parcels"
    __table_args__ = (Index(None, "store", "order_id"), Index(None, "state"))

    id: int = Field(default=None, sa_column=id_column())
    label_id: str = Field(unique=True)
    store: str
    order_id: int = Field(sa_type=BigInteger)
    shipment_id: str = Field(index=True)
    carrier_code: str
    service_code: str = ""
    tracking: list[str] = Field(default_factory=list, sa_type=JSON)
    """Tracking numbers; a label of several packages has several."""
    lines: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    """``{"line_id", "sku", "units"}`` each, as the shipment held them when it was labelled."""
    state: ParcelState = Field(sa_column=enum_column(ParcelState))
    bought_at: datetime = Field(sa_type=UtcDateTime)
    """When the label was made, as the carrier desk says."""
    seen_at: datetime = Field(sa_type=UtcDateTime)
    fulfillment_id: str | None = None
    """Shopify's whole id of the fulfilment that told it."""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_tracking: list[str] = Field(default_factory=list, sa_type=JSON)
    """What Shopify shows; differs from ``tracking`` until a correction has gone out."""
    leg_id: str | None = Field(default=None, unique=True)
    """Cin7's id of its fulfilment (pick, pack, ship); no two parcels share one."""
    shipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its shipment was authorised in Cin7."""
    shipped_tracking: list[str] = Field(default_factory=list, sa_type=JSON)
    """What Cin7 shows."""
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_by: str | None = None
    """The label that was bought in place of this one."""
