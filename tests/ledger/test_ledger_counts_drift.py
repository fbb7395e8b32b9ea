"""What each count was when somebody last looked, and how far it had drifted."""

from datetime import datetime, timedelta

from ledger import counts, counts_drift
from ledger.counts_drift import Drift, Known, Seen
from ledger.store import Ledger
from tests.ledger.samples import a_count

PLACE = ("uk", 11, 1)
MINUTE = timedelta(minutes=1)


def known(ledger: Ledger) -> Known:
    (found,) = counts_drift.known(ledger)
    return found


def drift(at: datetime, because: str = "suspected") -> Drift:
    return Drift(*PLACE, drift=87, drift_at=at, drift_from=at - MINUTE, drift_because=because)


def test_a_count_is_what_we_set_or_what_was_seen_later(ledger: Ledger, now: datetime) -> None:
    counts.remember(ledger, [a_count(now, item_id=1, location_id=11, shown=9, promised=7)])
    assert (known(ledger).units, known(ledger).at) == (9, now)
    counts_drift.see(ledger, [Seen(*PLACE, 8, now + MINUTE)])
    assert (known(ledger).units, known(ledger).at) == (8, now + MINUTE)
    later = now + 2 * MINUTE
    written = a_count(later, item_id=1, location_id=11, shown=8, promised=6, applied_at=later)
    counts.remember(ledger, [written])
    assert (known(ledger).units, known(ledger).at) == (6, later)


def test_of_what_was_seen_and_set_in_one_moment_the_write_came_after(
    ledger: Ledger, now: datetime
) -> None:
    counts.remember(ledger, [a_count(now, item_id=1, location_id=11, promised=7, applied_at=now)])
    counts_drift.see(ledger, [Seen(*PLACE, 9, now)])
    assert known(ledger).units == 7


def test_an_older_look_does_not_replace_a_newer_one(ledger: Ledger, now: datetime) -> None:
    counts.remember(ledger, [a_count(now, item_id=1, location_id=11)])
    counts_drift.see(ledger, [Seen(*PLACE, 5, now + 2 * MINUTE)])
    counts_drift.see(ledger, [Seen(*PLACE, 8, now + MINUTE)])
    assert known(ledger).units == 5


def test_what_nobody_ever_counted_is_not_made_up(ledger: Ledger, now: datetime) -> None:
    counts_drift.see(ledger, [Seen(*PLACE, 5, now)])
    counts_drift.note(ledger, [drift(now)])
    assert counts_drift.known(ledger) == []
    assert counts_drift.at(ledger, PLACE) is None


def test_some_skus_are_known_without_the_others(ledger: Ledger, now: datetime) -> None:
    rows = [a_count(now, item_id=n, location_id=11, sku=f"SKU-{n}") for n in range(1200)]
    counts.remember(ledger, rows)
    wanted = {f"SKU-{n}" for n in range(600)} | {"nothing"}
    assert len(counts_drift.known(ledger, wanted)) == 600
    assert counts_drift.known(ledger, set()) == []


def test_the_last_drift_stays_when_the_count_is_decided_anew(ledger: Ledger, now: datetime) -> None:
    counts.remember(ledger, [a_count(now, item_id=1, location_id=11)])
    counts_drift.note(ledger, [drift(now)])
    counts.remember(ledger, [a_count(now + MINUTE, item_id=1, location_id=11, promised=3)])
    kept = counts_drift.at(ledger, PLACE)
    assert kept is not None
    assert (kept.promised, kept.drift, kept.drift_because) == (3, 87, "suspected")
    assert (kept.drift_at, kept.drift_from) == (now, now - MINUTE)


def test_suspicions_are_found_once_they_are_old_enough(ledger: Ledger, now: datetime) -> None:
    counts.remember(ledger, [a_count(now, item_id=1, location_id=11)])
    counts_drift.note(ledger, [drift(now)])
    assert counts_drift.drifted(ledger, "suspected", now - MINUTE) == []
    assert len(counts_drift.drifted(ledger, "suspected", now)) == 1
    counts_drift.note(ledger, [drift(now, "hand-edit")])
    assert counts_drift.drifted(ledger, "suspected", now) == []
