"""Changed documents of Cin7 Core: the two lists whose since-filter is known to work."""

from collections.abc import Sequence
from datetime import datetime

from clients.pace import Lane
from tasks.cin7_account import Cin7Account
from tasks.cin7_papers import sale_of
from tasks.ports_changes import ChangedDocument

SALE, PURCHASE = "sale", "purchase"


class Cin7Changes(Cin7Account):
    """The part of the inventory port that asks what has changed between two scans."""

    async def changed_since(self, since: datetime) -> list[ChangedDocument]:
        """``saleList`` and ``purchaseList`` by ``UpdatedSince``."""
        sales = await self._client.sales(since)
        purchases = await self._client.purchases(since)
        return [
            *(ChangedDocument(SALE, row.sale_id) for row in sales),
            *(ChangedDocument(PURCHASE, row.id) for row in purchases),
        ]

    async def skus_on(self, documents: Sequence[ChangedDocument]) -> frozenset[str]:
        """``sale`` and ``advanced-purchase``: what is ordered, and what has come in."""
        found: set[str] = set()
        for one in documents:
            if one.kind == SALE:
                told = sale_of(await self._client.sale(one.id, lane=Lane.STOCK))
                found |= {sku for sku, _ in told.lines}
            else:
                purchase = await self._client.purchase(one.id)
                found |= {line.sku for line in purchase.received}
        return frozenset(found)
