"""Goods on order in Cin7 Core: authorised purchases, less what has come in on them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from clients.cin7.models_documents import AUTHORISED, VOIDED
from clients.cin7.models_purchases import PurchaseRow
from clients.pace import Lane
from tasks.cin7_account import Cin7Account
from tasks.ports_incoming import Purchase

OVER = frozenset({"FULLY RECEIVED", VOIDED})
"""``CombinedReceivingStatus`` of a purchase of which nothing more comes."""


class Cin7Incoming(Cin7Account):
    """The part of the inventory port that asks what is on its way."""

    async def purchases_since(
        self, since: datetime, known: Mapping[str, datetime], *, most: int
    ) -> list[Purchase]:
        """``purchaseList`` by ``UpdatedSince``, then ``advanced-purchase`` for each open one."""
        rows = await self._client.purchases(since, lane=Lane.IDLE)
        changed = [row for row in rows if known.get(row.id) != row.last_updated_date]
        changed.sort(key=lambda row: row.last_updated_date)
        return [await self._purchase(row) for row in changed[:most]]

    async def _purchase(self, row: PurchaseRow) -> Purchase:
        if row.order_status != AUTHORISED or row.combined_receiving_status in OVER:
            return Purchase(
                row.id, row.order_number, None, row.required_by, {}, row.last_updated_date
            )
        told = await self._client.purchase(row.id, lane=Lane.IDLE)
        units: dict[str, float] = defaultdict(float)
        for line in told.order.lines if told.order else ():
            units[line.sku] += float(line.quantity)
        for come in told.received:
            units[come.sku] -= float(come.quantity)
        warehouse = self._rules.warehouse_in_cin7(told.location)
        return Purchase(
            row.id,
            row.order_number,
            warehouse,
            told.required_by or row.required_by,
            {sku: left for sku, left in units.items() if sku and left > 0},
            row.last_updated_date,
        )
