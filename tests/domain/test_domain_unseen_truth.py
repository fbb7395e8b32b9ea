"""Whatever happens around the reads, no less counts as unseen than Cin7's figure lacks.

A small world is made up: orders placed, hidden from Shopify's search, authorised, moved. It is read
in the fixed order, and what is reckoned is held against what was true when the counts were read.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.committed import Committed
from domain.orders import Stand, StandLine
from domain.places import together
from domain.types import location_id
from domain.unseen import OpenOrder, unseen

MAIN, NORTH, EU_MAIN, EU_NORTH, US = map(location_id, (101, 102, 201, 202, 301))
LOCATIONS = {
    "uk": {MAIN: ("main",), NORTH: ("north",)},
    "eu": {EU_MAIN: ("main",), EU_NORTH: ("north",)},
    "us": {US: ("main", "north")},
}
AT = {(s, name): at for s, m in LOCATIONS.items() for at, behind in m.items() for name in behind}
PLACES = {("main",), ("north",), ("main", "north")}
SHOWN, ORDERS, SHELF, SETTLE = 1_000, 1_100, 1_150, 60


def at(seconds: float) -> datetime:
    """So many seconds into the made-up world."""
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True)
class Sold:
    """One order of the made-up world; times in seconds."""

    store: str
    stood: str
    """A warehouse behind the location it was placed at."""
    units: int
    placed: float
    hidden: bool
    routed: str
    authorised: float | None
    moved: float | None

    def stands_at(self, when: float) -> str:
        """The location it stands at, in Shopify."""
        moved = self.moved is not None and self.moved <= when
        return AT[self.store, self.routed if moved else self.stood]

    def told(self) -> OpenOrder:
        """What the ledger and Shopify say of it when orders are read."""
        stood = AT[self.store, self.stood]
        moved = self.moved is not None and self.moved <= ORDERS and self.stands_at(ORDERS) != stood
        stand = Stand(
            "fo",
            self.stands_at(ORDERS),
            True,
            (StandLine("line", "A", self.units),),
            stood if moved else None,
            at(self.moved) if moved and self.moved is not None else None,
        )
        told = self.authorised is not None and self.authorised <= ORDERS
        known = self.authorised if told else None
        return OpenOrder(
            self.store,
            int(self.placed * 1_000),
            (stand,),
            (("A", self.units),),
            self.routed if known else None,
            None if known is None else at(known),
            at(int(self.placed)),
        )


@st.composite
def sold(draw: st.DrawFn) -> Sold:
    placed = draw(st.floats(0, ORDERS - 1))
    after = st.none() | st.floats(placed, SHELF)
    authorised = draw(after)
    moved = None if authorised is None else draw(st.none() | st.floats(authorised, SHELF))
    return Sold(
        store=draw(st.sampled_from(["uk", "eu", "us"])),
        stood=draw(st.sampled_from(["main", "north"])),
        units=draw(st.integers(1, 3)),
        placed=placed,
        # We can't have made a sale of an order that the search never showed us.
        hidden=authorised is None and draw(st.booleans()),
        routed=draw(st.sampled_from(["main", "north"])),
        authorised=authorised,
        moved=moved,
    )


def with_any_of(behind: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The places that one of these warehouses belongs to: nobody knows which of them it takes."""
    return {place for place in PLACES if not set(place).isdisjoint(behind)}


@given(
    st.lists(sold(), max_size=6),
    st.floats(0, SETTLE),
    st.fixed_dictionaries({at: st.floats(SHOWN, SHOWN + 90) for at in sorted(set(AT.values()))}),
)
def test_no_less_is_unseen_than_cin7s_figure_lacks(
    orders: list[Sold], lag: float, read: dict[str, float]
) -> None:
    committed: Counter[tuple[str, str]] = Counter()
    lacking: Counter[tuple[str, ...]] = Counter()
    for order in orders:
        for location, behind in LOCATIONS[order.store].items():
            if order.placed <= read[location] and order.stands_at(read[location]) == location:
                committed[order.store, location] += order.units
                if order.authorised is None or order.authorised > SHELF - lag:
                    lacking.update(dict.fromkeys(with_any_of(behind), order.units))
    told = unseen(
        [order.told() for order in orders if not order.hidden],
        [Committed(*key, "A", units, at(read[key[1]])) for key, units in committed.items()],
        LOCATIONS,
        shown_began=at(SHOWN),
        availability_began=at(SHELF),
        settle_seconds=SETTLE,
    )
    for place in PLACES:
        assert told.at(together(place), "A") >= lacking[place]
    assert all(claim.units > 0 for claims in told.claims.values() for claim in claims)


@given(st.lists(sold(), max_size=6))
def test_in_quiet_times_what_is_unseen_is_exactly_what_cin7_lacks(orders: list[Sold]) -> None:
    lacking: Counter[tuple[str, ...]] = Counter()
    quiet = []
    for order in orders:
        if order.placed > SHOWN - 1 or order.hidden or order.moved is not None:
            continue
        if order.authorised is not None and order.authorised >= SHELF - SETTLE:
            continue
        quiet.append(order)
        behind = LOCATIONS[order.store][AT[order.store, order.stood]]
        if order.authorised is None or order.routed not in behind:
            lacking.update(dict.fromkeys(with_any_of(behind), order.units))
    told = unseen(
        [order.told() for order in quiet],
        [
            Committed(order.store, AT[order.store, order.stood], "A", order.units, at(SHOWN))
            for order in quiet
        ],
        LOCATIONS,
        shown_began=at(SHOWN),
        availability_began=at(SHELF),
        settle_seconds=SETTLE,
    )
    assert {w: u for (w, _), u in told.units.items()} == {
        together(place): units for place, units in lacking.items()
    }
    assert told.unexplained == {}
