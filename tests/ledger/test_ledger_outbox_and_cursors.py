"""Words wait until they are said; watermarks never go back."""

from datetime import datetime, timedelta

from ledger import cursors, outbox
from ledger.store import Ledger


def test_a_message_put_twice_is_said_once(ledger: Ledger, now: datetime) -> None:
    assert outbox.put(ledger, "k", "#stock", "Ten sold out.", now) is True
    assert outbox.put(ledger, "k", "#stock", "Ten sold out.", now) is False
    [message] = outbox.due(ledger, now)
    assert (message.channel, message.text, message.version) == ("#stock", "Ten sold out.", 1)
    assert outbox.sent(ledger, "k", 1, "ts-1", now) is True
    assert outbox.due(ledger, now) == []
    assert outbox.put(ledger, "k", "#stock", "Ten sold out.", now) is False


def test_other_words_change_the_same_message(ledger: Ledger, now: datetime) -> None:
    outbox.put(ledger, "k", "#stock", "Ten sold out.", now)
    outbox.sent(ledger, "k", 1, "ts-1", now)
    assert outbox.put(ledger, "k", "#stock", "All back in stock.", now) is True
    [message] = outbox.due(ledger, now)
    assert (message.version, message.message_id) == (2, "ts-1")


def test_words_that_changed_while_they_were_being_said_are_said_again(
    ledger: Ledger, now: datetime
) -> None:
    outbox.put(ledger, "k", "#stock", "Ten sold out.", now)
    outbox.put(ledger, "k", "#stock", "Eleven sold out.", now)
    assert outbox.sent(ledger, "k", 1, "ts-1", now) is False
    [message] = outbox.due(ledger, now)
    assert (message.text, message.message_id) == ("Eleven sold out.", "ts-1")


def test_what_could_not_be_said_waits(ledger: Ledger, now: datetime) -> None:
    outbox.put(ledger, "k", "#stock", "Ten sold out.", now)
    assert outbox.failed(ledger, "k", 1, "no answer", now + timedelta(minutes=1)) is True
    assert outbox.failed(ledger, "k", 2, "no answer", now) is False
    assert outbox.due(ledger, now) == []
    [message] = outbox.due(ledger, now + timedelta(minutes=1))
    assert (message.attempts, message.error) == (1, "no answer")


def test_a_watermark_moves_on_and_never_back(ledger: Ledger, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    assert cursors.read(ledger, "orders:uk") is None
    assert cursors.advance(ledger, "orders:uk", later, now, value="page 2") is True
    assert cursors.advance(ledger, "orders:uk", now, later) is False
    assert cursors.advance(ledger, "orders:uk", later, later) is False
    found = cursors.read(ledger, "orders:uk")
    assert found is not None
    assert (found.at, found.value) == (later, "page 2")
    assert cursors.read(ledger, "orders:us") is None
