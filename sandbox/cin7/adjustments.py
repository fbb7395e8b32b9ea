"""Stock adjustments: a new absolute figure for a product at a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sandbox.cin7.bodies import Text50
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.paging import Page
from sandbox.cin7.papers_json import DIMENSIONS
from sandbox.cin7.places import Spot
from sandbox.cin7.products import Product
from sandbox.cin7.shelves import Shelves
from sandbox.cin7.wire import Body, Units, number, read, same_id


class AdjustedLineBody(Body):
    """A line: ``Quantity`` is the new figure, not a difference."""

    product_id: str | None = None
    sku: Text50 | None = None
    quantity: Units
    unit_cost: Decimal
    location: str | None = None
    location_id: str | None = None
    received_date: str | None = None
    comments: str | None = None


class AdjustmentBody(Body):
    """POST and PUT ``/stockadjustment``."""

    task_id: str | None = None
    effective_date: str
    status: Literal["DRAFT", "COMPLETED"]
    account: str | None = None
    reference: str | None = None
    comment: str | None = None
    update_on_hand: bool = False
    lines: list[AdjustedLineBody]


@dataclass(frozen=True, slots=True)
class AdjustedLine:
    """A line as it was applied (or will be), with the figures before."""

    product: Product
    spot: Spot
    quantity: int
    unit_cost: Decimal
    was_on_hand: int
    was_available: int
    received_date: str | None
    comments: str


@dataclass(slots=True, eq=False)
class Adjustment:
    """An adjustment document."""

    task_id: str
    number: str
    body: AdjustmentBody
    lines: list[AdjustedLine] = field(default_factory=list)


class Adjustments:
    """All stock adjustments, oldest first."""

    def __init__(self, ground: Ground, catalogue: Catalogue, shelves: Shelves) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._shelves = shelves
        self._adjustments: list[Adjustment] = []

    def get(self, task_id: str | None) -> Adjustment:
        """The adjustment with this id."""
        for one in self._adjustments:
            if task_id and same_id(one.task_id, task_id):
                return one
        raise Refusal("Stock adjustment not found")

    def create(self, posted: Mapping[str, object] | None) -> Adjustment:
        """Make an adjustment; COMPLETED changes the stock at once, whatever the date."""
        body = read(AdjustmentBody, posted)
        number_ = f"ST-{len(self._adjustments) + 1:05d}"
        one = Adjustment(self._ground.guid(), number_, body, self._read(body))
        self._adjustments.append(one)
        self._apply(one)
        return one

    def update(self, posted: Mapping[str, object] | None) -> Adjustment:
        """Rewrite a draft, or complete it."""
        body = read(AdjustmentBody, posted)
        one = self.get(body.task_id)
        if one.body.status != "DRAFT":
            raise Refusal(f"Stock adjustment cannot be saved in status {one.body.status}")
        one.lines, one.body = self._read(body), body
        self._apply(one)
        return one

    def page(self, params: Mapping[str, str]) -> str:
        """A page of the list, oldest first; since-filters are ignored, as the real one does."""
        page, status = Page.of(params, self._ground.switches), params.get("status")
        rows: list[Json] = [
            {
                "TaskID": one.task_id,
                "EffectiveDate": one.body.effective_date,
                "StocktakeNumber": one.number,
                "Status": one.body.status,
                "Account": one.body.account or "403",
                "Reference": one.body.reference or "",
                "Comment": one.body.comment or "",
            }
            for one in self._adjustments
            if not status or one.body.status == status
        ]
        return page.envelope("StockAdjustmentList", rows)

    def _read(self, body: AdjustmentBody) -> list[AdjustedLine]:
        lines = []
        for one in body.lines:
            product = self._catalogue.product(one.product_id, one.sku)
            if product.kind != "Stock":
                raise Refusal(f"Product '{product.sku}' is not a stock product")
            spot = self._catalogue.spot(one.location, one.location_id)
            shelf = self._shelves.at(product, spot.location)
            on_hand, available = shelf.on_hand, self._shelves.available(shelf)
            lines.append(
                AdjustedLine(
                    product,
                    spot,
                    int(one.quantity),
                    one.unit_cost,
                    on_hand,
                    available,
                    one.received_date,
                    one.comments or "",
                )
            )
        return lines

    def _apply(self, one: Adjustment) -> None:
        self._ground.changed()
        if one.body.status != "COMPLETED":
            return
        for line in one.lines:
            shelf = self._shelves.at(line.product, line.spot.location)
            in_place = shelf.bins.get(line.spot.bin, 0) if line.spot.bin else shelf.on_hand
            now = in_place if one.body.update_on_hand else in_place - self._shelves.allocated(shelf)
            self._shelves.move(
                shelf,
                f"adjustment {one.number}",
                on_hand=line.quantity - now,
                bin_name=line.spot.bin,
            )

    def document(self, one: Adjustment) -> dict[str, Json]:
        """The document: lines where there was stock apart from those where there was none."""
        return {
            "TaskID": one.task_id,
            "EffectiveDate": one.body.effective_date,
            "StocktakeNumber": one.number,
            "Status": one.body.status,
            "Account": one.body.account or "403",
            "Reference": one.body.reference or "",
            "Comment": one.body.comment or "",
            "UpdateOnHand": one.body.update_on_hand,
            "ExistingStockLines": [_existing(line) for line in one.lines if line.was_on_hand],
            "NewStockLines": [_new(line) for line in one.lines if not line.was_on_hand],
            "Transactions": [],
        }


def _common(line: AdjustedLine) -> dict[str, Json]:
    return {
        "ProductID": line.product.product_id,
        "SKU": line.product.sku,
        "ProductName": line.product.name,
        "LocationID": line.spot.spot_id,
        "Location": line.spot.name,
        "BatchSN": None,
        "ExpiryDate": None,
        "Comments": line.comments,
        **DIMENSIONS,
    }


def _existing(line: AdjustedLine) -> dict[str, Json]:
    return {
        **_common(line),
        "QuantityOnHand": line.was_on_hand,
        "Available": line.was_available,
        "Adjustment": line.quantity,
    }


def _new(line: AdjustedLine) -> dict[str, Json]:
    return {
        **_common(line),
        "Quantity": line.quantity,
        "UnitCost": number(line.unit_cost),
        "ReceivedDate": line.received_date,
    }
