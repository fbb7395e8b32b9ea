"""What befalls a little world: all of it written down from the seed before anything runs.

So every kind of sync meets the same customers at the same moments, and a seed tells one story.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from sandbox.chance import Random
from tests.town import DOMAINS, PLACES

STORES = tuple(DOMAINS)
WAREHOUSES = tuple(PLACES)
"""As Cin7 calls them."""
KITS_EVERY = 4
"""In one world of so many a product is a kit of others."""


class What(StrEnum):
    """Things that people and vendors do."""

    SALE = "a customer buys"
    ADJUST = "Cin7 corrects the stock"
    TRANSFER = "Cin7 moves stock"
    RECEIVE = "goods come in"
    CANCEL = "an order is cancelled"
    REFUND = "units are refunded"
    EDIT = "an order is edited down"
    BY_HAND = "somebody sets a count in the Shopify admin"
    MOVE = "somebody moves a fulfilment order"
    TROUBLE = "a vendor errs"
    KILL = "a run is killed"
    STOP = "a run is stopped"
    RERUN = "somebody starts a flow beside the others"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing, at a moment in seconds from the beginning."""

    at: float
    what: What
    store: str = ""
    place: str = ""
    other_place: str = ""
    units: tuple[tuple[str, int], ...] = ()
    """(SKU, units)."""
    country: str = "GB"
    pick: float = 0.0
    """Which of those that are there at that moment (0 to 1)."""
    system: str = ""
    operation: str = ""
    kind: str = ""

    def __str__(self) -> str:
        """For the trace."""
        units = ", ".join(f"{count:+d} {sku}" for sku, count in self.units)
        parts = (self.store, units, self.place, self.other_place, self.operation, self.kind)
        return " ".join(part for part in (f"{self.what.value}:", *parts) if part)


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the vendors and the roads to them are, for the length of a world."""

    quick: tuple[float, float]
    """Seconds a call takes, each way, as a rule."""
    lame: float
    """Share of the ways that take much longer, or lose what is on them."""
    availability_lag: float
    search_lag: float
    sale_lag: float
    lose: float
    double: float
    reorder: float
    lost_events: float
    """Share of our own events to Prefect that get lost."""
    switches: dict[str, dict[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kit:
    """A product that Cin7 assembles from others when it is sold, or opens for them, or both."""

    sku: str
    parts: dict[str, int]
    makes: int
    available: Literal["derived", "own"]
    """Whether Cin7 derives available units from other shelves: ``derived`` or ``own``."""
    assembled: bool = True
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """One little world."""

    seed: int
    seconds: float
    stock: dict[str, dict[str, int]]
    """SKU -> our warehouse -> units."""
    conditions: Conditions
    happenings: tuple[Happening, ...]
    together: bool = False
    """The uk shop has one location for two of the warehouses."""
    popup: bool = False
    """Each shop has a location that our rules do not map."""
    kit: Kit | None = None


def script_of(seed: int) -> Script:
    """Write the script of a seed."""
    chance = Random(f"a little world {seed}")
    skus = tuple(f"SKU-{number}" for number in range(1, chance.randint(1, 4) + 1))
    places = [PLACES[name] for name in WAREHOUSES[: chance.choice((2, 2, 3))]]
    stock = {sku: {place: chance.choice((0, 1, 1, 2, 3, 4, 6)) for place in places} for sku in skus}
    long = chance.random() < 0.25
    seconds = chance.uniform(240, 420) if long else chance.uniform(60, 200)
    befalls = _happenings(chance, seconds, chance.randint(8, 45 if long else 24), skus, places)
    happenings = sorted(befalls, key=lambda one: one.at)
    script = Script(seed, seconds, stock, _conditions(chance), tuple(happenings))
    if seed % KITS_EVERY == 0:
        script = replace(script, kit=_kit(seed, skus))
    together = Random(f"locations {seed}").random() < 0.33
    return replace(script, together=together, popup=Random(f"popup {seed}").random() < 0.2)


def _kit(seed: int, skus: tuple[str, ...]) -> Kit | None:
    """By chance of its own, so that the rest of the story is what it would be without."""
    if len(skus) < 2:
        return None
    chance = Random(f"a kit of the little world {seed}")
    parts = {sku: chance.randint(1, 2) for sku in skus[1 : chance.choice((2, 3))]}
    makes, available = chance.choice((1, 1, 3)), chance.choice(("derived", "own"))
    opened = chance.random() < 0.5
    # What Cin7 would open without telling so is never promised, and the books call that too few.
    return Kit(
        skus[0],
        parts,
        makes,
        "derived" if opened else available,
        assembled=not opened or chance.random() < 0.7,
        opened=opened,
    )


def _conditions(chance: Random) -> Conditions:
    return Conditions(
        quick=chance.choice(((0.05, 0.5), (0.2, 2.0), (0.5, 4.0))),
        lame=chance.choice((0.0, 0.0, 0.01, 0.03)),
        availability_lag=chance.choice((0, 0, 20, 45, 59)),
        search_lag=chance.choice((0, 0, 5, 30, 120)),
        sale_lag=chance.choice((0, 0, 10, 45)),
        lose=chance.choice((0.0, 0.0, 0.2, 0.5)),
        double=chance.choice((0.0, 0.2)),
        reorder=chance.choice((0.0, 0.2)),
        lost_events=chance.choice((0.0, 0.1, 0.5)),
        switches={
            "shopify": {
                "replay": chance.choice(("cas_first", "rebuilt")),
                "failed_key": chance.choice(("remembered", "forgotten")),
                "late_holds_key": chance.random() < 0.5,
                "move_onto_open_order": chance.choice(("keeps_id", "new_order")),
            },
            "cin7": {
                "backorder_counts_as_allocated": chance.random() < 0.8,
                "backorders_fill_on_receipt": chance.random() < 0.3,
                "omit_zero_rows": chance.random() < 0.7,
            },
        },
    )


WEIGHTS = {
    What.SALE: 52,
    What.ADJUST: 12,
    What.TRANSFER: 4,
    What.RECEIVE: 6,
    What.CANCEL: 6,
    What.REFUND: 3,
    What.EDIT: 2,
    What.BY_HAND: 2,
    What.MOVE: 4,
    What.TROUBLE: 14,
    What.KILL: 3,
    What.STOP: 1,
    What.RERUN: 5,
}
"""How often each is, beside the others."""

TROUBLES = (
    "503",
    "500",
    "lost-before",
    "lost-after",
    "throttled",
    "malformed",
    "late:20",
    "late:50",
)
OPERATIONS = (
    ("cin7", "POST sale"),
    ("cin7", "POST sale/order"),
    ("cin7", "GET ref/productavailability"),
    ("cin7", "GET saleList"),
    *(
        (f"shopify:{domain}", operation)
        for domain in DOMAINS.values()
        for operation in (
            "inventorySetQuantities",
            "inventoryItems",
            "nodes",
            "orders",
            "order",
            "fulfillmentOrderMove",
        )
    ),
)
FLOWS = ("sync-stock", "sync-stock", "ingest-orders", "push-receipts")


def _happenings(
    chance: Random, seconds: float, many: int, skus: tuple[str, ...], places: list[str]
) -> Iterator[Happening]:
    calm = chance.random() < 0.25
    kinds = list(WEIGHTS)
    odds = [0 if calm and kind in CALM_WITHOUT else WEIGHTS[kind] for kind in kinds]
    for _ in range(many):
        [what] = chance.choices(kinds, odds)
        system, operation = chance.choice(OPERATIONS)
        place, other = chance.sample(places, 2)
        yield Happening(
            at=round(chance.uniform(1, seconds), 3),
            what=what,
            store=chance.choice(STORES),
            place=place,
            other_place=other if what is What.TRANSFER else "",
            units=_units(chance, what, skus),
            country=chance.choice(("GB", "DE", "NO", "US")),
            pick=chance.random(),
            system=system if what is What.TROUBLE else "",
            operation=operation if what is What.TROUBLE else "",
            kind=_kind(chance, what),
        )


CALM_WITHOUT = {What.TROUBLE, What.KILL, What.STOP}


def _units(chance: Random, what: What, skus: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    some = chance.sample(skus, min(len(skus), chance.choice((1, 1, 1, 2))))
    match what:
        case What.SALE:
            return tuple((sku, chance.randint(1, 3)) for sku in some)
        case What.ADJUST:
            return ((some[0], chance.choice((-3, -2, -1, -1, 1, 2, 4))),)
        case What.TRANSFER | What.REFUND | What.EDIT:
            return ((some[0], chance.randint(1, 2)),)
        case What.RECEIVE:
            return tuple((sku, chance.randint(1, 5)) for sku in some)
        case What.BY_HAND:
            return ((some[0], chance.randint(0, 8)),)
    return ()


def _kind(chance: Random, what: What) -> str:
    if what is What.TROUBLE:
        return chance.choice(TROUBLES)
    return chance.choice(FLOWS) if what is What.RERUN else ""
