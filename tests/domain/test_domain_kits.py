"""What kits bear, and what their sales take from the components."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kits import UNIT, Kits, Recipe, Teller, in_order, kin
from domain.kits_borne import Stands, bear
from domain.rules import Rules
from domain.stock import Figure, Held
from domain.stock_plan import SHELF, SHOWN, plan
from domain.types import location_id
from domain.unseen import Unseen

BOX: Kits = {"BOX": Recipe({"A": Decimal(2), "B": Decimal(1)})}


def stands(**units: int | tuple[int, int, int]) -> dict[tuple[str, str], Stands]:
    """By SKU: units available, or on hand, allocated and available."""
    told = {sku: (n, 0, n) if isinstance(n, int) else n for sku, n in units.items()}
    return {("main", sku): Stands(*(n * UNIT for n in each)) for sku, each in told.items()}


def borne(
    kits: Kits, safety: int = 0, unseen: dict[str, int] | None = None, **units: Any
) -> tuple[dict[str, int], dict[str, int]]:
    """What each kit bears beside what is unseen, and the units unseen of everything."""
    held = {("main", sku): count for sku, count in (unseen or {}).items()}
    found = bear(kits, stands(**units), held, ["main"], {"main": safety})
    left = {
        sku: max(0, found.available["main", sku] - found.unseen.get(("main", sku), 0))
        for sku in kits
    }
    return left, {sku: count for (_, sku), count in found.unseen.items()}


@pytest.mark.parametrize(
    ("units", "bears"),
    [
        ({"A": 7, "B": 9}, 3),
        ({"A": 7, "B": 2}, 2),
        ({"A": 7}, 0),
        ({"A": -3, "B": 9}, 0),
        ({"A": 7, "B": 9, "BOX": 2}, 5),
        ({"A": 7, "B": 9, "BOX": (0, 0, 2)}, 2),
        ({"A": 7, "B": 9, "BOX": (0, 1, -1)}, 2),
    ],
    ids=[
        "the least over its components",
        "whichever that is",
        "none without one of them",
        "none of what is oversold",
        "finished ones stand beside",
        "never more than Cin7 derives",
        "one that Cin7 has sold takes its components",
    ],
)
def test_a_kit_bears_what_its_components_make(units: dict[str, int], bears: int) -> None:
    left, _ = borne(BOX, **units)
    assert left == {"BOX": bears}


def test_a_kit_sold_and_not_seen_takes_its_components_from_everybody() -> None:
    left, unseen = borne(BOX, unseen={"BOX": 2, "A": 1}, A=9, B=9)
    assert left == {"BOX": 2}  # 9 - 1 - 4 of A make two more
    assert unseen == {"BOX": 2, "A": 5, "B": 2}


def test_finished_kits_are_sold_before_components_are_taken() -> None:
    left, unseen = borne(BOX, unseen={"BOX": 2}, A=9, B=9, BOX=1)
    assert unseen == {"BOX": 2, "A": 2, "B": 1}
    assert left == {"BOX": 3}


def test_what_nobody_says_the_components_of_bears_only_what_stands_finished() -> None:
    kits: Kits = {"BOX": Recipe({})}
    assert borne(kits, BOX=(2, 0, 9))[0] == {"BOX": 2}
    assert borne(kits, unseen={"BOX": 1}, BOX=(2, 0, 9)) == ({"BOX": 1}, {"BOX": 1})
    assert borne(kits, unseen={"BOX": 3}, BOX=(0, 1, 9)) == ({"BOX": 0}, {"BOX": 3})


def test_a_carton_is_opened_whole_and_what_is_left_of_it_can_be_sold() -> None:
    kits: Kits = {"PIECE": Recipe({"CARTON": Decimal(1)}, makes=6)}
    assert borne(kits, CARTON=2, PIECE=1)[0] == {"PIECE": 13}
    left, unseen = borne(kits, unseen={"PIECE": 3}, CARTON=2, PIECE=1)
    assert left == {"PIECE": 10}  # the opened carton's other four, and one that is shut
    assert unseen == {"PIECE": 3, "CARTON": 1}


def test_safety_stock_of_a_component_goes_into_no_kit() -> None:
    assert borne(BOX, safety=1, A=7, B=3)[0] == {"BOX": 2}


def test_a_kit_within_a_kit_is_taken_apart() -> None:
    kits: Kits = {**BOX, "CASE": Recipe({"BOX": Decimal(2), "C": Decimal("0.5")})}
    left, unseen = borne(kits, unseen={"CASE": 1}, A=20, B=20, C=2)
    assert unseen == {"CASE": 1, "BOX": 2, "A": 4, "B": 2, "C": 1}
    assert left == {"BOX": 8, "CASE": 2}


def test_a_kit_that_is_a_part_of_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="parts of themselves"):
        in_order({"X": Recipe({"Y": Decimal(1)}), "Y": Recipe({"X": Decimal(1)})})
    with pytest.raises(ValueError, match="more than 0"):
        in_order({"X": Recipe({"Y": Decimal(0)})})


def test_what_shares_components_is_decided_together() -> None:
    kits: Kits = {
        **BOX,
        "BAG": Recipe({"B": Decimal(1), "D": Decimal(1)}),
        "Z": Recipe({"Q": Decimal(1)}),
    }
    assert kin(kits, ["A"]) == {"A", "B", "BOX", "BAG", "D"}
    assert kin(kits, ["other"]) == {"other"}


COUNTS = st.integers(-3, 40)
HELD = st.integers(0, 12)


@given(COUNTS, COUNTS, COUNTS, HELD, HELD, st.integers(1, 4), st.integers(1, 4))
def test_the_components_can_make_every_kit_that_is_promised_and_all_that_are_sold(
    a: int, b: int, own: int, sold_kits: int, sold_a: int, of_a: int, of_b: int
) -> None:
    kits: Kits = {"KIT": Recipe({"A": Decimal(of_a), "B": Decimal(of_b)})}
    left, unseen = borne(kits, unseen={"KIT": sold_kits, "A": sold_a}, A=a, B=b, KIT=own)
    promised = left["KIT"]
    assert promised >= 0
    to_make = promised + sold_kits - own
    if promised and to_make > 0:
        assert to_make * of_a + sold_a <= a
        assert to_make * of_b <= b
    # What a component may be sold alone leaves enough for the kits already sold.
    alone = max(0, a - unseen.get("A", 0))
    if alone:
        assert alone + sold_a + max(0, sold_kits - max(own, 0)) * of_a <= a


def test_a_carton_that_is_not_there_leaves_no_pieces_over() -> None:
    kits: Kits = {"PIECE": Recipe({"CARTON": Decimal(1)}, makes=6)}
    assert borne(kits, unseen={"PIECE": 1}, CARTON=0)[0] == {"PIECE": 0}
    assert borne(kits, CARTON=0, PIECE=(-4, 0, -4))[0] == {"PIECE": 0}
    assert borne(kits, unseen={"PIECE": 7}, CARTON=1)[0] == {"PIECE": 0}


@given(COUNTS, COUNTS, HELD, HELD, st.integers(1, 4), st.integers(1, 6))
def test_of_recipes_that_make_several_at_once_no_unit_is_promised_twice(
    a: int, own: int, sold_kits: int, sold_a: int, of_a: int, makes: int
) -> None:
    kits: Kits = {"KIT": Recipe({"A": Decimal(of_a)}, makes)}
    left, unseen = borne(kits, unseen={"KIT": sold_kits, "A": sold_a}, A=a, KIT=own)

    def opened(units: int) -> int:
        return -(-max(0, units - own) // makes)

    # All the kits that are shown, or all the components, can go out beside what is sold.
    if left["KIT"] and opened(sold_kits + left["KIT"]):
        assert opened(sold_kits + left["KIT"]) * of_a + sold_a <= a
    alone = max(0, a - unseen.get("A", 0))
    if alone:
        assert alone + sold_a + opened(sold_kits) * of_a <= a


@given(COUNTS, COUNTS, st.integers(0, 5), HELD)
def test_more_components_never_make_fewer_kits(a: int, b: int, more: int, sold: int) -> None:
    less = borne(BOX, unseen={"BOX": sold}, A=a, B=b)[0]["BOX"]
    assert borne(BOX, unseen={"BOX": sold}, A=a + more, B=b)[0]["BOX"] >= less
    assert borne(BOX, unseen={"BOX": sold + more}, A=a, B=b)[0]["BOX"] <= less


def test_a_plan_shows_kits_and_says_so(rules: Rules) -> None:
    mine = replace(rules, kits=BOX)
    shown = pd.DataFrame(
        [("uk", location_id(101), sku, sku, True, True, 0, 0) for sku in ("BOX", "A", "C")],
        columns=SHOWN,
    )
    shelf = pd.DataFrame(
        [("main", sku, units, 0, units) for sku, units in (("A", 9), ("B", 9), ("C", 4))],
        columns=SHELF,
    )
    sold = Unseen({}, {("main", "BOX"): 1}, {})
    told = plan(shown, shelf, sold, mine, complete=True).decided.set_index("sku")
    assert dict(told["promised"]) == {"BOX": 3, "A": 7, "C": 4}
    assert told.loc["BOX", "figure"] is Figure.COMPONENTS
    assert told.loc["A", "because"] is Held.UNSEEN


def test_a_plan_names_who_says_what_a_kit_is_made_of(rules: Rules) -> None:
    kits: Kits = {
        "BOX": Recipe({"A": Decimal(2)}, told_by=Teller.CIN7),
        "BAG": Recipe({}, told_by=Teller.CIN7),
    }
    shown = pd.DataFrame(
        [("uk", location_id(101), sku, sku, True, True, 0, 0) for sku in ("BOX", "BAG")],
        columns=SHOWN,
    )
    shelf = pd.DataFrame(
        [("main", "A", 9, 0, 9), ("main", "BOX", 0, 0, 4), ("main", "BAG", 1, 0, 8)], columns=SHELF
    )
    found = plan(shown, shelf, Unseen({}, {}, {}), replace(rules, kits=kits), complete=True)
    told = found.decided.set_index("sku")
    assert dict(told["promised"]) == {"BOX": 4, "BAG": 1}
    assert dict(told["figure"]) == {"BOX": Figure.BILL, "BAG": Figure.NO_RECIPE}
