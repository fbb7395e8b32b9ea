"""Which numbers say that a shelf runs low, by the same matching as buffers.

The most specific rule holds for a SKU in a warehouse; what it leaves out is as for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.matching import NOT_DESCRIBED, Product, most_specific
from domain.types import Sku, StoreName, WarehouseName

SHELF = StoreName("")
"""A shelf is no store's: rules that name one speak of what that store shows."""


class Lane(StrEnum):
    """How soon people are to hear of something."""

    ACT_NOW = "act-now"
    TODAY = "today"
    DIGEST = "digest"
    """Only once a day, with everything else of its kind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is worth a word for one SKU in one warehouse.

    Args:
        low_units: This many units available, or fewer, are low.
        lead_days: From an order to its goods.
        margin_days: Days that should be left when they come.
        order_days: How long one order is to last.
        spike_times: Lately so many times as fast as before is a spike; 0: never one.
        dead_days: So many days without a sale make units dead stock; 0: never.
        lane: How soon people hear of it; None: as its condition has it.
    """

    low_units: int = 5
    lead_days: int = 14
    margin_days: int = 3
    order_days: int = 28
    spike_times: float = 3.0
    dead_days: int = 0
    lane: Lane | None = None


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Limits of some SKUs; None leaves a number as it is for all, and a name for all."""

    low_units: int | None = None
    lead_days: int | None = None
    margin_days: int | None = None
    order_days: int | None = None
    spike_times: float | None = None
    dead_days: int | None = None
    lane: Lane | None = None
    store: StoreName | None = None
    warehouse: WarehouseName | None = None
    skus: tuple[str, ...] | None = None
    tag: str | None = None
    brand: str | None = None
    category: str | None = None
    name: str = ""

    def over(self, usual: Limits) -> Limits:
        """These limits where they say something, else the usual ones."""
        return Limits(
            low_units=_first(self.low_units, usual.low_units),
            lead_days=_first(self.lead_days, usual.lead_days),
            margin_days=_first(self.margin_days, usual.margin_days),
            order_days=_first(self.order_days, usual.order_days),
            spike_times=usual.spike_times if self.spike_times is None else self.spike_times,
            dead_days=_first(self.dead_days, usual.dead_days),
            lane=self.lane or usual.lane,
        )


def limits_for(
    rules: Sequence[AlertRule],
    usual: Limits,
    warehouse: WarehouseName,
    sku: Sku,
    product: Product = NOT_DESCRIBED,
    store: StoreName = SHELF,
) -> Limits:
    """The limits that hold for a SKU in a warehouse, or for what a store shows of it."""
    found = most_specific(rules, store, warehouse, sku, product)
    return usual if found is None else found.over(usual)


def _first(said: int | None, usual: int) -> int:
    return usual if said is None else said
