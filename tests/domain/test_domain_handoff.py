"""When an order is ready for the carrier desk, and what the desk is told."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.backorders import Figure, can_bear
from domain.codes import Codes
from domain.handoff import (
    Case,
    NotReady,
    NotYet,
    Part,
    PartState,
    Ready,
    ShipTo,
    Wanted,
    WantedLine,
    hand_off,
)
from domain.shipping_rules import ServiceRule, ShippingRules
from domain.types import Sku, WarehouseName, location_id

MAIN, NORTH = location_id(101), location_id(102)
CODES = Codes(charge={"POST": "Carriage"}, service={"gift_*": "Gift voucher", "M": "Manual"})
RULES = ShippingRules((ServiceRule("Tracked", countries=("GB",)),), default_weight_grams=300)
HOME = ShipTo("A. Customer", "1 High Street", "", "Leeds", "", "LS1 1AA", "GB")
CASE = Case("uk:1:1", "uk #1001", WarehouseName("main"), "Main Warehouse", MAIN, ("uk #1001",))


def line(number: int, sku: str | None, units: int, **more: Any) -> WantedLine:
    told: dict[str, Any] = {"requires_shipping": True, "has_variant": True, **more}
    return WantedLine(str(number), Sku(sku) if sku else None, "A thing", units, Decimal(5), **told)


def wanted(*lines: WantedLine, **more: Any) -> Wanted:
    parts = (Part(MAIN, PartState.OPEN, {one.line_id: one.units for one in lines}),)
    told: dict[str, Any] = {"cancelled": False, "paid": True, "parts": parts, "ship_to": HOME}
    return Wanted(lines=lines, **{**told, **more})


def asked(case: Case, seen: Wanted) -> Ready | NotReady:
    return hand_off(case, seen, CODES, RULES)


def test_a_ready_order_says_goods_weight_service_and_where_from() -> None:
    found = asked(CASE, wanted(line(1, "MUG", 2), line(2, "CUP", 1)))
    assert isinstance(found, Ready)
    draft = found.draft
    assert [(one.line_id, one.sku, one.units, one.grams) for one in draft.lines] == [
        ("1", "MUG", 2, 300),
        ("2", "CUP", 1, 300),
    ]
    assert (draft.service, draft.ships_from, draft.ship_to) == ("Tracked", "Main Warehouse", HOME)
    assert "rule 1" in found.because


@pytest.mark.parametrize(
    "beside",
    [
        line(2, "POST", 1, has_variant=False),
        line(2, "gift_30", 1),
        line(2, "M", 3, has_variant=False),
        line(2, None, 1, has_variant=False),
        line(2, "EBOOK", 1, requires_shipping=False),
        line(2, "GONE", 0),
    ],
)
def test_what_is_no_goods_is_never_sent_and_does_not_keep_the_goods(beside: WantedLine) -> None:
    found = asked(CASE, wanted(line(1, "MUG", 2), beside))
    assert isinstance(found, Ready)
    assert [one.sku for one in found.draft.lines] == ["MUG"]
    alone = asked(CASE, wanted(beside))
    assert isinstance(alone, NotReady)
    assert alone.because is NotYet.NOTHING_TO_SEND


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"live": False}, NotYet.NOT_LIVE),
        ({"held": True}, NotYet.HELD),
        ({"authorised": False}, NotYet.NOT_AUTHORISED),
        ({"backordered": True}, NotYet.BACKORDERED),
        ({"handed_over": True}, NotYet.HANDED_OVER),
        ({"beside": {"1": 2}}, NotYet.NOTHING_TO_SEND),
        ({"location": NORTH}, NotYet.WAITS_FOR_MOVE),
        ({"location": NORTH, "move_refused": True}, NotYet.MOVE_REFUSED),
    ],
)
def test_what_we_know_against_it_keeps_it(change: dict[str, Any], because: NotYet) -> None:
    found = asked(replace(CASE, **change), wanted(line(1, "MUG", 2)))
    assert isinstance(found, NotReady)
    assert found.because is because


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"cancelled": True}, NotYet.NOT_LIVE),
        ({"paid": False}, NotYet.NOT_LIVE),
        ({"ship_to": None}, NotYet.NO_ADDRESS),
        ({"ship_to": replace(HOME, country="")}, NotYet.NO_ADDRESS),
        ({"ship_to": replace(HOME, line1=" ")}, NotYet.NO_ADDRESS),
        ({"parts": ()}, NotYet.ON_HOLD),
        ({"parts": (Part(MAIN, PartState.ON_HOLD, {"1": 2}),)}, NotYet.ON_HOLD),
        ({"parts": (Part(MAIN, PartState.OVER, {"1": 2}),)}, NotYet.ON_HOLD),
        ({"parts": (Part(None, PartState.OPEN, {"1": 2}),)}, NotYet.WAITS_FOR_MOVE),
    ],
)
def test_what_shopify_shows_against_it_keeps_it(change: dict[str, Any], because: NotYet) -> None:
    found = asked(CASE, wanted(line(1, "MUG", 2), **change))
    assert isinstance(found, NotReady)
    assert found.because is because


def test_a_part_of_services_alone_need_not_stand_at_the_warehouse() -> None:
    lines = (line(1, "MUG", 2), line(2, "POST", 1))
    parts = (
        Part(MAIN, PartState.OPEN, {"1": 2}),
        Part(NORTH, PartState.ON_HOLD, {"2": 1}),
        Part(NORTH, PartState.OVER, {"1": 2}),
    )
    assert isinstance(asked(CASE, wanted(*lines, parts=parts)), Ready)


def test_units_under_another_live_shipment_are_not_sent_again() -> None:
    found = asked(replace(CASE, beside={"1": 3}), wanted(line(1, "MUG", 5)))
    assert isinstance(found, Ready)
    assert [one.units for one in found.draft.lines] == [2]


@pytest.mark.parametrize(
    ("figure", "claimed", "bears"),
    [
        (Figure(on_hand=13, allocated=5, available=8), 5, True),
        (Figure(on_hand=5, allocated=5, available=0), 5, True),
        (Figure(on_hand=4, allocated=5, available=-1), 5, False),
        (Figure(on_hand=3, allocated=3, available=0), 5, False),
        (Figure(on_hand=5, allocated=3, available=2), 5, True),
        (Figure(on_hand=4, allocated=3, available=1), 5, False),
        (Figure(), 0, False),
    ],
)
def test_the_shelf_bears_a_waiting_sale_whichever_way_cin7_counts(
    figure: Figure, claimed: int, bears: bool
) -> None:
    """The sale wants 5, got 3, and waits for 2."""
    mug = Sku("MUG")
    assert can_bear({mug: 2}, {mug: figure}, {mug: claimed}) is bears
