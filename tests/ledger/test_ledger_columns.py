"""What goes into a row comes out the same, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from ledger import cursors, effects, exceptions, orders
from ledger.effects import EffectKind, EffectState
from ledger.models import OrderEvent, Stage
from ledger.store import Ledger
from tests.ledger.samples import an_order

KIND = EffectKind.CREATE_SALE


def test_times_come_back_aware_and_in_utc(ledger: Ledger, now: datetime) -> None:
    sydney = timezone(timedelta(hours=11))
    cursors.advance(ledger, "orders:uk", datetime(2026, 11, 23, 23, 0, 0, 123456, sydney), now)
    found = cursors.read(ledger, "orders:uk")
    assert found is not None
    assert found.at == datetime(2026, 11, 23, 12, 0, 0, 123456, UTC)
    assert found.at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(ledger: Ledger, now: datetime) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        cursors.advance(ledger, "orders:uk", datetime(2026, 11, 23), now)  # noqa: DTZ001
    assert cursors.read(ledger, "orders:uk") is None


def test_enums_come_back_as_enums_and_lie_there_as_their_text(
    ledger: Ledger, now: datetime
) -> None:
    effects.intend(ledger, KIND, "k", subject="uk #1", detail={}, token=None, now=now)
    row = effects.by_key(ledger, KIND, "k")
    assert row is not None
    assert row.kind is EffectKind.CREATE_SALE
    assert row.state is EffectState.INTENDED
    with ledger.reading() as session:
        assert session.execute(text("SELECT kind, state FROM effects")).one() == (
            "create-sale",
            "intended",
        )


def test_money_in_json_keeps_every_penny(ledger: Ledger, now: datetime) -> None:
    detail = {"total": Decimal("1234567890.10"), "at": now, "units": 3}
    effects.intend(ledger, KIND, "k", subject="uk #1", detail=detail, token=None, now=now)
    row = effects.by_key(ledger, KIND, "k")
    assert row is not None
    assert Decimal(row.detail["total"]) == Decimal("1234567890.10")
    assert row.detail["total"] == "1234567890.10"
    assert row.detail["at"] == "2026-11-23T12:00:00+00:00"


def test_what_has_no_plain_text_is_not_kept_as_json(ledger: Ledger, now: datetime) -> None:
    with pytest.raises((TypeError, StatementError), match="can't be kept as JSON"):
        effects.intend(ledger, KIND, "k", subject="s", detail={"x": object()}, token=None, now=now)


@pytest.mark.parametrize("said", ["half\x00way", "broken \ud83d pair", "naïve ☂ 株"])
def test_whatever_a_vendor_says_can_be_written_down(
    ledger: Ledger, now: datetime, said: str
) -> None:
    row = exceptions.raise_exception(ledger, "odd", "x", said, said, None, {"said": said}, now)
    assert row.what[:4] == said[:4]
    found = exceptions.get(ledger, "odd", "x")
    assert found is not None
    assert found.detail == {"said": said}


def test_an_order_event_of_no_order_is_refused(ledger: Ledger, now: datetime) -> None:
    with pytest.raises(IntegrityError), ledger.session() as session:
        session.add(OrderEvent(order_row=99, at=now, stage=Stage.HELD, because="?"))


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    def half_a_change() -> None:
        with ledger.session() as session:
            session.execute(text("INSERT INTO holds VALUES ('cin7', '2026-11-23 12:00:00')"))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half_a_change()
    with ledger.reading() as session:
        assert session.execute(text("SELECT count(*) FROM holds")).scalar() == 0


def test_reading_waits_for_nobody_who_writes(ledger: Ledger, now: datetime) -> None:
    cursors.advance(ledger, "orders:uk", now, now)
    with ledger.session() as writer:
        writer.execute(text("UPDATE cursors SET value = 'half done'"))
        found = cursors.read(ledger, "orders:uk")
    assert found is not None
    assert found.value is None


def test_a_second_writer_to_a_file_queues_at_the_door_for_30_seconds(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'a folder' / 'ledger.db'}")
    with ledger.reading() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
    with ledger.session() as writer, ledger.engine.connect() as impatient:
        writer.execute(text("SELECT 1"))
        raw = impatient.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(DBAPIError, match="locked"):
            impatient.execute(text("SELECT 1"))
    ledger.close()


def test_shopifys_long_numbers_fit(ledger: Ledger, now: datetime) -> None:
    long = 9_007_199_254_740_993
    orders.note(ledger, an_order(order_id=long), now)
    assert orders.get(ledger, "uk", long) is not None
