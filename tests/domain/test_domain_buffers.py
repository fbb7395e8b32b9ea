"""Which buffer rule holds, and which codes a rule speaks of."""

from decimal import Decimal

import pytest

from domain.buffers import NO_BUFFER, BufferRule, buffer_for
from domain.codes import ChargeKind, Coded, Codes
from domain.patterns import fits

BY_SKU = BufferRule(fixed=1, skus=("85123A",))
BY_PATTERN = BufferRule(fixed=2, store="uk", warehouse="main", skus=("85*",))
BY_WAREHOUSE = BufferRule(fixed=3, warehouse="main")
BY_STORE = BufferRule(fixed=4, store="uk")
FOR_ALL = BufferRule(fixed=5)
EVERY = [FOR_ALL, BY_STORE, BY_WAREHOUSE, BY_PATTERN, BY_SKU]


@pytest.mark.parametrize("rules", [EVERY, EVERY[::-1]], ids=["as written", "the other way round"])
@pytest.mark.parametrize(
    ("store", "warehouse", "sku", "rule"),
    [
        ("uk", "main", "85123A", BY_SKU),
        ("uk", "main", "85123B", BY_PATTERN),
        ("uk", "main", "22423", BY_WAREHOUSE),
        ("uk", "north", "22423", BY_STORE),
        ("eu", "north", "22423", FOR_ALL),
        ("eu", "north", "85123a", FOR_ALL),
    ],
)
def test_the_most_specific_rule_holds(
    rules: list[BufferRule], store: str, warehouse: str, sku: str, rule: BufferRule
) -> None:
    assert buffer_for(rules, store, warehouse, sku) == rule


def test_of_two_rules_alike_the_first_in_the_file_holds() -> None:
    first, second = BufferRule(fixed=1, store="uk"), BufferRule(fixed=9, store="uk")
    assert buffer_for([first, second], "uk", "main", "22423") == first


def test_without_a_rule_nothing_is_kept_back() -> None:
    assert buffer_for([BY_SKU], "uk", "main", "22423") == NO_BUFFER


@pytest.mark.parametrize("percent", ["-1", "100.01", "2.505"])
def test_a_share_that_no_shelf_has_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        BufferRule(percent=Decimal(percent))


def test_a_negative_buffer_is_refused() -> None:
    with pytest.raises(ValueError, match="fixed"):
        BufferRule(fixed=-1)


@pytest.mark.parametrize(
    ("code", "pattern", "does"),
    [
        ("gift_0001_20", "gift_0001_*", True),
        ("Gift_0001_20", "gift_0001_*", False),
        ("22423", "2242?", True),
        ("A[1]", "A[1]", True),
        ("A1", "A[1]", False),
        ("A[1]x", "A[1]*", True),
        ("22423 ", "22423", False),
    ],
)
def test_only_the_two_wildcards_are_not_taken_character_for_character(
    code: str, pattern: str, does: bool
) -> None:
    assert fits(code, pattern) is does


def test_a_code_named_in_full_beats_a_pattern() -> None:
    codes = Codes(charge={"gift_*": "Carriage"}, service={"gift_1": "Gift voucher"})
    assert codes.meaning("gift_1") == Coded(ChargeKind.SERVICE, "Gift voucher")
    assert codes.meaning("gift_2") == Coded(ChargeKind.CHARGE, "Carriage")
    assert codes.meaning("GIFT_1") is None
