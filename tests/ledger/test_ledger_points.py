"""Shopify's cost bucket: one row a shop, spent by all, set right by each answer."""

from concurrent.futures import Executor
from datetime import datetime, timedelta

import pytest

from ledger.budgets import PointsBudget
from ledger.store import Ledger
from tests.ledger import racing
from tests.ledger.racing import everybody


class Clock:
    """Our clock, moved only by waiting."""

    def __init__(self, now: datetime) -> None:
        self.began = self.at = now

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    @property
    def passed(self) -> float:
        return (self.at - self.began).total_seconds()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


def bucket(ledger: Ledger, clock: Clock, shop: str = "shopify:uk") -> PointsBudget:
    return PointsBudget(
        ledger, shop, now=clock.now, sleep=clock.sleep, maximum=1000, restore_per_second=50
    )


async def test_a_full_bucket_is_spent_at_once_and_then_at_its_rate(
    ledger: Ledger, clock: Clock
) -> None:
    budget = bucket(ledger, clock)
    for _ in range(9):
        await budget.wait("stock", 100)
    assert clock.passed == 0
    await budget.wait("stock", 100)
    assert clock.passed == pytest.approx(1)  # 50 points short: a twentieth is kept back
    await budget.wait("urgent", 100)
    assert clock.passed == pytest.approx(3)


async def test_two_processes_share_one_bucket(ledger: Ledger, clock: Clock) -> None:
    one, other = bucket(ledger, clock), bucket(Ledger(str_url(ledger)), clock)
    await one.wait("stock", 900)
    await other.wait("stock", 100)
    assert clock.passed == pytest.approx(1)


async def test_each_shop_has_a_bucket_of_its_own(ledger: Ledger, clock: Clock) -> None:
    await bucket(ledger, clock, "shopify:uk").wait("stock", 900)
    await bucket(ledger, clock, "shopify:us").wait("stock", 900)
    assert clock.passed == 0


async def test_shopifys_own_figure_sets_the_bucket_right(ledger: Ledger, clock: Clock) -> None:
    budget = bucket(ledger, clock)
    await budget.wait("stock", 900)
    budget.told(available=1900, maximum=2000, restore_per_second=100)
    await budget.wait("stock", 1700)
    assert clock.passed == 0
    budget.told(available=0, maximum=2000, restore_per_second=100)
    await bucket(ledger, clock).wait("stock", 400)
    assert clock.passed == pytest.approx(5)  # 400 and the 100 kept back, at 100 a second


async def test_shopifys_figure_may_come_before_any_wait(ledger: Ledger, clock: Clock) -> None:
    budget = bucket(ledger, clock)
    budget.told(available=0, maximum=1000, restore_per_second=50)
    await budget.wait("stock", 50)
    assert clock.passed == pytest.approx(2)


async def test_a_figure_that_can_not_be_is_forgotten(ledger: Ledger, clock: Clock) -> None:
    budget = bucket(ledger, clock)
    budget.told(available=0, maximum=0, restore_per_second=0)
    await budget.wait("stock", 900)
    assert clock.passed == 0


async def test_idle_work_leaves_a_third_of_the_bucket(ledger: Ledger, clock: Clock) -> None:
    budget = bucket(ledger, clock)
    await budget.wait("idle", 600)
    await budget.wait("stock", 300)
    assert clock.passed == 0
    await budget.wait("idle", 10)
    assert clock.passed == pytest.approx((1000 / 3 + 10 - 100) / 50)


async def test_a_query_dearer_than_the_bucket_waits_for_a_full_one(
    ledger: Ledger, clock: Clock
) -> None:
    budget = bucket(ledger, clock)
    await budget.wait("stock", 500)
    await budget.wait("stock", 5000)
    assert clock.passed == pytest.approx(10)


async def test_being_throttled_holds_everybody_back(ledger: Ledger, clock: Clock) -> None:
    bucket(ledger, clock).refused(4)
    await bucket(ledger, clock).wait("urgent", 10)
    assert clock.passed == pytest.approx(4)


@pytest.mark.slow
def test_three_processes_together_keep_within_the_bucket(
    processes: Executor, ledger: Ledger
) -> None:
    """190 points to begin with (of 200), and 120 more each wall second for 1.5 seconds."""
    made = sum(everybody(processes, racing.spend_points, str_url(ledger)))
    assert made <= (200 + 120 * 1.7) / 10
    assert made >= 25


def str_url(ledger: Ledger) -> str:
    return ledger.url.render_as_string(hide_password=False)
