"""``ref/productavailability``: one row a product, location and bin, as many as a page asks for."""

import json
from collections.abc import Mapping
from datetime import timedelta

from sandbox.cin7.assembly import Assembly
from sandbox.cin7.errors import Json
from sandbox.cin7.ground import Ground
from sandbox.cin7.paging import Page
from sandbox.cin7.shelves import Figures, Shelf, Shelves
from sandbox.cin7.wire import number, same_id


class Availability:
    """Shows the shelves, as late as the switches say."""

    def __init__(self, ground: Ground, shelves: Shelves, assembly: Assembly) -> None:
        self._ground = ground
        self._shelves = shelves
        self._assembly = assembly

    def page(self, params: Mapping[str, str]) -> str:
        """A page of rows as JSON text; since-filters are ignored, as the real one does."""
        page = Page.of(params, self._ground.switches)
        lag = self._ground.switches.availability_lag_seconds
        omit = self._ground.switches.omit_zero_rows
        seen_until = self._ground.now() - timedelta(seconds=lag)
        total, part, first, last = 0, list[str](), page.first, page.last
        for shelf in self._asked_for(params):
            count = shelf.rows
            if count is None or shelf.changed_at > seen_until:
                count = self._count(shelf, lag)
            if not count:
                count = 0 if omit else 1
            if count and first < total + count and total < last:
                rows = self._written(shelf, lag)
                part.extend(rows[max(0, first - total) : last - total])
            total += count
        return page.written("ProductAvailabilityList", total, part)

    def product_rows(self, shelf: Shelf) -> list[dict[str, Json]]:
        """All rows of a shelf's product, true now: what the stock webhook carries."""
        rows: list[dict[str, Json]] = []
        for one in self._shelves.of(shelf.product):
            rows.extend(_rows(one, self._shelves.figures(one, 0), self._assembly.told(one)))
        return rows

    def _asked_for(self, params: Mapping[str, str]) -> list[Shelf]:
        shelves = list(self._shelves)
        if sku := params.get("sku"):
            shelves = [shelf for shelf in shelves if shelf.product.sku == sku]
        if product_id := params.get("id"):
            shelves = [s for s in shelves if same_id(s.product.product_id, product_id)]
        if name := params.get("name"):
            shelves = [s for s in shelves if s.product.name.lower().startswith(name.lower())]
        if location := params.get("location"):
            shelves = [shelf for shelf in shelves if shelf.location.name == location]
        if category := params.get("category"):
            shelves = [s for s in shelves if s.product.fields["Category"] == category]
        return [] if params.get("batch") else shelves

    def _count(self, shelf: Shelf, lag: float) -> int:
        """How many rows a shelf has: none when all is zero, else one a bin with units, or one."""
        if self._moves_with_others(shelf) or not self._shelves.settled(shelf, lag):
            return _rows_of(self._shelves.figures(shelf, lag), self._assembly.told(shelf, lag))
        if shelf.rows is None:
            shelf.rows = _rows_of(self._shelves.figures(shelf, 0))
        return shelf.rows

    def _written(self, shelf: Shelf, lag: float) -> list[str]:
        if self._moves_with_others(shelf) or not self._shelves.settled(shelf, lag):
            told = self._assembly.told(shelf, lag)
            return _text(_rows(shelf, self._shelves.figures(shelf, lag), told))
        if not shelf.written:
            shelf.written = _text(_rows(shelf, self._shelves.figures(shelf, 0)))
        return shelf.written

    def _moves_with_others(self, shelf: Shelf) -> bool:
        """A kit's figures change with its components', so nothing of them is kept."""
        return self._assembly.moves_with_others(shelf.product)


def _rows_of(figures: Figures, made: int = 0) -> int:
    bins = sum(1 for _, units in figures.bins if units)
    return bins or (1 if figures.allocated or figures.on_order or made else 0)


def _text(rows: list[dict[str, Json]]) -> list[str]:
    return [json.dumps(row, separators=(",", ":")) for row in rows]


def _rows(shelf: Shelf, figures: Figures, made: int = 0) -> list[dict[str, Json]]:
    """One row a bin; OnOrder and InTransit stand on each of them, as in the real one.

    What components could make is told on the last one only, so that bins may be added up.
    """
    bins = [(name, units) for name, units in figures.bins if units] or [("", 0)]
    left = figures.allocated
    rows: list[dict[str, Json]] = []
    for place, (name, units) in enumerate(bins, start=1):
        allocated = left if place == len(bins) else min(left, max(units, 0))
        left -= allocated
        rows.append(
            {
                "ID": shelf.product.product_id,
                "SKU": shelf.product.sku,
                "Name": shelf.product.name,
                "Barcode": shelf.product.barcode,
                "Location": shelf.location.name,
                "Bin": name or None,
                "Batch": None,
                "ExpiryDate": None,
                "OnHand": units,
                "Allocated": allocated,
                "Available": units - allocated + (made if place == len(bins) else 0),
                "OnOrder": figures.on_order,
                "StockOnHand": number(units * shelf.product.cost),
                "InTransit": 0,
                "NextDeliveryDate": figures.next_delivery,
            }
        )
    return rows
