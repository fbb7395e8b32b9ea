"""One budget per vendor account, whoever calls: held across processes, and no lane starves."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from ledger.budgets import CallBudget
from ledger.store import Ledger, upgrade
from tests.ledger import racing
from tests.ledger.racing import CALLS, Waited, calls_until_it_waits, everybody, refuse_to_wait


@pytest.fixture
def account(ledger: Ledger, now: datetime, request: pytest.FixtureRequest) -> Iterator[CallBudget]:
    """20 calls a minute, 15 of them for urgent work; a name of its own, as tables stay."""
    budget = CallBudget(
        ledger, request.node.name, now=lambda: now, sleep=refuse_to_wait, calls=20, urgent=15
    )
    yield budget
    budget.close()


async def test_urgent_work_leaves_its_own_share_to_stock_reads(account: CallBudget) -> None:
    assert await calls_until_it_waits(account, "urgent") == 15
    assert await calls_until_it_waits(account, "stock") == 5


async def test_stock_reads_may_use_the_whole_budget(account: CallBudget) -> None:
    assert await calls_until_it_waits(account, "stock") == 20
    assert await calls_until_it_waits(account, "urgent") == 0


async def test_idle_work_never_takes_the_last_third(account: CallBudget) -> None:
    assert await calls_until_it_waits(account, "idle") == 13
    assert await calls_until_it_waits(account, "stock") == 7


async def test_idle_work_gets_nothing_while_others_are_busy(account: CallBudget) -> None:
    for _ in range(14):
        await account.wait("urgent")
    assert await calls_until_it_waits(account, "idle") == 0


async def test_a_call_that_counts_more_takes_more(account: CallBudget) -> None:
    await account.wait("stock", 18.2)
    assert await calls_until_it_waits(account, "stock") == 1


async def test_the_wait_is_about_the_window_on_our_clock(
    ledger: Ledger, now: datetime, request: pytest.FixtureRequest
) -> None:
    budget = CallBudget(
        ledger, request.node.name, now=lambda: now, sleep=refuse_to_wait, calls=2, urgent=1, speed=6
    )
    await budget.wait("stock")
    await budget.wait("stock")
    with pytest.raises(Waited) as asked:
        await budget.wait("stock")
    assert 20 < asked.value.seconds < 120
    budget.close()


async def test_when_a_place_comes_free_urgent_work_asks_first(account: CallBudget) -> None:
    assert await calls_until_it_waits(account, "stock") == 20
    asked = {}
    for lane in ("stock", "urgent"):
        with pytest.raises(Waited) as waited:
            await account.wait(lane)
        asked[lane] = waited.value.seconds
    assert asked["urgent"] < asked["stock"]


async def test_the_vendors_refusal_holds_everybody_back(
    account: CallBudget, ledger: Ledger, now: datetime, request: pytest.FixtureRequest
) -> None:
    clock = [now]
    elsewhere = CallBudget(
        ledger, request.node.name, now=lambda: clock[0], sleep=refuse_to_wait, calls=20, urgent=15
    )
    account.refused(30)
    account.refused(10)
    with pytest.raises(Waited) as asked:
        await elsewhere.wait("urgent")
    assert asked.value.seconds == pytest.approx(30)
    clock[0] += timedelta(seconds=30)
    assert await calls_until_it_waits(elsewhere, "stock") == 20
    elsewhere.close()


async def test_a_refusal_of_one_account_does_not_touch_another(
    account: CallBudget, ledger: Ledger, now: datetime
) -> None:
    other = CallBudget(
        ledger, "another account", now=lambda: now, sleep=refuse_to_wait, calls=2, urgent=1
    )
    account.refused(30)
    await other.wait("stock")
    other.close()


async def test_what_has_left_the_window_is_cleared_and_counts_no_more(
    ledger: Ledger, now: datetime, request: pytest.FixtureRequest
) -> None:
    async def wait_a_little(seconds: float) -> None:
        await racing.wall_sleep(seconds / 600)

    budget = CallBudget(
        ledger,
        request.node.name,
        now=lambda: now,
        sleep=wait_a_little,
        calls=60,
        urgent=50,
        speed=600,
    )
    for _ in range(210):
        await budget.wait("stock")
    assert int(str(budget._all.count())) < 150
    budget.close()


async def test_accounts_with_long_or_odd_names_have_budgets_of_their_own(
    ledger: Ledger, now: datetime
) -> None:
    names = [
        "the same long beginning " * 4 + "uk",
        "the same long beginning " * 4 + "us",
        "a-b",
        "a.b",
    ]
    for name in names:
        budget = CallBudget(ledger, name, now=lambda: now, sleep=refuse_to_wait, calls=2, urgent=1)
        assert await calls_until_it_waits(budget, "stock") == 2
        budget.close()


def test_urgent_work_can_not_be_given_the_whole_budget(ledger: Ledger, now: datetime) -> None:
    with pytest.raises(ValueError, match="urgent"):
        CallBudget(ledger, "x", now=lambda: now, sleep=refuse_to_wait, calls=60, urgent=60)


async def test_waiting_for_another_process_does_not_stop_the_event_loop(
    tmp_path: Path, now: datetime
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    upgrade(url)
    ledger = Ledger(url)
    budget = CallBudget(ledger, "cin7", now=lambda: now, sleep=refuse_to_wait)
    with FileLock(f"{tmp_path / 'ledger.db'}.pace.lock"):
        waiting = asyncio.create_task(budget.wait("stock"))
        for _ in range(20):
            await racing.wall_sleep(0.01)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)
    budget.close()
    ledger.close()


@pytest.mark.slow
def test_a_rush_of_processes_gets_exactly_what_is_allowed(
    processes: Executor, ledger: Ledger
) -> None:
    url = ledger.url.render_as_string(hide_password=False)
    said = everybody(processes, racing.rush, url)
    assert [sum(made) for made in zip(*said, strict=True)] == [racing.RUSHED] * racing.RUSHES


@pytest.mark.slow
def test_three_processes_together_keep_within_the_budget(
    processes: Executor, ledger: Ledger
) -> None:
    """2.5 windows touch at most 3: so many calls may get through, and not many fewer do."""
    url = ledger.url.render_as_string(hide_password=False)
    urgent, *stock = everybody(processes, racing.make_calls, url)
    assert urgent + sum(stock) <= 3 * CALLS
    assert urgent + sum(stock) > 1.5 * CALLS
    assert urgent <= 3 * (CALLS - 5)
    assert sum(stock) > 5
