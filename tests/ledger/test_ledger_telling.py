"""Which message tells of which condition: each episode in one, whoever asks and however often."""

from datetime import datetime, timedelta

from domain.alerts import Alert
from ledger import counts, counts_seen, exceptions, exceptions_seen, outbox, outbox_carried
from ledger.counts import Published
from ledger.exceptions import ExceptionRow
from ledger.models_work import OutboxState
from ledger.store import Ledger


def trouble(ledger: Ledger, at: datetime, subject: str = "uk #1", kind: str = "k") -> ExceptionRow:
    return exceptions.raise_exception(ledger, kind, subject, "It is.", "Mend it.", None, {}, at)


def told(ledger: Ledger, now: datetime) -> list[str]:
    return [row.subject for row in exceptions_seen.untold(ledger, now)]


def test_a_condition_is_taken_for_one_message_only(ledger: Ledger, now: datetime) -> None:
    rows = [trouble(ledger, now, f"uk #{n}") for n in range(3)]
    assert outbox_carried.open_message(ledger, "first", "C1", rows[:2], now) == 2
    assert outbox_carried.open_message(ledger, "second", "C1", rows, now) == 1
    assert outbox_carried.open_message(ledger, "third", "C1", rows, now) == 0
    assert [(m.key, len(m.carries)) for m in outbox_carried.standing(ledger)] == [
        ("first", 2),
        ("second", 1),
    ]
    assert told(ledger, now) == []


def test_what_another_run_left_joins_the_message_of_the_same_key(
    ledger: Ledger, now: datetime
) -> None:
    rows = [trouble(ledger, now, f"uk #{n}") for n in range(3)]
    outbox_carried.open_message(ledger, "burst", "C1", rows[:2], now)
    assert outbox_carried.open_message(ledger, "burst", "C1", rows, now) == 1
    (message,) = outbox_carried.standing(ledger)
    assert [one["key"] for one in message.carries] == ["k|uk #0", "k|uk #1", "k|uk #2"]


def test_a_message_without_words_is_not_due(ledger: Ledger, now: datetime) -> None:
    outbox_carried.open_message(ledger, "m", "C1", [trouble(ledger, now)], now)
    assert outbox.due(ledger, now) == []
    (message,) = outbox_carried.standing(ledger)
    assert outbox_carried.say(ledger, message, "Words.", [False], now) is True
    (due,) = outbox.due(ledger, now)
    assert (due.text, due.version) == ("Words.", 1)


def test_of_two_runs_that_find_words_the_first_wins(ledger: Ledger, now: datetime) -> None:
    outbox_carried.open_message(ledger, "m", "C1", [trouble(ledger, now)], now)
    (message,) = outbox_carried.standing(ledger)
    assert outbox_carried.say(ledger, message, "Newer.", [False], now) is True
    assert outbox_carried.say(ledger, message, "Older.", [False], now) is False
    (due,) = outbox.due(ledger, now)
    assert due.text == "Newer."


def test_a_message_stands_until_all_it_carries_was_told_as_ended(
    ledger: Ledger, now: datetime
) -> None:
    rows = [trouble(ledger, now, f"uk #{n}") for n in range(2)]
    outbox_carried.open_message(ledger, "m", "C1", rows, now)
    for ended, stands in (([False, True], 1), ([True, True], 0)):
        (message,) = outbox_carried.standing(ledger)
        outbox_carried.say(ledger, message, f"{ended}", ended, now)
        assert len(outbox_carried.standing(ledger)) == stands


def test_an_heir_joins_only_a_message_that_still_stands(ledger: Ledger, now: datetime) -> None:
    outbox_carried.open_message(ledger, "m", "C1", [trouble(ledger, now)], now)
    heir = trouble(ledger, now, kind="heir")
    assert outbox_carried.carry_too(ledger, "m", heir) is True
    assert outbox_carried.carry_too(ledger, "m", heir) is False
    (message,) = outbox_carried.standing(ledger)
    outbox_carried.say(ledger, message, "Over.", [True, True], now)
    late = trouble(ledger, now, kind="late")
    assert outbox_carried.carry_too(ledger, "m", late) is False
    assert told(ledger, now) == ["uk #1"]


def test_words_are_not_given_to_a_message_that_got_an_heir_meanwhile(
    ledger: Ledger, now: datetime
) -> None:
    outbox_carried.open_message(ledger, "m", "C1", [trouble(ledger, now)], now)
    (before,) = outbox_carried.standing(ledger)
    outbox_carried.carry_too(ledger, "m", trouble(ledger, now, kind="heir"))
    assert outbox_carried.say(ledger, before, "Of one.", [True], now) is False


def test_a_new_episode_is_untold_again_and_a_closed_or_snoozed_one_is_nobodys_news(
    ledger: Ledger, now: datetime
) -> None:
    row = trouble(ledger, now)
    outbox_carried.open_message(ledger, "m", "C1", [row], now)
    assert trouble(ledger, now).told_in == "m"
    exceptions.close_exception(ledger, "k", "uk #1", "mended", now)
    assert told(ledger, now) == []
    assert trouble(ledger, now).told_in is None
    assert told(ledger, now) == ["uk #1"]
    exceptions.snooze(ledger, "k", "uk #1", now + timedelta(hours=1))
    assert told(ledger, now) == []
    assert told(ledger, now + timedelta(hours=1)) == ["uk #1"]


def test_alerts_can_be_listed_alone_or_left_out(ledger: Ledger, now: datetime) -> None:
    trouble(ledger, now)
    trouble(ledger, now, "MUG at main", Alert.LOW_STOCK)
    kinds = tuple(Alert)
    alone = exceptions.list_open(ledger, now, only=kinds)
    without = exceptions.list_open(ledger, now, leave_out=kinds)
    assert [row.subject for row in alone] == ["MUG at main"]
    assert [row.subject for row in without] == ["uk #1"]
    exceptions.snooze(ledger, Alert.LOW_STOCK, "MUG at main", now + timedelta(hours=1))
    assert exceptions.list_open(ledger, now, only=kinds) == []
    assert len(exceptions_seen.all_open(ledger, kinds)) == 1


def test_what_was_said_is_not_put_off_by_a_run_that_came_late(
    ledger: Ledger, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    outbox.put(ledger, "m", "C1", "Words.", now)
    assert outbox.postpone(ledger, "m", 1, later) is True
    assert outbox.due(ledger, now) == []
    outbox.sent(ledger, "m", 1, "ts-1", now, channel="C2")
    assert outbox.failed(ledger, "m", 1, "no answer", later) is False
    assert outbox.postpone(ledger, "m", 1, later) is False
    said = outbox.get(ledger, "m")
    assert said is not None
    assert (said.state, said.error, said.channel) == (OutboxState.SENT, None, "C2")
    assert outbox.unsaid(ledger) == []


def test_a_deleted_message_is_to_be_posted_anew_by_one_run(ledger: Ledger, now: datetime) -> None:
    outbox.put(ledger, "m", "C1", "Words.", now)
    outbox.sent(ledger, "m", 1, "ts-1", now)
    assert outbox.post_anew(ledger, "m", 1) is True
    assert outbox.post_anew(ledger, "m", 1) is False
    (due,) = outbox.due(ledger, now)
    assert (due.message_id, due.posts) == (None, 2)
    assert outbox.give_up(ledger, "m", 1, "deleted twice") is True
    assert outbox.due(ledger, now) == []
    row = outbox.get(ledger, "m")
    assert row is not None
    assert (row.state, row.error) == (OutboxState.SENT, "deleted twice")


def test_places_know_whether_units_were_ever_there(ledger: Ledger, now: datetime) -> None:
    counts.remember(
        ledger,
        [
            Published("uk", 101, 1, "MUG", 3, 0, "shelf", decided_at=now),
            Published("uk", 102, 1, "MUG", 0, 0, "shelf", decided_at=now),
        ],
    )
    ever = {place.location_id: place.ever for place in counts_seen.places(ledger)}
    assert ever == {101: True, 102: False}
