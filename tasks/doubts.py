"""Effects that a time-out or a crash left in doubt, looked for by kind.

Most doubts are taken up by the decision that made them, when a run decides the same again. Here is
the rest: what landed after all, so that nobody decides it again, and what nobody wants any more.
"""

from collections.abc import Awaitable, Callable, Mapping

from clients.errors import Rejected
from ledger import effects_seen, orders
from ledger.models import Effect, EffectKind, EffectState
from tasks import returning_looks
from tasks.billing import look_for_invoice
from tasks.crediting import look_for_credit
from tasks.effects import Deed, Ended, carry_out
from tasks.handing_off import look_for_shipment
from tasks.moving import look_for_move
from tasks.outside import outside
from tasks.placing import look_for_order, look_for_sale
from tasks.publishing import look_for_counts
from tasks.returning_told import is_to_be_told, remember_told
from tasks.reversing_desk import look_for_cancel, look_for_void_label
from tasks.saying import look_for_change, look_for_post, wanted
from tasks.step import step
from tasks.stocking import look_for_active
from tasks.subscriptions import look_at_cin7, look_at_shopify
from tasks.subscriptions_carrier import look_at_shipstation
from tasks.taking_back import look_for_undo, look_for_void
from tasks.uploading import look_for_chart

LOOK: Mapping[EffectKind, Callable[[Effect], Awaitable[str | None]]] = {
    EffectKind.SET_STOCK: look_for_counts,
    EffectKind.ACTIVATE_ITEM: look_for_active,
    EffectKind.CREATE_SALE: look_for_sale,
    EffectKind.AUTHORISE_SALE: look_for_order,
    EffectKind.MOVE_FULFILMENT: look_for_move,
    EffectKind.SUBSCRIBE_SHOPIFY: look_at_shopify,
    EffectKind.SUBSCRIBE_CIN7: look_at_cin7,
    EffectKind.POST_MESSAGE: look_for_post,
    EffectKind.UPDATE_MESSAGE: look_for_change,
    EffectKind.UPLOAD_FILE: look_for_chart,
    EffectKind.SUBSCRIBE_SHIPSTATION: look_at_shipstation,
    EffectKind.CREATE_SHIPMENT: look_for_shipment,
    EffectKind.FULFIL: returning_looks.look_for_fulfilment,
    EffectKind.CANCEL_FULFILMENT: returning_looks.look_for_cancelled,
    EffectKind.CORRECT_TRACKING: returning_looks.look_for_tracking,
    EffectKind.OPEN_LEG: returning_looks.look_for_new_leg,
    EffectKind.PICK: returning_looks.look_for_pick,
    EffectKind.PACK: returning_looks.look_for_pack,
    EffectKind.SHIP: returning_looks.look_for_ship,
    EffectKind.CORRECT_LEG: returning_looks.look_for_leg_tracking,
    EffectKind.INVOICE: look_for_invoice,
    EffectKind.VOID_LABEL: look_for_void_label,
    EffectKind.CANCEL_SHIPMENT: look_for_cancel,
    EffectKind.VOID_SALE: look_for_void,
    EffectKind.UNDO_SALE: look_for_undo,
    EffectKind.CREDIT_NOTE: look_for_credit,
}
"""How each kind is found at the vendor, from its row alone."""

FLOW_OF: Mapping[EffectKind, str | None] = {
    EffectKind.SET_STOCK: "sync-stock",
    EffectKind.ACTIVATE_ITEM: "sync-stock",
    EffectKind.CREATE_SALE: "ingest-orders",
    EffectKind.AUTHORISE_SALE: "ingest-orders",
    EffectKind.MOVE_FULFILMENT: "ingest-orders",
    EffectKind.SUBSCRIBE_SHOPIFY: None,
    EffectKind.SUBSCRIBE_CIN7: None,
    EffectKind.POST_MESSAGE: "sweep-hints",
    EffectKind.UPDATE_MESSAGE: "sweep-hints",
    EffectKind.UPLOAD_FILE: "sweep-hints",
    EffectKind.SUBSCRIBE_SHIPSTATION: None,
    EffectKind.CREATE_SHIPMENT: "hand-off-fulfilment",
    EffectKind.FULFIL: "return-tracking",
    EffectKind.CANCEL_FULFILMENT: "return-tracking",
    EffectKind.CORRECT_TRACKING: "return-tracking",
    EffectKind.OPEN_LEG: "return-tracking",
    EffectKind.PICK: "return-tracking",
    EffectKind.PACK: "return-tracking",
    EffectKind.SHIP: "return-tracking",
    EffectKind.CORRECT_LEG: "return-tracking",
    EffectKind.INVOICE: "return-tracking",
    EffectKind.VOID_LABEL: "reverse-cancellations",
    EffectKind.CANCEL_SHIPMENT: "reverse-cancellations",
    EffectKind.VOID_SALE: "reverse-cancellations",
    EffectKind.UNDO_SALE: "reverse-cancellations",
    EffectKind.CREDIT_NOTE: "reverse-cancellations",
}
"""Which flow looks; None for set-up (``stocksteady webhooks ensure``)."""

WORDS = (EffectKind.POST_MESSAGE, EffectKind.UPDATE_MESSAGE)
SALES = (EffectKind.CREATE_SALE, EffectKind.AUTHORISE_SALE)
TWICE = (*SALES, EffectKind.FULFIL, EffectKind.INVOICE)
"""Not finding these must be seen twice: their vendors have no key to refuse a double."""


async def settle_doubts(flow: str | None) -> int:
    """Look for this flow's effects that are due; returns how many came to an end.

    What stands is confirmed. What does not is given up: counts, stocking, moves and subscriptions
    are decided anew from what is read next. A sale of an order that still wants one is left to
    ingestion, which looks, and makes it if it is not there.

    Safe to run twice: looking changes nothing outside.
    """
    return await _settle(flow) if _in_doubt(flow) else 0


@step("settle doubts", run_name="look for what is in doubt")
async def _settle(flow: str | None) -> int:
    ended = 0
    for effect in _in_doubt(flow):
        outcome = await carry_out(
            Deed(
                effect.kind,
                effect.key,
                effect.subject,
                effect.detail,
                act=_out_of_date,
                look=LOOK[effect.kind],
                looks=2 if effect.kind in TWICE else 1,
                again=False,
            )
        )
        ended += outcome.ended is not Ended.WAITING
        if outcome.ended is Ended.DONE and effect.kind is EffectKind.CREATE_SALE:
            _remember_sale(effect, outcome.vendor_id)
        if outcome.ended is Ended.DONE and effect.kind is EffectKind.FULFIL:
            remember_told(effect, outcome.vendor_id)
    return ended


def are_words_in_doubt() -> bool:
    """Whether there are words in doubt which the outbox, having newer ones, leaves to the sweep."""
    world = outside()
    return any(
        effect.kind in WORDS and not _just_intended(effect) and not wanted(effect)
        for effect in effects_seen.due(world.ledger, world.now())
    )


def _in_doubt(flow: str | None) -> list[Effect]:
    """What this flow is to look for now; the rest is another's, or about to be made anew."""
    world = outside()
    return [
        effect
        for effect in effects_seen.due(world.ledger, world.now())
        if FLOW_OF[effect.kind] == flow
        and not (_just_intended(effect) or _ingestion_will(effect))
        and not (effect.kind in WORDS and wanted(effect))
        and not is_to_be_told(effect)
    ]


def _just_intended(effect: Effect) -> bool:
    """Whether another run may be about to claim it."""
    age = outside().now() - effect.updated_at
    return effect.state is EffectState.INTENDED and age.total_seconds() < outside().lease_seconds


def _ingestion_will(effect: Effect) -> bool:
    if effect.kind not in SALES:
        return False
    order = orders.get(
        outside().ledger, str(effect.detail["store"]), int(effect.detail["order_id"])
    )
    return order is not None and order.live and order.authorised_at is None


def _remember_sale(effect: Effect, sale_id: str | None) -> None:
    """A sale that landed for an order nobody wants any more: the reversal has to know of it."""
    world = outside()
    orders.decide(
        world.ledger,
        str(effect.detail["store"]),
        int(effect.detail["order_id"]),
        world.now(),
        sale_id=sale_id,
    )


async def _out_of_date(effect: Effect) -> str:
    """It was intended by a run that ended before it sent anything: not sent late."""
    raise Rejected(
        "intended by a run that ended; the next one decides anew",
        system="ledger",
        operation=effect.kind.value,
    )
