"""One look at the shelf: what runs low is told, what is over again is closed by itself.

shelf -> places that the stores sell from -> alerts (pure) -> exception rows
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.alert_rules import Limits, limits_for
from domain.alerts import EMPTYING, Alert, Place, ShelfAlert
from domain.matching import NOT_DESCRIBED, Product
from domain.places import one_by_one
from domain.shelf_watch import look_at
from domain.types import Sku, WarehouseName, location_number
from ledger import counts_seen
from ledger.exceptions_seen import all_open
from ledger.models_work import ExceptionRow
from tasks.bills import kits_in_force
from tasks.demand import known_demand
from tasks.exceptions import gone, tell
from tasks.outside import outside
from tasks.oversell import risks
from tasks.ports import Shelf
from tasks.report import run_id
from tasks.stock_round import WATCH, read_shelf
from tasks.velocity import read_products

NOW: Mapping[str, str] = {
    Alert.SOLD_OUT: "it is sold out now",
    Alert.LOW_STOCK: "it is low, not sold out now",
    Alert.LOW_COVER: "it is over the threshold, and will not last",
}
"""What a shelf has turned into."""
OVER: Mapping[str, str] = {
    Alert.SOLD_OUT: "it is back in stock",
    Alert.LOW_STOCK: "it is over the threshold again",
    Alert.LOW_COVER: "it lasts long enough again",
    Alert.OVERSELL_RISK: "the store shows no more than the shelf bears",
    Alert.VELOCITY_SPIKE: "it sells as usual again",
    Alert.DEAD_STOCK: "it sells again, or is gone",
}
"""Why each is over."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a look covers; None for all."""

    warehouses: frozenset[str] | None = None
    skus: frozenset[str] | None = None
    dry_run: bool = False

    def covers(self, place: Place) -> bool:
        """Whether this look says anything about a place."""
        sku, warehouse = place
        named = self.warehouses
        return (named is None or not named.isdisjoint(one_by_one(warehouse))) and (
            self.skus is None or sku in self.skus
        )


@dataclass(frozen=True, slots=True)
class ThresholdReport:
    """One or more looks.

    Attributes:
        rounds: How often the shelf was read.
        looked: Places looked at (SKU and warehouse).
        alerts: Every place that runs low now, the scarcest first.
        over: Subjects that ran low before and do no more.
        dry_run: Nothing was written down.
    """

    rounds: int = 1
    looked: int = 0
    alerts: tuple[ShelfAlert, ...] = ()
    over: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def unfinished(self) -> bool:
        """A look leaves nothing over."""
        return False

    def then(self, later: "ThresholdReport") -> "ThresholdReport":
        """Both looks as one report: the later one, and what either found over again."""
        over = tuple(dict.fromkeys((*self.over, *later.over)))
        return replace(later, rounds=self.rounds + later.rounds, over=over)

    def number(self, alert: Alert) -> int:
        """How many places are in this state."""
        return sum(one.alert is alert for one in self.alerts)

    def headline(self) -> str:
        """For the run's name."""
        low, out = self.number(Alert.LOW_STOCK), self.number(Alert.SOLD_OUT)
        said = f"{low} low, {out} sold out, {len(self.over)} over again"
        for alert in (Alert.LOW_COVER, Alert.OVERSELL_RISK, Alert.VELOCITY_SPIKE, Alert.DEAD_STOCK):
            if self.number(alert):
                said += f", {self.number(alert)} {alert.value.replace('-', ' ')}"
        return said

    def sentence(self) -> str:
        """For the table's head."""
        dry = " Dry run: nobody was told." if self.dry_run else ""
        return f"{self.looked} places looked at: {self.headline()}.{dry}"

    def table(self) -> list[dict[str, object]]:
        """A line a place that runs low, the scarcest first, and what is over again."""
        lines: list[dict[str, object]] = [
            {
                "SKU": one.sku,
                "warehouse": one.warehouse,
                "available": one.units,
                "state": one.alert.value,
                "what": one.more,
                "to do": one.advice,
            }
            for one in self.alerts
        ]
        for subject in self.over:
            sku, _, warehouse = subject.rpartition(" at ")
            over = {"SKU": sku, "warehouse": warehouse, "available": "", "state": "over"}
            lines.append({**over, "what": "", "to do": ""})
        return lines

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "looked": self.looked,
            "low": self.number(Alert.LOW_STOCK),
            "sold_out": self.number(Alert.SOLD_OUT),
            "over": list(self.over),
            "places": self.table(),
        }


async def look(watch: Watch) -> ThresholdReport:
    """Read the shelf whole, once, and bring the open alerts in line with it.

    Safe to run twice and at once: an alert that stands with the same words is left alone.

    Raises:
        ClientError: The shelf could not be read to the end: nothing is changed.
    """
    async with kits_in_force():
        return await _one_look(watch)


async def _one_look(watch: Watch) -> ThresholdReport:
    world = outside()
    sold, was_there, beside = _places(watch)
    if not sold:
        return ThresholdReport(dry_run=watch.dry_run)
    shelf = await read_shelf(None)
    standing = [row for row in all_open(world.ledger, tuple(Alert)) if watch.covers(_place_of(row))]
    was_there |= {_place_of(row) for row in standing}
    demand = await known_demand()
    was_there |= {place for place in beside if demand.sales.get(place)}
    limits = _limits(await read_products(None))
    alerts = look_at(
        _available(shelf), sold, was_there, demand.facts, limits, world.now(), demand.week
    )
    alerts += [one for one in await risks(shelf) if watch.covers((one.sku, one.warehouse))]
    over = _bring_in_line(watch, alerts, standing)
    return ThresholdReport(1, len(sold), tuple(alerts), tuple(over), watch.dry_run)


def _places(watch: Watch) -> tuple[set[Place], set[Place], set[Place]]:
    """Places that a store sells from, those that had units once, and those that may have.

    Of several warehouses behind one location the count does not say which of them had the units:
    one that nothing was ever sold from was not sold out.
    """
    world = outside()
    behind = {
        (str(store.name), int(location_number(location))): names
        for store in world.rules.stores.values()
        for location, names in store.locations.items()
    }
    sold: set[Place] = set()
    was_there: set[Place] = set()
    beside: set[Place] = set()
    for count in counts_seen.places(world.ledger):
        names = behind.get((count.store, count.location_id), ())
        here = {(count.sku, str(name)) for name in names if watch.covers((count.sku, name))}
        sold |= here
        if count.ever:
            (was_there if len(names) == 1 else beside).update(here)
    return sold, was_there, beside


def _limits(products: Mapping[Sku, Product] | None) -> Callable[[Place], Limits]:
    """What is worth a word in each place, by the rules."""
    thresholds = outside().rules.thresholds
    usual = thresholds.usual

    def limits(place: Place) -> Limits:
        if not thresholds.rules:
            return usual
        sku, warehouse = Sku(place[0]), WarehouseName(place[1])
        product = (products or {}).get(sku, NOT_DESCRIBED)
        return limits_for(thresholds.rules, usual, warehouse, sku, product)

    return limits


def _available(shelf: Shelf) -> dict[Place, float]:
    return {(row.sku, row.warehouse): row.available for row in shelf.rows}


def _bring_in_line(
    watch: Watch, alerts: Sequence[ShelfAlert], standing: Sequence[ExceptionRow]
) -> list[str]:
    """Open what is new, reword what changed, close what is over; subjects that are over again."""
    wanted = {(one.alert.value, one.subject): one for one in alerts}
    said = {(row.kind, row.subject): (row.what, row.todo) for row in standing}
    wanted_subjects = {one.subject for one in alerts}
    low = {one.subject: one.alert for one in alerts if one.alert in EMPTYING}
    ended = [key for key in said if key not in wanted]
    over = sorted({subject for _, subject in ended if subject not in wanted_subjects})
    if watch.dry_run:
        return over
    # Opened before what it was is closed: the new one stays in the old one's message.
    for key, one in wanted.items():
        if said.get(key) != (one.what, one.todo):
            tell(one.alert, one.subject, one.what, one.todo, flow=WATCH, detail=_detail(one))
    for kind, subject in ended:
        turned = low.get(subject) if kind in EMPTYING else None
        gone(kind, subject, OVER.get(kind, "it is over") if turned is None else NOW[turned])
    return over


def _place_of(row: ExceptionRow) -> Place:
    return str(row.detail["sku"]), str(row.detail["warehouse"])


def _detail(one: ShelfAlert) -> dict[str, object]:
    detail = {"sku": one.sku, "warehouse": one.warehouse, "units": one.units, **one.facts}
    if one.store:
        detail["store"] = one.store
    if run_id():
        detail["run"] = run_id()
    if one.lane is not None:
        detail["lane"] = one.lane.value
    return detail
