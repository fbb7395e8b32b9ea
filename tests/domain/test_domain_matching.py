"""Which rule holds where rules name products in several ways."""

from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buffers import NO_BUFFER, BufferRule, Combine, Cover, buffer_for
from domain.matching import Product, most_specific
from domain.stock_matching import Rows

LAMP = Product(frozenset({"fragile", "new"}), "Lighting", "Lumen")
BY_SKU = BufferRule(fixed=1, skus=("L-1",))
BY_PATTERN = BufferRule(fixed=2, skus=("L-*",))
BY_TAG = BufferRule(fixed=3, tag="new")
BY_BRAND = BufferRule(fixed=4, brand="Lumen")
BY_CATEGORY = BufferRule(fixed=5, category="Lighting")
BY_PLACE = BufferRule(fixed=6, warehouse="main", store="uk")
FALLING = [BY_SKU, BY_PATTERN, BY_TAG, BY_BRAND, BY_CATEGORY, BY_PLACE]


@pytest.mark.parametrize("first", range(len(FALLING)))
def test_sku_beats_pattern_beats_tag_beats_brand_beats_category_beats_place(first: int) -> None:
    there = FALLING[first:]
    for rules in permutations(there) if len(there) < 5 else (there, there[::-1]):
        assert buffer_for(rules, "uk", "main", "L-1", LAMP) == there[0]


def test_a_rule_that_names_a_product_in_two_ways_wants_both() -> None:
    rule = BufferRule(fixed=1, skus=("L-*",), tag="fragile")
    assert buffer_for([rule], "uk", "main", "L-1", LAMP) == rule
    assert buffer_for([rule], "uk", "main", "L-1", Product(category="Lighting")) == NO_BUFFER
    assert buffer_for([rule], "uk", "main", "M-1", LAMP) == NO_BUFFER


def test_tags_and_categories_are_taken_character_for_character() -> None:
    for rule in (BufferRule(tag="New"), BufferRule(category="lighting"), BufferRule(brand="lumen")):
        assert most_specific([rule], "uk", "main", "L-1", LAMP) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"exact": True, "fixed": 1},
        {"exact": True, "cap": 0},
        {"exact": True, "cover": Cover(3)},
        {"floor": -1},
        {"cap": -1},
    ],
)
def test_a_rule_that_can_not_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"units|exact"):
        BufferRule(**wrong)


def test_bounds_of_the_adaptive_form_that_nothing_can_keep_are_refused() -> None:
    with pytest.raises(ValueError, match="at_least"):
        Cover(at_most=1, at_least=2)


SKUS = st.sampled_from(["A", "B1", "B2", "[C]"])
RULES = st.lists(
    st.builds(
        BufferRule,
        store=st.sampled_from([None, "uk", "eu"]),
        warehouse=st.sampled_from([None, "main", "north"]),
        skus=st.none()
        | st.lists(st.sampled_from(["A", "B*", "B1", "?", "[C]"]), min_size=1).map(tuple),
        tag=st.sampled_from([None, None, "new"]),
        brand=st.sampled_from([None, None, "Lumen"]),
        category=st.sampled_from([None, None, "Toys"]),
        combine=st.sampled_from(Combine),
    ),
    max_size=6,
)
PRODUCTS = st.dictionaries(
    SKUS,
    st.builds(
        Product,
        st.sampled_from([frozenset(), frozenset({"new"})]),
        st.sampled_from(["", "Toys"]),
        st.sampled_from(["", "Lumen"]),
    ),
)


@given(
    st.lists(st.tuples(st.sampled_from(["uk", "eu"]), st.sampled_from(["main", "north"]), SKUS)),
    RULES,
    RULES,
    PRODUCTS,
)
def test_many_rows_find_the_rule_that_each_finds_alone(
    rows: list[tuple[str, str, str]],
    first: list[BufferRule],
    later: list[BufferRule],
    products: dict[str, Product],
) -> None:
    frame = pd.DataFrame(rows, columns=["store", "warehouse", "sku"], dtype="str")
    chosen = Rows(frame, products).chosen([first, later])
    every = [*first, *later]
    for row, number in zip(rows, chosen, strict=True):
        alone = None
        for layer in (first, later):
            alone = alone or most_specific(layer, *row, products.get(row[2], Product()))
        found = every[number] if number >= 0 else None
        assert found is alone
