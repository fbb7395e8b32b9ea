"""What Cin7's kits are made of is kept as it was last read, whole."""

from datetime import datetime, timedelta

from domain.bills import Unreadable
from ledger import bills, cursors
from ledger.models import BillOfMaterials
from ledger.store import Ledger


def box(units: str) -> BillOfMaterials:
    return BillOfMaterials(sku="BOX", parts={"MUG": units}, ids={"1": "BOX", "2": "MUG"})


def test_a_later_read_takes_the_place_of_the_whole_of_an_earlier_one(
    ledger: Ledger, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    bag = BillOfMaterials(sku="BAG", unreadable=Unreadable.NO_COMPONENTS)
    assert bills.every(ledger) == []
    assert bills.replace(ledger, [box("2"), bag], now, now)
    assert [(one.sku, one.parts, one.makes) for one in bills.every(ledger)] == [
        ("BAG", {}, 1),
        ("BOX", {"MUG": "2"}, 1),
    ]
    assert bills.every(ledger)[0].unreadable is Unreadable.NO_COMPONENTS
    assert bills.replace(ledger, [box("2.5")], later, later)
    assert [(one.sku, one.parts) for one in bills.every(ledger)] == [("BOX", {"MUG": "2.5"})]
    assert bills.replace(ledger, [], later + timedelta(minutes=1), later)
    assert bills.every(ledger) == []


def test_a_read_that_began_earlier_and_ended_later_is_not_kept(
    ledger: Ledger, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    assert bills.replace(ledger, [box("3")], later, later)
    assert not bills.replace(ledger, [box("2")], now, later)
    assert bills.every(ledger)[0].parts == {"MUG": "3"}
    found = cursors.read(ledger, bills.READ)
    assert found is not None
    assert found.at == later
