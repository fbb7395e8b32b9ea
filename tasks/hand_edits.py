"""Counts that somebody edited in the Shopify admin: found by every sync, set right, told once.

The ordinary write sets them right at once. Whether it was a hand is judged a little later, when
Shopify's late searches have had their time: a refund that was not to be found yet looks the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.drift import Drifted
from domain.places import together
from domain.stock_changes import StockChange, StockPlan, plain
from domain.types import location_id
from domain.unseen import Unseen
from ledger import counts_drift, cursors, exceptions_seen
from ledger.counts_drift import Drift, Place, Seen
from ledger.models import Count
from tasks.drifting import LOOKED, Difference, Look, Sales, differences, jumped, place_of, reach
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import outside

FLOW = "sync-stock"
REMEMBERED = {Drifted.HAND_EDIT: Drifted.SUSPECTED, Drifted.LOST_WRITE: Drifted.LOST_WRITE}
"""What every sync keeps of the explanations, and as what."""
NAMED = 5
"""Counts that are named in a sentence; of the rest it says the number."""


def look_for_hand_edits(at: Look, decided: StockPlan, unseen: Unseen) -> None:
    """Keep what changed since the last look, and suspect what nothing explains.

    Safe to run twice, and beside another run: a count that the ledger knows from later than this
    read is left out.
    """
    world = outside()
    watermark = cursors.read(world.ledger, LOOKED)
    if watermark is not None and watermark.at > at.began:
        return  # a whole look that began later has ended: it has said all that this one could
    if at.skus is None:
        _judge()
    moved = jumped(at, decided)
    if moved:
        places = {place for place, _ in moved}
        wrong = [row for row in changes_of(decided) if _place(row) in places]
        suspect(differences(at, wrong, unseen), at)
        now = world.now()
        counts_drift.see(world.ledger, [Seen(*place, units, now) for place, units in moved])
    if at.skus is None:
        _close(at, decided)
        cursors.advance(world.ledger, LOOKED, at.began, world.now())


def changes_of(decided: StockPlan) -> list[StockChange]:
    """Every row whose count is to be written."""
    return [StockChange(*row) for row in plain(decided.changes)]


def suspect(found: Iterable[Difference], at: Look) -> None:
    """Remember what looks like a hand edit, to be judged later, and what was a lost write.

    What waits to be judged stays as it was first met, or it would wait for ever.
    """
    world = outside()
    waiting = waiting_places()
    counts_drift.note(
        world.ledger,
        [
            Drift(
                *one.place,
                drift=one.row.shown - one.expected,
                drift_at=world.now(),
                drift_from=at.since or at.began,
                drift_because=REMEMBERED[one.explained.because],
            )
            for one in found
            if one.explained.because in REMEMBERED and one.place not in waiting
        ],
    )


def waiting_places() -> set[Place]:
    """Counts that look edited by hand and are not judged yet."""
    world = outside()
    found = counts_drift.drifted(world.ledger, Drifted.SUSPECTED, world.now())
    return {(row.store, row.location_id, row.item_id) for row in found}


def _judge() -> None:
    """Say of what was suspected a while ago whether news that came since explains it."""
    world = outside()
    wait = timedelta(seconds=max(world.rules.overlap.orders, world.settle_seconds))
    told: dict[str, list[Count]] = defaultdict(list)
    sales_of: dict[tuple[datetime, datetime], Sales] = {}
    for row in counts_drift.drifted(world.ledger, Drifted.SUSPECTED, world.now() - wait):
        assert row.drift_from is not None
        assert row.drift_at is not None
        assert row.drift is not None
        when = (row.drift_from, row.drift_at)
        if when not in sales_of:
            sales_of[when] = Sales(row.drift_from - reach(), until=row.drift_at)
        sales = sales_of[when]
        bounds = -sales.sold(row.store, row.sku), sales.back(row.store, row.sku)
        explained = bounds[0] <= row.drift <= bounds[1]
        because = Drifted.LATE_EVENT if explained else Drifted.HAND_EDIT
        place = (row.store, row.location_id, row.item_id)
        judged = Drift(*place, row.drift, row.drift_at, row.drift_from, because)
        counts_drift.note(world.ledger, [judged])
        if because is Drifted.HAND_EDIT:
            told[row.store].append(row)
    for store, rows in told.items():
        _tell(store, rows)


def _tell(store: str, rows: list[Count]) -> None:
    named = "; ".join(_one(row) for row in rows[:NAMED])
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    counts = "1 count was" if len(rows) == 1 else f"{len(rows)} counts were"
    tell(
        Trouble.HAND_EDIT,
        store,
        f"{store}: {counts} changed by hand, or by another app, in Shopify: {named}{more}. "
        "They are set to what Cin7's stock bears.",
        "Change stock in Cin7: what is changed in Shopify is written over. If nobody did it, look "
        "which other app may write inventory.",
        flow=FLOW,
        detail={
            "counts": [
                {
                    "SKU": row.sku,
                    "location": row.location_id,
                    "item": row.item_id,
                    "by": row.drift,
                    "found": str(row.drift_at),
                }
                for row in rows
            ]
        },
    )


def _one(row: Count) -> str:
    store = outside().rules.stores
    of = next((one for name, one in store.items() if name == row.store), None)
    behind = of.locations.get(location_id(row.location_id)) if of else None
    where = together(behind) if behind else row.location_id
    drift = row.drift or 0
    return f"{row.sku} in {where} by {drift:+d}"


def _close(at: Look, decided: StockPlan) -> None:
    """Close what was told before this look, of stores whose counts stand as they should."""
    wrong = {_place(row) for row in changes_of(decided)}
    for row in exceptions_seen.all_open(outside().ledger, [Trouble.HAND_EDIT]):
        named = {(row.subject, one["location"], one["item"]) for one in row.detail["counts"]}
        if row.last_seen < at.began and not named & wrong:
            gone(Trouble.HAND_EDIT, row.subject, "a later look found the counts as they should be")


def _place(row: StockChange) -> tuple[str, int, int]:
    return place_of(row.store, row.location, row.item_id)
