"""Cin7 Core behind the inventory port: its words for stock, sales and receipts become ours.

Shipping and taking back stand in ``cin7_shipping.py`` and ``cin7_taking_back.py``.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from clients.cin7.models_stock import Availability
from clients.cin7.models_stock import Product as Cin7Product
from clients.errors import Malformed
from clients.pace import Lane
from domain.matching import Product
from domain.places import BinRow, for_sale
from domain.sales import SaleDraft
from domain.types import Sku, WarehouseName
from tasks.cin7_bills import Cin7Bills
from tasks.cin7_changes import Cin7Changes
from tasks.cin7_drafts import header, order_body
from tasks.cin7_incoming import Cin7Incoming
from tasks.cin7_papers import ordered, sale_of, waiting
from tasks.cin7_shipping import Cin7Shipping
from tasks.cin7_taking_back import Cin7TakingBack
from tasks.ports import Receipt, Sale, Shelf, ShelfRow

FEW_SKUS = 4
"""Up to so many SKUs are asked for one by one; a whole scan costs a call per thousand rows."""
GOODS_IN = frozenset({"PARTIALLY RECEIVED", "FULLY RECEIVED"})
"""``CombinedReceivingStatus`` of a purchase order whose goods have come, in part or whole."""


class Cin7Core(Cin7Shipping, Cin7TakingBack, Cin7Incoming, Cin7Changes, Cin7Bills):
    """One Cin7 Core account, as ``Cin7Account`` is made: the whole inventory port."""

    async def shelf(
        self, skus: Sequence[str] | None, *, urgent: bool = False, few: int = FEW_SKUS
    ) -> Shelf:
        """Read ``ref/productavailability``: bins are added up, what is not for sale left out.

        ``urgent`` is for routing an order: it spends the orders' share of the budget. Up to ``few``
        SKUs are asked for one by one.

        Raises:
            IncompleteScan: The pages don't add up (rows moved while they were read).
        """
        lane = Lane.URGENT if urgent else Lane.STOCK
        began = self._now()
        if skus is not None and len(skus) <= max(few, FEW_SKUS):
            found: list[Availability] = []
            for sku in skus:
                found += await self._client.availability(sku, lane=lane)
        else:
            found = await self._client.availability(lane=lane)
        wanted = None if skus is None else frozenset(skus)
        return Shelf(self._added_up(found, wanted), began, wanted)

    def _added_up(
        self, found: Sequence[Availability], wanted: frozenset[str] | None
    ) -> tuple[ShelfRow, ...]:
        ours = {w.cin7_location: w for w in self._rules.warehouses.values()}
        sums: dict[tuple[WarehouseName, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
        for row in found:
            warehouse = ours.get(row.location)
            if warehouse is None or (wanted is not None and row.sku not in wanted):
                continue
            before = sums[warehouse.name, row.sku]
            told = for_sale(
                BinRow(row.bin, row.on_hand, row.allocated, row.available), warehouse.excluded_bins
            )
            sums[warehouse.name, row.sku] = [a + b for a, b in zip(before, told, strict=True)]
        return tuple(
            ShelfRow(warehouse, sku, float(on_hand), float(allocated), float(available))
            for (warehouse, sku), (on_hand, allocated, available) in sums.items()
        )

    async def known_skus(self, skus: Sequence[str]) -> frozenset[str]:
        """Ask ``product`` for a few, or read the whole list for many (one call a thousand)."""
        if len(skus) > FEW_SKUS:
            products = await self._client.products(lane=Lane.URGENT)
            return frozenset(product.sku for product in products) & frozenset(skus)
        known: set[str] = set()
        for sku in skus:
            if await self._client.product_by_sku(sku, lane=Lane.URGENT) is not None:
                known.add(sku)
        return frozenset(known)

    async def described(self, skus: Sequence[str] | None) -> dict[Sku, Product]:
        """Ask ``product`` for a few, or read the whole list (one call a thousand, its own pace)."""
        if skus is not None and len(skus) <= FEW_SKUS:
            asked = [await self._client.product_by_sku(sku, lane=Lane.STOCK) for sku in skus]
            found = [one for one in asked if one is not None]
        else:
            found = await self._client.products(lane=Lane.STOCK)
        return {Sku(one.sku): _described(one) for one in found}

    async def find_sale(self, external_id: str, customer_reference: str) -> Sale | None:
        """Search ``saleList`` to the end and compare both natural keys whole.

        ``Search`` looks into CustomerReference as a part of words, never into ExternalID.
        """
        rows = await self._client.find_sales(customer_reference, lane=Lane.URGENT)
        live = [
            row
            for row in rows
            if row.customer_reference == customer_reference
            and row.external_id == external_id
            and not row.is_voided
        ]
        if len(live) > 1:
            numbers = ", ".join(sorted(row.order_number for row in live))
            raise Malformed(
                f"{len(live)} live sales for {customer_reference}: {numbers}",
                system="cin7",
                operation="GET saleList",
            )
        return await self.sale(live[0].sale_id) if live else None

    async def sale(self, sale_id: str) -> Sale:
        """Read one sale by its id (``GET sale``)."""
        return sale_of(await self._client.sale(sale_id, lane=Lane.URGENT))

    async def open_sale(self, draft: SaleDraft) -> str:
        """``POST sale``: the header, with the order's names for finding it again."""
        return (await self._client.create_sale(header(draft))).id

    async def authorise_sale(self, sale_id: str, draft: SaleDraft) -> Sale:
        """``POST sale/order`` with Status AUTHORISED: reserves the stock, backorders the rest."""
        order = await self._client.post_order(order_body(sale_id, draft))
        return Sale(
            sale_id=sale_id,
            number=order.sale_order_number,
            authorised=order.is_authorised,
            voided=False,
            backordered=waiting(order.lines),
            lines=ordered(order.lines),
        )

    async def receipts_since(self, since: datetime) -> list[Receipt]:
        """``purchaseList`` by ``UpdatedSince``: those with goods in."""
        rows = await self._client.purchases(since)
        return [
            Receipt(
                row.id,
                row.order_number,
                row.last_updated_date,
                row.combined_receiving_status == "FULLY RECEIVED",
            )
            for row in rows
            if row.combined_receiving_status in GOODS_IN
        ]

    async def received_skus(self, purchase_id: str) -> frozenset[str]:
        """``advanced-purchase``: the SKUs on its receiving documents (or put-aways)."""
        purchase = await self._client.purchase(purchase_id)
        return frozenset(line.sku for line in purchase.received)


def _described(one: Cin7Product) -> Product:
    tags = frozenset(tag.strip() for tag in one.tags.split(",") if tag.strip())
    return Product(
        tags=tags,
        category=one.category,
        brand=one.brand,
        counted=one.type.casefold() in ("", "stock"),
        discontinued=one.status.casefold() == "deprecated",
    )
