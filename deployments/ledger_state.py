"""Where a ledger's tables stand against the migrations that we ship."""

from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledger.schema import MIGRATIONS
from ledger.store import Ledger


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
    """Look, change nothing (an absent SQLite file is made, empty).

    Raises:
        sqlalchemy.exc.OperationalError: The database does not answer.
    """
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    ledger = Ledger(url)
    try:
        with ledger.engine.connect() as connection:
            return LedgerState(
                MigrationContext.configure(connection).get_current_revision(), newest
            )
    finally:
        ledger.close()
