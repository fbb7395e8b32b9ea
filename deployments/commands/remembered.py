"""What the commands read: the ledger that the settings name, and a numbered row of it."""

from deployments.commands.say import Misused
from ledger import exceptions_seen as seen
from ledger.models_work import ExceptionRow
from ledger.store import Ledger, open_ledger
from settings.load import load_settings
from settings.settings import Settings


def open_memory() -> tuple[Settings, Ledger]:
    """The settings, and the ledger they name.

    Raises:
        SettingsError: They can't be used.
    """
    settings = load_settings()
    return settings, open_ledger(settings.ledger_url.get_secret_value())


def numbered(ledger: Ledger, number: int, *, called: str) -> ExceptionRow:
    """The open condition that bears this number; ``called`` is what the command calls it.

    Raises:
        Misused: None does.
    """
    row = seen.numbered(ledger, number)
    if row is None:
        raise Misused(f"no open {called} has the number {number}")
    return row
