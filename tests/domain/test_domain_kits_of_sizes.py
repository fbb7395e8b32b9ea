"""Singles in cases of two sizes: what is shown can be sold, whichever of them Cin7 opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.kits import UNIT, Kits, Recipe
from domain.kits_borne import Stands, bear
from domain.types import Sku, WarehouseName

MAIN = WarehouseName("main")
ONE, SMALL, LARGE = Sku("ONE"), Sku("SMALL"), Sku("LARGE")


@dataclass(frozen=True, slots=True)
class Size:
    """How Cin7 makes cases of singles, ``makes`` at once of ``size``, and opens them."""

    size: int
    makes: int
    assembled: bool

    @property
    def recipe(self) -> Recipe:
        units = {ONE: Decimal(self.size)}
        return Recipe(units, self.makes, assembled=self.assembled, gives=units)


Sizes = dict[Sku, Size]
Room = dict[Sku, int]
"""Units that stand there."""


def sold(room: Room, sizes: Sizes, sku: Sku, units: int) -> Iterator[Room | None]:
    """Every way in which Cin7 may come by these units; None where there are not enough."""
    short = max(0, units - room[sku])
    if sku is not ONE:
        size = sizes[sku]
        builds = -(-short // size.makes) if size.assembled else 0
        if short > builds * size.makes or builds * size.size > room[ONE]:
            yield None
        else:
            made = room[sku] + builds * size.makes
            yield room | {ONE: room[ONE] - builds * size.size, sku: made - units}
    elif not short:
        yield room | {ONE: room[ONE] - units}
    else:
        there = [case for case, size in sizes.items() if room[case] >= size.makes]
        if not there:
            yield None
        for case in there:
            more = room[ONE] + sizes[case].size
            opened = room | {ONE: more, case: room[case] - sizes[case].makes}
            yield from sold(opened, sizes, ONE, units)


def sold_each(rooms: list[Room], sizes: Sizes, sku: Sku, units: int) -> list[Room] | None:
    """The same from each of these beginnings; None if one of them can't serve it."""
    after = []
    for room in rooms:
        for end in sold(room, sizes, sku, units):
            if end is None:
                return None
            if end not in after:
                after.append(end)
    return after


def shown(room: Room, sizes: Sizes, unseen: Room, safety: int, derived: bool) -> Room:
    """What we would show of each."""
    cases = sum(room[case] // size.makes * size.size for case, size in sizes.items())
    makes = {c: room[ONE] // s.size * s.makes if s.assembled else 0 for c, s in sizes.items()}
    told = {ONE: room[ONE] + cases, **{case: room[case] + makes[case] for case in sizes}}
    stands = {
        (MAIN, sku): Stands(units * UNIT, 0, (told if derived else room)[sku] * UNIT)
        for sku, units in room.items()
    }
    kits: Kits = {case: size.recipe for case, size in sizes.items()}
    held = {(MAIN, sku): units for sku, units in unseen.items()}
    borne = bear(kits, stands, held, [MAIN], {MAIN: safety})
    return {
        sku: max(0, borne.available[MAIN, sku] - borne.unseen.get((MAIN, sku), 0) - safety)
        for sku in room
    }


FEW, SAFETY = st.integers(0, 4), st.integers(0, 2)
SIZES = st.builds(Size, st.integers(1, 5), st.integers(1, 3), st.booleans())
ROOMS = st.fixed_dictionaries({ONE: st.integers(0, 9), SMALL: FEW, LARGE: FEW})
UNSEEN = st.fixed_dictionaries({ONE: FEW, SMALL: st.integers(0, 2), LARGE: st.integers(0, 2)})


@given(ROOMS, SIZES, SIZES, UNSEEN, SAFETY, st.booleans())
def test_what_is_shown_can_be_sold_whichever_case_cin7_opens(
    room: Room, small: Size, large: Size, unseen: Room, safety: int, derived: bool
) -> None:
    sizes = {SMALL: small, LARGE: large}
    for first in (ONE, SMALL, LARGE):  # in whichever order the orders come to Cin7
        rooms: list[Room] | None = [room]
        for sku in sorted(room, key=lambda sku: (sku is not first, sku)):
            rooms = rooms and sold_each(rooms, sizes, sku, unseen[sku])
        assume(rooms)
        for sku, units in shown(room, sizes, unseen, safety, derived).items():
            assert rooms
            assert sold_each(rooms, sizes, sku, units) is not None, (sku, units)


@given(ROOMS, SIZES, SIZES, UNSEEN, SAFETY, st.booleans())
def test_safety_stock_never_shows_more(
    room: Room, small: Size, large: Size, unseen: Room, safety: int, derived: bool
) -> None:
    sizes = {SMALL: small, LARGE: large}
    bare = shown(room, sizes, unseen, 0, derived)
    kept = shown(room, sizes, unseen, safety, derived)
    assert all(kept[sku] <= max(0, bare[sku] - safety) for sku in room)
