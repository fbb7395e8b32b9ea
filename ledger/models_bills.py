"""What Cin7 last said its kits are made of."""

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from domain.bills import Unreadable
from ledger.columns import JsonObject, stored


class BillOfMaterials(SQLModel, table=True):
    """A product that Cin7 assembles or opens by itself, as of the last whole read of products."""

    __tablename__ = "bills_of_materials"

    sku: str = Field(primary_key=True)
    parts: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """Units of each component that one build takes, by SKU, as text; empty if it can't be read."""
    makes: int = 1
    """Kits that come of one build."""
    assembled: bool = True
    """Cin7 makes it when it is sold; otherwise it is only opened."""
    gives: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """Units of each component, as text, that come of opening what one build makes; empty if Cin7
    opens none of it by itself."""
    ids: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """SKU by Cin7's product id, of the kit and its components: so a rename is noticed."""
    unreadable: Unreadable | None = Field(
        default=None, sa_column=Column(stored(Unreadable), nullable=True)
    )
    """Why the bill does not say what one kit takes; None if it does."""
