"""Processes that do the same thing at the same moment end with one winner."""

from concurrent.futures import Executor
from datetime import datetime

import pytest

from ledger import effects, exceptions, hints, inbox, orders
from ledger.effects import EffectKind
from ledger.store import Ledger
from tests.ledger import racing
from tests.ledger.racing import PROCESSES, ROUNDS, everybody


@pytest.fixture
def url(ledger: Ledger) -> str:
    return ledger.url.render_as_string(hide_password=False)


def test_a_delivery_that_comes_to_all_receivers_is_new_to_one(
    processes: Executor, ledger: Ledger, url: str
) -> None:
    said = everybody(processes, racing.write_down, url)
    assert [sum(new) for new in zip(*said, strict=True)] == [1] * ROUNDS
    assert len(inbox.unhandled(ledger)) == ROUNDS


def test_a_hint_raised_by_all_gets_its_number_from_one(
    processes: Executor, ledger: Ledger, url: str
) -> None:
    said = everybody(processes, racing.raise_hints, url)
    for numbers in zip(*said, strict=True):
        assert sorted(numbers, key=str) == [1, *[None] * (PROCESSES - 1)]
    assert {hint.number for hint in hints.raised(ledger)} == {1}


def test_orders_that_all_read_at_once_are_one_row_each_with_one_first_step(
    processes: Executor, ledger: Ledger, url: str
) -> None:
    said = everybody(processes, racing.note_orders, url)
    pages = [sorted(f"#{n + i}" for i in range(10)) for n in range(ROUNDS)]
    assert said == [pages] * PROCESSES
    rows = orders.open_orders(ledger)
    assert sorted(row.order_id for row in rows) == list(range(ROUNDS + 9))
    assert {len(orders.history(ledger, "uk", row.name)) for row in rows} == {1}


def test_an_effect_that_all_claim_is_held_by_one(
    processes: Executor, ledger: Ledger, url: str, now: datetime
) -> None:
    for n in range(ROUNDS):
        effects.intend(
            ledger,
            EffectKind.CREATE_SALE,
            f"order-{n}",
            subject="uk",
            detail={},
            token=None,
            now=now,
        )
    said = everybody(processes, racing.claim, url)
    assert [sum(won) for won in zip(*said, strict=True)] == [1] * ROUNDS
    for n in range(ROUNDS):
        row = effects.by_key(ledger, EffectKind.CREATE_SALE, f"order-{n}")
        assert row is not None
        assert row.attempts == 1
        assert said[int(str(row.owner).removeprefix("run-"))][n] is True


def test_a_trouble_met_by_all_is_opened_by_one_and_counted_by_each(
    processes: Executor, ledger: Ledger, url: str, now: datetime
) -> None:
    said = everybody(processes, racing.raise_exceptions, url)
    for counts in zip(*said, strict=True):
        assert sorted(counts) == list(range(1, PROCESSES + 1))
    assert {row.count for row in exceptions.list_open(ledger, now)} == {PROCESSES}
