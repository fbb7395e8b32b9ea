"""A parcel's row: each step once, whoever does it, and nothing that happened is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from ledger import parcels, parcels_seen
from ledger.models import ParcelState
from ledger.store import Ledger
from tests.ledger.samples import NOON

LINES = [{"line_id": "11", "sku": "MUG", "units": 2}]
LABEL = parcels.Bought(
    label_id="se-1",
    store="uk",
    order_id=1001,
    shipment_id="se-100",
    carrier_code="royal_mail",
    service_code="tracked",
    tracking=("A1",),
    bought_at=NOON,
    lines=LINES,
)
OTHER = replace(LABEL, label_id="se-2", tracking=("A2",), bought_at=NOON + timedelta(minutes=5))


def row(ledger: Ledger, label_id: str = "se-1") -> parcels.Parcel:
    found = parcels.by_label(ledger, label_id)
    assert found is not None
    return found


def labels(found: list[parcels.Parcel]) -> list[str]:
    return [each.label_id for each in found]


def test_a_label_is_written_down_once_and_keeps_what_became_of_it(
    ledger: Ledger, now: datetime
) -> None:
    assert parcels.seen(ledger, LABEL, now)
    assert parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    assert not parcels.seen(ledger, LABEL, now)
    assert row(ledger).state is ParcelState.TOLD
    assert row(ledger).lines == LINES


def test_a_parcel_comes_up_until_it_is_told_and_shipped(ledger: Ledger, now: datetime) -> None:
    parcels.seen(ledger, OTHER, now)
    parcels.seen(ledger, LABEL, now)
    assert labels(parcels.to_tell(ledger)) == ["se-1", "se-2"]
    parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    assert not parcels.told(ledger, "se-1", "gid://F2", ("A1",), now)
    assert row(ledger).fulfillment_id == "gid://F1"
    assert labels(parcels.to_ship(ledger)) == ["se-1"]
    assert parcels.take_leg(ledger, "se-1", "T1")
    assert parcels.shipped(ledger, "se-1", "T1", ("A1",), now)
    assert not parcels.shipped(ledger, "se-1", "T1", ("A1",), now + timedelta(hours=1))
    assert row(ledger).shipped_at == now
    assert labels(parcels.to_work_on(ledger)) == ["se-2"]
    assert labels(parcels.of_order(ledger, "uk", 1001)) == ["se-1", "se-2"]
    assert parcels.of_order(ledger, "eu", 1001) == []


def test_another_number_brings_a_parcel_up_until_it_is_shown_everywhere(
    ledger: Ledger, now: datetime
) -> None:
    parcels.seen(ledger, LABEL, now)
    parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    parcels.take_leg(ledger, "se-1", "T1")
    parcels.shipped(ledger, "se-1", "T1", ("A1",), now)
    assert parcels.to_work_on(ledger) == []
    parcels.renumbered(ledger, "se-1", ("B1", "B2"), "dpd")
    assert labels(parcels.to_work_on(ledger)) == ["se-1"]
    parcels.corrected(ledger, "se-1", ("B1", "B2"))
    assert labels(parcels.to_work_on(ledger)) == ["se-1"]
    parcels.leg_corrected(ledger, "se-1", ("B1", "B2"))
    assert parcels.to_work_on(ledger) == []


def test_a_label_void_before_anybody_was_told_is_over_and_one_void_when_first_met_too(
    ledger: Ledger, now: datetime
) -> None:
    parcels.seen(ledger, LABEL, now)
    assert parcels.voided(ledger, "se-1", now)
    assert not parcels.voided(ledger, "se-1", now + timedelta(hours=1))
    assert row(ledger).voided_at == now
    assert labels(parcels.to_work_on(ledger)) == ["se-1"]
    assert parcels.forgotten(ledger, "se-1")
    assert not parcels.forgotten(ledger, "se-1")
    parcels.seen(ledger, replace(OTHER, voided_at=now), now)
    assert row(ledger, "se-2").state is ParcelState.VOIDED
    assert parcels.to_work_on(ledger) == []


def test_what_was_told_after_all_is_told_and_is_to_be_taken_back(
    ledger: Ledger, now: datetime
) -> None:
    parcels.seen(ledger, LABEL, now)
    parcels.voided(ledger, "se-1", now)
    parcels.forgotten(ledger, "se-1")
    assert parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    assert labels(parcels.to_work_on(ledger)) == ["se-1"]
    assert parcels.untold(ledger, "se-1")
    assert not parcels.untold(ledger, "se-1")
    assert not parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    assert labels(parcels.untold_waiting(ledger)) == ["se-1"]


def test_a_label_bought_in_its_place_ends_the_wait_and_takes_over_the_leg_as_it_is(
    ledger: Ledger, now: datetime
) -> None:
    for each in (LABEL, OTHER):
        parcels.seen(ledger, each, now)
    parcels.told(ledger, "se-1", "gid://F1", ("A1",), now)
    parcels.take_leg(ledger, "se-1", "T1")
    parcels.shipped(ledger, "se-1", "T1", ("A1",), now)
    parcels.voided(ledger, "se-1", now)
    parcels.untold(ledger, "se-1")
    assert parcels.replaced(ledger, "se-1", "se-2")
    assert not parcels.replaced(ledger, "se-1", "se-3")
    assert parcels.untold_waiting(ledger) == []
    assert parcels.take_over(ledger, "se-2", "se-1")
    assert not parcels.take_over(ledger, "se-2", "se-1")
    new = row(ledger, "se-2")
    assert (new.leg_id, new.shipped_at, new.shipped_tracking) == ("T1", now, ["A1"])
    assert (row(ledger).leg_id, row(ledger).shipped_at) == (None, None)


def test_no_two_parcels_have_one_leg(ledger: Ledger, now: datetime) -> None:
    for each in (LABEL, OTHER):
        parcels.seen(ledger, each, now)
    assert parcels.take_leg(ledger, "se-1", "T1")
    assert not parcels.take_leg(ledger, "se-2", "T1")
    assert not parcels.take_leg(ledger, "se-1", "T2")
    assert parcels.give_up_leg(ledger, "se-1", "T1")
    assert parcels.take_leg(ledger, "se-2", "T1")
    assert not parcels.give_up_leg(ledger, "se-1", "T1")
    assert set(parcels_seen.by_labels(ledger, ["se-1", "se-2", "se-9"])) == {"se-1", "se-2"}
