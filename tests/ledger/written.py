"""What of a test goes to the database to be written."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from ledger.store import Ledger


@contextmanager
def written_to(ledger: Ledger) -> Iterator[list[str]]:
    """Statements that change something, as they go to the database."""
    sent: list[str] = []

    def on_sent(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", on_sent)
    try:
        yield sent
    finally:
        event.remove(ledger.engine, "before_cursor_execute", on_sent)
