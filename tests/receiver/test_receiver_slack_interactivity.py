"""A click in Slack answers a condition once; a forged, stale or repeated one answers nothing."""

from datetime import datetime, timedelta

import pytest

from ledger import exceptions, exceptions_seen, inbox, outbox, outbox_carried
from ledger.models_work import ExceptionRow, ExceptionState
from tests.receiver.conftest import NOW, Desk

ADA = "U0ADA"


def condition(desk: Desk, subject: str = "MUG at main") -> ExceptionRow:
    return exceptions.raise_exception(
        *(desk.ledger, "sold-out", subject, f"{subject}: none available."),
        todo="Order more.",
        retry_flow=None,
        detail={},
        now=NOW - timedelta(hours=1),
    )


def message_of(desk: Desk, *rows: ExceptionRow) -> int:
    """Tell of these in one message; its number stands on the buttons."""
    outbox_carried.open_message(desk.ledger, "a message", "C0STOCK", rows, NOW)
    message = outbox.get(desk.ledger, "a message")
    assert message is not None
    return message.id


def row_of(desk: Desk, subject: str = "MUG at main") -> ExceptionRow:
    row = exceptions_seen.get(desk.ledger, "sold-out", subject)
    assert row is not None
    return row


async def test_a_click_that_says_seen_is_kept_with_who_said_it(desk: Desk) -> None:
    number = message_of(desk, condition(desk))
    answer = await desk.slack(number)
    assert (answer.status_code, answer.content) == (200, b"")
    row = row_of(desk)
    assert (row.acked_by, row.acked_at, row.open) == (f"<@{ADA}>", NOW, True)
    assert desk.posted == [("watch-thresholds", "all", 1)]


@pytest.mark.parametrize(
    ("said", "until"),
    [("snooze-1h", NOW + timedelta(hours=1)), ("snooze-1d", NOW + timedelta(days=1))],
)
async def test_a_click_that_says_later_hides_it_until_then(
    desk: Desk, said: str, until: datetime
) -> None:
    number = message_of(desk, condition(desk))
    assert (await desk.slack(number, said)).status_code == 200
    row = row_of(desk)
    assert (row.open, row.state, row.snoozed_until) == (True, ExceptionState.SNOOZED, until)


async def test_a_click_that_says_settled_closes_all_that_the_message_carries(desk: Desk) -> None:
    rows = [condition(desk, subject) for subject in ("MUG at main", "CUP at main")]
    number = message_of(desk, *rows)
    await desk.slack(number, "resolve")
    for subject in ("MUG at main", "CUP at main"):
        row = row_of(desk, subject)
        assert (row.open, row.closed_because) == (False, f"settled by <@{ADA}>")


async def test_a_second_click_of_somebody_else_leaves_the_first_to_have_seen_it(
    desk: Desk,
) -> None:
    number = message_of(desk, condition(desk))
    await desk.slack(number)
    assert (await desk.slack(number, user="U0BOB")).status_code == 200
    assert row_of(desk).acked_by == f"<@{ADA}>"


async def test_a_click_on_an_old_message_leaves_the_next_episode_alone(desk: Desk) -> None:
    number = message_of(desk, condition(desk))
    exceptions.close_exception(desk.ledger, "sold-out", "MUG at main", "came in", NOW)
    condition(desk)
    await desk.slack(number, "resolve")
    assert (row_of(desk).episode, row_of(desk).open) == (2, True)


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": "a guess"}, 401),
        ({"sent_at": NOW - timedelta(seconds=301)}, 401),
        ({"sent_at": NOW + timedelta(seconds=301)}, 401),
        ({"tampered": True}, 401),
    ],
)
async def test_a_forged_or_stale_click_answers_nothing(
    desk: Desk, how: dict[str, object], status: int
) -> None:
    number = message_of(desk, condition(desk))
    assert (await desk.slack(number, **how)).status_code == status  # type: ignore[arg-type]
    row = row_of(desk)
    assert (row.acked_by, row.open) == (None, True)
    assert inbox.export(desk.ledger) == []
    assert desk.posted == []


async def test_a_click_without_a_signature_is_refused(desk: Desk) -> None:
    answer = await desk.http.post("/slack/interactivity", content=b"payload=%7B%7D")
    assert answer.status_code == 401


async def test_a_replayed_click_does_nothing_the_second_time(desk: Desk) -> None:
    number = message_of(desk, condition(desk))
    await desk.slack(number, "resolve")
    exceptions.raise_exception(
        *(desk.ledger, "sold-out", "MUG at main", "again"), "x", None, {}, NOW
    )
    assert (await desk.slack(number, "resolve")).status_code == 200
    assert row_of(desk).open is True
    assert len(inbox.export(desk.ledger)) == 1
    assert len(desk.posted) == 1


async def test_a_click_signed_with_the_secret_before_counts_while_it_is_changed(
    desk: Desk,
) -> None:
    number = message_of(desk, condition(desk))
    assert (await desk.slack(number, secret="the secret before")).status_code == 200
    assert row_of(desk).acked_by == f"<@{ADA}>"


async def test_only_those_named_in_the_settings_may_answer(desk: Desk) -> None:
    object.__setattr__(desk.doors, "slack_people", frozenset({ADA}))
    number = message_of(desk, condition(desk))
    assert (await desk.slack(number, user="U0BOB")).status_code == 200
    assert row_of(desk).acked_by is None
    await desk.slack(number)
    assert row_of(desk).acked_by == f"<@{ADA}>"


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "view_submission"},
        {"said": "delete-everything"},
        {"message": "no number"},
        {"message": 999},
        {"user": "<!channel>"},
    ],
)
async def test_what_no_button_of_ours_says_is_taken_and_ends_there(
    desk: Desk, odd: dict[str, object]
) -> None:
    number = message_of(desk, condition(desk))
    told: dict[str, object] = {"message": number, **odd}
    assert (await desk.slack(**told)).status_code == 200  # type: ignore[arg-type]
    assert (row_of(desk).acked_by, row_of(desk).open) == (None, True)
    (row,) = inbox.export(desk.ledger)
    assert row["state"] == "ignored"


async def test_names_of_people_are_not_kept(desk: Desk) -> None:
    await desk.slack(message_of(desk, condition(desk)))
    with desk.ledger.reading() as session:
        bodies = session.connection().exec_driver_sql("SELECT body FROM deliveries").all()
    assert b"lovelace" not in bytes(bodies[0][0])


async def test_a_merchant_without_buttons_has_no_such_door(desk: Desk) -> None:
    object.__setattr__(desk.doors, "slack_secrets", ())
    assert (await desk.slack(1)).status_code == 404
