"""A ledger that moves to another database forgets nothing, and goes on counting."""

from datetime import datetime
from pathlib import Path

import pytest

from ledger import effects, exceptions, inbox, orders
from ledger.copying import copy_ledger
from ledger.effects import EffectKind, EffectState
from ledger.store import Ledger, NoLedger, upgrade
from tests.ledger.samples import an_order


def fill(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    inbox.write_down(ledger, "cin7", "stock", "a", {"h": "1"}, b"\x00\xff", now)
    effects.intend(
        ledger,
        EffectKind.CREATE_SALE,
        "k",
        subject="uk #1001",
        detail={"n": 1},
        token="t",
        now=now,
    )
    effects.claim(ledger, EffectKind.CREATE_SALE, "k", "run-a", now, 300)
    effects.doubt(ledger, EffectKind.CREATE_SALE, "k", "run-a", now, "time-out", now)


def test_everything_comes_along_and_the_next_row_finds_its_number(
    ledger: Ledger, empty_url: str, now: datetime
) -> None:
    fill(ledger, now)
    copied = copy_ledger(ledger.url.render_as_string(hide_password=False), empty_url)
    assert {name: rows for name, rows in copied.items() if rows} == {
        "orders": 1,
        "order_events": 1,
        "deliveries": 1,
        "effects": 1,
    }
    new = Ledger(empty_url)
    found = effects.by_key(new, EffectKind.CREATE_SALE, "k")
    assert found is not None
    assert (found.state, found.token, found.due_at) == (EffectState.DOUBTFUL, "t", now)
    assert [row.body for row in inbox.unhandled(new)] == [b"\x00\xff"]
    assert effects.export(new) == effects.export(ledger)
    orders.note(new, an_order(order_id=2, name="#1002"), now)
    assert len(orders.open_orders(new)) == 2
    new.close()


def test_a_ledger_that_holds_rows_is_not_written_over(tmp_path: Path, now: datetime) -> None:
    old, new = (f"sqlite:///{tmp_path / name}.db" for name in ("old", "new"))
    upgrade(old)
    upgrade(new)
    ledger = Ledger(new)
    exceptions.raise_exception(ledger, "c", "s", "w", "t", None, {}, now)
    with pytest.raises(ValueError, match="not empty: exceptions"):
        copy_ledger(old, new)
    assert len(exceptions.list_open(ledger, now)) == 1
    ledger.close()


def test_a_mistyped_file_is_not_taken_for_a_ledger_without_rows(tmp_path: Path) -> None:
    old, new = (tmp_path / name for name in ("leger.db", "new.db"))
    with pytest.raises(NoLedger, match=r"no ledger at .*leger\.db"):
        copy_ledger(f"sqlite:///{old}", f"sqlite:///{new}")
    assert not old.exists()
    assert not new.exists()


def test_a_dry_run_counts_and_makes_nothing(ledger: Ledger, tmp_path: Path, now: datetime) -> None:
    fill(ledger, now)
    new = tmp_path / "new.db"
    url = ledger.url.render_as_string(hide_password=False)
    assert copy_ledger(url, f"sqlite:///{new}", dry_run=True)["effects"] == 1
    assert not new.exists()
