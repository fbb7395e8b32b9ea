"""People hear of a shelf before it is empty: what, how soon, what to do; and they can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.alert_rules import AlertRule, Lane
from domain.answers import Answer
from domain.kits import Recipe
from domain.links import Links
from domain.orders import ShopLine, ShopOrder
from domain.rules import Alerts
from domain.types import Sku, StoreName
from flows.sweep_hints import sweep_hints
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import cursors, exceptions, exceptions_seen
from ledger.answering import answer, answer_message
from ledger.models_work import ExceptionRow
from sandbox.slack.clicks import click
from tasks.order_rows import BEGUN, write_down
from tasks.outside import Outside, Standing
from tests.town import CHANNEL, DOMAINS, MORNING, SLACK_TOKEN, Town


@contextmanager
def standing(town: Town, **changed: Any) -> Iterator[Outside]:
    """The same world with other rules or channels."""
    world = replace(town.outside, **changed)
    with Standing(world):
        yield world


def thresholds(town: Town, **changed: Any) -> Any:
    rules = town.rules
    return replace(rules, thresholds=replace(rules.thresholds, **changed))


def sold(town: Town, sku: str, each_day: int, days: int = 28, customer: str = "") -> None:
    """A history of paid orders: so many units a day, each day another customer."""
    for store in DOMAINS:
        begun = MORNING - timedelta(days=days)
        cursors.advance(town.ledger, f"{BEGUN}{store}", begun, MORNING)
        cursors.advance(town.ledger, f"orders:{store}", MORNING, MORNING)
    for day in range(days):
        order(town, sku, each_day, MORNING - timedelta(days=day + 0.5), customer or f"c{day}")


def order(town: Town, sku: str, units: int, at: datetime, customer: str) -> None:
    number = int(at.timestamp()) + units
    line = ShopLine(f"line {number}", Sku(sku), sku, units, Decimal("9.99"))
    told = ShopOrder(
        store=StoreName("uk"),
        shop_domain=DOMAINS["uk"],
        order_id=number,
        gid=f"gid://shopify/Order/{number}",
        name=f"#{number}",
        placed_at=at,
        updated_at=at,
        cancelled=False,
        paid=True,
        test=False,
        currency="GBP",
        taxes_included=True,
        country="GB",
        note=None,
        lines=(line,),
        customer=customer,
    )
    write_down(told.store, [told], MORNING)


def row_of(town: Town, kind: str, subject: str = "MUG at main") -> ExceptionRow:
    row = exceptions_seen.get(town.ledger, kind, subject)
    assert row is not None
    return row


def texts(town: Town, channel: str = CHANNEL) -> list[str]:
    return [one.text for one in town.world.slack.channels[channel].messages.values()]


async def low_cover(town: Town) -> str:
    sold(town, "MUG", 2)
    town.stock("MUG", {"main": 20})
    await sync_stock.fn()
    await watch_thresholds.fn()
    (text,) = texts(town)
    return text


async def test_a_shelf_that_ends_before_an_order_would_come_is_told_with_what_to_do(
    town: Town,
) -> None:
    text = await low_cover(town)
    assert text.startswith(
        "⚠️ *Low cover: MUG at main*\n"
        "MUG at main: 20 units available. Runs out in about 10 days (Thu 03 Dec): 2.0 a day, "
        "about 19.98 GBP a day. 56 units sold in 28 days.\n"
        "What to do: Order 70 "
    )


async def test_a_purchase_on_its_way_in_time_ends_the_alert_and_one_too_late_is_named(
    town: Town,
) -> None:
    await low_cover(town)
    late = (MORNING + timedelta(days=14)).date().isoformat()
    town.world.cin7.create_purchase({"MUG": 100}, "Main Warehouse", required_by=f"{late}T00:00:00")
    await town.world.advance(2000)
    await watch_thresholds.fn()
    (text,) = texts(town)
    assert "Enough is on order. 100 come on 07 Dec, 4 days too late." in text
    soon = (MORNING + timedelta(days=5)).date().isoformat()
    town.world.cin7.create_purchase({"MUG": 100}, "Main Warehouse", required_by=f"{soon}T00:00:00")
    await town.world.advance(2000)
    await watch_thresholds.fn()
    (text,) = texts(town)
    assert text.startswith("✅ *Low cover: MUG at main*")
    assert "it lasts long enough again" in text


async def test_purchases_that_did_not_change_are_not_read_again(town: Town) -> None:
    await low_cover(town)
    town.world.cin7.create_purchase({"MUG": 10}, "Main Warehouse")
    await town.world.advance(900)
    await watch_thresholds.fn()
    before = town.calls("cin7").count("GET advanced-purchase")
    await town.world.advance(900)
    await watch_thresholds.fn()
    assert before == 1
    assert town.calls("cin7").count("GET advanced-purchase") == 1


async def test_one_customers_lump_is_named_and_orders_nothing(town: Town) -> None:
    sold(town, "MUG", 2)
    order(town, "MUG", 400, MORNING - timedelta(hours=3), "a wholesaler")
    town.stock("MUG", {"main": 90})
    await sync_stock.fn()
    await watch_thresholds.fn()
    (text,) = texts(town)
    assert text.startswith("⚠️ *Velocity spike: MUG at main*")
    assert "400 sold to one customer in the last day" in text
    assert exceptions_seen.get(town.ledger, "low-cover", "MUG at main") is None


async def test_cancelled_and_refunded_units_are_no_demand(town: Town) -> None:
    sold(town, "MUG", 0)
    town.stock("MUG", {"main": 20})
    await sync_stock.fn()
    await watch_thresholds.fn()
    assert texts(town) == []


async def test_a_kits_sales_empty_the_shelf_of_its_component(town: Town) -> None:
    sold(town, "HAMPER", 1)
    town.stock("MUG", {"main": 20})
    await sync_stock.fn()
    rules = replace(town.rules, kits={Sku("HAMPER"): Recipe({Sku("MUG"): Decimal(2)})})
    with standing(town, rules=rules):
        await watch_thresholds.fn()
    assert "2.0 a day" in row_of(town, "low-cover").what


async def test_a_rule_for_some_skus_changes_their_lead_time_alone(town: Town) -> None:
    sold(town, "MUG", 2)
    town.stock("MUG", {"main": 50})
    await sync_stock.fn()
    await watch_thresholds.fn()
    assert texts(town) == []
    with standing(town, rules=thresholds(town, rules=(AlertRule(lead_days=60, skus=("MUG",)),))):
        await watch_thresholds.fn()
    assert len(texts(town)) == 1


async def test_each_lane_has_its_channel_and_the_digests_lane_no_message(town: Town) -> None:
    town.world.slack.add_channel("C0NOW", "now")
    town.world.slack.add_channel("C0TODAY", "today")
    channels = {"act-now": "C0NOW", "today": "C0TODAY"}
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    town.stock("CUP", {"main": 3})
    town.stock("PEN", {"main": 2})
    rule = AlertRule(lane=Lane.DIGEST, skus=("PEN",))
    with standing(town, channels=channels, rules=thresholds(town, rules=(rule,))):
        await sync_stock.fn()
        await watch_thresholds.fn()
    assert [text.splitlines()[0] for text in texts(town, "C0NOW")] == ["⚠️ *Sold out: MUG at main*"]
    assert [text.splitlines()[0] for text in texts(town, "C0TODAY")] == [
        "⚠️ *Low stock: CUP at main*"
    ]
    assert texts(town) == []
    assert row_of(town, "low-stock", "PEN at main").open


async def test_what_gets_worse_is_said_anew_in_the_channel_of_its_lane(town: Town) -> None:
    town.world.slack.add_channel("C0NOW", "now")
    town.stock("MUG", {"main": 3})
    with standing(town, channels={"act-now": "C0NOW"}):
        await sync_stock.fn()
        await watch_thresholds.fn()
        town.world.cin7.adjust("MUG", "Main Warehouse", -3)
        await town.world.advance(120)
        await watch_thresholds.fn()
    assert texts(town, "C0NOW")[0].startswith("⚠️ *Sold out: MUG at main*")
    (before,) = texts(town)
    assert "Settled: it is sold out now" in before


async def test_an_answer_is_said_in_the_message_at_once(town: Town) -> None:
    await low_cover(town)
    row = row_of(town, "low-cover")
    answer(town.ledger, row.key, row.episode, Answer.ACK, "<@U0ADA>", town.world.clock.now())
    await sweep_hints.fn()
    (text,) = texts(town)
    assert text.endswith("👀 <@U0ADA> has seen it.")


async def test_a_name_that_is_no_click_calls_nobody(town: Town) -> None:
    await low_cover(town)
    row = row_of(town, "low-cover")
    answer(town.ledger, row.key, row.episode, Answer.ACK, "<!channel>", town.world.clock.now())
    await sweep_hints.fn()
    (text,) = texts(town)
    assert "<!channel>" not in text


async def test_what_was_put_off_is_told_anew_when_its_time_is_up(town: Town) -> None:
    await low_cover(town)
    row = row_of(town, "low-cover")
    now = town.world.clock.now()
    answer(town.ledger, row.key, row.episode, Answer.SNOOZE_HOUR, "<@U0ADA>", now)
    await sweep_hints.fn()
    assert "put off until 23 Nov 09:0" in texts(town)[0]
    await town.world.advance(3700)
    await sweep_hints.fn()
    assert len(texts(town)) == 2
    town.world.cin7.adjust("MUG", "Main Warehouse", 200)
    await town.world.advance(120)
    await watch_thresholds.fn()
    assert [text[:1] for text in texts(town)] == ["✅", "✅"]


async def test_settled_by_a_click_is_said_with_who_settled_it(town: Town) -> None:
    await low_cover(town)
    message = town.world.slack.channels[CHANNEL].messages
    assert len(message) == 1
    answer_message(town.ledger, 1, Answer.RESOLVE, "<@U0ADA>", town.world.clock.now())
    await sweep_hints.fn()
    assert "_Settled: settled by <@U0ADA>" in texts(town)[0]


async def test_buttons_stand_under_a_message_until_it_is_over(town: Town) -> None:
    town.stock("MUG", {"main": 3})
    with standing(town, buttons=True):
        await sync_stock.fn()
        await watch_thresholds.fn()
        (message,) = town.world.slack.channels[CHANNEL].messages.values()
        actions: Any = message.blocks[-1]["elements"]
        assert [one["action_id"] for one in actions] == [answer.value for answer in Answer]
        assert {one["value"] for one in actions} == {"1"}
        town.world.cin7.adjust("MUG", "Main Warehouse", 200)
        await town.world.advance(120)
        await watch_thresholds.fn()
    (message,) = town.world.slack.channels[CHANNEL].messages.values()
    assert (message.text[:1], message.blocks) == ("✅", [])


async def test_a_click_in_slack_reaches_the_ledger_and_the_message_says_so(town: Town) -> None:
    assert town.receiver is not None
    object.__setattr__(town.receiver, "slack_secrets", ("a secret",))
    town.stock("MUG", {"main": 3})
    with standing(town, buttons=True):
        await sync_stock.fn()
        await watch_thresholds.fn()
        (ts,) = town.world.slack.channels[CHANNEL].messages
        answered = await click(
            town.world,
            town.world.webhooks.http,
            "http://receiver/slack/interactivity",
            channel_id=CHANNEL,
            ts=ts,
            action_id="ack",
            user="U0ADA",
            secret="a secret",
        )
        assert answered.status_code == 200
        assert town.posted[-1][:2] == ("watch-thresholds", "all")
        await watch_thresholds.fn()
    (text,) = texts(town)
    assert text.endswith("👀 <@U0ADA> has seen it.")


async def test_links_lead_to_the_product_and_no_sku_breaks_out_of_them(town: Town) -> None:
    town.stock("A|B> C", {"main": 3})
    links = Links("https://cin7.example/?q={sku}", "https://{shop}/p?query={sku}", "", DOMAINS)
    with standing(town, links=links):
        await sync_stock.fn()
        await watch_thresholds.fn()
    (text,) = texts(town)
    assert (
        "<https://cin7.example/?q=A%7CB%3E%20C|Cin7> · "
        "<https://uk.myshopify.example/p?query=A%7CB%3E%20C|Shopify uk>"
    ) in text


def calling(town: Town) -> Any:
    return replace(town.rules, alerts=Alerts(escalate_after_hours=2, escalate_to="U0BOSS"))


async def test_what_nobody_has_seen_for_hours_calls_somebody_by_name_once(town: Town) -> None:
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    town.stock("CUP", {"main": 3})
    with standing(town, rules=calling(town)):
        await sync_stock.fn()
        await watch_thresholds.fn()
        assert len(texts(town)) == 2
        for _ in range(3):
            await town.world.advance(3700)
            await sweep_hints.fn()
        (call,) = [text for text in texts(town) if text.startswith("<@U0BOSS>")]
        assert call.startswith("<@U0BOSS> nobody has looked after this for 2 h: *Sold out: MUG")
        row = row_of(town, "sold-out")
        now = town.world.clock.now()
        answer(town.ledger, row.key, row.episode, Answer.ACK, "<@U0ADA>", now)
        await sweep_hints.fn()
        assert "👀 *Sold out: MUG at main*: <@U0ADA> has seen it." in texts(town)
        exceptions.close_exception(town.ledger, "sold-out", "MUG at main", "came in", now)
        await sweep_hints.fn()
        assert "✅ *Sold out: MUG at main* is over." in texts(town)


async def test_what_somebody_has_seen_in_time_calls_nobody(town: Town) -> None:
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    with standing(town, rules=calling(town)):
        await sync_stock.fn()
        await watch_thresholds.fn()
        row = row_of(town, "sold-out")
        now = town.world.clock.now()
        answer(town.ledger, row.key, row.episode, Answer.ACK, "<@U0ADA>", now)
        await town.world.advance(8000)
        await sweep_hints.fn()
    assert not [text for text in texts(town) if "U0BOSS" in text]


async def test_a_store_that_goes_on_showing_more_than_the_shelf_bears_is_told(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 40})
    await sync_stock.fn()
    town.world.cin7.adjust("MUG", "Main Warehouse", -20)
    await town.world.advance(120)
    await watch_thresholds.fn()
    assert texts(town) == [], "the news has time to go round"
    await town.world.advance(400)
    await watch_thresholds.fn()
    assert texts(town) == [], "stock sync has not run since"
    operation = (f"shopify:{DOMAINS['uk']}", "inventorySetQuantities")
    town.world.faults.plan(*operation, ["lost-before"])
    await sync_stock.fn()
    report = await watch_thresholds.fn()
    assert "1 oversell risk" in report.headline()
    assert row_of(town, "oversell-risk", "MUG at main in uk").what == (
        "MUG at main in uk: 20 units may be promised. The store shows 40 since 08:02 UTC."
    )
    await town.world.advance(120)
    await sync_stock.fn()
    await town.world.advance(120)
    await watch_thresholds.fn()
    assert not row_of(town, "oversell-risk", "MUG at main in uk").open


def digesting(town: Town, at: time = time(8, 0)) -> Any:
    return replace(town.rules, alerts=Alerts(digest_at=at))


async def test_the_digest_is_said_once_a_day_with_a_chart(town: Town) -> None:
    pytest.importorskip("matplotlib")
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    with standing(town, rules=digesting(town)):
        await sync_stock.fn()
        for _ in range(3):
            await watch_thresholds.fn()
            await sweep_hints.fn()
            await town.world.advance(900)
        (text,) = [one for one in texts(town) if one.startswith("📋")]
        assert text.splitlines()[:4] == [
            "📋 *Stock on Monday, 23 November*",
            "1 to act on now · 0 for today · 0 only here · 0 settled since the last digest",
            "*Riskiest*",
            "• MUG at main: sold out",
        ]
        (file,) = town.world.slack.files.values()
        assert file.data.startswith(b"\x89PNG")
        assert (file.shared, file.title) == (True, "Riskiest shelves on 2026-11-23")
        await town.world.advance(24 * 3600)
        await watch_thresholds.fn()
        await sweep_hints.fn()
    assert len([one for one in texts(town) if one.startswith("📋")]) == 2


async def test_before_its_time_there_is_no_digest_and_without_one_none_ever(town: Town) -> None:
    town.stock("MUG", {"main": 30})
    with standing(town, rules=digesting(town, time(9, 0))):
        await sync_stock.fn()
        await watch_thresholds.fn()
    await watch_thresholds.fn()
    assert texts(town) == []


async def test_a_bot_that_may_not_upload_still_says_the_digest(town: Town) -> None:
    bot = town.world.slack.bots[SLACK_TOKEN]
    bot.scopes = frozenset({"chat:write", "channels:history"})
    town.stock("MUG", {"main": 0}, shown={"main": 3})
    with standing(town, rules=digesting(town)):
        await sync_stock.fn()
        await watch_thresholds.fn()
        await town.world.advance(5)
        await sweep_hints.fn()
    assert [one for one in texts(town) if one.startswith("📋")]
    assert town.world.slack.files == {}
