"""One round of stock: read, decide, act, record. Both sync-stock and push-receipts tell it.

shown -> orders -> shelf -> unseen -> plan -> guards -> counts once more -> write -> ledger
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from domain.alerts import crosses
from domain.kits import kin
from domain.matching import Product
from domain.stock_changes import StockBatch, StockChange, StockPlan
from domain.stock_plan import SHELF, plan
from domain.types import Sku, location_number
from domain.unseen import Unseen
from ledger import counts, unexplained
from ledger.counts import Published
from tasks import hints, news
from tasks.bills import kits_in_force
from tasks.changes import calls_of_a_scan, look_first, scan_is_overdue
from tasks.confirming import still_true, stores_of_the_rules
from tasks.costing import counted
from tasks.doubts import settle_doubts
from tasks.drifting import Look, look
from tasks.exceptions import Trouble, gone_since
from tasks.guarding import believe, held_back, say_held
from tasks.hand_edits import look_for_hand_edits
from tasks.noting import note_orders
from tasks.outside import outside
from tasks.ports import Shelf
from tasks.publishing import Written, batch_of, publish_all
from tasks.shown import Shown, read_shown
from tasks.step import step
from tasks.stock_report import StockReport
from tasks.stocking import activate_items
from tasks.strays import look_for_strays
from tasks.surplus import say_surplus
from tasks.unseen_now import unseen_now
from tasks.velocity import measured, read_products

FLOW = "sync-stock"
WATCH = "watch-thresholds"
"""The flow that looks whether a shelf runs low."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a round looks at: all of it, some SKUs, or what deliveries have named."""

    stores: frozenset[str] | None = None
    """Write to these only; None for all."""
    skus: frozenset[str] | None = None
    """None for all."""
    news: bool = False
    dry_run: bool = False
    approved: bool = False
    """A person has looked at a change that a guard held back."""
    whole: bool = False
    """Read everything, also where looking at the documents that changed would cost less."""

    def later(self, again: frozenset[str]) -> "Scope":
        """The next round of the same run: what was left over, and what has come meanwhile."""
        return replace(self, skus=again, news=True)

    @property
    def is_all_news(self) -> bool:
        """Whether such a round looks at all that news has named, and at nothing else."""
        return self.news and self.skus is None and self.takes_news_in

    @property
    def may_look_first(self) -> bool:
        """Whether such a round may look at changed documents instead of all of the shelf."""
        narrow = self.skus is not None or self.stores is not None or self.news
        return not (narrow or self.dry_run or self.approved or self.whole)

    @property
    def takes_news_in(self) -> bool:
        """Whether all that deliveries have named is written by such a round, in every store."""
        return (self.news or self.skus is None) and self.stores is None and not self.dry_run


@step("read the shelf", run_name="read the shelf", tags=("cin7",))
async def read_shelf(skus: frozenset[str] | None, urgent: bool = False) -> Shelf:
    """Read availability, whole or of some SKUs; one scan serves all stores.

    A scan is complete or it is nothing, so it is one step: rows that moved while it was read make
    the step begin again.
    """
    return await outside().inventory.shelf(
        sorted(skus) if skus is not None else None, urgent=urgent, few=calls_of_a_scan() - 1
    )


Inspect = Callable[[Look, StockPlan, Unseen], str | None]
"""Looks at everything a round has decided, and says why nothing of it is to be written yet."""


async def stock_round(scope: Scope, inspect: Inspect | None = None) -> StockReport:
    """Bring counts in line with the shelf, once.

    Safe to run twice, and beside another run: it writes differences only, and each write is
    compared with what was read.

    Raises:
        ClientError: Something could not be read: nothing is changed.
    """
    with counted() as calls:
        async with kits_in_force():
            report = await _one_round(scope, inspect)
    return replace(report, calls=dict(calls))


async def _one_round(scope: Scope, inspect: Inspect | None) -> StockReport:
    world = outside()
    began = world.now()
    if scope.is_all_news and scan_is_overdue():
        scope = replace(scope, news=False)
    heard = news.stock_news() if scope.news else None
    wanted = scope.skus
    if heard is not None:
        wanted = None if heard.skus is None else heard.skus | (scope.skus or frozenset())
    if wanted is not None:
        wanted = kin(world.rules.kits, wanted)
    await settle_doubts(FLOW)
    choice = None
    if wanted is None and scope.may_look_first and inspect is None:
        wanted, choice = await look_first()
    if wanted is not None and not wanted:
        if scope.takes_news_in:
            news.stock_read_until(began)
        return StockReport(read=0, reading=choice.sentence() if choice else "")
    stores = stores_of_the_rules()
    shown = await read_shown(stores, wanted)
    await asyncio.gather(*(note_orders(store) for store in stores))
    strayed = await look_for_strays(shown)
    shelf = await read_shelf(wanted)
    products = await read_products(wanted)
    unseen = unseen_now(shown, shelf)
    # Kept before anything is written: a run that dies after must not forget what has vanished.
    unexplained.keep(world.ledger, unseen.watched)
    decided = decide(shown, shelf, unseen, world.now(), products)
    at = look(shown, wanted)
    if not scope.dry_run:
        if wanted is None:
            say_surplus(decided)
        look_for_hand_edits(at, decided, unseen)
    because = inspect(at, decided, unseen) if inspect else None
    report = await _carry_out(scope, shown, shelf, decided, because)
    unknown = shown.unknown & (scope.skus or frozenset())
    report = replace(report, unknown=unknown, again=report.again | strayed)
    if choice is not None:
        report = replace(report, reading=choice.sentence())
    if scope.takes_news_in:
        news.stock_read_until(began)
    return report


def decide(
    shown: Shown,
    shelf: Shelf,
    unseen: Unseen,
    at: datetime,
    products: Mapping[Sku, Product] | None,
) -> StockPlan:
    """Decide every count that is shown, by the rules in force at a moment."""
    frame = pd.DataFrame(
        [(r.warehouse, r.sku, r.on_hand, r.allocated, r.available) for r in shelf.rows],
        columns=SHELF,
    )
    return plan(
        shown.frame,
        frame,
        unseen,
        outside().rules,
        complete=True,
        at=at,
        products=products,
        demand=measured(),
    )


async def _carry_out(
    scope: Scope, shown: Shown, shelf: Shelf, decided: StockPlan, because: str | None
) -> StockReport:
    whole = shelf.skus is None
    report = StockReport(read=len(shown.frame), untracked=len(decided.unwritten))
    _know_items(decided, whole)
    held = held_back(decided, shelf)
    if held is not None and not scope.approved:
        if not scope.dry_run:
            say_held(held)
        return replace(report, held=held.sentence())
    if because is not None and not scope.approved:
        return replace(report, held=because)
    batches = [b for b in decided.batches() if scope.stores is None or b.store in scope.stores]
    if scope.dry_run:
        return replace(report, would=tuple(row for batch in batches for row in batch.rows))
    if whole or scope.approved:
        believe(shelf, scope.stores)
    batches, stocked = await _stock_first(batches)
    batches, moved = await still_true(batches, shown.frame)
    written = await publish_all([batch_of(batch, shown.began) for batch in batches])
    _look_at_the_shelf(written)
    if whole and scope.stores is None:
        gone_since((Trouble.NOT_STOCKED, Trouble.WRITE_REFUSED), shown.began)
    return replace(
        report,
        applied=tuple(row for part in written for row in part.applied),
        waiting=sum(len(part.waiting) for part in written),
        again=moved | stocked | {row.sku for part in written for row in part.stale},
    )


def _look_at_the_shelf(written: Sequence[Written]) -> None:
    """Ask for a look at the thresholds when a count fell to one of them, or rose above it."""
    thresholds = outside().rules.thresholds
    rows = (row for part in written for row in part.applied)
    if any(crosses(row.shown, row.promised, thresholds) for row in rows):
        hints.raise_again(WATCH)


async def _stock_first(
    batches: Sequence[StockBatch],
) -> tuple[list[StockBatch], frozenset[str]]:
    """Activate items that are not stocked where units are promised; they are decided again after.

    An item that is to show nothing where it is not stocked is left as it is.
    """
    missing: dict[tuple[str, str], list[StockChange]] = {}
    ready = []
    for batch in batches:
        for row in batch.rows:
            if not row.stocked and row.promised > 0:
                missing.setdefault((batch.store, row.location), []).append(row)
        ready.append(StockBatch(batch.store, tuple(row for row in batch.rows if row.stocked)))
    active = set()
    for (store, location), rows in missing.items():
        items = await activate_items(store, location, [row.item_id for row in rows])
        active |= {row.sku for row in rows if row.item_id in items}
    return [batch for batch in ready if batch.rows], frozenset(active)


def _know_items(decided: StockPlan, whole: bool) -> None:
    """Keep which items bear which SKU, so that news of a SKU can be read without a full scan."""
    if not whole:
        return
    world = outside()
    known = counts.places(world.ledger)
    now = world.now()
    columns = ["store", "location", "item_id", "sku", "shown", "promised", "because"]
    fresh = []
    for store, location, item_id, sku, units, promised, because in decided.decided[
        columns
    ].itertuples(index=False, name=None):
        place = (str(store), int(location_number(location)), int(item_id.rsplit("/", 1)[-1]))
        if place not in known:
            fresh.append(
                Published(*place, sku, int(units), int(promised), str(because), decided_at=now)
            )
    counts.remember(world.ledger, fresh)
