"""Cin7 Core behind the inventory port: its words for stock, sales and receipts become ours."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from pydantic import ValidationError

from clients.cin7.bodies_lines import ChargeBody, OrderLineBody
from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody
from clients.cin7.client import Cin7Client
from clients.cin7.models_sales import Sale as Cin7Sale
from clients.cin7.models_stock import Availability
from clients.errors import Malformed, Rejected
from clients.pace import Lane
from domain.rules import Rules
from domain.sales import SaleDraft
from domain.types import WarehouseName
from tasks.ports import Receipt, Sale, Shelf, ShelfRow

FEW_SKUS = 4
"""Up to so many SKUs are asked for one by one; a whole scan costs a call per thousand rows."""
GOODS_IN = frozenset({"PARTIALLY RECEIVED", "FULLY RECEIVED"})
"""``CombinedReceivingStatus`` of a purchase order whose goods have come, in part or whole."""


class Cin7Core:
    """One Cin7 Core account.

    Args:
        client: Its API.
        rules: Which of its locations are our warehouses.
        now: Our clock.
    """

    def __init__(self, client: Cin7Client, rules: Rules, now: Callable[[], datetime]) -> None:
        self._client = client
        self._rules = rules
        self._now = now

    async def shelf(self, skus: Sequence[str] | None, *, urgent: bool = False) -> Shelf:
        """Read ``ref/productavailability``; bins are added up, unmapped locations left out.

        ``urgent`` is for routing an order: it spends the orders' share of the budget.

        Raises:
            IncompleteScan: The pages don't add up (rows moved while they were read).
        """
        lane = Lane.URGENT if urgent else Lane.STOCK
        began = self._now()
        if skus is not None and len(skus) <= FEW_SKUS:
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
        names = {w.cin7_location: w.name for w in self._rules.warehouses.values()}
        sums: dict[tuple[WarehouseName, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
        for row in found:
            warehouse = names.get(row.location)
            if warehouse is None or (wanted is not None and row.sku not in wanted):
                continue
            before = sums[warehouse, row.sku]
            told = (row.on_hand, row.allocated, row.available)
            sums[warehouse, row.sku] = [a + b for a, b in zip(before, told, strict=True)]
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
        return _ours(await self._client.sale(sale_id, lane=Lane.URGENT))

    async def open_sale(self, draft: SaleDraft) -> str:
        """``POST sale``: the header, with the order's names for finding it again."""
        return (await self._client.create_sale(_header(draft))).id

    async def authorise_sale(self, sale_id: str, draft: SaleDraft) -> Sale:
        """``POST sale/order`` with Status AUTHORISED: reserves the stock, backorders the rest."""
        order = await self._client.post_order(_order_body(sale_id, draft))
        waiting: dict[str, float] = defaultdict(float)
        for line in order.lines:
            waiting[line.sku] += float(line.backorder_quantity)
        return Sale(
            sale_id=sale_id,
            number=order.sale_order_number,
            authorised=order.is_authorised,
            voided=False,
            backordered=_positive(waiting),
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


def _header(draft: SaleDraft) -> SaleHeader:
    """The header in Cin7's words.

    Raises:
        Rejected: Something is longer than Cin7 keeps, or no number of its kind; nothing was sent.
    """
    try:
        return SaleHeader(
            customer=draft.customer,
            location=draft.location,
            external_id=draft.external_id,
            customer_reference=draft.customer_reference,
            sale_order_date=draft.placed_at.date(),
            tax_rule=draft.tax_rule,
            tax_inclusive=draft.taxes_included,
            note=draft.note or None,
        )
    except ValidationError as error:
        raise _does_not_fit("POST sale", error) from None


def _order_body(sale_id: str, draft: SaleDraft) -> SaleOrderBody:
    """The order stage in Cin7's words; raises as `_header` does."""
    try:
        return SaleOrderBody(
            sale_id=sale_id,
            memo=draft.memo,
            tax_inclusive=draft.taxes_included,
            lines=tuple(
                OrderLineBody(
                    sku=line.sku,
                    name=line.name,
                    quantity=Decimal(line.units),
                    price=line.price,
                    tax=line.tax,
                    tax_rule=draft.tax_rule,
                )
                for line in draft.lines
            ),
            additional_charges=tuple(
                ChargeBody(
                    description=charge.service,
                    quantity=Decimal(charge.units),
                    price=charge.price,
                    tax=charge.tax,
                    tax_rule=draft.tax_rule,
                    comment=charge.description,
                )
                for charge in draft.charges
            ),
        )
    except ValidationError as error:
        raise _does_not_fit("POST sale/order", error) from None


def _does_not_fit(operation: str, error: ValidationError) -> Rejected:
    wrong = "; ".join(
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()
    )
    return Rejected(f"Cin7 could not hold it: {wrong}", system="cin7", operation=operation)


def _ours(sale: Cin7Sale) -> Sale:
    lines = sale.order.lines if sale.order else ()
    waiting: dict[str, float] = defaultdict(float)
    for line in lines:
        waiting[line.sku] += float(line.backorder_quantity)
    return Sale(
        sale_id=sale.id,
        number=sale.order_number,
        authorised=sale.is_order_authorised,
        voided=sale.is_voided,
        backordered=_positive(waiting),
    )


def _positive(units: Mapping[str, float]) -> Mapping[str, float]:
    return MappingProxyType({sku: count for sku, count in units.items() if count > 0})
