"""What a person can answer to a condition, by a button or on the command line."""

from datetime import timedelta
from enum import StrEnum


class Answer(StrEnum):
    """A button's ``action_id`` and a command's word."""

    ACK = "ack"
    """Seen; I look after it."""
    SNOOZE_HOUR = "snooze-1h"
    SNOOZE_DAY = "snooze-1d"
    RESOLVE = "resolve"
    """Settled, by a person's word."""


SNOOZES = {Answer.SNOOZE_HOUR: timedelta(hours=1), Answer.SNOOZE_DAY: timedelta(days=1)}
"""How long each puts off (our clock)."""

LABELS = {
    Answer.ACK: "I'm on it",
    Answer.SNOOZE_HOUR: "Later (1 h)",
    Answer.SNOOZE_DAY: "Tomorrow",
    Answer.RESOLVE: "Settled",
}
"""What stands on the buttons."""
