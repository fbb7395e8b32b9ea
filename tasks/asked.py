"""What a round of orders looks at."""

from dataclasses import dataclass

from ledger.models import Order


@dataclass(frozen=True, slots=True)
class Asked:
    """What a round looks at."""

    stores: tuple[str, ...]
    orders: frozenset[str] | None = None
    """Order names; None for all that are due."""
    dry_run: bool = False

    def names(self, row: Order) -> bool:
        """Whether this order is one of those named, or all are."""
        return self.orders is None or row.name in self.orders

    def wants(self, row: Order) -> bool:
        """Whether a round looks at this order."""
        return row.store in self.stores and self.names(row)
