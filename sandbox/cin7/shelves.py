"""The stock figures: what is on hand, allocated and on order, by product and location.

``Available = OnHand - Allocated``. Every change is journaled with the true figures at its moment,
kept for as long as availability may lag, and told to the webhooks when Available moved.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.cin7.ground import Ground
from sandbox.cin7.places import Location, Spot
from sandbox.cin7.products import Product
from sandbox.journal import ShelfChanged

ALWAYS = datetime.min.replace(tzinfo=UTC)
"""When opening stock came to be."""

REMEMBERED = timedelta(seconds=900)
"""How far back availability can lag."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A shelf's figures from a moment on. Units; ``bins`` holds on hand by bin name."""

    since: datetime
    bins: tuple[tuple[str, int], ...]
    allocated: int
    on_order: int
    next_delivery: str | None

    @property
    def on_hand(self) -> int:
        """Units in all bins together."""
        return sum(units for _, units in self.bins)

    @property
    def available(self) -> int:
        """On hand less allocated; may be negative."""
        return self.on_hand - self.allocated


@dataclass(slots=True, eq=False)
class Shelf:
    """One product at one location."""

    product: Product
    location: Location
    bins: dict[str, int] = field(default_factory=dict)
    reserved: int = 0
    """Units of authorised orders that are covered by stock."""
    backordered: int = 0
    """Units of authorised orders that were not there when the order was authorised."""
    on_order: int = 0
    next_delivery: str | None = None
    changed_at: datetime = ALWAYS
    past: list[Figures] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """The rows of ``productavailability`` as text, kept until something changes."""
    rows: int | None = None
    """How many they are; none when all figures are zero."""

    @property
    def on_hand(self) -> int:
        """Units in all bins together."""
        return sum(self.bins.values())


class Shelves:
    """All shelves of the company, in the order they came into being."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._shelves: dict[str, dict[str, Shelf]] = {}
        self.on_stock_in: list[Callable[[Shelf], None]] = []
        """Called when units came in."""
        self.on_available: list[Callable[[Shelf], None]] = []
        """Called when Available changed."""

    def __iter__(self) -> Iterator[Shelf]:
        for shelves in self._shelves.values():
            yield from shelves.values()

    def at(self, product: Product, location: Location) -> Shelf:
        """The shelf of a product at a location, made when there is none."""
        shelves = self._shelves.setdefault(product.product_id, {})
        shelf = shelves.get(location.location_id)
        if shelf is None:
            shelf = shelves[location.location_id] = Shelf(product, location)
        return shelf

    def of(self, product: Product) -> list[Shelf]:
        """All shelves of a product."""
        return list(self._shelves.get(product.product_id, {}).values())

    def available(self, shelf: Shelf) -> int:
        """True Available now, in units."""
        return shelf.on_hand - self.allocated(shelf)

    def allocated(self, shelf: Shelf) -> int:
        """True Allocated now, in units; whether backorders count is a switch."""
        counted = self._ground.switches.backorder_counts_as_allocated
        return shelf.reserved + (shelf.backordered if counted else 0)

    def seed(self, product: Product, spot: Spot, units: int) -> None:
        """Put opening stock on a shelf; it was always there."""
        shelf = self.at(product, spot.location)
        shelf.bins[spot.bin] = shelf.bins.get(spot.bin, 0) + units
        self._remember(shelf, ALWAYS)
        self._journal(shelf, "seed")

    def move(
        self,
        shelf: Shelf,
        cause: str,
        *,
        on_hand: int = 0,
        bin_name: str = "",
        reserved: int = 0,
        backordered: int = 0,
        on_order: int = 0,
    ) -> None:
        """Change a shelf's figures by so many units each, all in one moment."""
        before = (self.available(shelf), shelf.on_hand)
        if on_hand < 0:
            _take(shelf.bins, bin_name, -on_hand)
        elif on_hand:
            shelf.bins[bin_name] = shelf.bins.get(bin_name, 0) + on_hand
        shelf.reserved += reserved
        shelf.backordered += backordered
        shelf.on_order = max(0, shelf.on_order + on_order)
        if not shelf.on_order:
            shelf.next_delivery = None
        self._remember(shelf, self._ground.now())
        self._ground.changed()
        if (self.available(shelf), shelf.on_hand) != before:
            self._journal(shelf, cause)
        if self.available(shelf) != before[0]:
            for heard in self.on_available:
                heard(shelf)
        if on_hand > 0:
            for heard in self.on_stock_in:
                heard(shelf)

    def figures(self, shelf: Shelf, lag: float) -> Figures:
        """The figures as they were ``lag`` seconds ago."""
        if self.settled(shelf, lag):
            return self._now(shelf, self._ground.now())
        moment = self._ground.now() - timedelta(seconds=lag)
        for figures in reversed(shelf.past):
            if figures.since <= moment:
                return figures
        return Figures(moment, (), 0, 0, None)

    def forget_written(self, product: Product) -> None:
        """Write a product's rows anew, as its name or SKU changed."""
        for shelf in self.of(product):
            shelf.written = []

    def settled(self, shelf: Shelf, lag: float) -> bool:
        """Whether nothing changed within the lag, so that what is shown is what is true."""
        return not lag or shelf.changed_at <= self._ground.now() - timedelta(seconds=lag)

    def _now(self, shelf: Shelf, since: datetime) -> Figures:
        return Figures(
            since,
            tuple(shelf.bins.items()),
            self.allocated(shelf),
            shelf.on_order,
            shelf.next_delivery,
        )

    def _remember(self, shelf: Shelf, since: datetime) -> None:
        shelf.written, shelf.rows, shelf.changed_at = [], None, since
        horizon = self._ground.now() - REMEMBERED
        while len(shelf.past) > 1 and shelf.past[1].since <= horizon:
            shelf.past.pop(0)
        shelf.past.append(self._now(shelf, since))

    def _journal(self, shelf: Shelf, cause: str) -> None:
        self._ground.note(
            ShelfChanged(
                self._ground.now(),
                shelf.location.name,
                shelf.product.sku,
                self.available(shelf),
                shelf.on_hand,
                cause,
            )
        )


def _take(bins: dict[str, int], named: str, units: int) -> None:
    """Take units from the named bin, else from wherever there are some."""
    for name in [named] if named else ["", *bins]:
        here = min(units, max(0, bins.get(name, 0)))
        if here:
            bins[name] -= here
            units -= here
    if units:
        bins[named] = bins.get(named, 0) - units
