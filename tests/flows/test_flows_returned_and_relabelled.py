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
