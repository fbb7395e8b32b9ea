"""What people are told, and their answers, on the command line; and a history lived through."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deployments.day.online_retail import COLUMNS
from ledger import exceptions, exceptions_seen
from tests.deployments.conftest import Say, beside
from tests.town import MORNING, Town


def alert(town: Town, kind: str, subject: str, **detail: object) -> int:
    row = exceptions.raise_exception(
        *(town.ledger, kind, subject, f"{subject}: so it is."), "Order.", None, detail, MORNING
    )
    return row.id


async def test_the_list_is_by_lane_and_says_who_looks_after_what(
    town: Town, stocksteady: Say
) -> None:
    alert(town, "dead-stock", "PEN at main")
    low = alert(town, "low-stock", "CUP at main")
    alert(town, "sold-out", "MUG at main")
    said = await beside(stocksteady, "alerts", "ack", str(low), "--by", "Ada", "--json")
    assert said.json == [{"number": low, "subject": "CUP at main", "changed": True}]
    told = (await beside(stocksteady, "alerts", "list", "--json")).json
    assert [(one["lane"], one["subject"], one["seen by"]) for one in told] == [
        ("act-now", "MUG at main", None),
        ("today", "CUP at main", "Ada"),
        ("digest", "PEN at main", None),
    ]


async def test_what_is_put_off_is_left_out_until_then(town: Town, stocksteady: Say) -> None:
    number = str(alert(town, "low-stock", "CUP at main"))
    assert (await beside(stocksteady, "alerts", "snooze", number, "--for", "3w")).code == 2
    assert (await beside(stocksteady, "alerts", "snooze", number, "--for", "1d")).code == 0
    assert (await beside(stocksteady, "alerts", "list", "--json")).json == []
    everything = (await beside(stocksteady, "alerts", "list", "--all", "--json")).json
    assert everything[0]["until"].startswith("2026-11-24T08:0")


async def test_resolve_settles_and_a_dry_run_settles_nothing(town: Town, stocksteady: Say) -> None:
    number = str(alert(town, "low-stock", "CUP at main"))
    dry = await beside(stocksteady, "alerts", "resolve", number, "--dry-run")
    assert (dry.code, "Would be settled" in dry.text) == (0, True)
    assert exceptions_seen.numbered(town.ledger, int(number)) is not None
    assert (await beside(stocksteady, "alerts", "resolve", number)).code == 0
    row = exceptions_seen.get(town.ledger, "low-stock", "CUP at main")
    assert row is not None
    assert (row.open, row.closed_because) == (False, "settled by the command line")
    assert (await beside(stocksteady, "alerts", "resolve", number)).code == 2


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Sixty days: two mugs a day; then eight a day, which no rule of thumb is ready for."""
    path = tmp_path / "orders.csv"
    first = datetime(2026, 1, 5, 10)  # noqa: DTZ001 - as the file has it
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for day in range(90):
            at = (first + timedelta(days=day)).isoformat(" ")
            for customer in range(2 if day < 45 else 8):
                number = f"5{day:03}{customer:02}"
                who = 10_000 + day * 10 + customer
                rows.writerow(
                    [number, "85123A", "MUG", 1, at, "2.55", f"{who}.0", "United Kingdom"]
                )
        rows.writerow(["599999", "85123A", "MUG", 9000, at, "2.55", "777.0", "United Kingdom"])
        rows.writerow(["C99999", "85123A", "MUG", -9000, at, "2.55", "777.0", "United Kingdom"])
    return path


async def test_a_history_is_lived_through_with_its_stockouts_and_warnings(
    stocksteady: Say, history: Path
) -> None:
    said = await beside(stocksteady, "alerts", "replay", "--orders", str(history), "--json")
    assert said.code == 0, said.text
    told = said.json
    assert (told["skus"], told["days"]) == (1, 62)
    assert told["stockouts"] == told["foretold"] > 0
    assert told["days gained, median"] >= 3
    assert told["precision"] == 1.0
    assert told["messages a day, most"] == 1


async def test_who_waits_for_a_replay_is_told_how_far_it_is_and_what_it_means(
    stocksteady: Say, history: Path
) -> None:
    said = await beside(stocksteady, "alerts", "replay", "--orders", str(history))
    assert "sales of 1 SKUs are lived through twice" in said.result.stderr
    assert "the share called precision was needed" in said.text


async def test_the_ledgers_own_orders_can_be_lived_through(town: Town, stocksteady: Say) -> None:
    empty = await beside(stocksteady, "alerts", "replay", "--ledger")
    assert (empty.code, "no orders" in empty.text) == (2, True)
    town.stock("TEA", {"main": 5})
    town.sell("uk", ("TEA", 2))
    await beside(stocksteady, "run", "ingest-orders", "--json")
    said = await beside(stocksteady, "alerts", "replay", "--ledger", "--json")
    assert (said.code, said.json["stockouts"]) == (0, 0)


async def test_replay_wants_one_history(stocksteady: Say, history: Path) -> None:
    assert (await beside(stocksteady, "alerts", "replay")).code == 2
    both = ("alerts", "replay", "--ledger", "--orders", str(history))
    assert (await beside(stocksteady, *both)).code == 2
    assert (await beside(stocksteady, "alerts", "replay", "--orders", "none.csv")).code == 2
