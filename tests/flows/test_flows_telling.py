"""Each trouble is said once in Slack, in a message that changes in place and ends as settled."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from clients.errors import ClientError
from flows.ingest_orders import ingest_orders
from flows.sweep_hints import sweep_hints
from ledger import exceptions, outbox
from ledger.models_work import OutboxState
from tasks.outside import Standing
from tasks.telling import tell_people
from tests.town import CHANNEL, SLACK_TOKEN, Town


def trouble(town: Town, subject: str = "uk #1001", kind: str = "unknown-sku") -> None:
    exceptions.raise_exception(
        town.ledger,
        kind,
        subject,
        f"{subject} can't go to Cin7.",
        "Mend it.",
        "ingest-orders",
        {},
        town.world.clock.now(),
    )


def over(town: Town, subject: str = "uk #1001", kind: str = "unknown-sku") -> None:
    exceptions.close_exception(town.ledger, kind, subject, "mended", town.world.clock.now())


async def sweep(town: Town, *, minutes: float = 0, times: int = 1) -> None:
    """A run ends, and the sweep comes."""
    for _ in range(times):
        await tell_people()
        await sweep_hints.fn()
        await town.world.advance(minutes * 60)


def texts(town: Town) -> list[str]:
    return [text for text, _ in town.said()]


def slack_calls(town: Town, method: str) -> int:
    return town.calls("slack").count(method)


async def hold_orders(town: Town, numbers: Sequence[int]) -> None:
    """Orders whose line is no product in Cin7."""
    town.stock("GHOST", {"main": 500}, in_cin7=False, shops=["uk"])
    await ingest_orders.fn()
    for number in numbers:
        town.sell("uk", ("GHOST", 1), name=f"#{number}")
    await ingest_orders.fn()


async def test_a_run_tells_of_a_held_order_and_of_its_end_in_the_same_message(town: Town) -> None:
    await hold_orders(town, [1001])
    ((text, ts),) = town.said()
    assert text.startswith("⚠️ ")
    assert "uk #1001" in text
    town.world.cin7.add_product("GHOST", "Ghost", "5", {"Main Warehouse": 500})
    await ingest_orders.fn()
    ((text, same),) = town.said()
    assert text.startswith("✅ ")
    assert same == ts


async def test_a_burst_of_forty_held_orders_makes_one_message_that_shrinks(town: Town) -> None:
    await hold_orders(town, range(1001, 1041))
    ((text, ts),) = town.said()
    assert "40 at once" in text
    assert text.count("• ") == 10
    assert "… and 30 more" in text
    kind = exceptions.list_open(town.ledger, town.world.clock.now())[0].kind
    over(town, "uk #1001", kind)
    await sweep(town)
    assert "39 of 40 still open" in texts(town)[0]
    town.world.cin7.add_product("GHOST", "Ghost", "5", {"Main Warehouse": 500})
    await ingest_orders.fn()
    ((text, same),) = town.said()
    assert text.startswith("✅ ")
    assert same == ts
    assert slack_calls(town, "chat.postMessage") == 1


async def test_a_condition_that_comes_back_is_a_new_message(town: Town) -> None:
    trouble(town)
    await sweep(town)
    over(town)
    await sweep(town)
    trouble(town)
    await sweep(town)
    first, second = texts(town)
    assert first.startswith("✅ ")
    assert second.startswith("⚠️ ")


async def test_a_condition_that_came_back_before_its_end_was_told_ends_its_old_message(
    town: Town,
) -> None:
    trouble(town)
    await sweep(town)
    over(town)
    trouble(town)
    await sweep(town)
    first, second = texts(town)
    assert first.startswith("✅ ")
    assert "it came back" in first
    assert second.startswith("⚠️ ")


async def test_being_met_again_changes_a_message_only_now_and_then(town: Town) -> None:
    for _ in range(30):
        trouble(town)
        await sweep(town, minutes=2)
    assert len(town.said()) == 1
    assert slack_calls(town, "chat.update") <= 2
    assert "met 16 times" in texts(town)[0]


async def test_the_sweep_leaves_a_young_condition_to_its_run_and_tells_what_that_run_left(
    town: Town,
) -> None:
    for number in range(3):
        trouble(town, f"uk #{number}")
    await sweep_hints.fn()
    assert town.said() == []
    for number in range(3, 9):
        trouble(town, f"uk #{number}")
    await town.world.advance(60)
    report = await sweep_hints.fn()
    (text,) = texts(town)
    assert "9 at once" in text
    assert report.headline() == "nothing waits, 1 told in Slack"


async def test_what_is_snoozed_is_not_told_until_it_wakes(town: Town) -> None:
    trouble(town)
    until = town.world.clock.now() + timedelta(hours=1)
    exceptions.snooze(town.ledger, "unknown-sku", "uk #1001", until)
    await sweep(town, minutes=61)
    assert town.said() == []
    await sweep(town)
    assert len(town.said()) == 1


async def test_a_failing_run_tells_of_it_and_fails_with_its_own_error(town: Town) -> None:
    town.stock("MUG", {"main": 3})
    await ingest_orders.fn()
    town.world.faults.outage("shopify:uk.myshopify.example", 30)
    with pytest.raises(ClientError, match="shopify"):
        await ingest_orders.fn()
    assert texts(town)[0].startswith("⚠️ *Read failed: ingest-orders/shopify*")
    await town.world.advance(60)
    await ingest_orders.fn()
    assert texts(town)[0].startswith("✅ ")


@pytest.mark.parametrize("how", ["503", "throttled", "lost-before"])
async def test_slack_down_for_an_hour_delays_words_and_no_work(town: Town, how: str) -> None:
    town.stock("MUG", {"main": 50})
    await ingest_orders.fn()
    town.world.faults.outage("slack", 3600, how)
    for number in range(4):
        trouble(town, f"uk #{2001 + number}", "a-persons-matter")
        town.sell("uk", ("MUG", 1))
        await ingest_orders.fn()
        await sweep(town, minutes=1, times=5)
    assert len(town.live_sales()) == 4
    assert town.said() == []
    over(town, "uk #2001", "a-persons-matter")
    await sweep(town, minutes=1, times=110)
    said = texts(town)
    assert len(said) == 4
    assert [text.startswith("✅ ") for text in said].count(True) == 1
    assert outbox.unsaid(town.ledger) == []
    assert town.books().promises["6"] == 0


async def test_a_wrong_channel_or_token_is_tried_ever_more_seldom_and_then_heals(
    town: Town,
) -> None:
    town.world.slack.channels[CHANNEL].is_member = False
    trouble(town)
    await sweep(town, minutes=1, times=60)
    tries = slack_calls(town, "chat.postMessage")
    assert 3 <= tries <= 7
    (waiting,) = outbox.unsaid(town.ledger)
    assert "not_in_channel" in str(waiting.error)
    town.world.slack.channels[CHANNEL].is_member = True
    town.world.slack.bots[SLACK_TOKEN].revoked = True
    await sweep(town, minutes=1, times=40)
    town.world.slack.bots[SLACK_TOKEN].revoked = False
    await sweep(town, minutes=1, times=40)
    assert len(town.said()) == 1


async def test_words_wait_for_another_channel_when_the_first_was_wrong(town: Town) -> None:
    wrong = replace(town.outside, channel="C0NOWHERE")
    trouble(town)
    with Standing(wrong):
        await sweep(town)
    await town.world.advance(7200)
    await sweep(town)
    assert len(town.said()) == 1


async def test_words_that_slack_will_not_take_are_not_sent_again_and_again(town: Town) -> None:
    trouble(town)
    town.world.slack_switches.metadata_most = 10
    await sweep(town, minutes=5, times=100)
    assert slack_calls(town, "chat.postMessage") <= 2
    (waiting,) = outbox.unsaid(town.ledger)
    assert "metadata_too_large" in str(waiting.error)
    town.world.slack_switches.metadata_most = 8000
    over(town)
    await sweep(town)
    assert [text[:1] for text in texts(town)] == ["✅"]


async def test_without_slack_nothing_breaks_and_what_still_stands_is_told_when_there_is_one(
    town: Town,
) -> None:
    with Standing(replace(town.outside, slack=None, channel="")):
        trouble(town, "uk #1001")
        trouble(town, "uk #1002")
        await sweep(town)
        await ingest_orders.fn()
    assert outbox.unsaid(town.ledger) == []
    over(town, "uk #1002")
    await sweep(town)
    (text,) = texts(town)
    assert "uk #1001" in text


async def test_a_message_that_people_delete_is_posted_anew_once(town: Town) -> None:
    trouble(town)
    await sweep(town)
    slack = town.world.slack
    for _ in range(3):
        for _, ts in town.said():
            slack.delete(CHANNEL, ts)
        await town.world.advance(3600)
        trouble(town)
        await sweep(town)
    assert slack_calls(town, "chat.postMessage") == 2
    assert town.said() == []
    row = outbox.get(town.ledger, "unknown-sku|uk #1001#1")
    assert row is not None
    assert (row.state, "deleted" in str(row.error)) == (OutboxState.SENT, True)


async def test_two_runs_at_once_say_it_once(town: Town) -> None:
    for number in range(12):
        trouble(town, f"uk #{number}", "unknown-sku" if number < 8 else "sale-refused")

    async def run(owner: str) -> None:
        with Standing(town.as_another_run(owner)):
            for _ in range(4):
                await tell_people()
                await sweep_hints.fn()
                await asyncio.sleep(0)  # noqa: TID251

    await asyncio.gather(run("one"), run("two"), run("three"))
    await sweep(town, minutes=2, times=3)
    assert len(town.said()) == 5
    assert town.books().promises["6"] == 0
    for number in range(12):
        over(town, f"uk #{number}", "unknown-sku" if number < 8 else "sale-refused")
    await asyncio.gather(run("four"), run("five"))
    await sweep(town, minutes=2, times=3)
    assert all(text.startswith("✅ ") for text in texts(town))
    assert len(town.said()) == 5


async def test_words_that_land_late_do_not_overwrite_later_ones(town: Town) -> None:
    for number in range(6):
        trouble(town, f"uk #{number}")
    await sweep(town)
    over(town, "uk #0")
    town.world.faults.plan("slack", "chat.update", ["late:40"])
    await sweep(town)
    for number in range(1, 6):
        over(town, f"uk #{number}")
    await sweep(town, minutes=1, times=6)
    (text,) = texts(town)
    assert text.startswith("✅ *Unknown SKU: all 6 settled*")


async def test_the_sweep_settles_words_in_doubt_without_starting_itself(town: Town) -> None:
    trouble(town)
    town.world.faults.plan("slack", "chat.postMessage", ["lost-after"])
    await sweep(town, minutes=5)
    report = await sweep_hints.fn()
    assert report.flows == ()
    assert slack_calls(town, "chat.postMessage") == 1
    assert outbox.unsaid(town.ledger) == []


async def test_many_messages_go_out_at_slacks_pace(town: Town) -> None:
    for number in range(30):
        trouble(town, "same", f"kind-{number}")
    await sweep(town, minutes=1, times=3)
    posted = [float(ts) for _, ts in town.said()]
    assert len(posted) == 30
    assert all(later - earlier >= 1 for earlier, later in pairwise(posted))
