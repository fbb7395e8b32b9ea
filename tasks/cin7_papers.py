"""A sale of Cin7 Core in our words: the order, its legs, bills and credits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from clients.cin7.models_documents import AUTHORISED, VOIDED, CreditNote
from clients.cin7.models_documents import SaleLine as Cin7Line
from clients.cin7.models_fulfilment import Fulfilment
from clients.cin7.models_sales import Sale as Cin7Sale
from tasks.papers import Bill, Credit, Leg, Papers, Sale


def papers_of(sale: Cin7Sale) -> Papers:
    """Everything that ``GET sale`` tells and we ask for."""
    return Papers(
        sale=sale_of(sale),
        legs=tuple(_leg(one) for one in sale.fulfilments),
        bills=tuple(
            Bill(one.invoice_number, one.is_authorised, one.total, one.memo)
            for one in sale.invoices
        ),
        credits=tuple(_credit(one) for one in sale.credit_notes),
    )


def sale_of(sale: Cin7Sale) -> Sale:
    """The sale itself, with the lines of its order stage."""
    lines = sale.order.lines if sale.order else ()
    return Sale(
        sale_id=sale.id,
        number=sale.order_number,
        authorised=sale.is_order_authorised,
        voided=sale.is_voided,
        backordered=waiting(lines),
        lines=ordered(lines),
        status=sale.status,
    )


def waiting(lines: Sequence[Cin7Line]) -> Mapping[str, float]:
    """Units that wait for stock, by SKU; those of which none do are left out."""
    rows = _added_up((line.sku, line.backorder_quantity) for line in lines)
    return MappingProxyType({sku: units for sku, units in rows if units > 0})


def ordered(lines: Sequence[Cin7Line]) -> tuple[tuple[str, float], ...]:
    """Units of an order by SKU."""
    return _added_up((line.sku, line.quantity) for line in lines)


def _leg(one: Fulfilment) -> Leg:
    numbers = (line.tracking_number.split(",") for line in one.ship.lines)
    return Leg(
        task_id=one.task_id,
        number=one.fulfillment_number,
        picked=one.pick.status == AUTHORISED,
        packed=one.pack.status == AUTHORISED,
        shipped=one.ship.status == AUTHORISED,
        lines=_added_up((line.sku, line.quantity) for line in one.pick.lines),
        boxes=_each_once(line.box for line in one.pack.lines),
        tracking=_each_once(number.strip() for several in numbers for number in several),
        voided=VOIDED in (one.status, one.pick.status),
    )


def _credit(one: CreditNote) -> Credit:
    units: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in one.restock:
        units[line.sku, line.restock_location or line.location] += line.quantity
    restocked = tuple((sku, place, float(count)) for (sku, place), count in units.items())
    return Credit(one.credit_note_number, one.memo, one.is_authorised, restocked, one.total)


def _added_up(rows: Iterable[tuple[str, Decimal]]) -> tuple[tuple[str, float], ...]:
    units: dict[str, Decimal] = defaultdict(Decimal)
    for sku, count in rows:
        units[sku] += count
    return tuple((sku, float(count)) for sku, count in units.items())


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
