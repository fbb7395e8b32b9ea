"""Whose a parcel is, which units of the order it takes, and what it needs next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.carriers import Company, company_for
from domain.parcels import (
    Belongs,
    CannotFulfil,
    FulfilPlan,
    OpenLine,
    OpenPart,
    Packed,
    ParcelFacts,
    Step,
    belongs_to,
    fulfil,
    is_overdue,
    next_step,
)
from domain.types import LocationId, StoreName

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UK = StoreName("uk")
MAIN, NORTH = LocationId("gid://shopify/Location/101"), LocationId("gid://shopify/Location/102")
OURS = Belongs(UK, 1001)


def part(name: str, place: LocationId | None, **units: int) -> OpenPart:
    """A fulfilment order; its lines are named after the order's."""
    lines = tuple(OpenLine(f"{name}/{line}", line, count) for line, count in units.items())
    return OpenPart(name, place, lines)


def packed(**units: int) -> list[Packed]:
    return [Packed(line, f"SKU-{line}", count) for line, count in units.items()]


@pytest.mark.parametrize(
    ("external_id", "number", "whose"),
    [
        ("uk:1001:1", None, OURS),
        ("uk:1001:12", "anything", OURS),
        ("mars:1001:1", None, None),
        ("SEAuto-7", None, None),
        ("uk:1001", None, None),
        ("amazon:uk:1001:1", None, None),
        (None, "uk #1001", OURS),
        (None, "uk #1002", None),
        (None, None, None),
    ],
)
def test_a_parcel_is_ours_by_our_name_or_by_the_number_its_parts_share(
    external_id: str | None, number: str | None, whose: Belongs | None
) -> None:
    found = belongs_to(
        external_id, "se-2", number, stores=[UK], by_shipment={}, by_number={"uk #1001": OURS}
    )
    assert found == whose


def test_what_we_handed_over_is_ours_even_when_its_name_was_taken_off() -> None:
    found = belongs_to(None, "se-1", None, stores=[UK], by_shipment={"se-1": OURS}, by_number={})
    assert found == OURS


def test_a_parcel_takes_its_units_at_the_routed_location_and_no_more_than_remain() -> None:
    plan = fulfil([part("F1", NORTH, a=5), part("F2", MAIN, a=3, b=1)], packed(a=2, b=1), MAIN)
    assert isinstance(plan, FulfilPlan)
    assert plan.parts == {"F2": (("F2/a", 2), ("F2/b", 1))}
    assert plan.location == MAIN


def test_two_parcels_of_one_order_share_a_line() -> None:
    first = fulfil([part("F1", MAIN, a=3)], packed(a=2), MAIN)
    second = fulfil([part("F1", MAIN, a=1)], packed(a=1), MAIN)
    assert isinstance(first, FulfilPlan)
    assert isinstance(second, FulfilPlan)
    assert (first.parts, second.parts) == ({"F1": (("F1/a", 2),)}, {"F1": (("F1/a", 1),)})


def test_fulfilment_orders_at_one_location_are_told_in_one_call() -> None:
    plan = fulfil([part("F2", MAIN, a=1, b=2), part("F1", MAIN, a=1)], packed(a=2, b=2), MAIN)
    assert isinstance(plan, FulfilPlan)
    assert plan.parts == {"F1": (("F1/a", 1),), "F2": (("F2/a", 1), ("F2/b", 2))}


def test_units_that_all_stand_elsewhere_are_taken_there() -> None:
    plan = fulfil([part("F1", NORTH, a=2)], packed(a=2), MAIN)
    assert isinstance(plan, FulfilPlan)
    assert plan.location == NORTH


def test_a_parcel_whose_units_stand_at_two_locations_is_for_a_person() -> None:
    why = fulfil([part("F1", MAIN, a=1), part("F2", NORTH, a=1)], packed(a=2), MAIN)
    assert why == CannotFulfil("its units stand at more than one location of the storefront")


def test_more_units_than_remain_are_for_a_person_unless_they_were_taken_back() -> None:
    parts = [part("F1", MAIN, a=1)]
    why = fulfil(parts, packed(a=3), MAIN)
    assert isinstance(why, CannotFulfil)
    assert "1 of 3 SKU-a remain" in why.because
    assert not why.taken_back
    gone = fulfil(parts, packed(a=3), MAIN, taken_back={"a": 2})
    assert isinstance(gone, CannotFulfil)
    assert gone.taken_back
    half = fulfil(parts, packed(a=3), MAIN, taken_back={"a": 1})
    assert isinstance(half, CannotFulfil)
    assert not half.taken_back


def test_a_parcel_of_nothing_is_no_fulfilment() -> None:
    assert isinstance(fulfil([part("F1", MAIN, a=1)], packed(a=0), MAIN), CannotFulfil)


NEW = ParcelFacts(told=False, voided=False, over=False, tracking=("A1", "A2"))
TOLD = replace(NEW, told=True, told_tracking=("A2", "A1"))
SHIPPED = replace(TOLD, shipped=True, shipped_tracking=("A1", "A2"))


@pytest.mark.parametrize(
    ("parcel", "step"),
    [
        (NEW, Step.TELL),
        (replace(NEW, voided=True), Step.FORGET),
        (replace(NEW, voided=True, over=True), Step.NOTHING),
        (TOLD, Step.SHIP),
        (replace(TOLD, told_tracking=("B1",)), Step.CORRECT),
        (replace(TOLD, voided=True), Step.UNTELL),
        (SHIPPED, Step.NOTHING),
        (replace(SHIPPED, shipped_tracking=("B1",)), Step.CORRECT_LEG),
        (replace(SHIPPED, told_tracking=("B1",)), Step.CORRECT),
        (replace(SHIPPED, voided=True), Step.UNTELL),
        (replace(SHIPPED, told=False, voided=True, over=True), Step.NOTHING),
    ],
)
def test_a_parcel_goes_from_label_to_customer_to_cin7_and_back_when_it_is_void(
    parcel: ParcelFacts, step: Step
) -> None:
    assert next_step(parcel).step is step
    assert next_step(parcel).because


def test_a_void_label_waits_for_another_so_long_and_no_longer() -> None:
    assert not is_overdue(NOON, NOON + timedelta(seconds=60), 60)
    assert is_overdue(NOON, NOON + timedelta(seconds=61), 60)


@pytest.mark.parametrize(
    ("code", "company"),
    [
        ("royal_mail", Company("Royal Mail", True)),
        ("DHL_Express_UK", Company("DHL Express", True)),
        ("dpd_uk", Company("DPD UK", True)),
        ("dpd_germany", Company("DPD", True)),
        ("stamps_com", Company("USPS", True)),
        ("hermes", Company("Evri", True)),
        ("pigeons", Company("pigeons", False)),
    ],
)
def test_customers_read_the_carrier_as_shopify_spells_it(code: str, company: Company) -> None:
    assert company_for(code, {}) == company


def test_the_merchants_own_names_go_first() -> None:
    own = {"Pigeons": "Pigeon Post", "dpd_uk": "DPD Local"}
    assert company_for("pigeons", own) == Company("Pigeon Post", True)
    assert company_for("dpd_uk", own) == Company("DPD Local", True)
