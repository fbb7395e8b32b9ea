"""Ends what the house started when the house itself is killed and can't.

The house writes one line for each process group it starts and each folder it lent. When the pipe
closes without the word ``done`` (a crash, a SIGKILL, a closed terminal), this process ends the
groups in reverse order and removes the folders. It runs in a session of its own, so that Ctrl-C
never reaches it: ``python -m deployments.lifeline``.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterable
from threading import Event

GRACE_SECONDS = 5.0
"""How long a group may take to end by itself (wall)."""

_POLL_SECONDS = 0.1


def watch(lines: Iterable[str]) -> None:
    """Read lines until the pipe closes, then end what they name unless the last word was done."""
    groups: list[int] = []
    folders: list[str] = []
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        match word:
            case "group":
                groups.append(int(rest))
            case "ended":
                groups = [group for group in groups if group != int(rest)]
            case "folder":
                folders.append(rest)
            case "done":
                return
    for group in reversed(groups):
        end_group(group)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end_group(group: int, grace_seconds: float = GRACE_SECONDS) -> None:
    """Ask a process group to end, and insist when it has not after ``grace_seconds`` (wall)."""
    pause = Event()
    if not _signal(group, signal.SIGTERM):
        return
    waited = 0.0
    while waited < grace_seconds:
        if not _signal(group, 0):
            return
        pause.wait(_POLL_SECONDS)
        waited += _POLL_SECONDS
    _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Send a signal to a group; False when nobody is left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    watch(sys.stdin)
