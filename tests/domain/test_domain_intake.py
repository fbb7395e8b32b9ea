"""Which orders may go to Cin7 as they stand, and which wait whole for a person."""

from collections.abc import Callable

import pytest

from domain.codes import Codes
from domain.intake import Accepted, OrderTrouble, Quarantined, validate
from domain.orders import ShopLine, ShopOrder
from domain.rules import Rules
from domain.skus import Catalogue, Known, match

Order = Callable[..., ShopOrder]
Line = Callable[..., ShopLine]
KNOWN = {"85123A", "22423", "47566B", "DCGS0003", "10125"}


def held(order: ShopOrder, rules: Rules) -> Quarantined:
    told = validate(order, KNOWN, rules.codes)
    assert isinstance(told, Quarantined)
    return told


def test_each_kind_of_line_finds_its_place(order: Order, line: Line, rules: Rules) -> None:
    told = validate(
        order(
            line("85123A", 6),
            line("85123A", 2),
            line("POST", 1, "18", has_variant=False),
            line("M", 2, "1.25", has_variant=False),
            line("gift_0001_20", 1, "20"),
            line("D", 1, "16.74", has_variant=False),
        ),
        KNOWN,
        rules.codes,
    )
    assert isinstance(told, Accepted)
    assert told.units == {"85123A": 8}
    assert [(m.line.sku, m.service) for m in told.charges] == [("POST", "Carriage")]
    assert [(m.line.sku, m.service) for m in told.discounts] == [("D", "Discount")]
    assert [m.service for m in told.services] == ["Manual", "Gift voucher"]


def test_one_unknown_spelling_holds_the_whole_order(order: Order, line: Line, rules: Rules) -> None:
    told = held(order(line("22423"), line("85123a"), line("4756B")), rules)
    assert told.trouble is OrderTrouble.UNKNOWN_SKU
    assert [(bad.code, bad.near) for bad in told.bad] == [("85123a", ("85123A",)), ("4756B", ())]
    assert told.near == ("85123A",)
    assert "'85123a'" in told.what
    assert "'4756B'" in told.what
    assert "looks like 85123A" in told.what


def test_a_custom_line_that_no_rule_names_holds_the_order(
    order: Order, line: Line, rules: Rules
) -> None:
    told = held(order(line("22423"), line("BANK CHARGES", has_variant=False)), rules)
    assert told.trouble is OrderTrouble.UNMAPPED_CODE
    assert "BANK CHARGES" in told.what
    assert "[codes.charge]" in told.todo


def test_the_gravest_trouble_names_the_order_and_every_line_is_said(
    order: Order, line: Line, rules: Rules
) -> None:
    told = held(order(line("CRUK", has_variant=False), line("85123a")), rules)
    assert told.trouble is OrderTrouble.UNKNOWN_SKU
    assert [bad.trouble for bad in told.bad] == [
        OrderTrouble.UNMAPPED_CODE,
        OrderTrouble.UNKNOWN_SKU,
    ]


def test_an_adjustment_invoice_waits_for_a_person(order: Order, line: Line, rules: Rules) -> None:
    told = held(order(line("85123A"), note="Adjustment invoice A563185"), rules)
    assert told.trouble is OrderTrouble.ADJUSTMENT_INVOICE


def test_a_variant_without_a_sku_holds_the_order(order: Order, line: Line, rules: Rules) -> None:
    told = held(order(line(None, title="Mystery box")), rules)
    assert told.trouble is OrderTrouble.UNKNOWN_SKU
    assert "has no SKU" in told.what


def test_a_custom_line_without_a_sku_goes_by_its_title(
    order: Order, line: Line, rules: Rules
) -> None:
    told = validate(order(line(None, title="POST", has_variant=False)), KNOWN, rules.codes)
    assert isinstance(told, Accepted)
    assert told.charges[0].service == "Carriage"


def test_a_line_that_was_taken_off_troubles_nobody(order: Order, line: Line, rules: Rules) -> None:
    told = validate(order(line("85123A"), line("nonsense", units=0)), KNOWN, rules.codes)
    assert isinstance(told, Accepted)
    assert told.units == {"85123A": 1}


def test_a_custom_line_with_a_known_sku_is_a_product(order: Order, line: Line) -> None:
    told = validate(order(line("22423", has_variant=False)), KNOWN, Codes())
    assert isinstance(told, Accepted)
    assert told.units == {"22423": 1}


@pytest.mark.parametrize(
    "near", ["85123a", " 85123A", "85123-A", "8S123A", "851 23A", "8512\u20113A"]
)
def test_a_near_miss_is_shown_and_never_used(near: str) -> None:
    found = match(near, KNOWN)
    assert (found.known, found.near) == (Known.UNKNOWN, ("85123A",))


def test_an_exact_sku_needs_no_suggestion() -> None:
    catalogue = Catalogue.of([*KNOWN, "85123a"])
    assert catalogue.match("85123A").known is Known.EXACT
    assert catalogue.match("85123 A").near == ("85123A", "85123a")
    assert match("IO125", KNOWN).near == ("10125",)
