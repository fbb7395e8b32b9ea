"""What Cin7 last said its kits are made of."""

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from domain.bills import Unreadable
from ledger.columns import JsonObject, stored


class BillOfMaterials(SQLModel, table=True):
    """One product that Cin7 assembles by itself, as of the last whole read of the catalogue."""

    __tablename__ = "bills_of_materials"

    sku: str = Field(primary_key=True)
    parts: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """Units of each component that one build takes, by SKU, as text; empty if it can't be read."""
    makes: int = 1
    """Kits that come of one build."""
    ids: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """SKU by Cin7's product id, of the kit and its components: so a rename is noticed."""
    unreadable: Unreadable | None = Field(
        default=None, sa_column=Column(stored(Unreadable), nullable=True)
    )
    """Why the bill does not say what one kit takes; None if it does."""
