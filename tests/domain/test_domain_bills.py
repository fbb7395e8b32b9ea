"""Which kits Cin7 knows, and what is promised of those whose components it does not tell."""

from decimal import Decimal

import pytest

from domain.bills import Bill, Line, Unreadable, known_kits, read_bill
from domain.kits import Kits, Recipe, Teller
from domain.kits_borne import Stands, bear
from domain.types import Sku, WarehouseName

NAMES = {"1": Sku("MUG"), "2": Sku("CARD"), "MUG": Sku("MUG"), "CARD": Sku("CARD")}
MAIN = WarehouseName("main")
BOX = Sku("BOX")


def line(product_id: str | None = None, sku: str = "", units: str = "1") -> Line:
    return Line(product_id, sku, Decimal(units))


def test_a_bill_says_what_one_build_takes() -> None:
    bill = read_bill(BOX, Decimal(0), [line("1", units="2"), line(sku="CARD")], NAMES)
    assert bill == Bill(BOX, {Sku("MUG"): Decimal(2), Sku("CARD"): Decimal(1)})
    assert bill.recipe == Recipe(bill.parts, told_by=Teller.CIN7)


def test_a_component_is_known_by_its_id_before_its_code_which_may_be_an_old_one() -> None:
    assert read_bill(BOX, Decimal(1), [line("1", "OLD-MUG")], NAMES).parts == {"MUG": 1}


def test_a_component_named_twice_is_taken_twice_and_rounded_up() -> None:
    bill = read_bill(BOX, Decimal(3), [line("1", units="1.00001"), line("1")], NAMES)
    assert bill.parts == {"MUG": Decimal("2.0001")}
    assert bill.makes == 3


@pytest.mark.parametrize(
    ("makes", "lines", "why"),
    [
        ("1", [], Unreadable.NO_COMPONENTS),
        ("1", [line("1"), line("9")], Unreadable.UNKNOWN_COMPONENT),
        ("1", [line("9", "MUG")], Unreadable.UNKNOWN_COMPONENT),
        ("1", [line()], Unreadable.UNKNOWN_COMPONENT),
        ("1", [line("1", units="0")], Unreadable.ODD_QUANTITY),
        ("2.5", [line("1")], Unreadable.ODD_QUANTITY),
        ("-1", [line("1")], Unreadable.ODD_QUANTITY),
    ],
)
def test_a_bill_that_does_not_say_it_promises_only_what_stands_finished(
    makes: str, lines: list[Line], why: Unreadable
) -> None:
    bill = read_bill(BOX, Decimal(makes), lines, NAMES)
    assert bill.unreadable is why
    known = known_kits({}, [bill])
    assert known.unreadable == {BOX: why}
    told = {(MAIN, BOX): Stands(30_000, 10_000, 90_000), (MAIN, Sku("MUG")): Stands(0, 0, 70_000)}
    assert bear(known.kits, told, {}, [MAIN], {}).available == {(MAIN, BOX): 2}


def test_the_rules_file_comes_before_cin7_for_the_same_sku_and_mends_what_cin7_does_not_say() -> (
    None
):
    written: Kits = {BOX: Recipe({Sku("MUG"): Decimal(3)})}
    bag = Bill(Sku("BAG"), {Sku("MUG"): Decimal(1)})
    for bill in (
        Bill(BOX, {Sku("MUG"): Decimal(2)}),
        Bill(BOX, unreadable=Unreadable.NO_COMPONENTS),
    ):
        known = known_kits(written, [bill, bag])
        assert known.kits == {**written, bag.sku: bag.recipe}
        assert known.unreadable == {}


def test_bills_that_go_round_in_a_circle_are_taken_apart_nowhere() -> None:
    written: Kits = {Sku("A"): Recipe({Sku("B"): Decimal(1)})}
    bills = [
        Bill(Sku("B"), {Sku("C"): Decimal(1)}),
        Bill(Sku("C"), {Sku("A"): Decimal(1)}),
        Bill(BOX, {Sku("MUG"): Decimal(1)}),
    ]
    known = known_kits(written, bills)
    assert known.unreadable == {
        "B": Unreadable.PART_OF_ITSELF,
        "C": Unreadable.PART_OF_ITSELF,
    }
    assert known.kits[Sku("A")] == written[Sku("A")]
    assert known.kits[BOX] == bills[2].recipe
    assert bear(known.kits, {}, {}, [MAIN], {}).available[MAIN, Sku("A")] == 0


def test_the_rules_file_can_not_say_what_opening_gives_so_cin7_does() -> None:
    written: Kits = {BOX: Recipe({Sku("MUG"): Decimal(6)}, makes=2)}
    bill = Bill(
        BOX, {Sku("MUG"): Decimal(3)}, gives={Sku("MUG"): Decimal(3), Sku("CARD"): Decimal(1)}
    )
    (recipe,) = known_kits(written, [bill]).kits.values()
    assert (recipe.parts, recipe.makes, recipe.told_by) == ({"MUG": 6}, 2, Teller.RULES)
    assert recipe.gives == {"MUG": 6}


def test_what_is_only_opened_is_no_kit_where_it_would_be_a_part_of_itself() -> None:
    written: Kits = {Sku("PIECE"): Recipe({Sku("CARTON"): Decimal(1)}, makes=12)}
    twelve = {Sku("PIECE"): Decimal(12)}
    known = known_kits(written, [Bill(Sku("CARTON"), twelve, assembled=False, gives=twelve)])
    assert (known.kits, known.unreadable) == (written, {})
