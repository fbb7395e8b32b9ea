"""Drills of words to Slack: a message is posted once, and changed in place."""

from dataclasses import replace
from datetime import time

from domain.rules import Alerts
from flows.sweep_hints import sweep_hints
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import exceptions
from ledger.models import EffectKind
from tasks.outside import Standing, outside
from tasks.telling import tell_people
from tests.effects.drill import Drill
from tests.town import CHANNEL, Town


async def end_a_run() -> None:
    """What every flow does at its end, and the sweep after it."""
    await tell_people()
    await sweep_hints.fn()


async def _trouble(town: Town) -> None:
    exceptions.raise_exception(
        town.ledger,
        "unknown-sku",
        "uk #1001",
        "TEA-9 is no product in Cin7.",
        "Add it to Cin7.",
        "ingest-orders",
        {},
        town.world.clock.now(),
    )


async def _told_and_over(town: Town) -> None:
    await _trouble(town)
    await end_a_run()
    assert len(town.said()) == 1
    exceptions.close_exception(
        town.ledger, "unknown-sku", "uk #1001", "the SKU is there now", town.world.clock.now()
    )


def _posted(town: Town) -> int:
    return sum(text.startswith("⚠️ *Unknown SKU: uk #1001*") for text, _ in town.said())


def _settled(town: Town) -> int:
    assert len(town.said()) == 1
    return sum(text.startswith("✅ ") for text, _ in town.said())


async def _shelf_at_risk(town: Town) -> None:
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    await sync_stock.fn()


async def _watch_and_digest() -> None:
    """A look at the shelf on a day whose digest is due since midnight."""
    world = outside()
    rules = replace(world.rules, alerts=Alerts(digest_at=time(0, 0)))
    with Standing(replace(world, rules=rules)):
        await watch_thresholds.fn()


def _charts(town: Town) -> int:
    messages = town.world.slack.channels[CHANNEL].messages.values()
    return sum(len(one.files) for one in messages)


TELLING: dict[EffectKind, Drill] = {
    EffectKind.POST_MESSAGE: Drill(
        _trouble, end_a_run, "slack.post", ("slack", "chat.postMessage"), _posted
    ),
    EffectKind.UPDATE_MESSAGE: Drill(
        _told_and_over, end_a_run, "slack.update", ("slack", "chat.update"), _settled
    ),
    EffectKind.UPLOAD_FILE: Drill(
        _shelf_at_risk,
        _watch_and_digest,
        "slack.upload",
        ("slack", "files.completeUploadExternal"),
        _charts,
    ),
}
