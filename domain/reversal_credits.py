"""Which refunds become credit notes, and what each says; one a refund, found by its memo."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.reversal_facts import CANCEL, RETURN, LineSeen, OrderSeen, RefundSeen, SaleSeen
from domain.reversal_steps import CreditNote, ForAPerson, Goods, Money, Shelved, Step, Wait
from domain.reversal_units import Split, split
from domain.sales import PLACES

UNMATCHED = "unmatched-refund"
TODO = "Compare the refund in Shopify with the sale in Cin7, and credit or restock by hand."


def memo(refund_id: str, subject: str) -> str:
    """What the credit note of a refund is found by, character for character."""
    return f"Shopify refund {refund_id} of {subject}"


def credit_steps(seen: OrderSeen) -> tuple[Step, ...]:
    """A credit note for each refund of what had left, unless it stands."""
    parts = split(_as_they_left(seen), seen.refunds)
    steps: list[Step] = []
    given: Counter[str] = Counter()
    for refund in seen.refunds:
        steps += _of(seen, refund, parts[refund.refund_id], given)
    return tuple(steps)


def had_left(seen: OrderSeen) -> dict[str, int]:
    """Refunded units by SKU that had left: as Shopify says of what came back, or its shipments,
    Cin7's legs or its credit notes of the rest.
    """
    parts = split(_as_they_left(seen), seen.refunds)
    memos = frozenset[str]() if seen.sale is None else seen.sale.memos
    skus = {line.line_id: line.sku for line in seen.lines if line.goods and line.sku}
    units: Counter[str] = Counter()
    for refund in seen.refunds:
        credited = memo(refund.refund_id, seen.subject) in memos
        for part in parts[refund.refund_id]:
            if sku := skus.get(part.line.line_id):
                kind = part.line.restock
                whole = kind == RETURN or (credited and kind != CANCEL)
                units[sku] += part.line.units if whole else part.out
    return dict(+units)


def _as_they_left(seen: OrderSeen) -> tuple[LineSeen, ...]:
    """The lines, with what came back of them as shipped, where Cin7 has shipped it.

    When a label is void, its fulfilment is taken back, and Shopify forgets that it ever left; also
    where units of it had come back by then.
    """
    back: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for refund in seen.refunds:
        for entry in refund.lines:
            if entry.restock == RETURN:
                back[entry.line_id].append((refund.at, entry.units))
    spare = Counter(dict(seen.sale.out) if seen.sale is not None else {})
    for line in seen.lines:
        spare[line.sku] -= line.out
    found = []
    for line in seen.lines:
        came = back[line.line_id]
        forgotten = min(sum(units for _, units in came) - line.out, spare[line.sku])
        if line.goods and forgotten > 0:
            spare[line.sku] -= forgotten
            line = replace(line, shipped=(*line.shipped, (came[0][0], forgotten)))
        found.append(line)
    return tuple(found)


def _of(
    seen: OrderSeen, refund: RefundSeen, parts: tuple[Split, ...], given: Counter[str]
) -> list[Step]:
    sale, lines = seen.sale, {line.line_id: line for line in seen.lines}
    note = _note(seen, refund, parts, lines)
    out = Counter({g.sku: 0 for g in note.goods})
    for goods in note.goods:
        out[goods.sku] += goods.units
    given.update(out)
    if sale is not None and note.memo in sale.memos:
        return []
    unmatched = sum(_fits_nowhere(part, lines) for part in parts)
    if sale is None or sale.voided:
        return _without_a_sale(seen, refund, out.total() + unmatched)
    if unmatched:
        return [_unmatched(seen, refund, unmatched, f"sale {sale.number} or its shipments")]
    if not (note.goods or note.money or note.shelved):
        return []
    late = _not_yet(seen, sale, refund, given, out)
    return [late] if late else [note]


def _fits_nowhere(part: Split, lines: dict[str, LineSeen]) -> int:
    """Units that can't be matched any more; those still to be shipped are credited then."""
    line = lines.get(part.line.line_id)
    if line is None:
        return part.unmatched
    waits = part.line.restock != RETURN and line.unfulfilled >= part.unmatched
    return 0 if waits else part.unmatched


def _without_a_sale(seen: OrderSeen, refund: RefundSeen, units: int) -> list[Step]:
    """Nothing to credit where nothing was sold in Cin7; but what has left without it is strange.

    So is anything given back on an order that somebody else sold: its books are not here.
    """
    strange = (seen.out and units) or (not seen.ours and (refund.lines or refund.amount))
    if not strange:
        return []
    return [_unmatched(seen, refund, units, "Cin7, which has no live sale of it")]


def _unmatched(seen: OrderSeen, refund: RefundSeen, units: int, where: str) -> ForAPerson:
    given = f"{units} units" if units else f"{refund.amount} of money"
    return ForAPerson(
        UNMATCHED,
        f"Refund {refund.refund_id} of {seen.subject} gives back {given} that do not go "
        f"together with {where}.",
        TODO,
        refund.refund_id,
    )


def _not_yet(
    seen: OrderSeen, sale: SaleSeen, refund: RefundSeen, given: Counter[str], out: Counter[str]
) -> Wait | None:
    """A credit note needs what it credits to be shipped in Cin7: return-tracking sees to that."""
    shipped = any(sale.out.values())
    if not shipped and not seen.out:
        return Wait("the money is credited once the order is shipped", refund.refund_id, True)
    if not shipped or any(given[sku] > sale.out.get(sku, 0) for sku in out):
        return Wait("Cin7 has not shipped it yet; return-tracking does", refund.refund_id)
    return None


def _note(
    seen: OrderSeen, refund: RefundSeen, parts: tuple[Split, ...], lines: dict[str, LineSeen]
) -> CreditNote:
    goods, money, shelved = [], [], []
    for part in parts:
        line, entry = lines.get(part.line.line_id), part.line
        if line is None:
            continue
        if not line.goods:
            if part.out and refund.amount:
                money.append(Money(False, line.name, _money(entry.subtotal), _money(entry.tax)))
            continue
        if not part.out:
            continue
        share = Decimal(part.out) / entry.units
        paid = bool(refund.amount)
        price = _money(entry.subtotal / entry.units) if paid else Decimal(0)
        tax = _money(entry.tax * share) if paid else Decimal(0)
        goods.append(Goods(line.line_id, line.sku, line.name, part.out, price, tax))
        if entry.restock == RETURN:
            shelved.append(Shelved(line.line_id, line.sku, part.out, entry.location))
    if refund.shipping:
        price, tax = _money(refund.shipping), _money(refund.shipping_tax)
        money.append(Money(True, "Delivery paid back", price, tax))
    if not refund.lines and not refund.shipping and refund.amount:
        money.append(Money(False, "Money paid back", _money(refund.amount), Decimal(0)))
    return CreditNote(
        refund.refund_id,
        memo(refund.refund_id, seen.subject),
        tuple(goods),
        tuple(money),
        tuple(shelved),
    )


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(PLACES, ROUND_HALF_UP)
