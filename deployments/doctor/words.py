"""Whether what is to be said in Slack is said."""

from deployments.doctor.check import Check, bad, good, note
from ledger.outbox import unsaid
from ledger.store import Ledger

MEND = "Look at token, scopes and channel (docs/how-to/be-told-in-slack.md); it is tried again."


def look_at_words(ledger: Ledger, *, slack: bool) -> Check:
    """Count what waits, and give the reason of what was tried in vain the longest.

    Args:
        ledger: Where words wait.
        slack: Whether a workspace is configured.
    """
    if not slack:
        return note("slack", "no token is set, so nobody is told", "Set SLACK__TOKEN and CHANNEL.")
    waiting = unsaid(ledger)
    refused = [row for row in waiting if row.error]
    if not refused:
        return good("slack", f"{len(waiting)} messages wait to be said, none was refused")
    first = refused[0]
    said = f"{len(refused)} messages could not be said; {first.key}: {first.error}"
    return bad("slack", f"{said} ({first.attempts} tries, again at {first.due_at:%H:%M})", MEND)
