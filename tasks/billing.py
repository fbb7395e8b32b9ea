"""The invoice of an order in the inventory system: one a build of its sale, over all it says.

Return tracking bills with the first parcel, if the rules say so; a credit note needs a bill to
stand on and has it made if there is none.
"""

from domain import sale_json
from ledger import effects_seen
from ledger.models import Effect, EffectKind, EffectState, Order
from tasks.effects import Deed, Ended, carry_out, key_after_failures, refused_lately
from tasks.outside import outside


async def ensure_invoice(row: Order) -> str | None:
    """The number of the order's authorised invoice, which is made if there is none.

    None while its outcome is not known, when Cin7 refused it (lately), and for a sale that was
    never ours to write and that nobody has billed.

    Safe to run twice: one effect a build of the sale; after a doubt the papers are looked at twice,
    as Cin7 has no key to refuse a second invoice.

    Raises:
        ClientError: Cin7 is out of reach.
    """
    world, subject = outside(), f"{row.store} {row.name}"
    if row.sale_id is None:
        return None
    build = f"{row.store}/{row.order_id}/{row.sale_id} build {row.undone}"
    key = key_after_failures(EffectKind.INVOICE, build, subject)
    papers = await world.inventory.papers(row.sale_id)
    standing = [one.number for one in papers.bills if one.authorised]
    if standing:
        return standing[-1]
    draft = draft_of(subject)
    if draft is None or refused_lately(EffectKind.INVOICE, subject) is not None:
        return None
    outcome = await carry_out(
        Deed(
            EffectKind.INVOICE,
            key,
            subject=subject,
            detail={
                "store": row.store,
                "order_id": row.order_id,
                "sale": row.sale_id,
                "memo": f"Shopify order {row.name}",
                "draft": draft,
            },
            act=_invoice,
            look=look_for_invoice,
            looks=2,
        )
    )
    return outcome.vendor_id if outcome.ended is Ended.DONE else None


async def look_for_invoice(effect: Effect) -> str | None:
    """Read the sale: an authorised invoice bears the memo, or none does."""
    papers = await outside().inventory.papers(str(effect.detail["sale"]))
    memo = effect.detail["memo"]
    return next(
        (bill.number for bill in papers.bills if bill.authorised and bill.memo == memo), None
    )


async def _invoice(effect: Effect) -> str:
    """``POST sale/invoice``, unless it stands."""
    standing = await look_for_invoice(effect)
    if standing is not None:
        return standing
    world, told = outside(), effect.detail
    return await world.inventory.invoice(
        str(told["sale"]),
        sale_json.from_dict(told["draft"]),
        memo=str(told["memo"]),
        on=world.now().date(),
    )


def draft_of(subject: str) -> dict[str, object] | None:
    """What the sale of an order was last authorised with; None when that was not our doing."""
    earlier = effects_seen.by_subject(outside().ledger, subject, EffectKind.AUTHORISE_SALE)
    done = [row.detail["draft"] for row in earlier if row.state is EffectState.DONE]
    return done[-1] if done else None
