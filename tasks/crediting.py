"""A refund of what had left becomes a credit note in Cin7: once, found by its memo."""

from decimal import Decimal
from typing import Any

from clients.errors import Rejected
from domain.codes import ChargeKind
from domain.credits import CreditDraft, Restock
from domain.reversal_steps import CreditNote, Goods, Money, Shelved
from domain.sales import SaleCharge, SaleLine
from domain.types import LocationId, Sku, StoreName, WarehouseName
from ledger import balances, effects_seen
from ledger.models import Effect, EffectKind, EffectState, Order
from tasks.billing import draft_of, ensure_invoice
from tasks.effects import Deed, Ended, Outcome, carry_out, key_after_failures
from tasks.effects import refused_lately as refused_before
from tasks.outside import outside
from tasks.taking_back import subject_of


async def credit(row: Order, note: CreditNote) -> Outcome:
    """Write the credit note of one refund, against the order's invoice, which is made if needed.

    Safe to run twice: one effect a refund; a note that bears the memo is not made again.

    Raises:
        ClientError: Cin7 is out of reach.
    """
    world = outside()
    invoice = await ensure_invoice(row)
    if invoice is None:
        refused = refused_before(EffectKind.INVOICE, subject_of(row))
        if refused is not None:
            return Outcome(Ended.REFUSED, because=f"its invoice: {refused}")
        if draft_of(subject_of(row)) is None:
            because = f"sale {row.sale_number} has no authorised invoice, and we did not write it"
            return Outcome(Ended.REFUSED, because=because)
        return Outcome(Ended.WAITING, because="its invoice is not made yet")
    outcome = await carry_out(
        Deed(
            EffectKind.CREDIT_NOTE,
            key_after_failures(EffectKind.CREDIT_NOTE, _name(row, note), subject_of(row)),
            subject=subject_of(row),
            detail={
                "store": row.store,
                "order_id": row.order_id,
                "sale": row.sale_id,
                "refund": note.of,
                "memo": note.memo,
                "invoice": invoice,
                "taxes_included": bool(row.facts.get("taxes_included", True)),
                "goods": [
                    [g.line_id, g.sku, g.name, g.units, str(g.price), str(g.tax)]
                    for g in note.goods
                ],
                "money": [[m.for_delivery, m.said, str(m.price), str(m.tax)] for m in note.money],
                "shelved": [[s.line_id, s.sku, s.units, _place(row, s)] for s in note.shelved],
            },
            act=_credit,
            look=look_for_credit,
            looks=2,
        )
    )
    if outcome.ended is Ended.DONE:
        balances.returned(world.ledger, row.store, row.order_id, came_back(row))
    return outcome


def came_back(row: Order) -> dict[str, int]:
    """Units of each line that credit notes have put back on a shelf, in all."""
    units: dict[str, int] = {}
    for effect in effects_seen.by_subject(
        outside().ledger, subject_of(row), EffectKind.CREDIT_NOTE
    ):
        for line_id, _, count, _ in (
            effect.detail.get("shelved", ()) if effect.state is EffectState.DONE else ()
        ):
            units[str(line_id)] = units.get(str(line_id), 0) + int(count)
    return units


async def look_for_credit(effect: Effect) -> str | None:
    """Read the sale: an authorised credit note bears the memo, or none does."""
    papers = await outside().inventory.papers(str(effect.detail["sale"]))
    memo = effect.detail["memo"]
    return next(
        (note.number for note in papers.credits if note.authorised and note.memo == memo), None
    )


async def _credit(effect: Effect) -> str:
    """``POST sale/creditnote``, unless it stands."""
    standing = await look_for_credit(effect)
    if standing is not None:
        return standing
    world = outside()
    return await world.inventory.credit_note(
        str(effect.detail["sale"]), _draft(effect.detail), on=world.now().date()
    )


def _draft(detail: dict[str, Any]) -> CreditDraft:
    world = outside()
    store = world.rules.stores[StoreName(str(detail["store"]))]
    codes = world.rules.codes
    goods = [Goods(i, s, n, u, Decimal(p), Decimal(t)) for i, s, n, u, p, t in detail["goods"]]
    money = [Money(d, s, Decimal(p), Decimal(t)) for d, s, p, t in detail["money"]]
    return CreditDraft(
        invoice=str(detail["invoice"]),
        memo=str(detail["memo"]),
        tax_rule=store.tax_rule,
        taxes_included=bool(detail["taxes_included"]),
        lines=tuple(
            SaleLine(Sku(g.sku), g.name, g.units, g.price, g.tax, g.price * g.units, g.line_id)
            for g in goods
        ),
        charges=tuple(
            SaleCharge(
                ChargeKind.CHARGE,
                codes.shipping if m.for_delivery else codes.refund,
                m.said,
                1,
                m.price,
                m.tax,
                m.price,
            )
            for m in money
        ),
        restock=tuple(
            Restock(Sku(sku), int(units), str(place)) for _, sku, units, place in detail["shelved"]
        ),
    )


def _place(row: Order, shelved: Shelved) -> str:
    """Where it came back to, as Cin7 calls it.

    Of several warehouses behind the refund's location the one it was shipped from, else the first
    named; where the location is none of ours, the one it was shipped from.
    """
    world = outside()
    store = world.rules.stores[StoreName(row.store)]
    behind = store.locations.get(LocationId(shelved.location), ()) if shelved.location else ()
    ours = row.routed_to if row.routed_to in behind or not behind else behind[0]
    if ours is None:
        raise Rejected(
            f"nobody knows which warehouse {shelved.units} of {shelved.sku} came back to",
            system="ledger",
            operation="credit-note",
        )
    return world.rules.warehouses[WarehouseName(ours)].cin7_location


def refused_lately(row: Order, note: CreditNote) -> str | None:
    """Why Cin7 refused this credit note not long ago, if it did."""
    return refused_before(EffectKind.CREDIT_NOTE, subject_of(row), _name(row, note))


def _name(row: Order, note: CreditNote) -> str:
    """One a refund."""
    return f"{row.store}/{row.order_id}/refund/{note.of}"
