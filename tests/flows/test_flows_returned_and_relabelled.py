"""A parcel that came back, and whose label was bought anew before anybody had read that."""

import pytest

from flows.return_tracking import return_tracking
from flows.reverse_cancellations import reverse_cancellations
from tests.flows import parcel_desk
from tests.town import Town


@pytest.mark.parametrize("again", [True, False], ids=["bought anew", "not bought again"])
async def test_a_sale_whose_goods_are_credited_stays_whatever_becomes_of_the_label(
    town: Town, again: bool
) -> None:
    await parcel_desk.begin(town, MUG=9)
    sold = await parcel_desk.handed_over(town, ("MUG", 2))
    (label,) = parcel_desk.buy(town)
    await parcel_desk.settled(town)
    town.take_back("uk", sold.order_id, ("MUG", 2, "RETURN"))
    await reverse_cancellations.fn()
    assert parcel_desk.on_hand(town, "MUG") == 9
    parcel_desk.void(town, label)
    if again:
        parcel_desk.buy(town)
    for _ in range(3):
        await return_tracking.fn()
        await reverse_cancellations.fn()
        await town.world.advance(120)
    assert len(town.live_sales()) == 1
    assert parcel_desk.on_hand(town, "MUG") == 9
    assert parcel_desk.promises(town) == {}


@pytest.mark.parametrize("again", [True, False], ids=["bought anew", "not bought again"])
async def test_goods_that_came_back_are_credited_though_their_label_was_void_before_it_was_read(
    town: Town, again: bool
) -> None:
    """Shopify forgets that they left when the fulfilment of the void label is taken back."""
    await parcel_desk.begin(town, MUG=9)
    sold = await parcel_desk.handed_over(town, ("MUG", 2))
    (label,) = parcel_desk.buy(town)
    await parcel_desk.settled(town)
    parcel_desk.void(town, label)
    town.take_back("uk", sold.order_id, ("MUG", 2, "RETURN"))
    if again:
        parcel_desk.buy(town)
    for _ in range(3):
        await return_tracking.fn()
        await reverse_cancellations.fn()
        await town.world.advance(120)
    (sale,) = town.live_sales()
    assert len(sale.credit_notes) == 1
    assert parcel_desk.on_hand(town, "MUG") == 9
    assert parcel_desk.promises(town) == {}
    assert parcel_desk.open_now(town) == []


async def test_what_came_back_and_never_left_cin7_is_a_persons_and_its_sale_stays(
    town: Town,
) -> None:
    """Shopify says that it left and came back, its label is void, and Cin7 has not shipped it."""
    await parcel_desk.begin(town, MUG=9)
    sold = await parcel_desk.handed_over(town, ("MUG", 2))
    (label,) = parcel_desk.buy(town)
    town.world.faults.plan("cin7", "POST sale/fulfilment/pick", ["500"])
    await return_tracking.fn()
    parcel_desk.void(town, label)
    town.take_back("uk", sold.order_id, ("MUG", 2, "RETURN"))
    for _ in range(4):
        await return_tracking.fn()
        await reverse_cancellations.fn()
        await town.world.advance(120)
    assert len(town.live_sales()) == 1
    assert parcel_desk.open_now(town) == [("unmatched-refund", "uk #1001")]
    assert parcel_desk.promises(town) == {}
