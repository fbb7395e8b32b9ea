"""What we ask of an inventory system about the kits that it assembles by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.bills import Bill
from domain.types import Sku


@dataclass(frozen=True, slots=True)
class ToldBill:
    """A bill, and the system's own ids of its kit and components, with the SKUs they bore."""

    bill: Bill
    ids: Mapping[str, Sku] = field(default_factory=dict)


class BillsPort(Protocol):
    """Bills of materials."""

    async def bills(self, *, idle: bool) -> list[ToldBill]:
        """Every kit that is assembled by itself when it is sold.

        Args:
            idle: Only with calls that nobody else wants.

        Raises:
            IncompleteScan: The pages don't add up; nothing of the read is to be used.
        """
        ...

    async def bills_changed(self, since: datetime, known: Collection[ToldBill]) -> bool:
        """Whether a kit was added, changed or taken away since then, or a component renamed.

        With calls that nobody else wants; one, as long as few products changed.
        """
        ...
