"""Products of Cin7 Core. They are only read here: nothing of ours ever writes one.

A SKU in a product write would rename the product, and every link by SKU breaks with it.
"""

from datetime import datetime

from clients.cin7.caller import Caller
from clients.cin7.errors import SYSTEM
from clients.cin7.models_stock import Product
from clients.cin7.moments import as_sent
from clients.errors import Malformed
from clients.pace import Lane


class Products(Caller):
    """Reads of the catalogue."""

    async def products(
        self, modified_since: datetime | None = None, *, lane: Lane = Lane.STOCK
    ) -> list[Product]:
        """Read all products but deprecated ones, or those modified since a time.

        Args:
            modified_since: Aware; whether the very moment counts is not documented, so leave an
                overlap of a few minutes.
            lane: Whose budget pays; one call for each ``page_size`` products.

        Raises:
            IncompleteScan: The pages don't add up; start again.

        Source: ``GET /product``, Cin7 Core External API v2.
        """
        since = None if modified_since is None else {"ModifiedSince": as_sent(modified_since)}
        return await self._those(since, lane)

    async def product_by_sku(self, sku: str, *, lane: Lane = Lane.URGENT) -> Product | None:
        """Find the product with this SKU, character for character; None when there is none.

        Cin7's filter finds parts of SKUs too (its page says both), so its answer is filtered here.

        Raises:
            Malformed: More than one product has this SKU, which Cin7 promises not to happen.
            IncompleteScan: The pages don't add up; ask again.

        Source: ``GET /product?Sku=``, Cin7 Core External API v2.
        """
        exact = [row for row in await self._those({"Sku": sku}, lane) if row.sku == sku]
        if len(exact) > 1:
            raise Malformed(
                f"{len(exact)} products have one SKU", system=SYSTEM, operation="GET product"
            )
        return exact[0] if exact else None

    async def _those(self, params: dict[str, str] | None, lane: Lane) -> list[Product]:
        return await self._read_list(
            Product, "product", "Products", lambda row: row.id, params, strict=True, lane=lane
        )
