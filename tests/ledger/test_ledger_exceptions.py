"""Each trouble is one open row, said once, closed when the cause is gone."""

from datetime import datetime, timedelta

from ledger import exceptions
from ledger.exceptions import ExceptionRow, ExceptionState
from ledger.store import Ledger
from tests.ledger.written import written_to


def trouble(
    ledger: Ledger, at: datetime, subject: str = "uk #1001", what: str = "TEA-9 is unknown."
) -> ExceptionRow:
    return exceptions.raise_exception(
        ledger,
        "unknown-sku",
        subject,
        what,
        "Add it to Cin7.",
        "ingest-orders",
        {"sku": "TEA-9"},
        at,
    )


def minutes(now: datetime, number: float) -> datetime:
    return now + timedelta(minutes=number)


def test_a_trouble_met_again_counts_and_stays_one(ledger: Ledger, now: datetime) -> None:
    assert trouble(ledger, now).count == 1
    again = trouble(ledger, minutes(now, 5), what="TEA-9 is still unknown.")
    assert (again.count, again.episode, again.what) == (2, 1, "TEA-9 is still unknown.")
    assert (again.first_seen, again.last_seen) == (now, minutes(now, 5))
    [only] = exceptions.list_open(ledger, now)
    assert (only.kind, only.subject, only.todo) == ("unknown-sku", "uk #1001", "Add it to Cin7.")
    assert (only.retry_flow, only.detail) == ("ingest-orders", {"sku": "TEA-9"})


def test_a_closed_trouble_that_comes_back_is_a_new_episode_of_the_same_row(
    ledger: Ledger, now: datetime
) -> None:
    trouble(ledger, now)
    trouble(ledger, now)
    assert exceptions.close_exception(ledger, "unknown-sku", "uk #1001", "SKU added", now) is True
    assert exceptions.close_exception(ledger, "unknown-sku", "uk #1001", "SKU added", now) is False
    closed = exceptions.get(ledger, "unknown-sku", "uk #1001")
    assert closed is not None
    assert (closed.open, closed.state, closed.closed_because) == (
        False,
        ExceptionState.RESOLVED,
        "SKU added",
    )
    assert exceptions.list_open(ledger, now) == []
    back = trouble(ledger, minutes(now, 60))
    assert (back.open, back.count, back.episode) == (True, 1, 2)
    assert (back.first_seen, back.closed_at, back.closed_because) == (minutes(now, 60), None, None)
    assert len(exceptions.export(ledger)) == 1


def test_a_complete_look_closes_what_it_did_not_find(ledger: Ledger, now: datetime) -> None:
    for subject in ["uk #1", "uk #2", "us #1"]:
        trouble(ledger, now, subject)
    gone = exceptions.close_absent(ledger, "unknown-sku", {"uk #1", "us #1"}, "mended", now)
    assert gone == ["uk #2"]
    assert [row.subject for row in exceptions.list_open(ledger, now)] == ["uk #1", "us #1"]


def test_a_look_at_one_store_closes_nothing_of_another(ledger: Ledger, now: datetime) -> None:
    trouble(ledger, now, "uk #1")
    trouble(ledger, now, "us #1")
    assert exceptions.close_absent(
        ledger, "unknown-sku", set(), "mended", now, subjects_from="uk "
    ) == ["uk #1"]
    assert exceptions.close_absent(ledger, "other-class", set(), "mended", now) == []


def test_what_came_up_after_the_look_began_stays_open(ledger: Ledger, now: datetime) -> None:
    trouble(ledger, minutes(now, 1))
    assert exceptions.close_absent(ledger, "unknown-sku", set(), "mended", now) == []
    assert len(exceptions.list_open(ledger, now)) == 1


def test_a_snoozed_trouble_hides_until_its_time_and_is_open_all_along(
    ledger: Ledger, now: datetime
) -> None:
    trouble(ledger, now)
    assert exceptions.snooze(ledger, "unknown-sku", "uk #1001", minutes(now, 60)) is True
    met = trouble(ledger, minutes(now, 5))
    assert (met.state, met.open, met.count) == (ExceptionState.SNOOZED, True, 2)
    assert exceptions.list_open(ledger, minutes(now, 59)) == []
    assert len(exceptions.list_open(ledger, minutes(now, 60))) == 1
    exceptions.close_exception(ledger, "unknown-sku", "uk #1001", "gone", minutes(now, 61))
    back = trouble(ledger, minutes(now, 62))
    assert (back.state, back.snoozed_until) == (ExceptionState.OPEN, None)


def test_a_person_can_resolve_it_and_only_while_it_is_open(ledger: Ledger, now: datetime) -> None:
    assert exceptions.resolve(ledger, "unknown-sku", "uk #1001", "Ann", now) is False
    assert exceptions.snooze(ledger, "unknown-sku", "uk #1001", now) is False
    trouble(ledger, now)
    assert exceptions.resolve(ledger, "unknown-sku", "uk #1001", "Ann", now) is True
    [told] = exceptions.export(ledger)
    assert (told["open"], told["closed_because"]) == (False, "resolved by Ann")


def test_open_troubles_are_listed_by_class(ledger: Ledger, now: datetime) -> None:
    trouble(ledger, now)
    exceptions.raise_exception(ledger, "no-warehouse", "x", "w", "t", None, {}, now)
    assert [row.kind for row in exceptions.list_open(ledger, now, "no-warehouse")] == [
        "no-warehouse"
    ]
    assert len(exceptions.list_open(ledger, now)) == 2


def test_to_close_what_is_not_open_writes_nothing(ledger: Ledger, now: datetime) -> None:
    trouble(ledger, now)
    assert exceptions.close_exception(ledger, "unknown-sku", "uk #1001", "gone", now) is True
    with written_to(ledger) as sent:
        for subject in ("uk #1001", "uk #1002"):
            assert not exceptions.close_exception(ledger, "unknown-sku", subject, "gone", now)
    assert sent == []
