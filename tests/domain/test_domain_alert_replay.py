"""A history lived through again; and the words and blocks that people get of it all."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_replay import replay
from domain.alert_rules import Limits
from domain.answers import Answer
from domain.buttons import LONGEST_SECTION, blocks_of
from domain.digest import Open, digest_due, riskiest, words
from domain.links import Links
from domain.types import Sku
from domain.velocity import Sale

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
LIMITS = Limits(low_units=2, lead_days=10, margin_days=3, order_days=20)


def history(units: list[int], sku: str = "MUG", customers: int = 5) -> list[Sale]:
    """So many units on each day, from several customers."""
    return [
        Sale(FIRST + timedelta(days=day, hours=9), Sku(sku), units / customers, f"{day} {number}")
        for day, units in enumerate(units)
        if units
        for number in range(customers)
    ]


def test_a_steady_trade_is_warned_of_in_time_and_never_runs_out() -> None:
    told = replay(history([10] * 150), LIMITS)
    assert (told.stockouts, told.precision) == (0, 1.0)
    assert told.warnings > 2


def test_a_trade_that_grows_is_foretold_days_before_its_stockout() -> None:
    told = replay(history([10] * 60 + [30] * 60), LIMITS)
    assert told.stockouts == told.foretold > 0
    assert min(told.gained) >= 1


def test_one_order_that_takes_the_whole_shelf_is_named_as_nobodys_fault() -> None:
    lump = [Sale(FIRST + timedelta(days=40, hours=9), Sku("MUG"), 9_000, "a wholesaler")]
    told = replay([*history([10] * 60), *lump], LIMITS)
    assert told.stockouts - told.foretold == told.sudden == 1


def test_who_orders_what_is_said_runs_out_no_more_often_in_a_growing_trade() -> None:
    grows = history([10] * 40 + [20] * 40 + [40] * 40)
    assert replay(grows, LIMITS, obeyed=True).stockouts <= replay(grows, LIMITS).stockouts


def test_many_words_of_a_class_on_a_day_are_one_message() -> None:
    same = [sale for n in range(20) for sale in history([10] * 60, f"MUG-{n}")]
    assert max(replay(same, LIMITS).messages) == 1
    assert max(replay(same, LIMITS, burst=100).messages) == 20


def test_without_a_history_there_is_nothing_to_say() -> None:
    told = replay([], LIMITS)
    assert (told.precision, told.recall, told.to_json()["messages a day, median"]) == (
        None,
        None,
        0,
    )


@given(st.text(max_size=4_000))
def test_blocks_stay_within_slacks_limits_and_are_never_empty(text: str) -> None:
    *sections, actions = blocks_of(text, 7)
    parts = [part["text"]["text"] for part in sections]  # type: ignore[index]
    assert all(0 < len(part) <= LONGEST_SECTION + 1 for part in parts)
    assert len(actions["elements"]) == len(Answer)  # type: ignore[arg-type]


def row(kind: str, subject: str, **detail: object) -> Open:
    return Open(kind, subject, detail)


def test_the_riskiest_come_first_and_the_unknown_last() -> None:
    rows = [
        row("low-cover", "A", units=20, days_left=9.0),
        row("low-stock", "B", units=3, days_left=None),
        row("sold-out", "C", units=0, days_left=0.0),
        row("sale-refused", "uk #1001"),
    ]
    assert [risk.subject for risk in riskiest(rows)] == ["C", "A", "B"]


def test_the_digest_says_how_much_is_open_what_came_back_and_calls_nobody() -> None:
    rows = [
        row("sold-out", "<!channel>", units=0, days_left=0.0, a_day="9.00 GBP", order=70),
        row("dead-stock", "PEN at main", units=40),
        row("sale-refused", "uk #1001"),
    ]
    text = words(date(2026, 11, 23), rows, [row("sold-out", "CUP at main")])
    assert text.splitlines() == [
        "📋 *Stock on Monday, 23 November*",
        "2 to act on now · 0 for today · 1 only here · 1 settled since the last digest",
        "*Riskiest*",
        "• &lt;!channel&gt;: sold out, 9.00 GBP a day, order 70",
        "*Back in stock*: CUP at main",
        "*Sells no more*: PEN at main",
        "*Waits for a person*: uk #1001",
    ]
    many = [row("low-cover", "&" * 90 + str(n), units=1, days_left=1.0) for n in range(900)]
    assert len(words(date(2026, 11, 23), [*many, *rows], many)) < 6_000
    assert words(date(2026, 11, 23), [], []).endswith("Every shelf lasts.")


@pytest.mark.parametrize(
    ("hour", "last", "due"),
    [(7, None, False), (8, None, True), (20, None, True), (8, 23, False), (8, 22, True)],
)
def test_a_digest_is_due_once_a_local_day_from_its_time_on(
    hour: int, last: int | None, due: bool
) -> None:
    now = datetime(2026, 11, 23, hour - 1, tzinfo=UTC)
    before = None if last is None else date(2026, 11, last)
    told = digest_due(now, time(8), "Europe/Paris", before)
    assert told == (date(2026, 11, 23) if due else None)
    assert digest_due(now, None, "UTC", before) is None


def test_links_are_left_out_where_nobody_said_where_they_lead() -> None:
    assert Links().of({"sku": "A"}) == ()
    links = Links("", "https://{shop}/{sku}", "https://prefect", {"uk": "u", "eu": "e"})
    told = [(link.label, link.url) for link in links.of({"sku": "A/B", "store": "eu", "run": "7"})]
    assert told == [
        ("Shopify eu", "https://e/A%2FB"),
        ("run", "https://prefect/runs/flow-run/7"),
    ]
