"""Each parcel is told once: to the customer with its tracking, and the same to Cin7."""

import asyncio

import pytest
from pydantic import SecretStr

from clients.errors import Throttled
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from ledger import balances, cursors, hints, inbox, orders
from ledger.models import ParcelState, Stage
from sandbox.journal import SaleInvoiced
from sandbox.shopify import shipments as shopify_shipments
from tasks.outside import Standing
from tasks.set_up import ensure_subscriptions
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
    pending,
    promises,
    settled,
    shown,
)
from tests.town import BEARER, Town

UK = "shopify:uk.myshopify.example"


async def test_a_parcel_is_told_once_and_shipped_once_however_often_the_flow_runs(
    town: Town,
) -> None:
    await begin(town, MUG=10, CUP=10)
    sold = await handed_over(town, ("MUG", 2), ("CUP", 1), name="#1001")
    (label_id,) = buy(town)
    numbers = label(town, label_id).tracking_numbers
    await town.world.advance(240)
    report = await return_tracking.fn()
    assert report.headline() == "1 told, 1 in Cin7"
    assert 200 < (report.parcels[0].seconds or 0) < 300
    await settled(town)
    assert shown(town, sold) == [(numbers, {"MUG": 2, "CUP": 1})]
    assert fulfilments(town, sold)[0].company == "Royal Mail"
    assert notices(town) == 1
    assert legs(town) == [("AUTHORISED", "AUTHORISED", {"MUG": 2, "CUP": 1}, list(numbers))]
    assert (on_hand(town, "MUG"), on_hand(town, "CUP")) == (8, 9)
    assert sum(isinstance(event, SaleInvoiced) for event in town.world.journal.events) == 1
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.CLOSED
    assert [event.stage for event in orders.history(town.ledger, "uk", "#1001")][-2:] == [
        Stage.TOLD,
        Stage.CLOSED,
    ]
    left = balances.of_order(town.ledger, "uk", sold.order_id)
    assert {each.sku: each.shipped for each in left.values()} in ({}, {"MUG": 2, "CUP": 1})
    assert open_now(town) == []
    assert promises(town) == {}


async def test_a_run_with_nothing_to_do_asks_the_desk_twice_and_nobody_else(town: Town) -> None:
    await begin(town, MUG=10)
    await handed_over(town, ("MUG", 2))
    buy(town)
    await settled(town)
    before = len(town.calls())
    report = await return_tracking.fn()
    assert report.headline() == "nothing to do"
    assert town.calls()[before:] == ["GET labels", "GET labels"]


async def test_a_label_whose_event_got_lost_is_found_by_the_next_poll(town: Town) -> None:
    await begin(town, MUG=10)
    await ensure_subscriptions("https://receiver.example", SecretStr(BEARER))
    sold = await handed_over(town, ("MUG", 2))
    town.world.webhooks.http = None  # nobody is at the other end
    buy(town)
    await town.world.advance(300)
    await return_tracking.fn()
    assert len(shown(town, sold)) == 1
    assert "4" not in promises(town)


async def test_the_news_of_a_label_ends_handled_once_the_round_has_read_it(town: Town) -> None:
    await begin(town, MUG=10)
    await ensure_subscriptions("https://receiver.example", SecretStr(BEARER))
    await handed_over(town, ("MUG", 2))
    buy(town)
    await town.world.webhooks.deliver_due()
    assert ("return-tracking", "all", 1) in town.posted
    await return_tracking.fn()
    states = {row["state"] for row in inbox.export(town.ledger) if row["source"] == "shipstation"}
    assert states == {"handled"}
    assert hints.raised(town.ledger, "return-tracking") == []


async def test_a_split_order_is_two_parcels_each_told_with_its_own_units(town: Town) -> None:
    await begin(town, MUG=10, CUP=10)
    sold = await handed_over(town, ("MUG", 3), ("CUP", 1), name="#1001")
    (whole,) = pending(town)
    town.world.shipstation.shipments.split(whole.shipment_id)
    first, second = buy(town)
    await settled(town)
    told = dict(shown(town, sold))
    assert set(told) == {label(town, each).tracking_numbers for each in (first, second)}
    assert sum(units.get("MUG", 0) for units in told.values()) == 3
    assert [ship for _, ship, _, _ in legs(town)] == ["AUTHORISED", "AUTHORISED"]
    assert notices(town) == 2
    assert on_hand(town, "MUG") == 7
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.CLOSED
    assert promises(town) == {}


async def test_a_part_that_lost_our_name_is_known_by_the_number_it_shares(town: Town) -> None:
    town.world.shipstation_switches.split_keeps_external_id = False
    town.world.shipstation_switches.split_external_id = "auto"
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 4))
    (whole,) = pending(town)
    town.world.shipstation.shipments.split(whole.shipment_id)
    buy(town)
    await settled(town)
    assert [units for _, units in shown(town, sold)] == [{"MUG": 2}, {"MUG": 2}]
    assert promises(town) == {}


async def test_parts_of_an_order_that_are_labelled_hours_apart_are_told_each_in_its_time(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 3), name="#1001")
    (whole,) = pending(town)
    stays, goes = town.world.shipstation.shipments.split(whole.shipment_id)
    buy(town, stays)
    await settled(town)
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.stage is Stage.SHIPPED
    await town.world.advance(7200)
    buy(town, goes)
    await settled(town)
    assert sum(units["MUG"] for _, units in shown(town, sold)) == 3
    assert on_hand(town, "MUG") == 7
    assert promises(town) == {}


async def test_two_packages_on_one_label_are_one_fulfilment_with_two_numbers(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 4))
    (label_id,) = buy(town, packages=2)
    numbers = label(town, label_id).tracking_numbers
    assert len(numbers) == 2
    await settled(town)
    assert shown(town, sold) == [(numbers, {"MUG": 4})]
    assert legs(town)[0][3] == [", ".join(numbers)]
    assert notices(town) == 1
    assert promises(town) == {}


async def test_a_label_in_the_making_is_told_when_it_is_complete(town: Town) -> None:
    town.world.shipstation_switches.label_processing_seconds = 1200
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 1))
    buy(town)
    await return_tracking.fn()
    assert shown(town, sold) == []
    await town.world.advance(1300)
    town.world.shipstation_switches.label_processing_seconds = 0
    other = await handed_over(town, ("MUG", 1))
    buy(town)
    await settled(town)
    assert (len(shown(town, sold)), len(shown(town, other))) == (1, 1)
    assert promises(town) == {}


async def test_labels_of_other_peoples_orders_are_left_alone_and_counted(town: Town) -> None:
    await begin(town, MUG=10)
    await handed_over(town, ("MUG", 1), name="#1001")
    (ours,) = pending(town)
    body = {**ours.body, "shipment_number": "market 77", "external_shipment_id": "amazon-77"}
    rows, _ = town.world.shipstation.shipments.create([body])
    stranger = town.world.shipstation.shipments.get(str(rows[0]["shipment_id"]))
    buy(town, stranger)
    report = await return_tracking.fn()
    assert (report.labels.strangers, report.headline()) == (1, "nothing to do")
    assert open_now(town) == []


async def test_the_watermark_is_the_latest_label_seen_not_now(town: Town) -> None:
    await begin(town, MUG=10)
    await handed_over(town, ("MUG", 1))
    (label_id,) = buy(town)
    await town.world.advance(3600)
    await return_tracking.fn()
    cursor = cursors.read(town.ledger, "labels")
    assert cursor is not None
    assert cursor.at == label(town, label_id).created_at


async def test_what_a_person_fulfilled_with_the_same_tracking_is_not_told_again(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    (label_id,) = buy(town)
    shop = town.shop("uk")
    (stand,) = [one for one in shop.order(sold.order_id).fulfillment_orders if one.is_open]
    numbers = label(town, label_id).tracking_numbers
    tracking = {"company": "Royal Mail", "numbers": list(numbers)}
    shopify_shipments.ship(shop, [(stand, None)], tracking, notify=True)
    await settled(town)
    assert len(fulfilments(town, sold, live=False)) == 1
    assert notices(town) == 1
    assert parcel(town, label_id).state is ParcelState.TOLD
    assert legs(town)[0][1] == "AUTHORISED"
    assert promises(town) == {}


async def test_an_order_that_was_cancelled_before_is_not_told(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    (label_id,) = buy(town)
    town.shop("uk").cancel_order(sold.order_id)
    await settled(town)
    assert fulfilments(town, sold, live=False) == []
    assert notices(town) == 0
    assert legs(town)[0][0] != "AUTHORISED"
    assert parcel(town, label_id).state is ParcelState.BOUGHT


async def test_two_runs_at_once_tell_it_once(town: Town) -> None:
    await begin(town, MUG=10, CUP=10)
    sold = await handed_over(town, ("MUG", 3), ("CUP", 1))
    (whole,) = pending(town)
    town.world.shipstation.shipments.split(whole.shipment_id)
    buy(town)

    async def run(owner: str) -> None:
        with Standing(town.as_another_run(owner)):
            await return_tracking.fn()

    await asyncio.gather(run("one"), run("another"))
    await settled(town)
    assert len(fulfilments(town, sold, live=False)) == 2
    assert notices(town) == 2
    assert on_hand(town, "MUG") == 7
    assert open_now(town) == []
    assert promises(town) == {}


async def test_one_parcel_that_does_not_fit_keeps_no_other_waiting(town: Town) -> None:
    await begin(town, MUG=10)
    odd = await handed_over(town, ("MUG", 1), name="#1001")
    (shipment,) = pending(town)
    shipment.body["items"][0]["quantity"] = 3
    good = await handed_over(town, ("MUG", 2), name="#1002")
    buy(town)
    await settled(town)
    assert (shown(town, odd), len(shown(town, good))) == ([], 1)
    assert open_now(town) == [("parcel-unmatched", "uk #1001")]


async def test_a_leg_that_cin7_refuses_is_said_and_closes_itself_when_it_goes_through(
    town: Town,
) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2), name="#1001")
    buy(town)
    town.world.cin7.set_on_hand("MUG", "Main Warehouse", 0)
    await settled(town)
    assert len(shown(town, sold)) == 1
    assert open_now(town) == [("leg-refused", "uk #1001")]
    town.world.cin7.set_on_hand("MUG", "Main Warehouse", 10)
    await town.world.advance(3600)
    await settled(town)
    assert legs(town)[0][1] == "AUTHORISED"
    assert open_now(town) == []
    assert promises(town) == {}


async def test_while_cin7_is_away_customers_are_told_all_the_same(town: Town) -> None:
    await begin(town, MUG=10)
    sold = [await handed_over(town, ("MUG", 1)) for _ in range(3)]
    buy(town)
    town.world.faults.outage("cin7", 300)
    with pytest.raises(Throttled):
        await return_tracking.fn()
    assert [len(shown(town, each)) for each in sold] == [1, 1, 1]
    await town.world.advance(400)
    await settled(town)
    assert on_hand(town, "MUG") == 7
    assert promises(town) == {}


async def test_without_a_carrier_desk_it_says_so_and_does_nothing(town: Town) -> None:
    from dataclasses import replace

    with Standing(replace(town.outside, desk=None, shipstation=None)):
        report = await return_tracking.fn()
    assert report.headline() == "no carrier desk is set up"
    assert town.calls("shipstation") == []


async def test_a_dry_run_says_what_it_would_do_and_changes_nothing(town: Town) -> None:
    await begin(town, MUG=10)
    sold = await handed_over(town, ("MUG", 2))
    buy(town)
    report = await return_tracking.fn(dry_run=True)
    assert report.headline() == "1 would tell"
    assert shown(town, sold) == []


async def test_only_the_orders_that_were_asked_for_are_worked_on(town: Town) -> None:
    await begin(town, MUG=10)
    first = await handed_over(town, ("MUG", 1), name="#1001")
    second = await handed_over(town, ("MUG", 1), name="#1002")
    buy(town)
    await return_tracking.fn(orders=["#1002"])
    assert (len(shown(town, first)), len(shown(town, second))) == (0, 1)


async def test_parts_standing_at_the_routed_location_are_taken_after_the_move(
    town: Town,
) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    town.shop("uk").hand_edit("MUG", 101, 4)
    sold = await handed_over(town, ("MUG", 2))
    buy(town)
    await settled(town)
    (one,) = fulfilments(town, sold)
    assert one.location.id == 102
    assert town.world.cin7.on_hand("MUG", "North Warehouse") == 8
    assert promises(town) == {}
