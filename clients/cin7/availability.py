"""Stock, as Cin7 Core tells it: which units can still be sold, and where."""

from collections.abc import Hashable

from clients.cin7.caller import Caller
from clients.cin7.models_stock import Availability, Location, Me
from clients.pace import Lane


def _place(row: Availability) -> Hashable:
    return (row.id, row.location, row.bin, row.batch, row.expiry_date)


class Stock(Caller):
    """Reads of the tenant, its locations and their stock."""

    async def me(self, *, lane: Lane = Lane.IDLE) -> Me:
        """Read the tenant's settings; the cheapest way to see whether the credentials work.

        Raises:
            Denied: The credentials are wrong.

        Source: ``GET /me``, Cin7 Core External API v2.
        """
        return await self._read(Me, "me", lane=lane)

    async def locations(self, *, lane: Lane = Lane.IDLE) -> list[Location]:
        """Read all warehouses; bins come as rows of their own too.

        Raises:
            IncompleteScan: The pages don't add up.

        Source: ``GET /ref/location``, Cin7 Core External API v2.
        """
        return await self._read_list(
            Location, "ref/location", "LocationList", lambda row: row.id, strict=True, lane=lane
        )

    async def availability(
        self, sku: str | None = None, *, lane: Lane = Lane.STOCK
    ) -> list[Availability]:
        """Read what is available of everything, or of one SKU: completely, or not at all.

        Rows that are all zero are mostly not sent, so after this a product and location without a
        row stands at zero. There is no filter for what changed; the figures may lag a transaction
        by some minutes. Two locations of one name can't be told apart here and never make a
        complete scan: rename one of them.

        Args:
            sku: Only this SKU, character for character; Cin7's own filter is not trusted for it.
            lane: Whose budget pays; one call for each ``page_size`` rows.

        Raises:
            IncompleteScan: Rows are missing or came twice, or the total moved meanwhile. Nothing
                of the scan is given; start it again.

        Source: ``GET /ref/productavailability``, Cin7 Core External API v2.
        """
        rows = await self._read_list(
            Availability,
            "ref/productavailability",
            "ProductAvailabilityList",
            _place,
            None if sku is None else {"Sku": sku},
            strict=True,
            lane=lane,
        )
        return rows if sku is None else [row for row in rows if row.sku == sku]
