"""The states of a sale, all derived from its stages."""

from sandbox.cin7.documents import (
    AUTHORISED,
    DRAFT,
    NOT_AVAILABLE,
    OPEN,
    PARTIALLY_AUTHORISED,
    VOIDED,
    Fulfilment,
    Sale,
    Stage,
)


def sale_status(sale: Sale) -> str:
    """``Status`` of a sale."""
    if sale.voided:
        return VOIDED
    if any(note.paper.status == AUTHORISED for note in sale.credit_notes):
        return "CREDITED"
    if any(invoice.paper.status == AUTHORISED for invoice in sale.invoices):
        return "INVOICED"
    if sale.order.status == AUTHORISED:
        return _status_of_ordered(sale)
    if sale.order.status == DRAFT:
        return "ORDERING"
    return "ESTIMATED" if sale.header.skip_quote or quote_done(sale) else "ESTIMATING"


def quote_done(sale: Sale) -> bool:
    """Whether nothing of the quote stands in the order's way."""
    return sale.header.skip_quote or sale.quote.status == AUTHORISED


def _status_of_ordered(sale: Sale) -> str:
    if not sale.advanced and sale.fulfilments:
        one = sale.fulfilments[0]
        if one.ship.status == AUTHORISED:
            return "INVOICING"
        if one.ship.status in (DRAFT, PARTIALLY_AUTHORISED) and one.ship.lines:
            return "SHIPPING"
        if one.pack.status == AUTHORISED:
            return "PACKED"
        if one.pack.lines:
            return "PACKING"
        if one.pick.status == AUTHORISED:
            return "PICKED"
        if one.pick.lines:
            return "PICKING"
    return "BACKORDERED" if any(line.backorder for line in sale.order.lines) else "ORDERED"


def order_status(sale: Sale, moves_on: bool) -> str:
    """``OrderStatus``; with ``moves_on`` it goes to FULFILLED and CLOSED in the end."""
    if moves_on and sale.order.status == AUTHORISED and fulfilled(sale) == "FULFILLED":
        return "CLOSED" if invoiced(sale) == "INVOICED" else "FULFILLED"
    return sale.order.status


def picked(sale: Sale) -> str:
    """``CombinedPickingStatus``."""
    return _combined(sale, "PICKED", "PICKING", [f.pick for f in sale.fulfilments])


def packed(sale: Sale) -> str:
    """``CombinedPackingStatus``."""
    return _combined(sale, "PACKED", "PACKING", [f.pack for f in sale.fulfilments])


def shipped(sale: Sale) -> str:
    """``CombinedShippingStatus``."""
    stages = [Stage(f.ship.status, f.pack.lines if f.ship.lines else []) for f in sale.fulfilments]
    return _combined(sale, "SHIPPED", "SHIPPING", stages)


def _combined(sale: Sale, done: str, doing: str, stages: list[Stage]) -> str:
    if sale.voided:
        return VOIDED
    if sale.order.status != AUTHORISED:
        return NOT_AVAILABLE
    units = _units([stage for stage in stages if stage.status == AUTHORISED])
    if units and units >= sum(sale.ordered_units.values()):
        return done
    if units:
        return f"PARTIALLY {done}"
    return doing if any(stage.lines for stage in stages) else f"NOT {done}"


def fulfilled(sale: Sale) -> str:
    """``FulFilmentStatus`` of the whole sale."""
    return {
        VOIDED: VOIDED,
        NOT_AVAILABLE: NOT_AVAILABLE,
        "SHIPPED": "FULFILLED",
        "PARTIALLY SHIPPED": "PARTIALLY FULFILLED",
    }.get(shipped(sale), "NOT FULFILLED")


def task_fulfilled(sale: Sale, fulfilment: Fulfilment) -> str:
    """``FulFilmentStatus`` of one fulfilment."""
    if sale.voided:
        return VOIDED
    if fulfilment.ship.status == AUTHORISED:
        return "FULFILLED"
    partly = fulfilment.ship.status == PARTIALLY_AUTHORISED
    return "PARTIALLY FULFILLED" if partly else "NOT FULFILLED"


def invoiced(sale: Sale) -> str:
    """``CombinedInvoiceStatus``."""
    if sale.voided:
        return VOIDED
    if sale.order.status != AUTHORISED:
        return NOT_AVAILABLE
    done = [invoice for invoice in sale.invoices if invoice.paper.status == AUTHORISED]
    if not done:
        return "NOT INVOICED"
    if any(note.paper.status == AUTHORISED for note in sale.credit_notes):
        return "INVOICED / CREDITED"
    units = sum(line.quantity for invoice in done for line in invoice.paper.lines)
    whole = units >= sum(line.quantity for line in sale.order.lines)
    return "INVOICED" if whole else "PARTIALLY INVOICED"


def credited(sale: Sale) -> str:
    """``CreditNoteStatus``."""
    if sale.voided:
        return VOIDED
    if not sale.credit_notes:
        return NOT_AVAILABLE
    drafts = all(note.paper.status in OPEN for note in sale.credit_notes)
    return DRAFT if drafts else AUTHORISED


def _units(stages: list[Stage]) -> int:
    return sum(line.quantity for stage in stages for line in stage.lines)
