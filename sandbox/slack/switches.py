"""The points where the real Slack could not be asked, or where a workspace may differ."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class SlackSwitches:
    """How this workspace of the pretend Slack behaves."""

    messages_per_second: float = 1.0
    """Per channel, for ``chat.postMessage``."""
    burst: int = 1
    """Messages that may come at once before the pace counts."""
    tier_3_per_minute: int = 50
    """Calls a minute of each other method but ``auth.test``."""
    rate_limit_response: Literal["429", "200-ratelimited"] = "429"

    blocks_text_most: int = 11_000
    """Characters in all blocks of a message together."""
    metadata_most: int = 8_000
    """Bytes of a message's metadata as JSON."""
    update_keeps_blocks: bool = True
    """A ``chat.update`` without blocks leaves those of before; else it takes them away."""
    edit_window_seconds: float = 0.0
    """A message can be changed for so long; 0: always."""
    internal_error: Literal["internal_error", "fatal_error"] = "internal_error"
    """What the planned trouble ``internal`` says; the message may have been posted or not."""
    internal_error_posted: bool = True
