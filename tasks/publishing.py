"""Writing promised counts to a storefront, in batches of up to 250, each made once."""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from clients.shopify.errors import RowsRefused, StaleQuantities
from clients.shopify.models import LevelChange
from domain.stock_changes import StockBatch, StockChange
from domain.types import location_number
from ledger import counts
from ledger.counts import Published
from ledger.models import Effect, EffectKind
from tasks.effects import Deed, Ended, Outcome, carry_out
from tasks.exceptions import Trouble, tell
from tasks.outside import outside
from tasks.step import step

MOST_TRIES = 6
"""So often a batch is sent without the rows that turned out stale; the rest waits a round."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts that go to one store in one call, and when the reads behind them began."""

    store: str
    rows: tuple[StockChange, ...]
    read_began: datetime

    @property
    def size(self) -> int:
        """Rows."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch."""

    applied: tuple[StockChange, ...] = ()
    stale: tuple[StockChange, ...] = ()
    """Something sold in between: to be decided again."""
    waiting: tuple[StockChange, ...] = ()
    """The outcome is not known yet: the next run looks."""


def batch_of(part: StockBatch, read_began: datetime) -> Batch:
    """A batch of the plan, ready to be sent."""
    return Batch(part.store, part.rows, read_began)


async def publish_all(batches: Sequence[Batch]) -> list[Written]:
    """Publish batches: those of a store one after the other, all stores at the same time.

    Safe to run twice, as each batch is. What goes wrong in one store is raised when the others
    have come to their end.
    """
    by_store: dict[str, list[Batch]] = {}
    for batch in batches:
        by_store.setdefault(batch.store, []).append(batch)
    ended = await asyncio.gather(*map(_one_by_one, by_store.values()), return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return [one for part in ended if not isinstance(part, BaseException) for one in part]


async def _one_by_one(batches: Sequence[Batch]) -> list[Written]:
    return [await publish(batch) for batch in batches]


@step("publish counts", run_name="publish {batch.size} counts to {batch.store}", tags=("shopify",))
async def publish(batch: Batch) -> Written:
    """Put promised counts on a storefront, and write down why.

    Shopify compares before it writes: a row that sold since it was read is left out and the rest
    is sent again under a new key, so one hot SKU does not block 249 others. A row that Shopify
    will not write for another reason is left out too, and raised as an exception.

    Safe to run twice: each sending is an effect of its own, whose key goes to Shopify too; one in
    doubt is looked for and, if it is not there, given up, because the next read decides anew.
    """
    rows, stale = batch.rows, tuple[StockChange, ...]()
    for _ in range(MOST_TRIES):
        if not rows:
            break
        outcome = await _send(batch, rows)
        if outcome.ended is Ended.DONE:
            remember(rows, outcome.vendor_id)
            return Written(applied=rows, stale=stale)
        if not isinstance(outcome.error, RowsRefused) or not outcome.error.rows:
            if outcome.ended is Ended.REFUSED:
                _say_refused(batch, rows, outcome.because)
            return Written(stale=stale, waiting=rows)
        named = set(outcome.error.rows)
        refused = tuple(row for place, row in enumerate(rows) if place in named)
        rows = tuple(row for place, row in enumerate(rows) if place not in named)
        if isinstance(outcome.error, StaleQuantities):
            stale += refused
        else:
            _say_refused(batch, refused, outcome.because)
    return Written(stale=stale + rows)


async def _send(batch: Batch, rows: tuple[StockChange, ...]) -> Outcome:
    key = str(uuid.uuid4())
    began = f"{batch.read_began:%Y%m%dT%H%M%S.%fZ}"
    return await carry_out(
        Deed(
            EffectKind.SET_STOCK,
            key,
            subject=f"{batch.store}: {len(rows)} counts",
            detail={
                "store": batch.store,
                "reference": f"gid://stocksteady/StockRead/{began}-{key[:8]}",
                "rows": [json.loads(json.dumps(asdict(row))) for row in rows],
            },
            act=set_stock,
            look=look_for_counts,
            token=key,
            again=False,
        )
    )


async def set_stock(effect: Effect) -> str:
    """Send the batch that stands in the ledger (``inventorySetQuantities``)."""
    detail = effect.detail
    await (
        outside()
        .shops[str(detail["store"])]
        .set_available(
            [
                LevelChange(
                    item_id=row["item_id"],
                    location_id=row["location"],
                    quantity=row["promised"],
                    change_from=row["shown"],
                )
                for row in detail["rows"]
            ],
            key=effect.token or effect.key,
            reference=str(detail["reference"]),
        )
    )
    return effect.key


async def look_for_counts(effect: Effect) -> str | None:
    """Read the counts back: the batch stands if every one of its rows shows what it set."""
    rows = effect.detail["rows"]
    found = (
        await outside()
        .shops[str(effect.detail["store"])]
        .counts_of([row["item_id"] for row in rows])
    )
    shown = {
        (item.id, level.location_id): level.available for item in found for level in item.levels
    }
    stands = all(shown.get((r["item_id"], r["location"])) == r["promised"] for r in rows)
    if stands:
        _remember_found(effect)
    return effect.key if stands else None


def _remember_found(effect: Effect) -> None:
    """Keep what a batch set whose end nobody heard: the counts are as it left them."""
    world = outside()
    now = world.now()
    found = [
        Published(
            store=str(effect.detail["store"]),
            location_id=int(location_number(row["location"])),
            item_id=int(row["item_id"].rsplit("/", 1)[-1]),
            sku=row["sku"],
            shown=row["shown"],
            promised=row["promised"],
            because=row["because"],
            decided_at=now,
            applied_at=now,
            batch=effect.key,
        )
        for row in effect.detail["rows"]
    ]
    counts.remember(world.ledger, found)


def remember(rows: Sequence[StockChange], batch: str | None) -> None:
    """Keep what was decided and, with a batch, that Shopify took it."""
    world = outside()
    now = world.now()
    counts.remember(
        world.ledger,
        [
            Published(
                store=row.store,
                location_id=int(location_number(row.location)),
                item_id=int(row.item_id.rsplit("/", 1)[-1]),
                sku=row.sku,
                shown=row.shown,
                promised=row.promised,
                because=row.because.value,
                decided_at=now,
                applied_at=now if batch else None,
                batch=batch,
            )
            for row in rows
        ],
    )


def _say_refused(batch: Batch, rows: Sequence[StockChange], because: str) -> None:
    skus = ", ".join(row.sku for row in rows[:5])
    tell(
        Trouble.WRITE_REFUSED,
        batch.store,
        f"Shopify refused {len(rows)} counts ({skus} …): {because}",
        "Look at the first SKU in the Shopify admin; the next full run tries the counts again.",
        flow="sync-stock",
    )
