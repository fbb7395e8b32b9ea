"""What the books count at the doorstep."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.journal import Called
from tests.sandbox.books.doorstep import Desk

MUGS = {"MUG": 2}


def counts(desk: Desk) -> dict[str, Any]:
    return desk.books().counts


def test_a_day_without_parcels_counts_none(desk: Desk) -> None:
    told = counts(desk)
    assert set(told["reversals"].values()) == set(told["parcels"].values()) == {0}
    assert told["shipments"] == {"made": 0, "split": 0, "cancelled": 0}
    assert told["messages"] == {"posted": 0, "updated": 0}
    for figure in ("label_to_told", "hand_off"):
        assert told[figure] == {
            "measured": 0,
            "p50_seconds": None,
            "p95_seconds": None,
            "max_seconds": None,
        }


def test_reversals_are_counted_by_what_cin7_did(desk: Desk) -> None:
    for number in range(1, 6):
        desk.at(number).order(MUGS, number)
        if number > 1:
            desk.sale(MUGS, number)
    desk.at(20).cancel(1).cancel(2).sale(MUGS, 2, status="VOIDED")
    desk.at(30).refund(7, ("MUG", 1, "CANCEL"), number=3).sale({}, 3, status="DRAFT")
    desk.at(40).sale({"MUG": 1}, 3).refund(8, ("MUG", 1, "CANCEL"), number=4)
    desk.at(50).fulfil(1, MUGS, "T5", number=5).refund(9, ("MUG", 1, "RETURN"), number=5)
    desk.at(60).credit(9, {"MUG": 1}).credit(10, {}, note="CR-2")
    assert counts(desk)["reversals"] == {
        "cancelled": 2,
        "refunds": 3,
        "units_before_shipping": 6,
        "never_in_cin7": 1,
        "freed_by_void": 1,
        "freed_by_rebuild": 1,
        "freed_otherwise_or_not": 1,
        "credit_notes_with_restock": 1,
        "credit_notes_without_restock": 1,
        "units_restocked": 1,
    }


def test_parcels_and_notices_are_counted(desk: Desk) -> None:
    desk.at(10).sent().at(20).void("label-1", "T1").at(30).unfulfil(1)
    desk.at(40).label(MUGS, "label-2", "T2").at(50).fulfil(2, MUGS, "T2")
    desk.at(60).correct(2, "T2")
    assert counts(desk)["parcels"] == {
        "labelled": 2,
        "voided": 1,
        "relabelled": 1,
        "told": 2,
        "tellings_cancelled": 1,
        "notices": 2,
    }


def test_shipments_and_their_parts_are_counted(desk: Desk) -> None:
    desk.at(10).order(MUGS).shipment({"MUG": 1}).shipment({"MUG": 1}, "se-2", split_from="se-1")
    desk.at(20).shipment({"MUG": 1}, "se-2", split_from="se-1", status="cancelled")
    assert counts(desk)["shipments"] == {"made": 2, "split": 1, "cancelled": 1}


def test_messages_are_counted(desk: Desk) -> None:
    desk.at(10).post("k1", "One", "1").update("Two", "1").update("Three", "1")
    assert counts(desk)["messages"] == {"posted": 1, "updated": 2}


def test_what_stood_before_the_first_call_is_told_apart(desk: Desk) -> None:
    desk.at(10).order(MUGS).sale(MUGS).fulfil(1, MUGS, "T1")
    desk.at(15).order(MUGS, 2).sale(MUGS, 2).at(16).sale(MUGS, 2, status="VOIDED")
    assert counts(desk)["before"] == {"sales": 0, "told": 0}
    desk.at(20).note(Called(desk.now, "cin7", "POST sale", True, "ok", changed=True))
    desk.at(21).order(MUGS, 3).sale(MUGS, 3).fulfil(3, MUGS, "T3", number=3)
    assert counts(desk)["before"] == {"sales": 1, "told": 1}


def test_seconds_run_from_sale_to_shipment_and_from_label_to_telling(desk: Desk) -> None:
    for number, seconds in enumerate((10, 20, 90), start=1):
        shipment, start = f"se-{number}", number * 1000
        desk.at(start).order(MUGS, number).sale(MUGS, number)
        desk.at(start + seconds).shipment(MUGS, shipment, number=number)
        desk.label(MUGS, f"label-{number}", f"T{number}", shipment_id=shipment)
        desk.at(start + 3 * seconds).fulfil(number, MUGS, f"T{number}", number=number)
    told = counts(desk)
    assert told["hand_off"] == {
        "measured": 3,
        "p50_seconds": 20.0,
        "p95_seconds": 90.0,
        "max_seconds": 90.0,
    }
    assert told["label_to_told"]["p50_seconds"] == 40.0
    assert told["label_to_told"]["max_seconds"] == 180.0


def test_a_whole_day_at_the_doorstep_breaks_no_promise_and_reads_the_same_twice(
    desk: Desk,
) -> None:
    for number in range(1, 4001):
        desk.at(number * 10).sent(number, f"T{number}")
    assert desk.now - desk.opening == timedelta(seconds=40_000)
    first = desk.books(messages=[])
    assert {name: number for name, number in first.promises.items() if number} == {}
    assert first == desk.books(messages=[])
    assert first.counts["parcels"] == pytest.approx(
        {
            "labelled": 4000,
            "voided": 0,
            "relabelled": 0,
            "told": 4000,
            "tellings_cancelled": 0,
            "notices": 4000,
        }
    )
