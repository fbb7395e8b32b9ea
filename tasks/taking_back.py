"""Taking a sale back: put to draft and built again, or ended for good.

What an undo frees is sold again at once unless somebody holds it. So the order is *unseen* again
before the undo is sent, and stays so until the rebuilt sale is authorised and settled.
"""

from datetime import datetime

from clients.errors import Rejected
from domain import sale_json
from domain.intake import Quarantined
from domain.skus import Catalogue
from domain.types import Sku
from ledger import balances, effects, effects_seen, orders, orders_undo
from ledger.models import Effect, EffectKind, EffectState, Order, Stage
from tasks.effects import ENDED, Deed, Ended, Outcome, attempt, carry_out
from tasks.ingesting import Capacity, decide
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.papers import Papers
from tasks.placing import place_sale
from tasks.step import step


def subject_of(row: Order) -> str:
    """What a person calls the order, such as ``uk #1001``."""
    return f"{row.store} {row.name}"


@step("undo and rebuild", run_name="undo and rebuild {row.name}", tags=("cin7",), retries=0)
async def undo_and_rebuild(row: Order, because: str, number: int | None = None) -> bool:
    """Put an order's sale back to draft and authorise it anew, as the order stands in the ledger.

    True when the rebuilt sale is authorised. False otherwise: the outcome of a call is not known
    yet, Cin7 said no, or a parcel of the sale has left. Once the undo stands, ingestion finishes
    what a kill interrupts, under the same key as here; until then ``resume_undos`` does.

    Safe to run twice: an undo has a number and is made once, and so has the authorisation after it.

    Args:
        row: The order; its sale is to be authorised and none of it shipped.
        because: For the order's history.
        number: Of the undo, ``attempt(EffectKind.UNDO_SALE, subject)``, when the caller's own read
            has decided: computed before it.

    Raises:
        ClientError: A vendor is out of reach.
    """
    if row.sale_id is None:
        return False
    if number is None:
        number = attempt(EffectKind.UNDO_SALE, subject_of(row))
    if not await undo(row, number, because):
        return False
    return await rebuild(row.store, row.order_id)


async def undo(row: Order, number: int, because: str) -> bool:
    """Put an order's sale back to draft; True when it is one, and the order is unseen again."""
    world = outside()
    subject, sale_id = subject_of(row), row.sale_id
    key = f"{row.store}/{row.order_id}/{sale_id} undo #{number}"
    known = effects_seen.by_key(world.ledger, EffectKind.UNDO_SALE, key)
    if known is None:
        papers = await world.inventory.papers(str(sale_id))
        if not papers.sale.authorised or papers.sale.voided or has_left(papers):
            return False
    deed = Deed(
        EffectKind.UNDO_SALE,
        key,
        subject=subject,
        detail={
            "store": row.store,
            "order_id": row.order_id,
            "sale": sale_id,
            "because": because,
            "stage": row.stage.value,
            "authorised_at": row.authorised_at.isoformat() if row.authorised_at else None,
        },
        act=_undo,
        look=look_for_undo,
        looks=2,
    )
    # Intended first, so that whoever finds the order in CANCELLING finds its undo too.
    effects.intend(
        world.ledger,
        deed.kind,
        key,
        subject=subject,
        detail=deed.detail,
        token=None,
        now=world.now(),
    )
    orders_undo.begin_undo(world.ledger, row.store, row.order_id, number, because, world.now())
    outcome = await carry_out(deed)
    if outcome.ended is Ended.WAITING:
        return False
    effect = effects_seen.by_key(world.ledger, EffectKind.UNDO_SALE, key)
    if effect is not None:
        _after(effect, row, number)
    return outcome.ended is Ended.DONE


def _after(effect: Effect, row: Order, number: int) -> None:
    """Bring the order out of CANCELLING, as its undo has ended."""
    world = outside()
    if effect.state is EffectState.DONE:
        because = f"put back to draft: {effect.detail['because']}"
        orders_undo.undo_done(world.ledger, row.store, row.order_id, number, because, world.now())
        return
    told = effect.detail["authorised_at"]
    orders_undo.undo_failed(
        world.ledger,
        row.store,
        row.order_id,
        number,
        f"not put back to draft: {effect.because}",
        world.now(),
        stage=Stage(effect.detail["stage"]),
        authorised_at=datetime.fromisoformat(told) if told else None,
    )


async def resume_undos() -> int:
    """Take up every undo that a run has left half-way; returns how many came to an end.

    Safe to run twice: each is looked for before it is sent again. What then waits to be authorised
    is ingestion's, and this run's if it decides to rebuild.
    """
    world = outside()
    ended = 0
    for row in orders_undo.under_way(world.ledger):
        key = f"{row.store}/{row.order_id}/{row.sale_id} undo #{row.undone}"
        effect = effects_seen.by_key(world.ledger, EffectKind.UNDO_SALE, key)
        if effect is None:
            continue  # it was put into this stage by something else
        if effect.state not in ENDED:
            await undo(row, row.undone, str(effect.detail["because"]))
            effect = effects_seen.by_key(world.ledger, EffectKind.UNDO_SALE, key)
        if effect is not None and effect.state in ENDED:
            _after(effect, row, row.undone)
            ended += 1
    return ended


async def _undo(effect: Effect) -> str:
    """``DELETE sale`` without Void, unless it would take back what has left the house."""
    sale_id = str(effect.detail["sale"])
    papers = await outside().inventory.papers(sale_id)
    if papers.sale.voided or has_left(papers):
        raise _not_any_more(papers)
    if papers.sale.authorised:
        await outside().inventory.undo_sale(sale_id)
    return sale_id


async def look_for_undo(effect: Effect) -> str | None:
    """Read the sale: its order stage is a draft, or it is not."""
    sale = await outside().inventory.sale(str(effect.detail["sale"]))
    return None if sale.authorised or sale.voided else sale.sale_id


async def rebuild(store: str, order_id: int) -> bool:
    """Authorise the sale of an order anew, as the order stands in the ledger; True when it stands.

    An order of which nothing is left, or that is held now, is not.
    """
    row = orders.get(outside().ledger, store, order_id)
    if row is None or not row.live or row.stage in orders_undo.TAKING_BACK:
        return False
    if row.authorised_at is not None:
        return True
    decided = decide(row, await _known(row), Capacity({}), dry_run=False)
    if isinstance(decided, Quarantined):
        return False
    placed = await place_sale(decided)
    return placed.ended is Ended.DONE


async def _known(row: Order) -> Catalogue:
    """The SKUs of the sale as it was sent before, and of what was added since, if Cin7 has them."""
    world = outside()
    codes = world.rules.codes
    wanted = {
        line.sku
        for line in shop_order(row).lines
        if line.sku and line.units > 0 and codes.meaning(line.sku) is None
    }
    sent: set[str] = set()
    for effect in effects_seen.by_subject(world.ledger, subject_of(row), EffectKind.AUTHORISE_SALE):
        if "draft" in effect.detail:
            sent |= {line.sku for line in sale_json.from_dict(effect.detail["draft"]).lines}
    missing = sorted(wanted - sent)
    if missing:
        sent |= await world.inventory.known_skus(missing)
    return Catalogue.of({Sku(sku) for sku in sent})


@step("void sale", run_name="void the sale of {row.name}", tags=("cin7",), retries=0)
async def void(
    row: Order, because: str, number: int | None = None, *, even_shipped: bool = False
) -> Outcome:
    """End the sale of an order of which nothing stays; all of its units are released.

    Safe to run twice: a sale that is void already is done. A sale with a parcel that has left is
    refused here, before anything is sent.

    Args:
        row: The order.
        because: For its history.
        number: As for ``undo_and_rebuild``.
        even_shipped: Its parcels are shipped in Cin7, but their labels are void: nothing has left.
    """
    world = outside()
    if row.sale_id is None:
        return Outcome(Ended.DONE, because="it never had a sale")
    subject = subject_of(row)
    if number is None:
        number = attempt(EffectKind.VOID_SALE, subject)
    before = row.stage
    orders.move(world.ledger, row.store, row.order_id, Stage.CANCELLING, because, world.now())
    outcome = await carry_out(
        Deed(
            EffectKind.VOID_SALE,
            f"{row.store}/{row.order_id}/{row.sale_id} void #{number}",
            subject=subject,
            detail={
                "store": row.store,
                "order_id": row.order_id,
                "sale": row.sale_id,
                "even_shipped": even_shipped,
            },
            act=_void,
            look=look_for_void,
            looks=2,
        )
    )
    if outcome.ended is Ended.DONE:
        balances.released(world.ledger, row.store, row.order_id)
        orders.move(world.ledger, row.store, row.order_id, Stage.REVERSED, because, world.now())
    elif outcome.ended is Ended.REFUSED and before is not Stage.CANCELLING:
        orders.move(
            world.ledger,
            row.store,
            row.order_id,
            before,
            f"not void: {outcome.because}",
            world.now(),
        )
    return outcome


async def _void(effect: Effect) -> str:
    """``DELETE sale`` with Void, unless it would take back what has left the house."""
    sale_id = str(effect.detail["sale"])
    papers = await outside().inventory.papers(sale_id)
    if papers.sale.voided:
        return sale_id
    if has_left(papers) and not effect.detail["even_shipped"]:
        raise _not_any_more(papers)
    await outside().inventory.void_sale(sale_id)
    return sale_id


async def look_for_void(effect: Effect) -> str | None:
    """Read the sale: it is void, or it is not."""
    sale = await outside().inventory.sale(str(effect.detail["sale"]))
    return sale.sale_id if sale.voided else None


def has_left(papers: Papers) -> bool:
    """Whether a parcel of the sale is shipped in Cin7: taking the sale back would take it back."""
    return any(leg.shipped for leg in papers.legs)


def _not_any_more(papers: Papers) -> Rejected:
    why = "it is void" if papers.sale.voided else "a parcel of it has left"
    return Rejected(
        f"sale {papers.sale.number} can't be taken back: {why}",
        system="cin7",
        operation="DELETE sale",
    )
