"""Reading all that a reversal is decided from: Shopify, Cin7, carrier desk; a few calls."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from clients.errors import Malformed
from clients.pace import Lane
from clients.shopify.shipping_models import OrderShipping, Refund
from domain.codes import Codes
from domain.orders import customer_reference, external_id
from domain.reversal_facts import BackLine, DeskSeen, LineSeen, OrderSeen, RefundSeen, SaleSeen
from ledger import effects_seen, orders, parcels, shipments
from ledger.models import EffectKind, Order, ParcelState
from tasks.order_rows import begun_at, shop_order
from tasks.outside import outside
from tasks.papers import Papers
from tasks.taking_back import subject_of


async def look_at(row: Order) -> OrderSeen | None:
    """Read the order anew: Shopify first, then Cin7, then the desk; None when Shopify has none.

    The desk comes last, since people work there; it is read only when something was handed over.

    Raises:
        ClientError: One of them could not be read.
    """
    world = outside()
    told = await world.shops[row.store].order_shipping(
        f"gid://shopify/Order/{row.order_id}", lane=Lane.URGENT
    )
    if told is None:
        return None
    row = orders.get(world.ledger, row.store, row.order_id) or row  # its sale may stand by now
    sale = await _sale(row)
    seen = order_seen(subject_of(row), told, world.rules.codes, sale)
    begun = begun_at(row.store)
    if begun is not None and row.placed_at < begun:
        # Of an order from before us only what was taken back since is ours to follow.
        refunds = tuple(refund for refund in seen.refunds if refund.at >= begun)
        called_off = seen.cancelled_at is not None and seen.cancelled_at >= begun
        if not refunds and not called_off:
            return None
        seen = replace(seen, refunds=refunds, ours=False)
    untold = any(
        parcel.state is ParcelState.UNTOLD
        for parcel in parcels.of_order(world.ledger, row.store, row.order_id)
    )
    desk = await read_desk(row, seen.told_numbers)
    return replace(seen, desk=desk, untold=untold)


async def _sale(row: Order) -> SaleSeen | None:
    """Its sale; that of an order from before us is looked for by both of its names, once."""
    world, sale_id = outside(), row.sale_id
    begun = begun_at(row.store)
    if sale_id is None and begun is not None and row.placed_at < begun:
        found = await world.inventory.find_sale(
            external_id(shop_order(row)), customer_reference(shop_order(row))
        )
        if found is not None:
            sale_id = found.sale_id
            orders.decide(
                world.ledger,
                row.store,
                row.order_id,
                world.now(),
                sale_id=found.sale_id,
                sale_number=found.number,
            )
    return None if sale_id is None else sale_seen(await world.inventory.papers(sale_id))


def sale_seen(papers: Papers) -> SaleSeen:
    """A sale with its papers, as a reversal looks at it."""
    out: Counter[str] = Counter()
    for leg in papers.legs:
        if leg.shipped:
            out.update({sku: int(units) for sku, units in leg.lines})
    bills = [bill.number for bill in papers.bills if bill.authorised]
    return SaleSeen(
        papers.sale.number,
        papers.sale.authorised,
        papers.sale.voided,
        {sku: int(units) for sku, units in papers.sale.lines},
        dict(out),
        picked=any(leg.picked and not leg.shipped for leg in papers.legs),
        invoice=bills[-1] if bills else None,
        memos=frozenset(note.memo for note in papers.credits if note.authorised),
    )


def order_seen(subject: str, told: OrderShipping, codes: Codes, sale: SaleSeen | None) -> OrderSeen:
    """What Shopify shows of an order, in the domain's words."""
    shipped: dict[str, list[tuple[datetime, int]]] = {}
    for one in told.fulfillments:
        for part in one.lines if one.is_live else ():
            shipped.setdefault(part.line_item_id, []).append((one.created_at, part.units))
    lines = tuple(
        LineSeen(
            number(line.id),
            line.sku or "",
            line.name,
            line.quantity,
            line.current_quantity,
            line.unfulfilled_quantity,
            tuple(shipped.get(line.id, ())),
            goods=bool(line.sku) and codes.meaning(line.sku or "") is None,
        )
        for line in told.lines
    )
    refunds = sorted(
        (_refund(one, told.updated_at) for one in told.refunds), key=lambda r: (r.at, r.refund_id)
    )
    numbers = {n for one in told.fulfillments if one.is_live for n in one.numbers}
    return OrderSeen(
        subject,
        told.cancelled_at,
        lines,
        tuple(refunds),
        sale,
        told_numbers=frozenset(numbers),
    )


def _refund(one: Refund, otherwise: datetime) -> RefundSeen:
    return RefundSeen(
        number(one.id),
        one.created_at or otherwise,
        one.amount,
        tuple(
            BackLine(
                number(line.line_item_id),
                line.units,
                line.restock_type,
                line.location_id,
                line.subtotal,
                line.tax,
            )
            for line in one.lines
        ),
        one.shipping,
        sum((charge.tax for charge in one.charges), start=one.amount * 0),
    )


async def read_desk(row: Order, told_numbers: frozenset[str]) -> DeskSeen:
    """What stands at the carrier desk and was not told to the customer.

    Parcels that were told are left out, with their shipments: what is in them has left.
    """
    world = outside()
    subject = subject_of(row)
    handed = shipments.of_order(world.ledger, row.store, row.order_id)
    meant = effects_seen.by_subject(world.ledger, subject, EffectKind.CREATE_SHIPMENT)
    if world.desk is None or not (handed or meant):
        return DeskSeen()
    standing = [one for one in await world.desk.parts(subject) if not one.cancelled]
    known = {one.shipment_id for one in standing}
    for shipment in handed:
        # Its number may have been changed by hand; ours is known by its id.
        if shipment.state == shipments.ShipmentState.OPEN and shipment.shipment_id not in known:
            found = await world.desk.shipment(shipment.shipment_id)
            if found is not None and found.cancelled:
                because = "it is cancelled at the carrier desk"
                shipments.cancelled(world.ledger, shipment.external_id, because, world.now())
            elif found is not None:
                standing.append(found)
    labels = await world.desk.labels_of([one.shipment_id for one in standing])
    rows = {one.label_id: one for one in parcels.of_order(world.ledger, row.store, row.order_id)}
    live, told = [], set()
    for label in labels:
        parcel = rows.get(label.label_id)
        if label.voided:
            if parcel is not None:
                parcels.voided(world.ledger, label.label_id, label.voided_at or world.now())
        elif _was_told(parcel, label.tracking, told_numbers):
            told.add(label.shipment_id)
        else:
            live.append((label.label_id, label.shipment_id))
    return DeskSeen(
        tuple(one.shipment_id for one in standing if one.shipment_id not in told),
        tuple(live),
        was_handed_off=True,
    )


def _was_told(
    parcel: parcels.Parcel | None, tracking: tuple[str, ...], told_numbers: frozenset[str]
) -> bool:
    if parcel is not None and parcel.state is ParcelState.TOLD:
        return True
    return bool(set(tracking) & told_numbers)


def number(gid: str) -> str:
    """Shopify's number in a whole id.

    Raises:
        Malformed: There is none.
    """
    last = gid.rsplit("/", 1)[-1]
    if not last.isdigit():
        raise Malformed(f"{gid!r} is no id", system="shopify", operation="order")
    return last
