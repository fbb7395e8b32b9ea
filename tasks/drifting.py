"""Counts that are not what they were, or not what they should be, and what explains each.

Everything here reads the ledger and what a round has read anyway; no vendor is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.drift import Drifted, Explained, Facts, explain
from domain.kits import kin
from domain.orders import ShopOrder
from domain.stock_changes import StockChange, StockPlan, plain
from domain.types import Sku, location_number
from domain.unseen import Claim, Unseen
from ledger import counts_drift, counts_written, cursors, inbox, orders_seen
from ledger.counts_drift import Known, Place
from ledger.models import Effect, EffectState
from tasks.news import skus_of
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.shown import Shown

LOOKED = "counts-looked-at"
"""The watermark of the last whole round: every count was then what the ledger knows, or newer."""
MOST_DELIVERIES = 2000
ENDED = (EffectState.DONE, EffectState.ABANDONED)
ROW = ["store", "location", "item_id", "shown"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One count that is not what it should be, and what explains it."""

    row: StockChange
    before: int | None
    explained: Explained

    @property
    def place(self) -> Place:
        """What it is a count of."""
        return place_of(self.row.store, self.row.location, self.row.item_id)

    @property
    def expected(self) -> int:
        """Units that it was expected to show."""
        if self.explained.because is Drifted.HAND_EDIT and self.before is not None:
            return self.before
        return self.row.promised


@dataclass(frozen=True, slots=True)
class Look:
    """A read of counts beside what the ledger knows of them.

    Attributes:
        known: What each count was; newer ones than the read are left out of every comparison.
        since: When all were last looked at; None if never, and then nothing is suspected.
        began: When the read began.
        skus: What was read; None for everything.
    """

    known: Mapping[Place, Known]
    since: datetime | None
    began: datetime
    skus: frozenset[str] | None = None

    def is_newer(self, place: Place) -> bool:
        """Whether what the ledger knows is newer than this read."""
        found = self.known.get(place)
        return found is not None and found.at >= self.began

    def before(self, place: Place) -> int | None:
        """What a count was before this read; None if not known, or only from later."""
        found = self.known.get(place)
        return None if found is None or self.is_newer(place) else found.units


def look(shown: Shown, skus: frozenset[str] | None) -> Look:
    """Bring what the ledger knows of the counts beside a read of them."""
    world = outside()
    known = {
        (row.store, row.location_id, row.item_id): row
        for row in counts_drift.known(world.ledger, skus)
    }
    cursor = cursors.read(world.ledger, LOOKED)
    return Look(known, None if cursor is None else cursor.at, shown.began, skus)


def place_of(store: str, location: str, item_id: str) -> Place:
    """The numbers of a place, from Shopify's whole ids."""
    return (str(store), int(location.rsplit("/", 1)[-1]), int(item_id.rsplit("/", 1)[-1]))


def jumped(at: Look, decided: StockPlan) -> list[tuple[Place, int]]:
    """Counts that are not what they were, with what they show now."""
    return [
        (place, int(units))
        for store, location, item, units in plain(decided.decided[ROW])
        for place in [place_of(store, location, item)]
        if at.before(place) not in (None, units)
    ]


def differences(at: Look, changes: Iterable[StockChange], unseen: Unseen) -> list[Difference]:
    """Explain counts that are not what they should be."""
    rows = list(changes)
    if not rows or at.since is None:
        return [
            Difference(row, None, Explained(Drifted.LATE_EVENT, "the first look at it"))
            for row in rows
        ]
    since = at.since - reach()
    sales = Sales(since)
    sent = counts_written.written_since(outside().ledger, since)
    news = _news(at.since, {row.sku for row in rows})
    found = []
    for row in rows:
        place = place_of(row.store, row.location, row.item_id)
        known = at.known.get(place)
        lacking = unseen.unexplained.get((row.store, row.location, row.sku), 0)
        claims = unseen.claims.get((row.warehouse, row.sku), ())
        facts = Facts(
            shown=row.shown,
            promised=row.promised,
            before=at.before(place),
            sold=sales.sold(row.store, row.sku) + lacking,
            back=sales.back(row.store, row.sku),
            written=_written(sent, row, None if known is None else known.at),
            heard=(
                *(("it was written while this look was under way",) if at.is_newer(place) else ()),
                *news.get(row.sku, ()),
                *(_of(claim) for claim in claims),
                *sales.of_its_shelf(row.sku),
            ),
        )
        found.append(Difference(row, facts.before, explain(facts)))
    return found


def reach() -> timedelta:
    """How far events are looked for behind a look: searches lag, and calls take their time."""
    world = outside()
    return timedelta(seconds=world.rules.overlap.orders + world.lease_seconds)


class Sales:
    """The most that orders can have moved counts since a time (units), by store and SKU.

    Args:
        since: Orders noted since then are looked at; those placed since are sales.
        until: Orders placed later are none; None for no limit.
    """

    def __init__(self, since: datetime, until: datetime | None = None) -> None:
        self._sold: dict[tuple[str, str], int] = {}
        self._back: dict[tuple[str, str], int] = {}
        for row in orders_seen.noted_since(outside().ledger, since):
            order = shop_order(row)
            fresh = order.placed_at >= since and (until is None or order.placed_at <= until)
            for line in order.lines:
                if not line.sku:
                    continue
                units = max(line.ordered, line.units)
                if fresh:
                    self._add(self._sold, order, line.sku, units)
                if order.cancelled or order.money_back or line.units < units:
                    self._add(self._back, order, line.sku, units)
            self._moves(order, since)

    def sold(self, store: str, sku: str) -> int:
        """Units sold, or moved to another place."""
        return self._sold.get((store, sku), 0)

    def back(self, store: str, sku: str) -> int:
        """Units taken back, or moved away."""
        return self._back.get((store, sku), 0)

    def of_its_shelf(self, sku: str) -> tuple[str, ...]:
        """What was sold or taken back of a SKU, or of its kits and components, in words."""
        related = kin(outside().rules.kits, frozenset({Sku(sku)}))
        told = []
        for units_of, word in ((self._sold, "sold"), (self._back, "taken back")):
            for (store, each), units in sorted(units_of.items()):
                if each in related:
                    told.append(f"up to {units} of {each} {word} in {store}")
        return tuple(told)

    def _moves(self, order: ShopOrder, since: datetime) -> None:
        for stand in order.stands:
            if stand.moved_at is None or stand.moved_at < since:
                continue
            for line in stand.units:
                if line.sku:
                    self._add(self._sold, order, line.sku, line.units + line.shipped)
                    self._add(self._back, order, line.sku, line.units + line.shipped)

    def _add(
        self, units_of: dict[tuple[str, str], int], order: ShopOrder, sku: str, units: int
    ) -> None:
        units_of[order.store, sku] = units_of.get((order.store, sku), 0) + units


def _written(sent: Sequence[Effect], row: StockChange, known: datetime | None) -> tuple[int, ...]:
    """What writes would have set this count to whose end the ledger's counts do not have."""
    units = []
    for effect in sent:
        if effect.state in ENDED and known is not None and effect.updated_at <= known:
            continue
        units += [
            int(one["promised"])
            for one in effect.detail["rows"]
            if one["item_id"] == row.item_id and one["location"] == row.location
        ]
    return tuple(units)


def _news(since: datetime, skus: set[str]) -> dict[str, tuple[str, ...]]:
    """What deliveries have said of these SKUs since then."""
    heard: dict[str, set[str]] = {}
    for delivery in inbox.since(outside().ledger, since, MOST_DELIVERIES):
        for sku in skus_of(delivery) & skus:
            heard.setdefault(sku, set()).add(f"{delivery.source} {delivery.topic} came")
    return {sku: tuple(sorted(said)) for sku, said in heard.items()}


def _of(claim: Claim) -> str:
    whose = "no known order" if claim.order_id is None else f"order {claim.order_id}"
    return f"{claim.units} unseen of {claim.store} ({whose}, {claim.because.value})"


def number_of(row: StockChange) -> str:
    """The location's number, as the Shopify admin shows it."""
    return location_number(row.location)
