"""Holding back: when a vendor throttles one of us, all processes wait (our clock)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from ledger.models_pace import Hold
from ledger.store import Ledger


def hold_back(ledger: Ledger, account: str, seconds: float, now: datetime) -> None:
    """Nobody calls this account for ``seconds`` of our clock; a longer hold stays as it is."""
    until = now + timedelta(seconds=seconds)
    insert = ledger.insert(Hold).values(account=account, until=until)
    longer = insert.on_conflict_do_update(
        index_elements=["account"], set_={"until": until}, where=col(Hold.until) < until
    )
    with ledger.session() as session:
        session.execute(longer)


def seconds_held(ledger: Ledger, account: str, now: datetime) -> float:
    """How many seconds of our clock this account is still to be left alone; 0 when it is not."""
    with ledger.reading() as session:
        until = session.scalar(select(col(Hold.until)).where(col(Hold.account) == account))
    return max(0.0, (until - now).total_seconds()) if until else 0.0
