"""Sales of Cin7 Core: found, made, authorised, taken back."""

from datetime import datetime

from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody
from clients.cin7.caller import Caller
from clients.cin7.models_documents import SaleOrder, SaleQuote
from clients.cin7.models_sales import Sale, SaleRow
from clients.cin7.moments import as_sent
from clients.pace import Lane


class Sales(Caller):
    """Header, quote and order of sales.

    Cin7 has no idempotency keys: each write here is to be sent by the effect mechanism, which
    looks for its outcome by the sale's own references before it sends again.
    """

    async def find_sales(self, search: str, *, lane: Lane = Lane.STOCK) -> list[SaleRow]:
        """Find all sales of whose number, customer, reference or status ``search`` is a part.

        The list is read to its end and each sale given once. ``#1001`` finds ``#10012`` too, and
        ``ExternalID`` is not searched, so compare ``customer_reference`` and ``external_id``
        whole. Voided sales are found as well.

        Args:
            search: Such as our customer reference; capitals do not matter to Cin7.
            lane: Whose budget pays; one call for each ``page_size`` sales.

        Raises:
            IncompleteScan: Sales are missing from the pages; ask again.

        Source: ``GET /saleList?Search=``, Cin7 Core External API v2.
        """
        return await self._read_list(
            SaleRow,
            "saleList",
            "SaleList",
            lambda row: row.sale_id,
            {"Search": search},
            strict=False,
            lane=lane,
        )

    async def sales(self, updated_since: datetime, *, lane: Lane = Lane.STOCK) -> list[SaleRow]:
        """Read the sales that changed since a time, each once; by change, not by order date.

        Args:
            updated_since: Aware; leave an overlap of a few minutes.
            lane: Whose budget pays; one call for each ``page_size`` sales.

        Raises:
            IncompleteScan: Sales are missing from the pages; ask again.

        Source: ``GET /saleList?UpdatedSince=``, Cin7 Core External API v2.
        """
        return await self._read_list(
            SaleRow,
            "saleList",
            "SaleList",
            lambda row: row.sale_id,
            {"UpdatedSince": as_sent(updated_since)},
            strict=False,
            lane=lane,
        )

    async def sale(self, sale_id: str, *, lane: Lane = Lane.URGENT) -> Sale:
        """Read one sale with all of its stages.

        Raises:
            NotFound: Cin7 has no such sale.

        Source: ``GET /sale?ID=``, Cin7 Core External API v2.
        """
        return await self._read(Sale, "sale", {"ID": sale_id}, lane=lane)

    async def create_sale(self, header: SaleHeader, *, lane: Lane = Lane.URGENT) -> Sale:
        """Make a sale without lines; it reserves nothing yet. Sending it twice makes two sales.

        Raises:
            UnknownReference: The customer, location or tax rule is not set up in Cin7.
            OutcomeUnknown: It may have been made; look with ``find_sales``.

        Source: ``POST /sale``, Cin7 Core External API v2.
        """
        return await self._write(Sale, "POST", "sale", body=header, lane=lane)

    async def quote(self, sale_id: str, *, lane: Lane = Lane.URGENT) -> SaleQuote:
        """Read the quote stage of a sale.

        Source: ``GET /sale/quote``, Cin7 Core External API v2.
        """
        return await self._read(SaleQuote, "sale/quote", {"SaleID": sale_id}, lane=lane)

    async def order(self, sale_id: str, *, lane: Lane = Lane.URGENT) -> SaleOrder:
        """Read the order stage of a sale: its number, its lines and what is backordered.

        Source: ``GET /sale/order``, Cin7 Core External API v2.
        """
        return await self._read(SaleOrder, "sale/order", {"SaleID": sale_id}, lane=lane)

    async def post_order(self, body: SaleOrderBody, *, lane: Lane = Lane.URGENT) -> SaleOrder:
        """Write the lines of a sale and authorise them, which reserves their units at once.

        What stood there is replaced. Units beyond what is available are not refused: they stand in
        ``backorder_quantity`` of the answer's lines. An authorised order is never changed again; a
        second try is refused.

        Raises:
            UnknownProduct: A SKU is not in Cin7.
            StageRefused: The order is authorised already, the quote is not, or the sale is void.
            OutcomeUnknown: It may stand; read the order.

        Source: ``POST /sale/order``, Cin7 Core External API v2.
        """
        return await self._write(SaleOrder, "POST", "sale/order", body=body, lane=lane)

    async def void_sale(self, sale_id: str, *, lane: Lane = Lane.URGENT) -> Sale:
        """Void a sale for good: all of its stages; what it reserved is free again.

        Raises:
            AlreadyVoided: It was voided before (or Cin7 answers with the voided sale: unconfirmed).
            OutcomeUnknown: It may be void, or Cin7 answered nothing; read the sale.

        Source: ``DELETE /sale?ID=&Void=true``, Cin7 Core External API v2.
        """
        return await self._take_back(sale_id, "true", lane)

    async def undo_sale(self, sale_id: str, *, lane: Lane = Lane.URGENT) -> Sale:
        """Put the authorised stages of a sale back to draft; its units are free until it stands.

        Raises:
            StageRefused: It is void, or its books were closed or exported.
            OutcomeUnknown: It may be undone, or Cin7 answered nothing; read the sale.

        Source: ``DELETE /sale?ID=&Void=false``, Cin7 Core External API v2.
        """
        return await self._take_back(sale_id, "false", lane)

    async def _take_back(self, sale_id: str, void: str, lane: Lane) -> Sale:
        params = {"ID": sale_id, "Void": void}
        return await self._write(Sale, "DELETE", "sale", params=params, lane=lane)
