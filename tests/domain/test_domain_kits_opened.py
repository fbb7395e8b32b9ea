"""Cases and singles: what both bear where the one is opened for the other, and made of it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bills import Bill, Line, read_bill
from domain.kits import UNIT, Kits, Recipe, kin
from domain.kits_borne import Stands, bear
from domain.rules import Rules
from domain.stock import Figure
from domain.stock_changes import StockChange, plain
from domain.stock_plan import SHELF, SHOWN, plan
from domain.types import Sku, location_id
from domain.unseen import Unseen

SIX = {Sku("ONE"): Decimal(6)}
CASES: Kits = {Sku("CASE"): Recipe(SIX, gives=SIX)}
OPENED_ONLY: Kits = {Sku("CASE"): Recipe(SIX, assembled=False, gives=SIX)}


def left(
    kits: Kits, told: dict[str, tuple[int, int]], unseen: dict[str, int] | None = None
) -> dict[str, int]:
    """What each bears beside what is unseen; ``told``: units that stand there, and Available."""
    stands = {
        ("main", sku): Stands(own * UNIT, 0, available * UNIT)
        for sku, (own, available) in told.items()
    }
    sold = {("main", sku): units for sku, units in (unseen or {}).items()}
    borne = bear(kits, stands, sold, ["main"], {})  # type: ignore[arg-type]
    return {
        sku: max(0, units - borne.unseen.get((warehouse, sku), 0))
        for (warehouse, sku), units in borne.available.items()
    }


@pytest.mark.parametrize(
    ("told", "unseen", "bears"),
    [
        ({"ONE": (4, 16), "CASE": (2, 2)}, {}, {"ONE": 16, "CASE": 2}),
        ({"ONE": (8, 20), "CASE": (2, 3)}, {}, {"ONE": 20, "CASE": 3}),
        ({"ONE": (4, 16), "CASE": (2, 2)}, {"CASE": 1}, {"ONE": 10, "CASE": 1}),
        ({"ONE": (8, 20), "CASE": (2, 3)}, {"CASE": 3}, {"ONE": 2, "CASE": 0}),
        ({"ONE": (4, 16), "CASE": (2, 2)}, {"ONE": 4}, {"ONE": 12, "CASE": 2}),
        ({"ONE": (4, 16), "CASE": (2, 2)}, {"ONE": 5}, {"ONE": 11, "CASE": 1}),
        ({"ONE": (4, 16), "CASE": (2, 2)}, {"ONE": 11}, {"ONE": 5, "CASE": 0}),
        ({"ONE": (4, 4), "CASE": (2, 2)}, {}, {"ONE": 4, "CASE": 2}),
        ({"ONE": (-2, 10), "CASE": (2, 2)}, {}, {"ONE": 10, "CASE": 1}),
    ],
    ids=[
        "singles stand in cases, too",
        "and a case is made of singles",
        "a case that is sold gives no singles",
        "nor do singles that a sold case is made of",
        "singles that stand alone go first",
        "one more, and a case is open",
        "or two",
        "never more than Cin7 tells",
        "what Cin7 has sold and not opened for is gone from the cases",
    ],
)
def test_cases_and_singles_stand_on_the_same_units(
    told: dict[str, tuple[int, int]], unseen: dict[str, int], bears: dict[str, int]
) -> None:
    assert left(CASES, told, unseen) == bears


def test_a_case_that_nobody_makes_is_only_opened() -> None:
    told = {"ONE": (8, 20), "CASE": (2, 2)}
    assert left(OPENED_ONLY, told) == {"ONE": 20, "CASE": 2}
    assert left(OPENED_ONLY, told, {"CASE": 1, "ONE": 9}) == {"ONE": 5, "CASE": 0}


def test_singles_stand_in_cases_of_every_size_and_each_of_them_may_be_the_one_that_is_opened() -> (
    None
):
    twelve = {Sku("ONE"): Decimal(12)}
    kits: Kits = {**CASES, Sku("DOZEN"): Recipe(twelve, gives=twelve)}
    told = {"ONE": (1, 25), "CASE": (2, 2), "DOZEN": (1, 1)}
    assert left(kits, told) == {"ONE": 25, "CASE": 2, "DOZEN": 1}
    assert left(kits, told, {"ONE": 2}) == {"ONE": 23, "CASE": 1, "DOZEN": 0}
    assert kin(kits, ["CASE"]) == {"CASE", "DOZEN", "ONE"}


def test_safety_stock_of_cases_is_promised_as_no_singles() -> None:
    stands = {
        ("main", "ONE"): Stands(4 * UNIT, 0, 16 * UNIT),
        ("main", "CASE"): Stands(2 * UNIT, 0, 2 * UNIT),
    }
    borne = bear(CASES, stands, {}, ["main"], {"main": 1})  # type: ignore[arg-type, list-item, dict-item]
    assert borne.available["main", "ONE"] == 10  # type: ignore[index]


def test_no_pair_is_made_of_singles_that_cin7_does_not_tell() -> None:
    two = {Sku("ONE"): Decimal(2)}
    kits: Kits = {**CASES, Sku("PAIR"): Recipe(two)}
    told = {"ONE": (10, 4), "CASE": (0, 0), "PAIR": (0, 0)}
    assert left(kits, told)["PAIR"] == 2


def test_where_cin7_tells_only_some_sizes_a_sold_one_is_off_its_figure() -> None:
    twelve = {Sku("ONE"): Decimal(12)}
    kits: Kits = {**CASES, Sku("DOZEN"): Recipe(twelve, assembled=False, gives=twelve)}
    told = {"ONE": (4, 10), "CASE": (1, 1), "DOZEN": (1, 1)}
    assert left(kits, told, {"CASE": 1})["ONE"] == 4


def test_what_is_a_kit_itself_is_made_and_not_come_by_in_another() -> None:
    two = {Sku("CASE"): Decimal(2)}
    kits: Kits = {**CASES, Sku("PALLET"): Recipe(two, gives=two)}
    told = {"ONE": (0, 0), "CASE": (0, 2), "PALLET": (1, 1)}
    assert left(kits, told) == {"ONE": 0, "CASE": 0, "PALLET": 1}


COUNTS = st.integers(0, 30)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(1, 7), st.booleans())
def test_no_unit_is_promised_that_is_not_there(
    ones: int, cases: int, sold_ones: int, sold_cases: int, size: int, assembled: bool
) -> None:
    gives = {Sku("ONE"): Decimal(size)}
    kits: Kits = {Sku("CASE"): Recipe(gives, assembled=assembled, gives=gives)}
    units = ones + size * cases
    made = cases + (ones // size if assembled else 0)
    told = {"ONE": (ones, units), "CASE": (cases, made)}
    bears = left(kits, told, {"ONE": sold_ones, "CASE": sold_cases})
    # A case that nobody packs, and that is not there, is owed; no singles are taken for it.
    remains = units - sold_ones - size * (sold_cases if assembled else min(sold_cases, cases))
    assert bears["ONE"] <= max(0, remains)
    assert bears["CASE"] * size <= max(0, remains)
    if assembled:  # and none is kept back that is there
        assert bears["ONE"] == max(0, remains)
        assert bears["CASE"] == max(0, remains) // size


def decide(
    rules: Rules, kits: Kits, *shelf: tuple[str, float, float], boms: bool = True
) -> dict[str, Any]:
    """By SKU; ``shelf``: SKU, units on hand (none of them allocated), Available."""
    shown = pd.DataFrame(
        [("uk", location_id(101), sku, sku, True, True, 0, 0) for sku, _, _ in shelf],
        columns=SHOWN,
    )
    told = pd.DataFrame([("main", sku, on, 0, free) for sku, on, free in shelf], columns=SHELF)
    mine = replace(rules, kits=kits, boms=boms)
    found = plan(shown, told, Unseen({}, {}, {}), mine, complete=True).decided
    return {row.sku: row for row in (StockChange(*each) for each in plain(found))}


def test_a_plan_says_that_singles_stand_in_cases(rules: Rules) -> None:
    told = decide(rules, CASES, ("ONE", 4, 16), ("CASE", 2, 2))
    assert {sku: row.promised for sku, row in told.items()} == {"ONE": 16, "CASE": 2}
    assert told["ONE"].figure is Figure.OPENED
    assert told["ONE"].sentence().startswith("16 available (what stands there, and what Cin7 opens")


def test_what_cin7_tells_beyond_the_shelf_is_promised_by_nobody_unless_a_bill_explains_it(
    rules: Rules,
) -> None:
    told = decide(rules, {}, ("ONE", 4, 16), ("TEA", 7, 5), ("OIL", 1.5, 1.5))
    assert {sku: row.promised for sku, row in told.items()} == {"ONE": 4, "TEA": 5, "OIL": 1}
    assert told["ONE"].figure is Figure.SURPLUS
    assert "no bill says of what" in told["ONE"].sentence()
    assert told["OIL"].figure is Figure.FRACTION


def test_without_bills_it_is_the_merchants_choice_to_believe_it(rules: Rules) -> None:
    assert decide(rules, {}, ("ONE", 4, 16), boms=False)["ONE"].promised == 16


def test_waste_is_lost_when_a_case_is_packed_and_when_it_is_opened() -> None:
    line = Line("1", "ONE", Decimal("6.5"), Decimal("5.50005"))
    bill = read_bill(Sku("CASE"), Decimal(1), [line], {"1": Sku("ONE")}, assembled=False)
    assert bill == Bill(
        Sku("CASE"),
        {Sku("ONE"): Decimal("6.5")},
        assembled=False,
        gives={Sku("ONE"): Decimal("5.5")},
    )
