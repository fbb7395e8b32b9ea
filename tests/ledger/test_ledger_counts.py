"""What we last promised, and why, is known for every item at every location."""

from datetime import datetime, timedelta

from ledger import counts
from ledger.store import Ledger
from tests.ledger.samples import a_count


def test_a_decision_is_kept_with_its_reason(ledger: Ledger, now: datetime) -> None:
    counts.remember(ledger, [a_count(applied_at=now, batch="b-1")])
    [kept] = counts.last(ledger, "uk", "TEA-1")
    assert (kept.shown, kept.promised, kept.because, kept.batch) == (9, 7, "buffer", "b-1")
    assert (kept.decided_at, kept.applied_at) == (now, now)


def test_a_later_decision_replaces_an_earlier_one_and_never_the_reverse(
    ledger: Ledger, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    counts.remember(ledger, [a_count(later, promised=5)])
    counts.remember(ledger, [a_count(now, promised=7)])
    assert [kept.promised for kept in counts.last(ledger, "uk", "TEA-1")] == [5]
    counts.remember(ledger, [a_count(later, promised=5, applied_at=later)])
    assert [kept.applied_at for kept in counts.last(ledger, "uk", "TEA-1")] == [later]


def test_two_decisions_about_one_count_in_one_go_keep_the_later(
    ledger: Ledger, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    counts.remember(ledger, [a_count(later, promised=5), a_count(now, promised=7)])
    assert [kept.promised for kept in counts.last(ledger, "uk", "TEA-1")] == [5]


def test_a_whole_catalogue_is_kept_at_once(ledger: Ledger) -> None:
    rows = [a_count(item_id=n, sku=f"SKU-{n}") for n in range(2_500)]
    counts.remember(ledger, rows)
    counts.remember(ledger, rows)
    found = counts.items_of(ledger, "uk", [f"SKU-{n}" for n in range(2_600)])
    assert len(found) == 2_500
    assert found["SKU-2499"] == [2499]


def test_skus_are_told_apart_character_for_character(ledger: Ledger) -> None:
    counts.remember(
        ledger,
        [
            a_count(item_id=1, sku="85099B"),
            a_count(item_id=2, sku="85099b"),
            a_count(item_id=3, sku="85099B "),
            a_count(item_id=4, sku="85099B", store="us"),
            a_count(item_id=1, sku="85099B", location_id=22),
        ],
    )
    assert counts.items_of(ledger, "uk", ["85099B"]) == {"85099B": [1]}
    assert counts.items_of(ledger, "uk", ["85099b", "nothing"]) == {"85099b": [2]}
    assert [kept.location_id for kept in counts.last(ledger, "uk", "85099B")] == [11, 22]


def test_remembering_nothing_is_no_trouble(ledger: Ledger) -> None:
    counts.remember(ledger, [])
    assert counts.items_of(ledger, "uk", []) == {}
