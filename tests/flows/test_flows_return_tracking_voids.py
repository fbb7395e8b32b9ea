"""Labels that are voided, bought again or corrected: nobody is told of a parcel there is not."""

from typing import Any

import pytest

from flows.return_tracking import return_tracking
from ledger.models import ParcelState
from sandbox.cin7.documents import AUTHORISED
from tests.flows.parcel_desk import (
    begin,
    buy,
    fulfilments,
    handed_over,
    label,
    legs,
    notices,
    on_hand,
    open_now,
    parcel,
    promises,
    settled,
    shown,
    void,
)
from tests.town import Town

UK = "shopify:uk.myshopify.example"


async def told(town: Town) -> tuple[Any, str]:
    """An order of two mugs whose parcel everybody knows of, and its label."""
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2), name="#1001")
    (label_id,) = buy(town)
    await settled(town, 2)
    assert len(shown(town, sold)) == 1
    return sold, label_id


async def test_a_label_voided_before_anybody_was_told_is_never_told(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    (label_id,) = buy(town)
    void(town, label_id)
    await settled(town)
    assert fulfilments(town, sold, live=False) == []
    (again,) = buy(town)
    await settled(town)
    assert shown(town, sold) == [(label(town, again).tracking_numbers, {"MUG": 2})]
    assert notices(town) == 1
    assert promises(town) == {}


async def test_a_label_voided_between_the_read_and_the_telling_is_not_told(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    (label_id,) = buy(town)
    desk = town.outside.desk
    assert desk is not None
    shipment = desk.shipment

    async def then_void(shipment_id: str) -> Any:
        found = await shipment(shipment_id)
        void(town, label_id)
        return found

    desk.shipment = then_void  # type: ignore[method-assign]
    await return_tracking.fn()
    assert fulfilments(town, sold, live=False) == []
    assert parcel(town, label_id).state is ParcelState.VOIDED


async def test_a_label_voided_after_the_notice_is_taken_back_and_the_next_one_told(
    town: Town,
) -> None:
    sold, old = await told(town)
    await town.world.advance(600)
    void(town, old)
    await settled(town, 2)
    assert shown(town, sold) == []
    assert parcel(town, old).state is ParcelState.UNTOLD
    assert legs(town)[0][3] == list(label(town, old).tracking_numbers)
    (new,) = buy(town)
    numbers = label(town, new).tracking_numbers
    await settled(town)
    assert shown(town, sold) == [(numbers, {"MUG": 2})]
    assert notices(town) == 2
    assert legs(town) == [(AUTHORISED, AUTHORISED, {"MUG": 2}, list(numbers))]
    assert on_hand(town, "MUG") == 8
    assert parcel(town, old).replaced_by == new
    assert open_now(town) == []
    assert promises(town) == {}


async def test_void_and_label_again_within_one_round_are_put_right_at_once(town: Town) -> None:
    sold, old = await told(town)
    void(town, old)
    (new,) = buy(town)
    await return_tracking.fn()
    assert shown(town, sold) == [(label(town, new).tracking_numbers, {"MUG": 2})]
    assert [tracking for _, _, _, tracking in legs(town)] == [
        list(label(town, new).tracking_numbers)
    ]
    assert on_hand(town, "MUG") == 8
    await settled(town)
    assert promises(town) == {}


async def test_a_label_bought_again_before_cin7_had_shipped_takes_the_leg_as_it_is(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2), name="#1001")
    (old,) = buy(town)
    town.world.faults.plan("cin7", "POST sale/fulfilment/ship", ["lost-before"])
    await return_tracking.fn()
    assert (legs(town)[0][0], legs(town)[0][1] == AUTHORISED) == (AUTHORISED, False)
    void(town, old)
    await settled(town, 2)
    assert legs(town)[0][1] != AUTHORISED
    (new,) = buy(town)
    await settled(town)
    numbers = label(town, new).tracking_numbers
    assert shown(town, sold) == [(numbers, {"MUG": 2})]
    assert legs(town) == [(AUTHORISED, AUTHORISED, {"MUG": 2}, list(numbers))]
    assert on_hand(town, "MUG") == 8
    assert promises(town) == {}


async def test_a_void_of_one_of_two_parcels_leaves_the_other_as_it_is(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 4))
    (whole,) = [one for one in town.world.shipstation.shipments if one.status == "pending"]
    town.world.shipstation.shipments.split(whole.shipment_id)
    first, second = buy(town)
    await settled(town, 2)
    void(town, first)
    await settled(town, 2)
    assert [numbers for numbers, _ in shown(town, sold)] == [label(town, second).tracking_numbers]
    (third,) = buy(town)
    await settled(town)
    assert {numbers for numbers, _ in shown(town, sold)} == {
        label(town, each).tracking_numbers for each in (second, third)
    }
    assert len(legs(town)) == 2
    assert on_hand(town, "MUG") == 6
    assert promises(town) == {}


async def test_no_label_in_its_place_for_a_day_is_said_and_closes_when_one_is_bought(
    town: Town,
) -> None:
    _, old = await told(town)
    void(town, old)
    await settled(town, 2)
    assert open_now(town) == []
    await town.world.advance(town.rules.shipping.relabel_seconds)
    await settled(town, 1)
    assert open_now(town) == [("not-relabelled", "uk #1001")]
    buy(town)
    await settled(town)
    assert open_now(town) == []
    assert promises(town) == {}


async def test_no_label_is_missed_once_the_order_was_cancelled(town: Town) -> None:
    from flows.ingest_orders import ingest_orders

    sold, old = await told(town)
    void(town, old)
    await settled(town, 2)
    town.shop("uk").cancel_order(sold.order_id)
    await ingest_orders.fn()
    await town.world.advance(town.rules.shipping.relabel_seconds)
    await settled(town, 2)
    assert open_now(town) == []


async def test_a_corrected_number_is_corrected_everywhere_without_a_second_notice(
    town: Town,
) -> None:
    sold, label_id = await told(town)
    label(town, label_id).tracking_numbers = ("RM0000000001GB",)
    await settled(town)
    assert shown(town, sold) == [(("RM0000000001GB",), {"MUG": 2})]
    assert legs(town)[0][3] == ["RM0000000001GB"]
    assert notices(town) == 1
    label(town, label_id).tracking_numbers = ("RM0000000002GB",)
    await settled(town)
    assert shown(town, sold) == [(("RM0000000002GB",), {"MUG": 2})]
    assert legs(town)[0][3] == ["RM0000000002GB"]
    assert notices(town) == 1


async def test_a_telling_that_lands_late_for_a_void_label_is_taken_back(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    (label_id,) = buy(town)
    town.world.faults.plan(UK, "fulfillmentCreate", ["late:50"])
    await return_tracking.fn()
    void(town, label_id)
    await settled(town)
    assert shown(town, sold) == []
    assert parcel(town, label_id).state is ParcelState.UNTOLD
    buy(town)
    await settled(town)
    assert len(shown(town, sold)) == 1
    assert promises(town) == {}


@pytest.mark.parametrize("where", ["new_order", "grows"])
async def test_wherever_the_units_of_a_cancelled_fulfilment_go_they_are_told_again(
    town: Town, where: Any
) -> None:
    town.world.shopify_switches.cancelled_shipment = where
    sold, old = await told(town)
    void(town, old)
    buy(town)
    await settled(town)
    assert len(shown(town, sold)) == 1
    assert promises(town) == {}


async def test_a_label_voided_long_after_it_was_bought_hands_its_leg_to_the_next_one(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 3), name="#1001")
    (first,) = buy(town)
    await settled(town)
    await town.outside.sleep(3600)
    other = await handed_over(town, ("MUG", 1), name="#1002")
    buy(town)
    await settled(town)
    void(town, first)
    await town.outside.sleep(300)
    buy(town)
    await settled(town)
    assert len(shown(town, sold)) == len(shown(town, other)) == 1
    assert open_now(town) == []
    assert promises(town) == {}
