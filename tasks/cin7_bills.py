"""The kits of Cin7 Core: its bills of materials become ours.

A kit is a product with ``AutoAssembly`` or ``AutoDisassembly``; a further unit of measure of
another product has both. Of ``BOMType`` nothing is made: a Production bill's components stand
elsewhere, so its lines are empty here, and empty lines are told as such.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from clients.cin7.models_stock import BillLine, ProductWithBill
from clients.pace import Lane
from domain.bills import Line, read_bill
from domain.types import Sku
from tasks.cin7_account import Cin7Account
from tasks.ports_bills import ToldBill

ON_A_SHELF = frozenset({"", "stock"})
"""``Type`` of products that Cin7 counts; packing tape without a count limits no kit."""


class Cin7Bills(Cin7Account):
    """The part of the inventory port that asks what kits are made of."""

    async def bills(self, *, idle: bool) -> list[ToldBill]:
        """Read ``product?IncludeBOM=true`` to its end: one call for each thousand products."""
        lane = Lane.IDLE if idle else Lane.STOCK
        products = await self._client.products_with_bills(lane=lane)
        by_id = {one.id: one for one in products}
        by_sku = {one.sku: one for one in products}
        names = {product_id: Sku(one.sku) for product_id, one in by_id.items()}
        names |= {sku: Sku(sku) for sku in by_sku}
        told = []
        for one in products:
            if not (one.auto_assembly or one.auto_disassembly):
                continue
            lines = []
            ids = {one.id: Sku(one.sku)}
            for each in one.bill_of_materials_products:
                part = by_id.get(each.component_product_id or "") or by_sku.get(each.product_code)
                if part is None or part.type.casefold() in ON_A_SHELF:
                    lines.append(_line(each, opened=one.auto_disassembly))
                if part is not None:
                    ids[part.id] = Sku(part.sku)
            bill = read_bill(
                Sku(one.sku),
                one.quantity_to_produce,
                lines,
                names,
                assembled=one.auto_assembly,
            )
            # What is only opened can be sold as it stands, whatever comes of it.
            if one.auto_assembly or bill.unreadable is None:
                told.append(ToldBill(bill, ids))
        return told

    async def bills_changed(self, since: datetime, known: Collection[ToldBill]) -> bool:
        """Read ``product?ModifiedSince``; what concerns no kit is passed over."""
        kits = {each.bill.sku for each in known}
        bore = {product_id: sku for each in known for product_id, sku in each.ids.items()}
        changed = await self._client.products_with_bills(since, lane=Lane.IDLE)
        return any(_concerns(one, kits, bore) for one in changed)


def _concerns(one: ProductWithBill, kits: Collection[str], bore: dict[str, Sku]) -> bool:
    renamed = bore.get(one.id, Sku(one.sku)) != one.sku
    return one.auto_assembly or one.auto_disassembly or one.sku in kits or renamed


def _line(told: BillLine, *, opened: bool) -> Line:
    """One component; waste is taken beside the quantity, so that no kit too many is promised.

    And off the quantity, where kits are opened, so that no component too many is.
    """
    wasted = told.quantity * max(told.wastage_percent, Decimal(0)) / 100
    wasted += max(told.wastage_quantity, Decimal(0))
    takes = told.quantity + wasted if told.quantity > 0 else Decimal(0)
    gives = max(Decimal(0), told.quantity - wasted) if opened else Decimal(0)
    return Line(told.component_product_id, told.product_code, takes, gives)
