"""The shop itself: who it is, what our credentials may do, and its locations."""

from clients.pace import Lane
from clients.shopify.models import Location, Probe
from clients.shopify.subject import Subject

NEEDED_SCOPES = frozenset(
    {
        "read_products",
        "read_inventory",
        "write_inventory",
        "read_locations",
        "read_orders",
        "read_customers",
        "read_merchant_managed_fulfillment_orders",
        "write_merchant_managed_fulfillment_orders",
    }
)
"""What the calls of this client need (Admin GraphQL 2026-10, ``requiredAccess``)."""
OLD_ORDERS = frozenset({"read_all_orders"})
"""Without it orders older than 60 days are answered as if they did not exist."""


class ShopReads(Subject):
    """Reads of the shop and its locations."""

    async def probe(self, *, lane: Lane = Lane.IDLE) -> Probe:
        """Say which shop answers and which scopes our credentials have.

        The list of scopes may show ``write_x`` alone; it holds ``read_x`` too, and
        ``Probe.missing`` knows that.

        Raises:
            Denied: The credentials are wrong.
            Unreachable: No answer.

        Source: ``shop``, ``currentAppInstallation``, Admin GraphQL 2026-10.
        """
        answer = await self._graphql.run("ShopProbe", {}, lane=lane)
        app = answer.child(answer.data, "currentAppInstallation")
        rows = app.get("accessScopes")
        if not isinstance(rows, list):
            raise answer.odd("accessScopes are missing")
        scopes = [row.get("handle") for row in rows if isinstance(row, dict)]
        return answer.parse(Probe, {**answer.child(answer.data, "shop"), "scopes": scopes})

    async def locations(self, *, lane: Lane = Lane.IDLE) -> list[Location]:
        """List every location, closed ones and those of fulfilment services too.

        Without ``includeLegacy`` Shopify hides the locations of fulfilment services.

        Raises:
            Denied: The scope ``read_locations`` is missing.
            Malformed: A page can't be what Shopify meant.
            Unreachable: No answer.

        Source: ``locations``, Admin GraphQL 2026-10.
        """
        answer, rows = await self._all("Locations", {"first": 50}, "locations", lane)
        return [answer.parse(Location, row) for row in rows]
