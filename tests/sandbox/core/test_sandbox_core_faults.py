"""The plan of troubles."""

import pytest

from sandbox.faults import UnknownFault, seconds_of


async def test_a_planned_trouble_meets_one_call_of_its_own_system_and_operation(world):
    world.faults.plan("cin7", "GET me", ["500"])
    assert await world.faults.take("shopify:uk", "GET me") is None
    assert await world.faults.take("cin7", "GET sale") is None
    assert await world.faults.take("cin7", "GET me") == "500"
    assert await world.faults.take("cin7", "GET me") is None


async def test_an_outage_uses_up_no_plan(world):
    world.faults.plan("cin7", "*", ["429"])
    world.faults.outage("cin7", 60, "500")
    assert [await world.faults.take("cin7", "x") for _ in range(2)] == ["500", "500"]
    world.clock.advance(60)
    assert await world.faults.take("cin7", "x") == "429"
    assert world.faults.waiting() == {}


def test_only_troubles_the_sandbox_can_make_are_planned(world):
    for kind in ("boom", "slow", "late:soon"):
        with pytest.raises(UnknownFault):
            world.faults.plan("cin7", "*", ["500", kind])
    assert world.faults.waiting() == {}
    assert seconds_of("late:2.5") == 2.5
