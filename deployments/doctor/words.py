"""Whether what is to be said in Slack is said."""

from collections.abc import Iterable
from datetime import datetime

from clients.slack.client import SlackClient
from deployments.doctor.check import Check, asked, bad, good, note
from ledger.outbox import unsaid
from ledger.store import Ledger

SET_UP = "Set STOCKSTEADY_SLACK__TOKEN and STOCKSTEADY_SLACK__CHANNEL."
MEND = "Look at token, scopes and channel (docs/how-to/be-told-in-slack.md); it is tried again."


def look_at_words(ledger: Ledger, *, slack: bool) -> Check:
    """Count what waits, and give the reason of what was tried in vain the longest.

    Args:
        ledger: Where words wait.
        slack: Whether a workspace is configured.
    """
    if not slack:
        return note("slack", "no token is set, so nobody is told", SET_UP)
    waiting = unsaid(ledger)
    refused = [row for row in waiting if row.error]
    if not refused:
        return good("slack", f"{len(waiting)} messages wait to be said, none was refused")
    first = refused[0]
    said = f"{len(refused)} messages could not be said; {first.key}: {first.error}"
    return bad("slack", f"{said} ({first.attempts} tries, again at {first.due_at:%H:%M})", MEND)


async def look_at_slack(slack: SlackClient, channels: Iterable[str], now: datetime) -> list[Check]:
    """Look whether the token opens the workspace, and the bot may read in each channel.

    Reading is what tells whether a message arrived when its answer got lost. Nothing is posted.

    Args:
        slack: The workspace.
        channels: Their ids.
        now: From when on messages are read: there are none.
    """
    checks: list[Check] = []
    for channel in sorted(set(channels)):

        async def look(channel: str = channel) -> list[Check]:
            await slack.history(channel, "doctor", since=now)
            return [good("slack: channel", f"the bot reads in {channel}")]

        checks += await asked("slack: channel", MEND, look)
    return checks
