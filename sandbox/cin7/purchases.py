"""Purchases: what was ordered from suppliers. The sandbox makes them authorised."""

from collections.abc import Iterator, Mapping, Sequence

from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.errors import DEPRECATED_PURCHASE, Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.hooks import Hooks
from sandbox.cin7.purchase_documents import Purchase, PurchaseKind, PurchaseLine
from sandbox.cin7.shelves import Shelves

SUPPLIER = "Harbour Supplies"
"""The supplier of purchases that the sandbox makes."""


class Purchases:
    """All purchases of the company, oldest first."""

    def __init__(
        self, ground: Ground, catalogue: Catalogue, shelves: Shelves, hooks: Hooks
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._shelves = shelves
        self._hooks = hooks
        self._purchases: dict[str, Purchase] = {}
        self._supplier_id = ground.guid()

    def __iter__(self) -> Iterator[Purchase]:
        return iter(self._purchases.values())

    def get(self, purchase_id: str | None) -> Purchase:
        """The purchase with this id."""
        purchase = self._purchases.get((purchase_id or "").lower())
        if purchase is None:
            raise Refusal("Purchase not found")
        return purchase

    def simple(self, purchase_id: str | None) -> Purchase:
        """The purchase with this id, if ``/purchase`` still shows it."""
        purchase = self.get(purchase_id)
        if purchase.advanced:
            raise Refusal(DEPRECATED_PURCHASE)
        return purchase

    def create(
        self,
        lines: Sequence[tuple[str, int]],
        location: str,
        kind: PurchaseKind = "Advanced Purchase",
        required_by: str | None = None,
    ) -> Purchase:
        """Order units (sku, units) for a location; authorised at once.

        Args:
            lines: SKU and units.
            location: Name of the location they are to come to.
            kind: Simple purchases have one receipt, advanced ones many.
            required_by: The day they are wanted, as ``2026-11-30T00:00:00``.
        """
        now, place = self._ground.now(), self._catalogue.spot(location).location
        products = [(self._catalogue.product(None, sku), units) for sku, units in lines]
        ordered = [PurchaseLine(product, units, product.cost) for product, units in products]
        purchase = Purchase(
            self._ground.guid(),
            f"PO-{len(self._purchases) + 1:05d}",
            kind,
            place,
            self._supplier_id,
            now,
            now,
            required_by,
            ordered,
        )
        self._purchases[purchase.purchase_id] = purchase
        for line in ordered:
            shelf = self._shelves.at(line.product, place)
            if required_by:
                shelf.next_delivery = min(required_by, shelf.next_delivery or required_by)
            self._shelves.move(shelf, f"purchase {purchase.number}", on_order=line.quantity)
        skus = [line.product.sku for line in ordered]
        self.tell("Purchase/OrderAuthorised", purchase, {"TaskID": purchase.purchase_id}, skus)
        return purchase

    def tell(
        self, kind: str, purchase: Purchase, own: Mapping[str, Json], skus: Sequence[str]
    ) -> None:
        """Tell the hooks what happened to a purchase."""
        payload = {
            **own,
            "PurchaseOrderNumber": purchase.number,
            "SupplierName": SUPPLIER,
            "SupplierContactName": None,
            "SupplierContactEmail": None,
        }
        self._hooks.fire(kind, payload, tuple(dict.fromkeys(skus)))
