"""The post office: tries, retries, and what it does wrong on purpose."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from sandbox import webhooks
from sandbox.clock import RunningClock, wall
from sandbox.journal import Delivered
from sandbox.world import World

URL = "http://receiver.example/"


def post(world, number, *, source="cin7", retry_after=(), done=None, first_after=0.0):
    world.webhooks.post(
        source,
        "news",
        URL,
        {"X-Number": str(number)},
        str(number).encode(),
        ("TEE",),
        f"id-{number}",
        retry_after,
        done,
        first_after=first_after,
    )


def told(world) -> list[tuple[str, int, int, str]]:
    events = [event for event in world.journal.events if isinstance(event, Delivered)]
    return [(event.delivery_id, event.status, event.attempt, event.planned) for event in events]


async def test_what_is_due_is_sent_with_its_own_headers_and_bytes(world, receiver):
    post(world, 1)
    post(world, 2, first_after=10)
    assert await world.webhooks.deliver_due() == 1
    request = receiver.got[0]
    assert (request.headers["X-Number"], request.content) == ("1", b"1")
    assert world.webhooks.waiting() == 1


@pytest.mark.parametrize("status", [0, 302, 401, 500], ids=["nobody", "elsewhere", "no", "error"])
async def test_anything_but_2xx_is_tried_again_and_then_given_up(world, receiver, status):
    ends: list[bool] = []
    receiver.status = status
    post(world, 1, retry_after=(10, 20), done=ends.append)
    await world.advance(60)
    assert told(world) == [("id-1", status, n, "") for n in (1, 2, 3)]
    assert ends == [False]


async def test_a_retry_that_succeeds_ends_the_matter(world, receiver):
    ends: list[bool] = []
    receiver.status = 500
    post(world, 1, retry_after=(10, 20), done=ends.append)
    await world.advance(5)
    receiver.status = 202
    await world.advance(60)
    assert [status for _, status, _, _ in told(world)] == [500, 202]
    assert ends == [True]


async def test_an_answer_that_takes_too_long_counts_as_none(world, monkeypatch):
    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(5)  # noqa: TID251
        return httpx.Response(200)

    monkeypatch.setattr(webhooks, "ANSWER_WITHIN", 0.02)
    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(slow))
    post(world, 1)
    await world.webhooks.deliver_due()
    assert told(world) == [("id-1", 0, 1, "")]


async def test_a_lost_delivery_never_arrives_and_the_vendor_thinks_it_did(world, receiver):
    ends: list[bool] = []
    world.webhooks.plan("cin7", "lose", 1)
    post(world, 1, retry_after=(10,), done=ends.append)
    post(world, 2)
    await world.advance(60)
    assert receiver.numbers() == [2]
    assert told(world) == [("id-1", 0, 1, "lost"), ("id-2", 200, 1, "")]
    assert ends == [True]


async def test_a_doubled_delivery_arrives_twice_under_one_id(world, receiver):
    world.webhooks.plan("cin7", "double", 1)
    post(world, 1)
    await world.webhooks.deliver_due()
    assert receiver.numbers() == [1, 1]
    assert told(world) == [("id-1", 200, 1, ""), ("id-1", 200, 1, "doubled")]


async def test_a_reordered_delivery_is_overtaken_by_the_next_of_its_source(world, receiver):
    world.webhooks.plan("cin7", "reorder", 1)
    post(world, 1)
    post(world, 2, source="shopify:uk")
    await world.advance(10)
    post(world, 3)
    await world.advance(1)
    assert receiver.numbers() == [2, 3, 1]
    assert told(world)[-1] == ("id-1", 200, 1, "reordered")


async def test_a_reordered_delivery_that_nothing_overtakes_comes_late(world, receiver):
    world.webhooks.plan("cin7", "reorder", 1)
    post(world, 1)
    await world.advance(webhooks.HELD_AT_MOST - 1)
    assert receiver.got == []
    await world.advance(1)
    assert receiver.numbers() == [1]


async def test_plans_and_shares_are_for_their_own_source(world, receiver):
    world.webhooks.plan("shopify:uk", "lose", 5)
    world.webhooks.share("shopify:uk", "double", 1.0)
    post(world, 1)
    await world.webhooks.deliver_due()
    assert told(world) == [("id-1", 200, 1, "")]


async def test_a_share_goes_astray_by_seeded_chance(world, receiver):
    world.webhooks.share("cin7", "lose", 0.3)
    for number in range(200):
        post(world, number)
    await world.webhooks.deliver_due()
    assert 40 < 200 - len(receiver.got) < 80
    with pytest.raises(ValueError, match="between 0 and 1"):
        world.webhooks.share("cin7", "lose", 30)


async def test_a_running_world_sends_by_itself_even_while_one_receiver_hangs():
    world = World(RunningClock(datetime(2026, 11, 23, tzinfo=UTC), wall(), speed=1000))
    arrived = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.content == b"1":
            await asyncio.sleep(30)  # noqa: TID251
        arrived.set()
        return httpx.Response(200)

    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    pump = asyncio.create_task(world.webhooks.pump())
    post(world, 1)
    post(world, 2, first_after=100)
    await asyncio.wait_for(arrived.wait(), 10)
    pump.cancel()
