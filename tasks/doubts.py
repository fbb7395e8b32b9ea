"""Effects that a time-out or a crash left in doubt, looked for by kind.

Most doubts are taken up by the decision that made them, when a run decides the same again. Here is
the rest: what landed after all, so that nobody decides it again, and what nobody wants any more.
"""

from collections.abc import Awaitable, Callable, Mapping

from clients.errors import Rejected
from ledger import effects_seen, orders
from ledger.models import Effect, EffectKind, EffectState
from tasks.effects import Deed, Ended, carry_out
from tasks.moving import look_for_move
from tasks.outside import outside
from tasks.placing import look_for_order, look_for_sale
from tasks.publishing import look_for_counts
from tasks.step import step
from tasks.stocking import look_for_active
from tasks.subscriptions import look_at_cin7, look_at_shopify

LOOK: Mapping[EffectKind, Callable[[Effect], Awaitable[str | None]]] = {
    EffectKind.SET_STOCK: look_for_counts,
    EffectKind.ACTIVATE_ITEM: look_for_active,
    EffectKind.CREATE_SALE: look_for_sale,
    EffectKind.AUTHORISE_SALE: look_for_order,
    EffectKind.MOVE_FULFILMENT: look_for_move,
    EffectKind.SUBSCRIBE_SHOPIFY: look_at_shopify,
    EffectKind.SUBSCRIBE_CIN7: look_at_cin7,
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
}
"""Which flow looks; None for set-up (``stocksteady webhooks ensure``)."""

SALES = (EffectKind.CREATE_SALE, EffectKind.AUTHORISE_SALE)


@step("settle doubts", run_name="look for what is in doubt")
async def settle_doubts(flow: str | None) -> int:
    """Look for this flow's effects that are due; returns how many came to an end.

    What stands is confirmed. What does not is given up: counts, stocking, moves and subscriptions
    are decided anew from what is read next. A sale of an order that still wants one is left to
    ingestion, which looks, and makes it if it is not there.

    Safe to run twice: looking changes nothing outside.
    """
    world = outside()
    ended = 0
    for effect in effects_seen.due(world.ledger, world.now()):
        if FLOW_OF[effect.kind] != flow or _just_intended(effect) or _ingestion_will(effect):
            continue
        outcome = await carry_out(
            Deed(
                effect.kind,
                effect.key,
                effect.subject,
                effect.detail,
                act=_out_of_date,
                look=LOOK[effect.kind],
                looks=2 if effect.kind in SALES else 1,
                again=False,
            )
        )
        ended += outcome.ended is not Ended.WAITING
        if outcome.ended is Ended.DONE and effect.kind is EffectKind.CREATE_SALE:
            _remember_sale(effect, outcome.vendor_id)
    return ended


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
