"""Where a ledger's tables stand against the migrations that we ship."""

from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledger.schema import MIGRATIONS
from ledger.store import Ledger, NoLedger, absent_file, open_ledger


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Revisions; ``current`` is None for an empty database."""

    current: str | None
    newest: str | None

    @property
    def up_to_date(self) -> bool:
        """Nothing is left to do."""
        return self.current == self.newest


def ledger_state(url: str) -> LedgerState:
    """Look, change nothing; an absent SQLite file has no tables, and is not made.

    Raises:
        sqlalchemy.exc.OperationalError: The database does not answer.
    """
    if absent_file(url) is not None:
        return LedgerState(None, _newest())
    ledger = Ledger(url)
    try:
        return _state_of(ledger)
    finally:
        ledger.close()


def ready_ledger(url: str) -> Ledger:
    """Open a ledger that has all the tables that we need.

    Raises:
        NoLedger: It is not there, or its tables are others; it says what to do.
        sqlalchemy.exc.OperationalError: The database does not answer.
    """
    ledger = open_ledger(url)
    state = _state_of(ledger)
    if state.up_to_date:
        return ledger
    ledger.close()
    raise NoLedger(
        f"the ledger's tables are at {state.current or 'nothing'}, we need {state.newest}. "
        "Run `stocksteady ledger upgrade`."
    )


def _state_of(ledger: Ledger) -> LedgerState:
    with ledger.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return LedgerState(current, _newest())


def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
