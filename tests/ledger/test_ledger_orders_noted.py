"""A page of orders is written down at once, and what it shows again costs next to nothing."""

from datetime import datetime, timedelta
from typing import Any

from ledger import orders, orders_seen
from ledger.orders import Order, OrderNote
from ledger.store import Ledger
from tests.ledger.samples import an_order
from tests.ledger.written import written_to


def a_page(*numbers: int, **changes: Any) -> list[OrderNote]:
    return [an_order(order_id=n, name=f"#{n}", **changes) for n in numbers]


def known(ledger: Ledger) -> dict[int, Order]:
    return orders_seen.get_all(ledger, "uk", range(100))


def test_of_a_page_read_again_only_the_time_of_the_read_is_written(
    ledger: Ledger, now: datetime
) -> None:
    orders.note_all(ledger, "uk", a_page(1, 2, 3), now)
    later = now + timedelta(minutes=1)
    with written_to(ledger) as sent:
        again = orders.note_all(ledger, "uk", a_page(1, 2, 3), later)
    assert [one.partition(" SET ")[2].partition("=")[0] for one in sent] == ["noted_at"]
    assert " WHERE orders.id = " in sent[0]
    assert [row.noted_at for row in again] == [later] * 3
    assert {row.noted_at for row in known(ledger).values()} == {later}


def test_of_an_order_that_changed_what_it_shows_is_written_anew(
    ledger: Ledger, now: datetime
) -> None:
    orders.note(ledger, an_order(), now)
    later = now + timedelta(minutes=1)
    row = orders.note(ledger, an_order(shop_updated_at=later, lines=[], stands=[]), later)
    assert (row.lines, row.stands, row.open) == ([], [], False)
    [kept] = known(ledger).values()
    assert (kept.lines, kept.stands, kept.open) == ([], [], False)
    assert (kept.shop_updated_at, kept.noted_at) == (later, later)


def test_each_order_of_a_page_is_judged_by_its_own_version(ledger: Ledger, now: datetime) -> None:
    before, later = now - timedelta(minutes=1), now + timedelta(minutes=1)
    orders.note_all(ledger, "uk", a_page(1, 2, 3), now)
    page = [
        *a_page(3, shop_updated_at=before, live=False),
        *a_page(4),
        *a_page(2, shop_updated_at=later, live=False),
        *a_page(1, live=False),
    ]
    rows = orders.note_all(ledger, "uk", page, later)
    told = [(row.name, row.live, row.noted_at) for row in rows]
    assert told == [
        ("#3", True, now),
        ("#4", True, later),
        ("#2", False, later),
        ("#1", False, later),
    ]
    assert {n: row.live for n, row in known(ledger).items()} == {
        1: False,
        2: False,
        3: True,
        4: True,
    }
    assert [len(orders.history(ledger, "uk", f"#{n}")) for n in (1, 2, 3, 4)] == [1] * 4


def test_a_read_that_began_earlier_does_not_write_over_a_later_one(
    ledger: Ledger, now: datetime
) -> None:
    orders.note_all(ledger, "uk", a_page(1, stands=[]), now)
    [late] = orders.note_all(ledger, "uk", a_page(1), now - timedelta(seconds=1))
    assert (late.open, late.noted_at) == (False, now)


def test_an_order_of_the_same_number_in_another_store_is_another_order(
    ledger: Ledger, now: datetime
) -> None:
    orders.note_all(ledger, "uk", a_page(1), now)
    orders.note_all(ledger, "eu", [an_order(store="eu", live=False)], now)
    assert [row.live for row in known(ledger).values()] == [True]


def test_an_empty_page_writes_nothing(ledger: Ledger, now: datetime) -> None:
    with written_to(ledger) as sent:
        assert orders.note_all(ledger, "uk", [], now) == []
    assert sent == []
