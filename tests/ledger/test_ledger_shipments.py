"""What stands at the carrier desk is one row a generation, however often it is written down."""

from dataclasses import replace
from datetime import datetime, timedelta

from ledger import orders, orders_seen, shipments
from ledger.models import Parcel, ParcelState, Stage
from ledger.shipments import HandedOver, ShipmentState
from ledger.store import Ledger
from tests.ledger.samples import an_order

LINES = [{"line_id": "71", "sku": "TEA-1", "units": 2}]
FIRST = HandedOver("uk", 1, 1, "uk:1:1", "se-1", "uk #1001", "main", LINES)


def test_a_shipment_is_written_down_once_and_keeps_what_became_of_it(
    ledger: Ledger, now: datetime
) -> None:
    assert shipments.handed_over(ledger, FIRST, now)
    assert shipments.cancelled(ledger, "uk:1:1", "the order was cancelled", now)
    assert not shipments.handed_over(ledger, FIRST, now + timedelta(minutes=5))
    found = shipments.by_external_id(ledger, "uk:1:1")
    assert found is not None
    assert (found.state, found.lines, found.made_at) == (ShipmentState.CANCELLED, LINES, now)


def test_a_second_cancel_leaves_the_first_reason(ledger: Ledger, now: datetime) -> None:
    shipments.handed_over(ledger, FIRST, now)
    assert shipments.cancelled(ledger, "uk:1:1", "first", now)
    assert not shipments.cancelled(ledger, "uk:1:1", "second", now + timedelta(hours=1))
    assert not shipments.cancelled(ledger, "uk:1:9", "unknown", now)
    found = shipments.by_shipment_id(ledger, "se-1")
    assert found is not None
    assert (found.because, found.cancelled_at) == ("first", now)


def test_each_shipment_taken_back_makes_the_next_number(ledger: Ledger, now: datetime) -> None:
    assert shipments.next_generation(ledger, "uk", 1) == 1
    shipments.handed_over(ledger, FIRST, now)
    assert shipments.next_generation(ledger, "uk", 1) == 1
    shipments.cancelled(ledger, "uk:1:1", "a line was refunded", now)
    assert shipments.next_generation(ledger, "uk", 1) == 2
    second = replace(FIRST, generation=2, external_id="uk:1:2", shipment_id="se-2")
    shipments.handed_over(ledger, second, now)
    assert [one.generation for one in shipments.of_order(ledger, "uk", 1)] == [1, 2]
    assert [one.external_id for one in shipments.open_ones(ledger)] == ["uk:1:2"]
    assert shipments.next_generation(ledger, "eu", 1) == 1


def test_only_units_of_parcels_that_were_told_count_as_told(ledger: Ledger, now: datetime) -> None:
    for label, state in (("a", ParcelState.TOLD), ("b", ParcelState.BOUGHT)):
        parcel = Parcel(
            label_id=label,
            store="uk",
            order_id=1,
            shipment_id="se-1",
            carrier_code="royal_mail",
            lines=LINES,
            state=state,
            bought_at=now,
            seen_at=now,
        )
        with ledger.session() as session:
            session.add(parcel)
    assert shipments.told_units(ledger, ["se-1"]) == {"71": 2}
    assert shipments.told_units(ledger, ["se-2"]) == {}


def ready(ledger: Ledger, now: datetime, order_id: int, stage: Stage, **known: bool) -> None:
    orders.note(ledger, an_order(order_id=order_id, name=f"#{order_id}"), now)
    orders.move(ledger, "uk", order_id, stage, "for this test", now)
    orders.decide(
        ledger,
        "uk",
        order_id,
        now,
        authorised_at=now if known.get("authorised", True) else None,
        backordered=known.get("backordered", False),
    )


def test_only_authorised_orders_that_nothing_holds_are_to_be_handed_over(
    ledger: Ledger, now: datetime
) -> None:
    ready(ledger, now, 1, Stage.IN_CIN7)
    ready(ledger, now, 2, Stage.IN_CIN7, authorised=False)
    ready(ledger, now, 3, Stage.IN_CIN7, backordered=True)
    ready(ledger, now, 4, Stage.HELD)
    ready(ledger, now, 5, Stage.CANCELLING)
    assert [row.order_id for row in orders_seen.to_hand_off(ledger)] == [1]
    assert [row.order_id for row in orders_seen.backordered(ledger)] == [3]
    assert orders_seen.to_hand_off(ledger, "eu") == []


def test_an_order_is_to_be_handed_over_again_once_its_shipment_is_taken_back(
    ledger: Ledger, now: datetime
) -> None:
    ready(ledger, now, 1, Stage.HANDED_OFF)
    shipments.handed_over(ledger, FIRST, now)
    assert orders_seen.to_hand_off(ledger) == []
    shipments.cancelled(ledger, "uk:1:1", "a line was refunded", now)
    assert [row.order_id for row in orders_seen.to_hand_off(ledger)] == [1]
