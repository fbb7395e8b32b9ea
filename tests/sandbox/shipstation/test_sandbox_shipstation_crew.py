"""The pretend crew: labels after a while, two parcels now and then, voids and new labels."""

import json
from datetime import UTC, datetime

import pytest

from sandbox.clock import ManualClock
from sandbox.journal import ParcelLabelled, ParcelVoided, ShipmentChanged
from sandbox.shipstation.crew import Habits
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PLAIN = Habits(split=0, relabel=0)


async def test_the_crew_labels_what_is_pending_and_what_comes_in_after_a_while(account):
    await account.made("uk/1")
    account.world.shipstation.crew.begin(PLAIN)
    await account.made("uk/2")
    await account.world.advance(599)
    assert account.events(ParcelLabelled) == []
    await account.world.advance(3001)
    parcels = account.events(ParcelLabelled)
    assert {one.external_id for one in parcels} == {"uk/1", "uk/2"}
    assert all((one.at - MONDAY).total_seconds() >= 600 for one in parcels)


async def test_a_cancelled_shipment_is_left_alone(account):
    account.world.shipstation.crew.begin(PLAIN)
    made = await account.made()
    await account.put(f"shipments/{made['shipment_id']}/cancel")
    await account.world.advance(7200)
    assert account.events(ParcelLabelled) == []


async def test_a_split_order_goes_out_in_two_parcels_told_in_one_event(account, receiver):
    hook = {"event": "label_created_v2", "url": "http://receiver.example/"}
    await account.call("POST", "environment/webhooks", hook)
    account.world.shipstation.crew.begin(Habits(split=1, relabel=0))
    made = await account.made("uk/1", ("TEE", 2), ("MUG", 1))
    await account.world.advance(3600)
    first, second = account.events(ParcelLabelled)
    assert (first.external_id, second.external_id) == ("uk/1", "")
    assert first.number == second.number
    assert first.tracking_numbers != second.tracking_numbers
    assert sorted(first.lines + second.lines) == [
        ("line-MUG", "MUG", 1),
        ("line-TEE", "TEE", 2),
    ]
    child = [one for one in account.events(ShipmentChanged) if one.split_from]
    assert child[0].split_from == made["shipment_id"]
    (told,) = receiver.got
    batch = json.loads(told.content)["resource_url"].rpartition("=")[2]
    assert (await account.get("labels", batch_id=batch))["total"] == 2


async def test_a_single_unit_is_not_split(account):
    account.world.shipstation.crew.begin(Habits(split=1, relabel=0))
    await account.made("uk/1", ("TEE", 1))
    await account.world.advance(3600)
    assert len(account.events(ParcelLabelled)) == 1


async def test_a_label_is_voided_and_bought_anew(account):
    account.world.shipstation.crew.begin(Habits(split=0, relabel=1))
    await account.made("uk/1")
    await account.world.advance(2 * 3600)
    first, second = account.events(ParcelLabelled)
    (void,) = account.events(ParcelVoided)
    assert void.label_id == first.label_id
    assert first.at < void.at < second.at
    assert second.tracking_numbers != first.tracking_numbers


async def test_the_crew_can_be_led_step_by_step_from_the_panel(account):
    await account.made("uk/1", requested_shipment_service="DHL Express Domestic", carrier_id=None)
    begun = await account.panel("shipstation/crew", {"at_work": True, "split": 0, "relabel": 1})
    assert begun == {"at_work": True, "waiting": 1}
    done = [(await account.panel("shipstation/crew/step"))["done"] for _ in range(4)]
    assert done[0] == "#uk/1 labelled in 1 parcel(s)"
    assert done[2] == "#uk/1 labelled again"
    assert done[3] is None
    assert account.world.clock.now() == MONDAY
    await account.panel("shipstation/crew", {"at_work": False})
    await account.made("uk/2")
    assert account.world.shipstation.crew.step() is None
    await account.panel("shipstation/crew", {"at_work": True, "split": 2}, status=400)


async def test_the_crew_takes_the_service_that_was_asked_for(account):
    account.world.shipstation.crew.begin(PLAIN)
    asked = {"requested_shipment_service": "DHL Express Domestic"}
    await account.made("uk/1", carrier_id=None, service_code=None, **asked)
    account.world.shipstation.crew.step()
    assert account.events(ParcelLabelled)[0].service_code == "dhl_express_domestic"


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_same_seed_makes_the_same_day(account, seed):
    def day() -> list[str]:
        world = World(ManualClock(MONDAY), seed)
        world.shipstation.add_warehouse("London")
        world.shipstation.crew.begin(Habits(split=0.5, relabel=0.5))
        warehouse = next(iter(world.shipstation.warehouses))
        bodies = [
            account.shipment(f"uk/{number}") | {"warehouse_id": warehouse} for number in range(20)
        ]
        world.shipstation.shipments.create(bodies)
        while world.shipstation.crew.step():
            pass
        kinds = (ParcelLabelled, ParcelVoided)
        return [
            f"{one.label_id} {one.tracking_numbers}"
            for one in world.journal.events
            if isinstance(one, kinds)
        ]

    told = day()
    assert told == day()
    assert len(told) > 20
