"""Committed units that no order explained are remembered from look to look."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.types import Sku, StoreName, location_id
from domain.watched import Watched
from ledger import unexplained
from ledger.store import Ledger


def one(now: datetime, **changed: object) -> Watched:
    told = Watched(StoreName("uk"), location_id(101), Sku("A"), 3, frozenset({7}), now, 3, now)
    return replace(told, **changed)  # type: ignore[arg-type]


def test_a_later_look_takes_the_place_of_an_earlier_one(ledger: Ledger, now: datetime) -> None:
    later = now + timedelta(seconds=20)
    unexplained.keep(ledger, [one(now)])
    assert unexplained.every(ledger) == [one(now)]
    gone = one(later, units=0, gone=((3, later),))
    unexplained.keep(ledger, [gone])
    unexplained.keep(ledger, [gone])
    assert unexplained.every(ledger) == [gone]


def test_a_look_that_ended_late_does_not_undo_a_later_one(ledger: Ledger, now: datetime) -> None:
    later = now + timedelta(seconds=20)
    unexplained.keep(ledger, [one(later)])
    unexplained.keep(ledger, [one(now, units=9)])
    unexplained.keep(ledger, [one(now, units=0)])
    assert unexplained.every(ledger) == [one(later)]


def test_what_has_nothing_left_to_say_goes(ledger: Ledger, now: datetime) -> None:
    other = one(now, sku=Sku("B"))
    unexplained.keep(ledger, [one(now), other])
    unexplained.keep(ledger, [one(now + timedelta(seconds=20), units=0)])
    assert unexplained.every(ledger) == [other]
