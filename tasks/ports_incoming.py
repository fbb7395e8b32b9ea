"""What we ask of an inventory system about goods that are on their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase order, and what of it has not come in yet.

    Attributes:
        number: As people call it.
        warehouse: Where it comes in; None when that is none of ours.
        expected: The day it is wanted, as its order says; None: it says none.
        units: Still to come, by SKU; empty when all is in, or it is not authorised, or void.
        updated_at: When it last changed.
    """

    purchase_id: str
    number: str
    warehouse: str | None
    expected: date | None
    units: Mapping[str, float]
    updated_at: datetime


class IncomingPort(Protocol):
    """Goods on order."""

    async def purchases_since(
        self, since: datetime, known: Mapping[str, datetime], *, most: int
    ) -> Sequence[Purchase]:
        """Purchase orders that changed since then, least lately first; one call each, and one more.

        Args:
            since: Our clock.
            known: When those we know last changed; one that has not since is left out.
            most: At most so many; the next look goes on from the last one.
        """
        ...
