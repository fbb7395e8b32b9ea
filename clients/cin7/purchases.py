"""Purchase orders of Cin7 Core, and what came in on them."""

from datetime import datetime

from clients.cin7.caller import Caller
from clients.cin7.models_purchases import Purchase, PurchaseRow
from clients.cin7.moments import as_sent
from clients.pace import Lane


class Purchases(Caller):
    """Reads of purchase orders. Goods are received in Cin7 by people, never by us."""

    async def purchases(
        self, updated_since: datetime, *, lane: Lane = Lane.STOCK
    ) -> list[PurchaseRow]:
        """Read the purchase orders that changed since a time, each once.

        Args:
            updated_since: Aware; whether the very moment counts is not documented, so leave an
                overlap of a few minutes.
            lane: Whose budget pays; one call for each ``page_size`` orders.

        Raises:
            IncompleteScan: Orders are missing from the pages; ask again.

        Source: ``GET /purchaseList?UpdatedSince=``, Cin7 Core External API v2.
        """
        return await self._changed({"UpdatedSince": as_sent(updated_since)}, lane)

    async def find_purchases(self, search: str, *, lane: Lane = Lane.STOCK) -> list[PurchaseRow]:
        """Find all purchase orders of whose number, supplier or status ``search`` is a part.

        For a receipt's webhook: its ``TaskID`` is often the receiving's, not the purchase's.

        Raises:
            IncompleteScan: Orders are missing from the pages; ask again.

        Source: ``GET /purchaseList?Search=``, Cin7 Core External API v2.
        """
        return await self._changed({"Search": search}, lane)

    async def purchase(self, purchase_id: str, *, lane: Lane = Lane.STOCK) -> Purchase:
        """Read one purchase order of any type; ``received`` has the goods that are in, once.

        Raises:
            NotFound: Cin7 has no such purchase; the id may be a receiving's.

        Source: ``GET /advanced-purchase?ID=``, Cin7 Core External API v2 (``/purchase`` is
        deprecated and refuses advanced ones).
        """
        return await self._read(Purchase, "advanced-purchase", {"ID": purchase_id}, lane=lane)

    async def _changed(self, params: dict[str, str], lane: Lane) -> list[PurchaseRow]:
        return await self._read_list(
            PurchaseRow,
            "purchaseList",
            "PurchaseList",
            lambda row: row.id,
            params,
            strict=False,
            lane=lane,
        )
