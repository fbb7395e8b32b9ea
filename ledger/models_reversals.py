"""What was taken back of an order, and what is left: reserved = released + shipped + open."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from ledger.columns import JsonObject, Said, UtcDateTime, enum_column, id_column


class LineBalance(SQLModel, table=True):
    """Units of one order line, from the day Cin7 reserved them. All are whole and never below 0."""

    __tablename__ = "line_balances"
    __table_args__ = (
        CheckConstraint("released >= 0 AND shipped >= 0 AND returned >= 0", name="whole"),
        CheckConstraint("released + shipped <= reserved", name="sums"),
        CheckConstraint("returned <= shipped", name="returns"),
    )

    store: str = Field(primary_key=True)
    order_id: int = Field(sa_type=BigInteger, primary_key=True)
    line_id: str = Field(primary_key=True)
    """Shopify's number of the order line."""
    sku: str
    reserved: int
    """Units that Cin7 was ever asked to reserve for this line."""
    released: int = 0
    """Units given back before they were shipped."""
    shipped: int = 0
    """Units that left in a parcel."""
    returned: int = 0
    """Of the shipped ones, units that came back to a shelf."""

    @property
    def open(self) -> int:
        """Units reserved, neither released nor shipped."""
        return self.reserved - self.released - self.shipped


class ReversalKind(StrEnum):
    """What Shopify took back."""

    CANCEL = "cancel"
    """The whole order."""
    REDUCE = "reduce"
    """Units that were not shipped (a refund with CANCEL or NO_RESTOCK, or an edit)."""
    RETURN = "return"
    """Shipped units that came back to a shelf."""
    KEEP = "keep"
    """Shipped units that were paid back and did not come back."""
    MONEY = "money"
    """No units, money only."""


class ReversalStage(StrEnum):
    """How far the order had come when it was taken back."""

    NOT_IN_CIN7 = "not-in-cin7"
    IN_CIN7 = "in-cin7"
    HANDED_OFF = "handed-off"
    LABELLED = "labelled"
    TOLD = "told"
    UNTOLD = "untold"
    """Told, and the label voided since."""


class ReversalState(StrEnum):
    """Is it done?"""

    OPEN = "open"
    DONE = "done"
    FOR_A_PERSON = "for-a-person"
    """A machine can't; an exception says why."""


class Reversal(SQLModel, table=True):
    """One decision of Shopify's to take something back, and what became of it."""

    __tablename__ = "reversals"
    __table_args__ = (Index(None, "store", "order_id"), Index(None, "state"))

    id: int = Field(default=None, sa_column=id_column())
    key: str = Field(unique=True)
    """``<store>/<order id>/`` and ``cancel``, ``refund/<refund id>`` or ``edit/<number>``."""
    store: str
    order_id: int = Field(sa_type=BigInteger)
    kind: ReversalKind = Field(sa_column=enum_column(ReversalKind))
    stage: ReversalStage = Field(sa_column=enum_column(ReversalStage))
    state: ReversalState = Field(sa_column=enum_column(ReversalState))
    lines: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    """``{"line_id", "sku", "units"}`` each."""
    amount: str = "0"
    """Money paid back, in the shop's currency."""
    because: str = Field(default="", sa_type=Said)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    """When we first met it."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
