"""Products of Cin7 Core. They are only read here: nothing of ours ever writes one.

A SKU in a product write would rename the product, and every link by SKU breaks with it.
"""

from datetime import datetime
from typing import TypeVar

from clients.cin7.caller import Caller
from clients.cin7.errors import SYSTEM
from clients.cin7.models_stock import Product, ProductWithBill
from clients.cin7.moments import as_sent
from clients.errors import Malformed
from clients.pace import Lane

Kind = TypeVar("Kind", bound=Product)


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
        return await self._those(Product, _since(modified_since), lane)

    async def products_with_bills(
        self, modified_since: datetime | None = None, *, lane: Lane = Lane.IDLE
    ) -> list[ProductWithBill]:
        """Read the same with the bill of materials of each.

        Cin7 may leave a bill's lines out, or send none, even of what it assembles by itself.

        Args:
            modified_since: As in ``products``.
            lane: Whose budget pays; one call for each ``page_size`` products.

        Raises:
            IncompleteScan: The pages don't add up; start again.

        Source: ``GET /product?IncludeBOM=true``, Cin7 Core External API v2.
        """
        params = {**_since(modified_since), "IncludeBOM": "true"}
        return await self._those(ProductWithBill, params, lane)

    async def product_by_sku(self, sku: str, *, lane: Lane = Lane.URGENT) -> Product | None:
        """Find the product with this SKU, character for character; None when there is none.

        Cin7's filter finds parts of SKUs too (its page says both), so its answer is filtered here.

        Raises:
            Malformed: More than one product has this SKU, which Cin7 promises not to happen.
            IncompleteScan: The pages don't add up; ask again.

        Source: ``GET /product?Sku=``, Cin7 Core External API v2.
        """
        found = await self._those(Product, {"Sku": sku}, lane)
        exact = [row for row in found if row.sku == sku]
        if len(exact) > 1:
            raise Malformed(
                f"{len(exact)} products have one SKU", system=SYSTEM, operation="GET product"
            )
        return exact[0] if exact else None

    async def _those(self, kind: type[Kind], params: dict[str, str], lane: Lane) -> list[Kind]:
        return await self._read_list(
            kind, "product", "Products", lambda row: row.id, params, strict=True, lane=lane
        )


def _since(moment: datetime | None) -> dict[str, str]:
    return {} if moment is None else {"ModifiedSince": as_sent(moment)}
