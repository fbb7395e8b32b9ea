"""A day written down by hand: each test plants one thing in it and asks the books."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.books import Report, audit
from sandbox.books_claims import Claims
from sandbox.journal import (
    Called,
    CountWritten,
    Delivered,
    Journal,
    Line,
    OrderCancelled,
    OrderPlaced,
    OrderStands,
    ProductWritten,
    SaleChanged,
    ShelfChanged,
    ShownChanged,
    StockReceived,
    UnitsSold,
)
from tests.sandbox.books.doorstep import Desk
from tests.sandbox.books.small_town import SmallTown, open_small_town

UK, EU = "uk.myshopify.example", "eu.myshopify.example"
MAIN, NORTH = "Main Warehouse", "North Warehouse"
MAP = {UK: {101: MAIN, 102: NORTH}, EU: {201: MAIN, 202: NORTH}}
MAIN_OF = {UK: 101, EU: 201}
OPENING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Day:
    """Writes a journal; seconds count from 08:00."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.now = OPENING
        self._shelf: dict[tuple[str, str], int] = {}
        self._shown: dict[tuple[str, int, str], int] = {}

    def at(self, seconds: float) -> "Day":
        self.now = OPENING + timedelta(seconds=seconds)
        return self

    def shelf(self, available: int, sku: str = "MUG", location: str = MAIN) -> "Day":
        self._shelf[(location, sku)] = available
        self.journal.note(ShelfChanged(self.now, location, sku, available, available, "test"))
        return self

    def shown(self, available: int, shop: str = UK, location: int = 0, sku: str = "MUG") -> "Day":
        location = location or MAIN_OF[shop]
        self._shown[(shop, location, sku)] = available
        self.journal.note(
            ShownChanged(self.now, shop, location, sku, item_of(sku), available, "test")
        )
        return self

    def order(
        self,
        units: int,
        number: int,
        shop: str = UK,
        *,
        sku: str = "MUG",
        location: int = 0,
        tracked: bool = True,
        lines: tuple[Line, ...] | None = None,
        name: str | None = None,
        note: str = "",
    ) -> "Day":
        location = location or MAIN_OF[shop]
        lines = lines or (Line(1, sku, units, tracked),)
        for line in lines:
            key = (shop, location, line.sku)
            if line.tracked and key in self._shown:
                before = self._shown[key]
                self.shown(before - line.units, shop, location, line.sku)
                self.journal.note(
                    UnitsSold(self.now, shop, number, location, line.sku, line.units, before)
                )
        stands = tuple((line.line_id, location, line.units) for line in lines if not line.custom)
        self.journal.note(
            OrderPlaced(self.now, shop, number, name or f"#{number}", lines, stands, note)
        )
        return self

    def stands(self, number: int, stands: tuple[tuple[int, int, int], ...], cause: str) -> "Day":
        self.journal.note(OrderStands(self.now, UK, number, stands, cause))
        return self

    def cancel(self, number: int, shop: str = UK) -> "Day":
        self.journal.note(OrderCancelled(self.now, shop, number))
        return self

    def sale(
        self,
        number: int,
        lines: Mapping[str, int],
        shop: str = UK,
        *,
        status: str = "AUTHORISED",
        location: str = MAIN,
        sale_id: str | None = None,
        external_id: str | None = None,
        reference: str | None = None,
    ) -> "Day":
        """A sale changes; the shelf falls with its authorisation and rises with its voiding."""
        sign = {"AUTHORISED": -1, "VOIDED": 1}.get(status, 0)
        for sku, units in lines.items():
            if sign and (location, sku) in self._shelf:
                self.shelf(self._shelf[(location, sku)] + sign * units, sku, location)
        self.journal.note(
            SaleChanged(
                self.now,
                sale_id or f"sale-{number}",
                f"SO-{number}",
                f"{shop}/{number}" if external_id is None else external_id,
                f"{shop[:2]} #{number}" if reference is None else reference,
                location,
                status,
                "VOIDED" if status == "VOIDED" else "ORDERED",
                tuple(lines.items()),
            )
        )
        return self

    def read(self, shop: str = UK, outcome: str = "ok") -> "Day":
        return self.called(f"shopify:{shop}", "inventoryItems", write=False, outcome=outcome)

    def called(self, system: str, operation: str, **more: object) -> "Day":
        fields = {"write": True, "outcome": "ok", **more}
        self.journal.note(Called(self.now, system, operation, **fields))  # type: ignore[arg-type]
        return self

    def write(
        self,
        value: int,
        began: float | None = None,
        shop: str = UK,
        *,
        sku: str = "MUG",
        location: int = 0,
        reference: str | None = None,
    ) -> "Day":
        """A count is set; ``began`` is when the read began, in seconds after 08:00."""
        location = location or MAIN_OF[shop]
        if began is not None:
            reference = reference_of(OPENING + timedelta(seconds=began))
        was = self._shown.get((shop, location, sku), 0)
        self.journal.note(
            CountWritten(
                self.now, shop, location, sku, item_of(sku), value, was, "key-1", reference
            )
        )
        return self.shown(value, shop, location, sku)

    def news(
        self,
        sku: str = "MUG",
        source: str = "cin7",
        *,
        status: int = 200,
        delivery_id: str = "delivery-1",
    ) -> "Day":
        self.journal.note(
            Delivered(self.now, source, "stock", delivery_id, status, (sku,), attempt=1)
        )
        return self

    def receipt(self, units: int, sku: str = "MUG", location: str = MAIN) -> "Day":
        self.journal.note(StockReceived(self.now, "po-1", "PO-1", location, sku, units))
        return self.shelf(self._shelf.get((location, sku), 0) + units, sku, location)

    def renamed(self) -> "Day":
        self.journal.note(ProductWritten(self.now, "cin7", "product-1", sku_touched=True))
        return self

    def books(self, **claims: object) -> Report:
        return audit(
            self.journal,
            Claims.model_validate(
                {"location_map": MAP, "stores": {UK: "uk", EU: "eu"}, "poll_seconds": 600, **claims}
            ),
        )


def item_of(sku: str) -> int:
    return sum(map(ord, sku))


def reference_of(began: datetime) -> str:
    return f"gid://stocksteady/StockRead/{began:%Y%m%dT%H%M%S.%f}Z-batch"


@pytest.fixture
def day() -> Day:
    """Ten mugs in the main warehouse, shown by both shops."""
    return Day().shelf(10).shown(10).shown(10, EU)


@pytest.fixture
def desk() -> Desk:
    """Ten mugs and ten cups, and nothing sold yet."""
    return Desk.open(OPENING)


@pytest.fixture
async def town() -> AsyncIterator[SmallTown]:
    """The same ten mugs in a real sandbox."""
    async with open_small_town() as town:
        yield town
