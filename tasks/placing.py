"""Putting one order's sale into Cin7: two effects, each made once."""

from collections.abc import Sequence
from dataclasses import dataclass

from clients.errors import LeaseLost, Rejected
from domain import sale_json
from domain.sales import SaleDraft
from domain.types import WarehouseName
from ledger import orders as rows
from ledger.balances import LineUnits
from ledger.effects_seen import by_key
from ledger.models import Effect, EffectKind, Stage
from ledger.orders_undo import TAKING_BACK, Authorisation, authorised
from tasks.effects import Deed, Ended, Outcome, carry_out, key_after_refusals, refused_lately
from tasks.exceptions import Trouble, tell
from tasks.noting import is_older_than_the_ledger
from tasks.outside import outside
from tasks.ports import Sale
from tasks.step import step

TAKEN_BACK = "it is being taken back"


@dataclass(frozen=True, slots=True)
class SaleToPlace:
    """An order whose sale is decided."""

    order: str
    """Store and order name, such as ``uk #1001``."""
    store: str
    order_id: int
    warehouse: WarehouseName
    draft: SaleDraft
    because: str


@dataclass(frozen=True, slots=True)
class Placed:
    """How far the sale came."""

    order: str
    ended: Ended
    sale_id: str | None = None
    number: str = ""
    backordered: tuple[tuple[str, float], ...] = ()
    because: str = ""
    fresh: bool = False
    """This run authorised it."""


@step("place sale", run_name="{sale.order} into Cin7", tags=("cin7",), retries=0)
async def place_sale(sale: SaleToPlace) -> Placed:
    """Create the sale's header and authorise its order, which reserves the stock.

    Safe to run twice: both are effects keyed by the order. After a doubt the sale is looked for by
    ExternalID and CustomerReference, twice a settle time apart, as Cin7 has no key to refuse a
    double; a header that stands without its order is finished, not made again. What Cin7 refused is
    tried anew after a while, as its cause may be mended.
    """
    refused = refused_lately(EffectKind.CREATE_SALE, sale.order)
    if refused is not None:
        return Placed(sale.order, Ended.REFUSED, because=refused)
    key = f"{sale.store}/{sale.order_id}"
    header = await carry_out(
        Deed(
            EffectKind.CREATE_SALE,
            key_after_refusals(EffectKind.CREATE_SALE, key, sale.order),
            subject=sale.order,
            detail={
                "draft": sale_json.to_dict(sale.draft),
                "store": sale.store,
                "order_id": sale.order_id,
                "warehouse": sale.warehouse,
            },
            act=open_sale,
            look=look_for_sale,
            looks=2,
            look_first=is_older_than_the_ledger(sale.store, sale.draft.placed_at),
        )
    )
    if header.ended is not Ended.DONE or header.vendor_id is None:
        return _not_yet(sale, header)
    rows.decide(
        outside().ledger, sale.store, sale.order_id, outside().now(), sale_id=header.vendor_id
    )
    return await _authorised(sale, header.vendor_id)


async def open_sale(effect: Effect) -> str:
    """``POST sale`` with the draft that stands in the ledger."""
    return await outside().inventory.open_sale(sale_json.from_dict(effect.detail["draft"]))


async def look_for_sale(effect: Effect) -> str | None:
    """Search Cin7 for the live sale of this order."""
    draft = sale_json.from_dict(effect.detail["draft"])
    found = await outside().inventory.find_sale(draft.external_id, draft.customer_reference)
    return found.sale_id if found else None


async def look_for_order(effect: Effect) -> str | None:
    """Read the sale: its order stands, or it does not."""
    sale = await outside().inventory.sale(str(effect.detail["sale"]))
    return sale.sale_id if sale.authorised else None


async def _authorised(sale: SaleToPlace, sale_id: str) -> Placed:
    """Authorise the order; what Cin7 answers (number, backorders) is kept from the same call."""
    refused = refused_lately(EffectKind.AUTHORISE_SALE, sale.order)
    if refused is not None:
        return Placed(sale.order, Ended.REFUSED, sale_id, because=refused)
    # Read before anything is decided: what is authorised under an old number counts no more.
    undone = _undone(sale)
    if undone is None:
        return Placed(sale.order, Ended.WAITING, sale_id, because=TAKEN_BACK)
    seen: list[Sale] = []

    async def act(effect: Effect) -> str:
        if _undone(sale) != undone:
            raise LeaseLost(TAKEN_BACK, system="ledger", operation="POST sale/order")
        draft = sale_json.from_dict(effect.detail["draft"])
        try:
            answered = await outside().inventory.authorise_sale(sale_id, draft)
        except Rejected:
            # An earlier try may have landed since it was looked for: then it says no to this one.
            answered = await outside().inventory.sale(sale_id)
            if not answered.authorised:
                raise
        if not answered.authorised:
            raise Rejected(
                "the order was taken but not authorised, so nothing is reserved",
                system="cin7",
                operation="POST sale/order",
            )
        seen.append(answered)
        return sale_id

    async def look(_: Effect) -> str | None:
        seen.append(await outside().inventory.sale(sale_id))
        return sale_id if seen[-1].authorised else None

    key = authorise_key(sale.store, sale.order_id, sale_id, undone)
    key = key_after_refusals(EffectKind.AUTHORISE_SALE, key, sale.order)
    outcome = await carry_out(
        Deed(
            EffectKind.AUTHORISE_SALE,
            key,
            subject=sale.order,
            detail={
                "draft": sale_json.to_dict(sale.draft),
                "store": sale.store,
                "order_id": sale.order_id,
                "sale": sale_id,
            },
            act=act,
            look=look,
            # Once it was put back to draft, what may stand from before is what is being undone.
            look_first=not undone and is_older_than_the_ledger(sale.store, sale.draft.placed_at),
        )
    )
    if outcome.ended is not Ended.DONE:
        return _not_yet(sale, outcome)
    return await _record(sale, sale_id, seen[-1] if seen else None, outcome, undone, key)


def authorise_key(store: str, order_id: int, sale_id: str, undone: int) -> str:
    """What names the authorisation of a sale; each time after an undo is a decision of its own."""
    key = f"{store}/{order_id}/{sale_id}"
    return f"{key} after undo {undone}" if undone else key


def _undone(sale: SaleToPlace) -> int | None:
    """The number of the last undo of the order; None while its sale is being taken back."""
    known = rows.get(outside().ledger, sale.store, sale.order_id)
    if known is None:
        return 0
    return None if known.stage in TAKING_BACK else known.undone


async def _record(
    sale: SaleToPlace, sale_id: str, seen: Sale | None, outcome: Outcome, undone: int, key: str
) -> Placed:
    """Note when the sale was known to be authorised: the settle time is reckoned from it.

    A sale that was put back to draft meanwhile, or is being taken back, is not noted.
    """
    world = outside()
    known = rows.get(world.ledger, sale.store, sale.order_id)
    if known is not None and known.authorised_at is not None:
        return Placed(sale.order, Ended.DONE, sale_id, known.sale_number or "")
    authorised_at = world.now()
    stands = seen or await world.inventory.sale(sale_id)
    if _undone(sale) != undone or not stands.authorised or stands.voided:
        return Placed(sale.order, Ended.WAITING, sale_id, because=TAKEN_BACK)
    waiting = tuple(sorted(stands.backordered.items()))
    if waiting:
        _say_backordered(sale, stands.number, waiting)
    rows.move(
        world.ledger,
        sale.store,
        sale.order_id,
        Stage.IN_CIN7,
        f"{stands.number} authorised at {sale.warehouse}",
        authorised_at,
        {"sale": sale_id, "backordered": dict(stands.backordered), "how": outcome.because},
        TAKING_BACK,
    )
    sent = by_key(world.ledger, EffectKind.AUTHORISE_SALE, key)
    # Last: until this stands, a run that was killed leaves the order to the next one.
    noted = Authorisation(
        sale.store,
        sale.order_id,
        undone,
        authorised_at,
        stands.number,
        bool(waiting),
        _units(sale_json.from_dict(sent.detail["draft"]) if sent else sale.draft),
    )
    if not authorised(world.ledger, noted):
        return Placed(sale.order, Ended.WAITING, sale_id, because=TAKEN_BACK)
    return Placed(sale.order, Ended.DONE, sale_id, stands.number, waiting, fresh=True)


def _units(draft: SaleDraft) -> list[LineUnits]:
    """What a draft reserves; lines of drafts from before they kept Shopify's id have none."""
    return [
        LineUnits(line.line_id.rsplit("/", 1)[-1], line.sku, line.units)
        for line in draft.lines
        if line.line_id
    ]


def _say_backordered(sale: SaleToPlace, number: str, waiting: Sequence[tuple[str, float]]) -> None:
    short = ", ".join(f"{units:g} of {sku}" for sku, units in waiting)
    tell(
        Trouble.BACKORDERED,
        sale.order,
        f"{sale.order} has its sale {number} at {sale.warehouse}, which lacks {short}.",
        "Wait for the next receipt of these SKUs, or ship the order from elsewhere.",
        flow="ingest-orders",
        detail={"store": sale.store, "order_id": sale.order_id, "sale": number},
    )


def _not_yet(sale: SaleToPlace, outcome: Outcome) -> Placed:
    return Placed(sale.order, outcome.ended, because=outcome.because)
