"""What the books say kits and their components can bear together."""

from typing import Any

import pytest

from sandbox.books_facts import Shelf
from sandbox.books_kits import Kit, Kits

KITS = Kits({"BOX": Kit((("MUG", 2), ("CARD", 1)), 1), "PIECE": Kit((("CARTON", 1),), 6)})


def left(kits: Kits, **held: Any) -> dict[str, int]:
    """By SKU: (available, unseen) in, what is left out."""
    told = {sku: Shelf(units, max(units, 0), unseen) for sku, (units, unseen) in held.items()}
    return {sku: shelf.left for sku, shelf in kits.stand(told).items()}


@pytest.mark.parametrize(
    ("held", "remains"),
    [
        ({"BOX": (0, 0), "MUG": (9, 0), "CARD": (20, 0)}, {"BOX": 4, "MUG": 9, "CARD": 20}),
        ({"BOX": (1, 3), "MUG": (9, 0), "CARD": (20, 0)}, {"BOX": 2, "MUG": 5, "CARD": 18}),
        ({"BOX": (0, 0), "MUG": (9, 6), "CARD": (20, 0)}, {"BOX": 1, "MUG": 3, "CARD": 20}),
        ({"BOX": (0, 5), "MUG": (9, 0), "CARD": (20, 0)}, {"BOX": -1, "MUG": -1, "CARD": 15}),
        ({"BOX": (-1, 0), "MUG": (9, 0), "CARD": (20, 0)}, {"BOX": 3, "MUG": 7, "CARD": 19}),
        ({"PIECE": (0, 1), "CARTON": (2, 0)}, {"PIECE": 11, "CARTON": 1}),
        ({"PIECE": (4, 4), "CARTON": (2, 1)}, {"PIECE": 6, "CARTON": 1}),
    ],
    ids=[
        "the least over the components",
        "a kit sold takes what is not finished from them",
        "a component sold alone makes no kit",
        "more kits sold than can be made are missing",
        "as those that Cin7 could not make",
        "a carton is opened whole",
        "and not before its pieces are gone",
    ],
)
def test_kits_and_components_stand_on_the_same_units(held: Any, remains: Any) -> None:
    assert left(KITS, **held) == remains


def test_a_kit_of_kits_takes_the_finished_ones_first() -> None:
    kits = Kits({**KITS.known, "CASE": Kit((("BOX", 2),), 1)})
    held = {"CASE": (0, 1), "BOX": (1, 0), "MUG": (9, 0), "CARD": (20, 0)}
    assert left(kits, **held) == {"CASE": 1, "BOX": 3, "MUG": 7, "CARD": 19}


@pytest.mark.parametrize(
    ("held", "remains"),
    [
        ({"CASE": (2, 0), "ONE": (8, 0)}, {"CASE": 3, "ONE": 20}),
        ({"CASE": (2, 3), "ONE": (8, 0)}, {"CASE": 0, "ONE": 2}),
        ({"CASE": (2, 0), "ONE": (4, 5)}, {"CASE": 1, "ONE": 11}),
        ({"CASE": (2, 1), "ONE": (-1, 0)}, {"CASE": 0, "ONE": 5}),
    ],
    ids=[
        "each stands in the other",
        "a case sold gives no singles",
        "a single sold that did not stand alone has opened a case",
        "and so has one that Cin7 lacks",
    ],
)
def test_cases_and_singles_stand_on_the_same_units(held: Any, remains: Any) -> None:
    kits = Kits({"CASE": Kit((("ONE", 6),), 1, opened=True)})
    assert left(kits, **held) == remains


def test_nothing_is_made_in_one_warehouse_of_what_stands_in_another() -> None:
    def together(*apart: dict[str, int], unseen: int = 0) -> dict[str, int]:
        held = {
            sku: Shelf(sum(there.get(sku, 0) for there in apart), 0, unseen if sku == "BOX" else 0)
            for sku in ("BOX", "MUG", "CARD")
        }
        return {sku: shelf.left for sku, shelf in KITS.stand_together(held, apart).items()}

    near, far = {"MUG": 5, "CARD": 1}, {"MUG": 3, "CARD": 9}
    assert together(near, far) == {"BOX": 2, "MUG": 8, "CARD": 10}
    assert together(near, far, unseen=1) == {"BOX": 1, "MUG": 6, "CARD": 9}
    lacking = {"MUG": -4, "CARD": 2}
    assert together(lacking, {"MUG": 6, "CARD": 9})["BOX"] == 3


def test_a_case_that_one_warehouse_owes_is_not_taken_from_those_that_another_would_open() -> None:
    kits = Kits({"CASE": Kit((("ONE", 6),), 1, assembled=False, opened=True)})
    apart = {"CASE": -1, "ONE": 1}, {"CASE": 1, "ONE": 1}
    held = {"CASE": Shelf(0), "ONE": Shelf(2)}
    found = kits.stand_together(held, apart)
    assert {sku: shelf.left for sku, shelf in found.items()} == {"CASE": 0, "ONE": 8}


def test_what_shares_no_component_moves_alone() -> None:
    assert KITS.concerned("MUG") == {"BOX", "MUG", "CARD"}
    assert KITS.concerned("TEA") == set()


def test_kits_that_are_parts_of_themselves_are_said() -> None:
    kits = Kits({"A": Kit((("B", 1),), 1), "B": Kit((("A", 1),), 1)})
    with pytest.raises(ValueError, match="parts of themselves"):
        left(kits, A=(0, 0), B=(0, 0))
