"""What the commands read: the ledger that the settings name, and a numbered row of it."""

from deployments.commands.say import Misused
from deployments.ledger_state import ready_ledger
from ledger import exceptions_seen as seen
from ledger.models_work import ExceptionRow
from ledger.store import Ledger
from settings.load import load_memory
from settings.settings import Memory


def open_memory() -> tuple[Memory, Ledger]:
    """The settings, and the ledger they name; no vendor's credentials are asked for.

    Raises:
        SettingsError: They can't be used.
        NoLedger: There is none, or its tables are not those that we need.
    """
    settings = load_memory()
    return settings, ready_ledger(settings.ledger_url.get_secret_value())


def check_ledger() -> None:
    """Look at the ledger before a flow begins, as a flow's own error is a page long.

    Raises:
        SettingsError: The settings can't be used.
        NoLedger: There is none, or its tables are not those that we need.
    """
    open_memory()[1].close()


def numbered(ledger: Ledger, number: int, *, called: str) -> ExceptionRow:
    """The open condition that bears this number; ``called`` is what the command calls it.

    Raises:
        Misused: None does.
    """
    row = seen.numbered(ledger, number)
    if row is None:
        raise Misused(f"no open {called} has the number {number}")
    return row
