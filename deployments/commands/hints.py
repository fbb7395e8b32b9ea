"""``stocksteady hints``: which flows have news that no run has taken up."""

from deployments.commands.remembered import open_memory
from deployments.commands.say import AsJson, answer, rows, told
from ledger import hints


@told
def show_hints(as_json: AsJson = False) -> None:
    """Show the hints that are raised, the longest first."""
    settings, ledger = open_memory()
    now = settings.clock.build().now()
    lines = [
        {
            "flow": hint.flow,
            "store": hint.store,
            "raised": hint.raised_at.isoformat(timespec="seconds"),
            "waits (s)": round((now - hint.raised_at).total_seconds()),
            "raise": hint.number,
        }
        for hint in hints.raised(ledger)
    ]
    answer(lines, as_json=as_json, table=rows("Raised hints", lines, "No hint is raised."))
