"""Words are the last thing a run does, and the only thing that a fault in them can cost."""

from flows.ingest_orders import ingest_orders
from tasks.telling import tell_people
from tests.flows.test_flows_telling import slack_calls, texts, trouble
from tests.town import Town


async def test_whatever_goes_wrong_with_words_the_run_does_its_work_and_says_it_later(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    town.stock("GHOST", {"main": 5}, in_cin7=False, shops=["uk"])
    await ingest_orders.fn()
    town.sell("uk", ("GHOST", 1), name="#1001")
    town.sell("uk", ("MUG", 2), name="#1002")
    slack = town.outside.slack
    assert slack is not None
    post = slack.post

    async def broken(*args: object, **kwargs: object) -> object:
        raise RuntimeError("nobody thought of this")

    slack.post = broken  # type: ignore[method-assign,assignment]
    report = await ingest_orders.fn()
    assert "in Cin7" in {line.became for line in report.orders if line.order == "uk #1002"}
    assert town.said() == []
    slack.post = post  # type: ignore[method-assign]
    for _ in range(3):
        await town.world.advance(100)
        await ingest_orders.fn()
    ((text, _),) = town.said()
    assert "#1001" in text


async def test_a_slack_that_is_down_is_not_asked_for_every_message(town: Town) -> None:
    for number in range(5):
        trouble(town, f"uk #{number}")
    town.world.faults.outage("slack", 600)
    assert await tell_people() == 0
    assert slack_calls(town, "chat.postMessage") <= 2
    await town.world.advance(900)
    for _ in range(3):
        await tell_people()
        await town.world.advance(100)
    assert len(texts(town)) == 5
