"""Make a script of a day of real order lines."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from deployments.day.catalogue import Catalogue, Product, StockPlan, Stranger, Want, plan_stock
from deployments.day.codes import is_product
from deployments.day.credits import match
from deployments.day.online_retail import Invoice, RetailDay, Row, read_day
from deployments.day.places import MAIN, shop_for
from deployments.day.real_credits import credit_story
from deployments.day.script import (
    ADJUSTMENT_NOTE,
    Adjustment,
    Happening,
    Order,
    OrderLine,
    Receipt,
    Script,
    in_order,
    troubles,
)

RESTOCKED = 6
"""So many of the scarce products come in again at midday."""


def real_script(path: Path, day: date) -> Script:
    """Read a day of the file and lay it out.

    Raises:
        UnreadableOrders: The file or the day can't be used.
    """
    return script_of(read_day(path, day))


def script_of(retail: RetailDay) -> Script:
    """Lay out a day that was read."""
    plan = _stock(retail)
    first = min([retail.orders[0].at, *(row.at for row in retail.corrections)])
    opens = first.replace(minute=0, second=0, microsecond=0)
    credits = credit_story(retail, match(retail.credits, retail.history), opens)
    happenings: list[Happening] = [
        *troubles(opens),
        *(_order(invoice) for invoice in retail.orders),
        *(
            Adjustment(row.at, sku, plan.home(sku), row.units, row.title or "counted")
            for row in retail.corrections
            if row.units and (sku := retail.spellings.cin7_spelling(row.code))
        ),
        *_receipts(retail, plan, opens),
        *credits.taken_back,
    ]
    return Script(
        f"{retail.day:%Y-%m-%d}, real order lines",
        opens,
        in_order(happenings),
        _catalogue(retail, plan),
        len(retail.credits),
        credits.earlier,
    )


def _stock(retail: RetailDay) -> StockPlan:
    known = retail.spellings.in_cin7
    wants = [
        Want(line.code, line.units, invoice.number, invoice.country)
        for invoice in retail.orders
        for line in invoice.lines
        if line.code in known
    ]
    losses: Counter[str] = Counter()
    for row in retail.corrections:
        sku = retail.spellings.cin7_spelling(row.code)
        if sku is not None and row.units < 0:
            losses[sku] -= row.units
    return plan_stock(sorted(known), wants, losses)


def _catalogue(retail: RetailDay, plan: StockPlan) -> Catalogue:
    known = retail.spellings.in_cin7
    return Catalogue(
        tuple(
            Product(sku, retail.titles[sku], retail.prices[sku], plan.stock[sku])
            for sku in sorted(known)
        ),
        tuple(
            Stranger(sku, retail.titles[sku], retail.prices[sku])
            for sku in sorted(retail.spellings.in_shopify - known)
        ),
        plan.scarce,
        known,
    )


def _order(invoice: Invoice) -> Order:
    return Order(
        invoice.at,
        shop_for(invoice.country).domain,
        f"#{invoice.number}",
        invoice.country,
        f"Customer {invoice.customer}" if invoice.customer else "",
        tuple(_line(row) for row in invoice.lines),
        ADJUSTMENT_NOTE if invoice.is_adjustment else "",
    )


def _line(row: Row) -> OrderLine:
    """A bad debt's price may be below zero, which no shop can write: its size is kept."""
    custom = not is_product(row.code)
    return OrderLine(row.code, row.units, abs(row.price), row.title or row.code, custom)


def _receipts(retail: RetailDay, plan: StockPlan, opens: datetime) -> list[Receipt]:
    wanted: Counter[str] = Counter()
    for invoice in retail.orders:
        for line in invoice.lines:
            wanted[line.code] += line.units
    units = {sku: wanted[sku] // 2 + 1 for sku in plan.scarce[:RESTOCKED]}
    return [Receipt(opens + timedelta(hours=6), MAIN, units)] if units else []
