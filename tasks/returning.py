"""The parcels of one order: told to the customer, shipped in the inventory system, put right.

The customer is told first and Cin7 second, other than the list of stages has it: until Shopify
shows the fulfilment the order can be cancelled there, and what Cin7 has shipped can't be called
back.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain import sale_json
from domain.parcels import Step, next_step
from ledger import effects_seen, orders, parcels
from ledger.models import EffectKind, EffectState, Order, Parcel, ParcelState, Stage
from tasks.outside import outside
from tasks.returning_legs import correct_leg, ship_parcel
from tasks.returning_steps import Done, facts, name_of
from tasks.returning_telling import (
    correct_parcel,
    forget_parcel,
    tell_parcel,
    untell_parcel,
)
from tasks.returning_told import BESIDE
from tasks.step import step


@dataclass(frozen=True, slots=True)
class OrderWork:
    """An order with parcels that need something.

    ``without``: systems that are out of reach in this run; their steps are left to the next one.
    """

    order: str
    store: str
    order_id: int
    without: frozenset[str] = frozenset()


Make = Callable[[Parcel, Order], Awaitable[Done]]

PHASES: tuple[tuple[str, Mapping[Step, Make]], ...] = (
    ("shopify", {Step.FORGET: forget_parcel, Step.UNTELL: untell_parcel}),
    ("shopify", {Step.TELL: tell_parcel}),
    ("shopify", {Step.CORRECT: correct_parcel}),
    ("cin7", {Step.SHIP: ship_parcel}),
    ("cin7", {Step.CORRECT_LEG: correct_leg}),
)
"""Voids first, since they free the units that another label takes; then the rest, in this order."""


@step("work on parcels", run_name="parcels of {work.order}", tags=("shopify", "cin7"), retries=0)
async def work_on(work: OrderWork) -> list[Done]:
    """Bring every parcel of an order as far as it can come now.

    Safe to run twice, and beside another run: each change is an effect, and each is decided from
    what Shopify and Cin7 show.

    Raises:
        ClientError: A vendor is out of reach; what was done is written down.
    """
    world = outside()
    done: list[Done] = []
    for system, makes in PHASES:
        if system in work.without:
            continue
        for row in parcels.of_order(world.ledger, work.store, work.order_id):
            make = makes.get(next_step(facts(row)).step)
            order = orders.get(world.ledger, work.store, work.order_id)
            if make is not None and order is not None:
                done.append(await make(row, order))
    _note_stage(work)
    return done


def _note_stage(work: OrderWork) -> None:
    """SHIPPED when Cin7 has every parcel that was told; CLOSED when nothing more is to be sent."""
    world = outside()
    order = orders.get(world.ledger, work.store, work.order_id)
    out = [
        row
        for row in parcels.of_order(world.ledger, work.store, work.order_id)
        if row.state is ParcelState.TOLD
    ]
    if order is None or not out or any(row.shipped_at is None for row in out):
        return
    if order.stage in (Stage.TOLD, Stage.SHIPPED):
        labels = ", ".join(row.label_id for row in out)
        stage, because = Stage.SHIPPED, f"shipped in Cin7: {labels}"
        if _is_whole(order, out):
            stage, because = Stage.CLOSED, f"all is shipped and told: {labels}"
        orders.move(
            world.ledger,
            work.store,
            work.order_id,
            stage,
            because,
            world.now(),
            unless=(*BESIDE, Stage.CLOSED),
        )


def _is_whole(order: Order, out: list[Parcel]) -> bool:
    """Whether the parcels hold all that the sale was last authorised with."""
    earlier = effects_seen.by_subject(outside().ledger, name_of(order), EffectKind.AUTHORISE_SALE)
    drafts = [row.detail["draft"] for row in earlier if row.state is EffectState.DONE]
    if not drafts:
        return not order.open
    wanted: Counter[str] = Counter()
    for line in sale_json.from_dict(drafts[-1]).lines:
        wanted[line.sku] += line.units
    for row in out:
        for each in row.lines:
            wanted[str(each["sku"])] -= int(each["units"])
    return all(units <= 0 for units in wanted.values())
