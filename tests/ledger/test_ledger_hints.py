"""A burst of news raises one hint and posts one event."""

from datetime import datetime, timedelta

from ledger import hints
from ledger.store import Ledger
from tests.ledger.written import written_to


def test_only_raising_a_lowered_hint_gets_a_number(ledger: Ledger, now: datetime) -> None:
    burst = [hints.raise_hint(ledger, "sync-stock", "uk", now) for _ in range(5)]
    assert burst == [1, None, None, None, None]
    assert hints.lower_hint(ledger, "sync-stock", "uk", now) is True
    assert hints.raise_hint(ledger, "sync-stock", "uk", now) == 2


def test_of_a_burst_the_first_is_written_and_the_others_only_look(
    ledger: Ledger, now: datetime
) -> None:
    with written_to(ledger) as sent:
        for _ in range(5):
            hints.raise_hint(ledger, "sync-stock", "uk", now)
    assert len(sent) == 1


def test_a_hint_raised_while_the_flow_reads_is_not_lost(ledger: Ledger, now: datetime) -> None:
    hints.raise_hint(ledger, "sync-stock", "uk", now)
    hints.lower_hint(ledger, "sync-stock", "uk", now)
    hints.raise_hint(ledger, "sync-stock", "uk", now + timedelta(seconds=1))
    [still] = hints.raised(ledger, "sync-stock")
    assert (still.store, still.number, still.raised_at) == ("uk", 2, now + timedelta(seconds=1))
    assert still.lowered_at == now


def test_lowering_what_is_not_up_says_so(ledger: Ledger, now: datetime) -> None:
    assert hints.lower_hint(ledger, "sync-stock", "uk", now) is False
    hints.raise_hint(ledger, "sync-stock", "uk", now)
    assert hints.lower_hint(ledger, "sync-stock", "uk", now) is True
    assert hints.lower_hint(ledger, "sync-stock", "uk", now) is False


def test_each_flow_and_store_has_its_own_hint_longest_up_first(
    ledger: Ledger, now: datetime
) -> None:
    for minutes, flow, store in [(2, "sync-stock", "uk"), (1, "ingest-orders", "uk")]:
        hints.raise_hint(ledger, flow, store, now + timedelta(minutes=minutes))
    hints.raise_hint(ledger, "ingest-orders", "us", now)
    assert [(hint.flow, hint.store) for hint in hints.raised(ledger)] == [
        ("ingest-orders", "us"),
        ("ingest-orders", "uk"),
        ("sync-stock", "uk"),
    ]
    assert [hint.store for hint in hints.raised(ledger, "sync-stock")] == ["uk"]
